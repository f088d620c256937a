package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"luonnos/bench/internal/cluster"
	"luonnos/themes/grouping"
)

const (
	// mostLost is how much V may be lost by assigning the last 30 %.
	mostLost = 0.03
	// leastKept is the share of texts that are to keep their theme when a tenth
	// more come.
	leastKept = 0.95
)

// incremental groups the first 70 % of each set, assigns the rest one by one,
// and compares with grouping all at once, and with regrouping all after the
// first 70 %; then tells who keeps their theme when a tenth more has come.
func incremental(ctx context.Context, out io.Writer, sets []set, a *aims) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\tV of all: grouped\tassigned\tlost\tregrouped\tV of the last 30 %: grouped\tassigned\tlost\tkept after +10 %\t")
	for _, s := range labelled(sets) {
		all, _, err := groupSet(ctx, s)
		if err != nil {
			return err
		}
		cut := len(s.texts) * 7 / 10
		first, err := grouping.Group(ctx, s.texts[:cut], grouping.Options{})
		if err != nil {
			return err
		}
		assigned := make([]int, len(s.texts))
		for i, t := range s.texts {
			if i >= cut {
				assigned[i] = int(first.Model.Assign(t, nil).Theme)
			} else if c := first.Of[i]; c >= 0 {
				assigned[i] = int(first.Themes[c].ID)
			}
		}
		regrouped, err := regroup(ctx, s, first, cut)
		if err != nil {
			return err
		}
		kept, err := kept(ctx, s)
		if err != nil {
			return err
		}
		whole := [2]float64{cluster.V(s.labels, all.Of), cluster.V(s.labels, assigned)}
		last := [2]float64{cluster.V(s.labels[cut:], all.Of[cut:]), cluster.V(s.labels[cut:], assigned[cut:])}
		fmt.Fprintf(table, "%s\t%.3f\t%.3f\t%+.3f\t%.3f\t%.3f\t%.3f\t%+.3f\t%.1f %%\t\n", s.name,
			whole[0], whole[1], whole[0]-whole[1], cluster.V(s.labels, regrouped.Of), last[0], last[1], last[0]-last[1], 100*kept)
		for i, lost := range []float64{whole[0] - whole[1], last[0] - last[1]} {
			what := fmt.Sprintf("V lost by assigning the last 30 %% ≤ %.2f", mostLost)
			if i == 1 {
				what += ", of those alone"
			}
			a.add(what, s.name, lost <= mostLost, "%.3f", lost)
		}
		a.add(fmt.Sprintf("keep their theme when a tenth more come ≥ %.0f %%", 100*leastKept), s.name, kept >= leastKept, "%.1f %%", 100*kept)
	}
	return table.Flush()
}

// regroup groups all texts of a set, the first of which were grouped before.
func regroup(ctx context.Context, s set, was *grouping.Result, cut int) (*grouping.Result, error) {
	before := &grouping.Before{Theme: map[int64]int64{}, Parent: map[int64]int64{}, Next: was.Next}
	for _, t := range was.Themes {
		before.Parent[t.ID] = t.Parent
	}
	for i := range cut {
		if c := was.Of[i]; c >= 0 {
			before.Theme[s.texts[i].ID] = was.Themes[c].ID
		}
	}
	return grouping.Group(ctx, s.texts, grouping.Options{Before: before})
}

// kept is the share of texts in a theme that keep its id when the texts grow by
// a tenth and all are grouped anew.
func kept(ctx context.Context, s set) (float64, error) {
	cut := len(s.texts) * 10 / 11
	was, err := grouping.Group(ctx, s.texts[:cut], grouping.Options{})
	if err != nil {
		return 0, err
	}
	now, err := regroup(ctx, s, was, cut)
	if err != nil {
		return 0, err
	}
	same, n := 0, 0
	for i := range cut {
		old := was.Of[i]
		if old < 0 {
			continue
		}
		n++
		if c := now.Of[i]; c >= 0 && now.Themes[c].ID == was.Themes[old].ID {
			same++
		}
	}
	if n == 0 {
		return 1, nil
	}
	return float64(same) / float64(n), nil
}
