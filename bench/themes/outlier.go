package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"luonnos/bench/internal/cluster"
)

// leastAUROC is how well texts that belong nowhere are to be told from others.
const leastAUROC = 0.90

// outliers measures how well texts that belong to no label are found among the
// others, all being grouped together.
func outliers(ctx context.Context, out io.Writer, sets []set, a *aims) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\ttexts\tout of scope\tAUROC\tleft outside\tof those out of scope\tgroups\ttrue\t")
	for _, s := range sets {
		if s.oos == nil {
			continue
		}
		r, sc, err := groupSet(ctx, s)
		if err != nil {
			return err
		}
		strange := make([]float64, len(s.texts))
		foreign, found := 0, 0
		for i, x := range r.Stray {
			strange[i] = float64(x)
			if s.oos[i] {
				foreign++
				if r.Of[i] < 0 {
					found++
				}
			}
		}
		auroc := cluster.AUROC(strange, s.oos)
		fmt.Fprintf(table, "%s\t%d\t%d\t%.3f\t%d\t%d\t%d\t%d\t\n", s.name, len(s.texts), foreign, auroc, sc.outside, found, sc.k, s.k)
		a.add(fmt.Sprintf("out of scope found with AUROC ≥ %.2f", leastAUROC), s.name, auroc >= leastAUROC, "%.3f", auroc)
	}
	return table.Flush()
}
