package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"luonnos/bench/internal/processor"
	"luonnos/revisions"
)

// run of text that is shown as unchanged, or as taken out or put in.
type shownRun struct {
	text    string
	changed bool
	ends    bool // a line or block ends after it
}

// differ compares two texts as readers are to see it.
type differ interface {
	name() string
	compare(p pair) ([]shownRun, spent, error)
}

// spent is how long a comparison took, and how much processor time.
type spent struct{ took, cpu time.Duration }

type ourDiff struct{}

func (ourDiff) name() string { return "luonnos" }

func (ourDiff) compare(p pair) ([]shownRun, spent, error) {
	start, used := time.Now(), processor.Used()
	d := revisions.Diff(p.old, p.new)
	took := spent{time.Since(start), processor.Used() - used}
	var out []shownRun
	for _, c := range d.Changes {
		for _, s := range c.Spans {
			out = append(out, shownRun{text: s.Text, changed: s.Op != "same"})
		}
		if len(out) > 0 {
			out[len(out)-1].ends = true
		}
	}
	return out, took, nil
}

// gitDiff runs git diff --word-diff; its time has the start of git in it.
type gitDiff struct {
	git, dir string
	args     []string
}

func (g gitDiff) name() string { return "git " + strings.Join(g.args, " ") }

func (g gitDiff) compare(p pair) ([]shownRun, spent, error) {
	old, new := filepath.Join(g.dir, "old"), filepath.Join(g.dir, "new")
	for name, text := range map[string]string{old: p.old, new: p.new} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return nil, spent{}, err
		}
	}
	args := append([]string{"diff", "--no-index", "--no-color", "--word-diff=porcelain"}, g.args[1:]...)
	start := time.Now()
	command := exec.Command(g.git, append(args, old, new)...)
	out, err := command.Output()
	took := spent{took: time.Since(start)}
	if state := command.ProcessState; state != nil {
		took.cpu = state.UserTime() + state.SystemTime()
	}
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return nil, spent{}, err
	}
	return porcelain(string(out)), took, nil
}

// porcelain reads what git writes for programs: a run on each line, told by its
// first character, and "~" for each line end.
func porcelain(text string) []shownRun {
	var out []shownRun
	header := true
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "@@"):
			header = false
			if len(out) > 0 {
				out = append(out, shownRun{ends: true})
			}
		case header || line == "":
		case line == "~":
			if len(out) > 0 {
				out[len(out)-1].ends = true
			}
		case line[0] == '+', line[0] == '-', line[0] == ' ':
			out = append(out, shownRun{text: line[1:], changed: line[0] != ' '})
		}
	}
	return out
}

func differs(dir string) (found []differ, missing string) {
	found = []differ{ourDiff{}}
	git, err := exec.LookPath("git")
	if err != nil {
		return found, "git"
	}
	return append(found,
		gitDiff{git, dir, []string{"--word-diff"}},
		gitDiff{git, dir, []string{"--word-diff", "--histogram"}},
	), ""
}
