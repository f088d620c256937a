// Command difference measures what readers are shown when a text changed,
// beside git diff --word-diff in the same run, with git's ordinary and with its
// histogram alignment.
//
// The texts are real prose of the corpus (see ../shared/data/README.md): pages of
// 100 kB and 1 MB in which one word in twenty is changed, anywhere or close
// together, and the real changes of people. It prints how long a comparison takes
// (its processor time is less bound to what else runs) and how well it reads:
//
//   - shown: words and marks shown as changed, in parts of the least that an exact
//     alignment of the words needs; what moved or was cleaned up can make it less
//     or more than 1;
//   - hunks: runs shown as changed, in parts of the sentences that did change;
//   - whole: the share of hunks that begin and end at the edge of a word;
//   - islands: runs of one or two unchanged words between two hunks of a line, for
//     a hundred hunks: there a reader has to piece a change together.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"luonnos/bench/internal/prose"
)

func main() {
	corpus := flag.String("corpus", prose.DefaultCorpus, "prose to make the texts of: JSON lines, gzip")
	turns := flag.Int("turns", 7, "how often each comparison is timed; the median counts")
	flag.Parse()
	if err := run(os.Stdout, *corpus, *turns); err != nil {
		fmt.Fprintln(os.Stderr, "difference:", err)
		os.Exit(1)
	}
}

// pair is a text and what it became.
type pair struct{ old, new string }

// set of pairs that one line of the table is about.
type set struct {
	name  string
	pairs []pair
	aim   time.Duration // for one comparison, 0 for none
}

func run(out io.Writer, corpus string, turns int) error {
	samples, err := prose.Read(corpus)
	if err != nil {
		return err
	}
	sets, err := makeSets(samples)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "difference")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	methods, missing := differs(dir)
	if missing != "" {
		fmt.Fprintln(out, "Not installed, so left out:", missing)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "texts\tmethod\tprocessor ms\tmedian ms\t95 % ms\tlongest ms\tshown\thunks\twhole %\tislands\t")
	words := prose.NewLexer()
	for _, s := range sets {
		least := leastOf(s.pairs, words)
		name := s.name
		for _, m := range methods {
			r, err := measure(m, s.pairs, turns, words)
			if err != nil {
				return err
			}
			fmt.Fprintf(table, "%s\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t%.3f\t%.2f\t%.1f\t%.1f\t\n", name, m.name(),
				ms(r.cpu.at(0.5)), ms(r.times.at(0.5)), ms(r.times.at(0.95)), ms(r.times.at(1)), ratio(r.shown.changed, least.words), ratio(r.shown.hunks, least.sentences),
				100*ratio(r.shown.whole, r.shown.hunks), 100*ratio(r.shown.islands, r.shown.hunks))
			// Other work on the machine lengthens the time, not the processor time.
			best := r.times.at(0)
			if cpu := r.cpu.at(0.5); cpu > 0 {
				best = min(best, cpu)
			}
			if _, ours := m.(ourDiff); ours && s.aim > 0 && best > s.aim {
				defer fmt.Fprintf(out, "NOT MET: %s took %.1f ms, the aim is %.0f ms\n", s.name, ms(best), ms(s.aim))
			}
			name = ""
		}
	}
	return table.Flush()
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
