package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"luonnos/bench/internal/processor"
	"luonnos/bench/internal/prose"
	"luonnos/revisions"
)

// answer is what a method made of a case.
type answer struct {
	text         string
	merged, look bool
	reasons      []string
	took, cpu    time.Duration // of a program, with its start
}

// method merges one case.
type method interface {
	name() string
	merge(s prose.Sample) (answer, error)
}

type ourMerge struct{}

func (ourMerge) name() string { return "luonnos" }

func (ourMerge) merge(s prose.Sample) (answer, error) {
	start, used := time.Now(), processor.Used()
	m := revisions.Merge(s.Base, s.Ours, s.Theirs)
	a := answer{took: time.Since(start), cpu: processor.Used() - used, look: m.Outcome == revisions.Look, reasons: m.Reasons}
	a.text, a.merged = m.Text()
	return a, nil
}

// program is a merge program that takes three files, writes the result to its
// output and ends with 1 where it found a conflict.
type program struct {
	path, dir string
	args      []string
	conflicts int // greatest exit code that means conflicts
}

const (
	gitName    = "git merge-file"
	wiggleName = "wiggle -m"
	diff3Name  = "diff3 -m"
)

func (p program) name() string {
	return filepath.Base(p.path) + " " + p.args[0]
}

func (p program) merge(s prose.Sample) (answer, error) {
	args := p.args
	for _, version := range []struct{ name, text string }{{"ours", s.Ours}, {"base", s.Base}, {"theirs", s.Theirs}} {
		name := filepath.Join(p.dir, version.name)
		if err := os.WriteFile(name, []byte(version.text), 0o600); err != nil {
			return answer{}, err
		}
		args = append(args[:len(args):len(args)], name)
	}
	start := time.Now()
	command := exec.Command(p.path, args...)
	text, err := command.Output()
	a := answer{took: time.Since(start)}
	if state := command.ProcessState; state != nil {
		a.cpu = state.UserTime() + state.SystemTime()
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
		a.text, a.merged = string(text), true
	case errors.As(err, &exit) && exit.ExitCode() > 0 && exit.ExitCode() <= p.conflicts:
	default:
		return answer{}, fmt.Errorf("%s on %s: %w", p.name(), s.ID, err)
	}
	return a, nil
}

// programs finds the rivals; missing are the names of those not installed.
func programs(dir string) (found []method, missing []string) {
	for _, p := range []program{
		{path: "wiggle", args: []string{"-m"}, conflicts: 1},
		{path: "git", args: []string{"merge-file", "-p", "-q"}, conflicts: 127},
		{path: "diff3", args: []string{"-m"}, conflicts: 1},
	} {
		path, err := exec.LookPath(p.path)
		if err != nil {
			missing = append(missing, p.name())
			continue
		}
		p.path, p.dir = path, dir
		found = append(found, p)
	}
	return found, missing
}
