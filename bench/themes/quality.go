package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"luonnos/bench/internal/cluster"
	"luonnos/themes/grouping"
)

// floor is what sets of one kind are to reach; their names begin with it.
// Other sets are to be no worse than the best of scikit-learn.
type floor struct {
	prefix string
	v, ari float64
}

var floors = []floor{
	{"fi_vaalikone", 0.78, 0.70},
	{"sv_vaalikone", 0.50, 0.25},
}

const (
	// ariShare is how much the sum of ARI is to be of scikit-learn's.
	ariShare = 1.5
	// kFactor bounds how far the number of groups is from the truth, on five
	// sets of seven.
	kFactor = 1.5
)

// groupSet groups the texts of a set as the site would.
func groupSet(ctx context.Context, s set) (*grouping.Result, score, error) {
	began := time.Now()
	r, err := grouping.Group(ctx, s.texts, grouping.Options{})
	if err != nil {
		return nil, score{}, err
	}
	sc := score{method: "luonnos", k: len(r.Themes), took: time.Since(began)}
	sc.v, sc.ari = cluster.V(s.labels, r.Of), cluster.ARI(s.labels, r.Of)
	for _, g := range r.Of {
		if g < 0 {
			sc.outside++
		}
	}
	return r, sc, nil
}

// quality measures how well texts are grouped. Texts that are left outside
// count as one group, so leaving texts out gains nothing.
func quality(ctx context.Context, out io.Writer, sets []set, p *peer, a *aims) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\ttexts\tmethod\tV\tARI\tgroups\ttrue\tcoarse\toutside\tseconds\t")
	var sumOurs, sumBest float64
	near, counted := 0, 0
	for _, s := range labelled(sets) {
		r, ours, err := groupSet(ctx, s)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%.3f\t%.3f\t%d\t%d\t%d\t%d\t%.1f\t\n", s.name, len(s.texts), ours.method,
			ours.v, ours.ari, ours.k, s.k, len(r.Coarse), ours.outside, ours.took.Seconds())
		var best score
		if p != nil {
			scores, err := p.group(ctx, s)
			if err != nil {
				return err
			}
			for _, sc := range scores {
				fmt.Fprintf(table, "\t\t%s\t%.3f\t%.3f\tgiven\t%d\t\t\t%.1f\t\n", sc.method, sc.v, sc.ari, s.k, sc.took.Seconds())
				best.v, best.ari = max(best.v, sc.v), max(best.ari, sc.ari)
			}
		}
		counted++
		if float64(ours.k) <= kFactor*float64(s.k) && float64(s.k) <= kFactor*float64(ours.k) {
			near++
		}
		sumOurs += ours.ari
		sumBest += best.ari
		hold(a, s.name, ours, best, p != nil)
	}
	if p != nil {
		a.add(fmt.Sprintf("sum of ARI ≥ %.1f × scikit-learn's", ariShare), "all sets", sumOurs >= ariShare*sumBest, "%.3f to %.3f: %.2f ×", sumOurs, sumBest, sumOurs/sumBest)
	}
	a.add(fmt.Sprintf("groups within a factor of %.1f on 5 of 7", kFactor), "all sets", near*7 >= counted*5, "%d of %d", near, counted)
	return table.Flush()
}

// hold compares one set with its floor, or with the best of scikit-learn.
func hold(a *aims, name string, ours, best score, beside bool) {
	for _, f := range floors {
		if strings.HasPrefix(name, f.prefix) {
			a.add(fmt.Sprintf("V ≥ %.2f", f.v), name, ours.v >= f.v, "%.3f", ours.v)
			a.add(fmt.Sprintf("ARI ≥ %.2f", f.ari), name, ours.ari >= f.ari, "%.3f", ours.ari)
			return
		}
	}
	if beside {
		a.add("V no worse than scikit-learn", name, ours.v >= best.v, "%.3f to %.3f", ours.v, best.v)
		a.add("ARI no worse than scikit-learn", name, ours.ari >= best.ari, "%.3f to %.3f", ours.ari, best.ari)
	}
}
