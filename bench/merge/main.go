// Command merge measures the three-way merge of package revisions on real
// merges of prose, beside wiggle, git merge-file and GNU diff3 in the same run.
//
// It reads the corpus described in ../shared/data/README.md, as it is and with
// each paragraph on one line, and prints for each group of cases how many came
// out equal to what people committed (white space aside), equal to the byte, how
// many of those ask for a look, how many differ, and how many conflict. Groups:
//
//   - RC conflicts of git whose solution the two changes explain word for word,
//     RN those that people solved otherwise: there is no telling right from wrong;
//   - RG merges of git;
//   - LC and LG changes made one after the other and transplanted side by side, in
//     conflict or merged by git;
//   - CP competing wordings, where only a conflict is right.
//
// "Not explained" counts merges, of all groups but CP, in which a word is more
// or less often than the two changes say; it knows nothing of the right answer.
// Times are of one case after another; those of programs have their start in them.
// Other work on the machine lengthens them; the processor time is less bound to it.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"luonnos/bench/internal/prose"
)

func main() {
	var o options
	flag.StringVar(&o.corpus, "corpus", prose.DefaultCorpus, "merge cases: JSON lines, gzip")
	flag.StringVar(&o.set, "set", setAll, "repositories: all, work or validation")
	flag.StringVar(&o.variant, "variant", variantBoth, "cases as they are or reflowed: original, reflowed or both")
	flag.BoolVar(&o.list, "list", false, "list the cases that differ, and the conflicts of RC, LC, LG and RG")
	flag.BoolVar(&o.alone, "alone", false, "leave the other programs out, but for what git is needed for")
	flag.Parse()
	if err := run(os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "merge:", err)
		os.Exit(1)
	}
}

type options struct {
	corpus, set, variant string
	list, alone          bool
}

const (
	variantBoth     = "both"
	variantOriginal = "original"
	variantReflowed = "reflowed"
)

func run(out io.Writer, o options) error {
	samples, err := prose.Read(o.corpus)
	if err != nil {
		return err
	}
	if samples, err = choose(samples, o.set); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "merge")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	rivals, missing := programs(dir)
	if len(missing) > 0 {
		fmt.Fprintf(out, "Not installed, so left out: %s\n", strings.Join(missing, ", "))
	}
	b := bench{out: out, list: o.list, words: prose.NewLexer(), methods: []method{ourMerge{}}}
	if !o.alone {
		b.methods = append(b.methods, rivals...)
	}
	if err := b.group(samples, rivals); err != nil {
		return err
	}
	var results [2][]*scores
	if o.variant != variantReflowed {
		fmt.Fprintf(out, "As they are: %d cases (%s)\n\n", len(samples), o.set)
		if results[0], err = b.measure(samples); err != nil {
			return err
		}
	}
	if o.variant != variantOriginal {
		samples = reflowed(samples)
		fmt.Fprintf(out, "\nReflowed: %d cases (%s)\n\n", len(samples), o.set)
		if results[1], err = b.measure(samples); err != nil {
			return err
		}
	}
	return reportAims(out, results[0], results[1])
}

// bench measures methods on cases that are told apart into groups.
type bench struct {
	out     io.Writer
	list    bool
	words   prose.Lexer
	methods []method
	groups  map[string]group // by id
}

// group sorts the cases; git says what it merges.
func (b *bench) group(samples []prose.Sample, rivals []method) error {
	b.groups = map[string]group{}
	for _, m := range rivals {
		if m.name() != gitName {
			continue
		}
		for _, s := range samples {
			a, err := m.merge(s)
			if err != nil {
				return err
			}
			b.groups[s.ID] = groupOf(s, a.merged, b.words)
		}
		return nil
	}
	return fmt.Errorf("git is not installed; it tells the groups apart")
}

func (b *bench) measure(samples []prose.Sample) ([]*scores, error) {
	var results []*scores
	for _, m := range b.methods {
		r := newScores(m.name())
		for _, s := range samples {
			a, err := m.merge(s)
			if err != nil {
				return nil, err
			}
			g := b.groups[s.ID]
			r.add(g, s, a, b.words)
			if b.list && m == (ourMerge{}) {
				b.show(g, s, a)
			}
		}
		results = append(results, r)
	}
	return results, report(b.out, results, b.groups)
}

// show lists a case worth reading.
func (b *bench) show(g group, s prose.Sample, a answer) {
	verdict := "conflict"
	switch {
	case a.merged && g != groupCP && same(a.text, s.Merged):
		return
	case a.merged && a.look:
		verdict = "differs, look"
	case a.merged:
		verdict = "differs"
	case g == groupCP || g == groupRN:
		return
	}
	fmt.Fprintln(b.out, g, verdict, a.reasons, s.ID, s.Repo, s.Path)
}
