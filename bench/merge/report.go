package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

func report(out io.Writer, results []*scores, groupOf map[string]group) error {
	for _, r := range results {
		slices.Sort(r.times)
		slices.Sort(r.cpu)
	}
	for _, print := range []func(io.Writer, []*scores) error{reportGroups, reportMethods} {
		if err := print(out, results); err != nil {
			return err
		}
	}
	return reportPairs(out, results, groupOf)
}

func reportGroups(out io.Writer, results []*scores) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "group\tcases\tmethod\tequal %\texactly %\tlook\tdiffer %\tcases\tlook\tconflict %\t")
	for _, g := range groups {
		for i, r := range results {
			t := r.groups[g]
			if t.cases == 0 {
				continue
			}
			share := func(n int) float64 { return 100 * float64(n) / float64(t.cases) }
			name, size := string(g), fmt.Sprint(t.cases)
			if i > 0 {
				name, size = "", ""
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%.1f\t%.1f\t%d\t%.1f\t%d\t%d\t%.1f\t\n", name, size, r.method,
				share(t.equal), share(t.exact), t.equalLook, share(t.differs), t.differs, t.differsLook, share(t.conflicts))
		}
	}
	return table.Flush()
}

func reportMethods(out io.Writer, results []*scores) error {
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "method\tmerged\tnot explained\twithout look\tmedian ms\t95 % ms\tlongest ms\tprocessor 95 % ms\t")
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%.1f\t%.1f\t%.0f\t%.1f\t\n", r.method, r.merged, r.unexplained, r.unexplainedClean,
			ms(quantile(r.times, 0.5)), ms(quantile(r.times, 0.95)), ms(quantile(r.times, 1)), ms(quantile(r.cpu, 0.95)))
	}
	return table.Flush()
}

// reportPairs compares case by case with the best rival, which chance could not
// do from the shares alone.
func reportPairs(out io.Writer, results []*scores, groupOf map[string]group) error {
	ours := results[0]
	for _, r := range results[1:] {
		if r.method != wiggleName {
			continue
		}
		wins, losses := 0, 0
		for id := range ours.right {
			if groupOf[id] == groupRC && !r.right[id] {
				wins++
			}
		}
		for id := range r.right {
			if groupOf[id] == groupRC && !ours.right[id] {
				losses++
			}
		}
		_, err := fmt.Fprintf(out, "\nRC right by luonnos alone %d, by %s alone %d: exact McNemar p = %.2g\n", wins, r.method, losses, mcnemar(wins, losses))
		return err
	}
	return nil
}
