// Command merge measures the three-way merge of package revisions on real
// merges of prose, beside git merge-file in the same run.
//
// It reads the corpus described in ../shared/data/README.md and prints, for each
// group of cases, how many came out equal to what people committed (white space
// aside), how many of those ask for a look, how many differ, and how many
// conflict. Groups: RC and RN are conflicts of git that the two changes explain
// or do not explain; RG merges of git; LC and LG transplanted changes, in
// conflict or merged by git; CP competing wordings, where only a conflict is
// right.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"luonnos/revisions"
)

func main() {
	path := flag.String("corpus", "../shared/data/merge.jsonl.gz", "merge cases: JSON lines, gzip")
	list := flag.Bool("list", false, "list the cases that differ, and the conflicts of RC, LC, LG and RG")
	flag.Parse()
	if err := run(os.Stdout, *path, *list); err != nil {
		fmt.Fprintln(os.Stderr, "merge:", err)
		os.Exit(1)
	}
}

// tally counts the results of one group.
type tally struct{ cases, equal, equalLook, differs, differsLook, conflicts int }

func (t *tally) add(merged, look, equal bool) {
	t.cases++
	switch {
	case !merged:
		t.conflicts++
	case equal:
		t.equal++
		if look {
			t.equalLook++
		}
	default:
		t.differs++
		if look {
			t.differsLook++
		}
	}
}

func run(out io.Writer, path string, list bool) error {
	samples, err := readCorpus(path)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "merge")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	words := newCounter()
	ours, gits := map[string]*tally{}, map[string]*tally{}
	var times []time.Duration
	for _, s := range samples {
		gitText, gitMerged, err := gitMerge(dir, s)
		if err != nil {
			return err
		}
		group := groupOf(s, gitMerged, words)
		for _, m := range []map[string]*tally{ours, gits} {
			if m[group] == nil {
				m[group] = &tally{}
			}
		}
		start := time.Now()
		merged := revisions.Merge(s.Base, s.Ours, s.Theirs)
		times = append(times, time.Since(start))
		text, ok := merged.Text()
		right := s.Kind != "competing" && same(text, s.Merged)
		ours[group].add(ok, merged.Outcome == revisions.Look, right)
		gits[group].add(gitMerged, false, s.Kind != "competing" && same(gitText, s.Merged))
		if list && (ok && !right || !ok && group != "CP" && group != "RN") {
			fmt.Fprintln(out, group, merged.Outcome, merged.Reasons, s.ID, s.Repo, s.Path)
		}
	}
	return report(out, ours, gits, times)
}

func groupOf(s sample, gitMerged bool, words counter) string {
	switch {
	case s.Kind == "competing":
		return "CP"
	case s.Kind == "linear" && gitMerged:
		return "LG"
	case s.Kind == "linear":
		return "LC"
	case gitMerged:
		return "RG"
	case words.composes(s):
		return "RC"
	}
	return "RN"
}

func same(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }

// gitMerge merges with git merge-file; false is a conflict.
func gitMerge(dir string, s sample) (string, bool, error) {
	args := []string{"merge-file", "-p", "-q"}
	for _, version := range []struct{ name, text string }{{"ours", s.Ours}, {"base", s.Base}, {"theirs", s.Theirs}} {
		name := filepath.Join(dir, version.name)
		if err := os.WriteFile(name, []byte(version.text), 0o600); err != nil {
			return "", false, err
		}
		args = append(args, name)
	}
	text, err := exec.Command("git", args...).Output()
	var conflicts *exec.ExitError
	if errors.As(err, &conflicts) && conflicts.ExitCode() > 0 && conflicts.ExitCode() < 128 {
		return "", false, nil
	}
	return string(text), err == nil, err
}

func report(out io.Writer, ours, gits map[string]*tally, times []time.Duration) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "group\tcases\tequal %\tof them look\tdiffer %\tof them look\tconflict %\t| git equal %\tdiffer %\tconflict %\t")
	for _, group := range []string{"RC", "RN", "RG", "LC", "LG", "CP"} {
		o, g := ours[group], gits[group]
		if o == nil {
			continue
		}
		share := func(n int) float64 { return 100 * float64(n) / float64(o.cases) }
		fmt.Fprintf(table, "%s\t%d\t%.1f\t%d\t%.1f\t%d\t%.1f\t| %.1f\t%.1f\t%.1f\t\n", group, o.cases,
			share(o.equal), o.equalLook, share(o.differs), o.differsLook, share(o.conflicts),
			share(g.equal), share(g.differs), share(g.conflicts))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	slices.Sort(times)
	_, err := fmt.Fprintf(out, "time of one merge: median %v, 95 %% %v, longest %v\n",
		times[len(times)/2], times[len(times)*95/100], times[len(times)-1])
	return err
}
