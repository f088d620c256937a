package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"luonnos/bench/internal/cluster"
)

//go:embed baseline.py
var baseline []byte

// peer is scikit-learn in a process of its own.
type peer struct{ python, script string }

// errNoPeer says how to get what is missing.
var errNoPeer = errors.New("no python3 with scikit-learn, so its columns are empty: apt-get install python3-sklearn (or -python PATH)")

// newPeer looks for a Python that has scikit-learn; script is where the
// embedded program is put.
func newPeer(ctx context.Context, python, dir string) (*peer, error) {
	for _, p := range []string{python, "/usr/bin/python3", "python3"} {
		if p == "" || exec.CommandContext(ctx, p, "-c", "import sklearn").Run() != nil {
			continue
		}
		script := filepath.Join(dir, "baseline.py")
		return &peer{p, script}, os.WriteFile(script, baseline, 0o600)
	}
	return nil, errNoPeer
}

// attempt is one run of a method.
type attempt struct {
	Method    string
	Seconds   float64
	Processor float64 // seconds, of all cores
	Peak      int64   // bytes resident
	Groups    []int
}

func (p *peer) run(ctx context.Context, args ...string) ([]attempt, error) {
	cmd := exec.CommandContext(ctx, p.python, append([]string{p.script}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("scikit-learn: %w\n%s", err, said.Bytes())
	}
	var all []attempt
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, len(out)+1)
	for lines.Scan() {
		var a attempt
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, lines.Err()
}

// score is how a method groups a set, the mean over its runs.
type score struct {
	method  string
	v, ari  float64
	k       int
	took    time.Duration
	outside int
}

// group scores each method on the set, with the true number of groups given.
func (p *peer) group(ctx context.Context, s set) ([]score, error) {
	attempts, err := p.run(ctx, s.path, strconv.Itoa(s.k))
	if err != nil {
		return nil, err
	}
	var methods []string
	runs := map[string][]attempt{}
	for _, a := range attempts {
		if len(a.Groups) != len(s.labels) {
			return nil, fmt.Errorf("scikit-learn: %d groups for %d texts", len(a.Groups), len(s.labels))
		}
		if runs[a.Method] == nil {
			methods = append(methods, a.Method)
		}
		runs[a.Method] = append(runs[a.Method], a)
	}
	var scores []score
	for _, m := range methods {
		n := float64(len(runs[m]))
		sc := score{method: m, k: s.k}
		for _, a := range runs[m] {
			sc.v += cluster.V(s.labels, a.Groups) / n
			sc.ari += cluster.ARI(s.labels, a.Groups) / n
			sc.took += time.Duration(a.Seconds / n * float64(time.Second))
		}
		scores = append(scores, sc)
	}
	return scores, nil
}
