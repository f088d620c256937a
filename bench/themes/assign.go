package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"luonnos/themes/grouping"
)

const (
	// slowestAssign is what assigning one text may take.
	slowestAssign = 5 * time.Millisecond
	// tries is how often each text is assigned, the fastest being counted: what
	// else the machine does is not to be measured.
	tries = 3
)

// assign measures how long it takes to find the theme of one new text, with
// models made of each set and of a crowd. The texts are the last 30 %.
func assign(ctx context.Context, out io.Writer, sets []set, a *aims) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "model of\ttexts\tassigned\tp50 ms\tp95 ms\tp99 ms\tmax ms\twritten MB\t")
	crowded := newCrowd(sets)
	large := set{name: "crowd"}
	for i := range 20_000 {
		text, _ := crowded.next()
		large.texts = append(large.texts, grouping.Text{ID: int64(i + 1), Lang: crowded.lang, Body: text})
	}
	for _, s := range append(slices.Clone(sets), large) {
		cut := len(s.texts) * 7 / 10
		r, err := grouping.Group(ctx, s.texts[:cut], grouping.Options{})
		if err != nil {
			return err
		}
		written, err := r.Model.MarshalBinary()
		if err != nil {
			return err
		}
		var times []time.Duration
		for _, t := range s.texts[cut:] {
			t.ID, t.Lang = 0, "" // the language is to be found, too
			fastest := time.Hour
			for range tries {
				began := time.Now()
				r.Model.Assign(t, nil)
				fastest = min(fastest, time.Since(began))
			}
			times = append(times, fastest)
		}
		slices.Sort(times)
		at := func(q float64) float64 {
			return float64(times[int(q*float64(len(times)-1))].Microseconds()) / 1000
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t%.1f\t\n", s.name, cut, len(times), at(.5), at(.95), at(.99), at(1), float64(len(written))/1e6)
		a.add("99 % of the texts assigned within 5 ms each", s.name, at(.99) < float64(slowestAssign.Milliseconds()), "%.2f ms", at(.99))
	}
	return table.Flush()
}
