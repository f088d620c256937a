package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"luonnos/bench/internal/city"
)

// page is one kind of page; the addresses are those of the Finnish site.
type page struct{ name, path string }

// pagesOf lists what is measured in a city with so many revisions.
func pagesOf(revisions int) []page {
	slug := city.Path(0).Slug()
	// The pages are reworked in turn: these two numbers are of the first page.
	newest := revisions - (revisions-1)%12
	return []page{
		{"reading", "/fi/strategia/" + slug},
		{"versions", "/fi/versiot/" + slug},
		{"difference", fmt.Sprintf("/fi/ero/%s?a=%d&b=%d", slug, newest-12*12, newest)},
		{"proposal", "/fi/ehdotukset/1"},
	}
}

// beside measures a page in turns with the peer and prints the medians.
func (s site) beside(out io.Writer, p page, program, peer *process, rounds int) error {
	var ours, theirs []sample
	for round := range rounds + 1 {
		for _, side := range []struct {
			at   *process
			into *[]sample
		}{{program, &ours}, {peer, &theirs}} {
			got, err := s.load.measure(side.at, p.path, "")
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			if round > 0 { // the first turn is for warming up
				*side.into = append(*side.into, got)
			}
		}
	}
	var ratios []float64
	for i := range ours {
		ratios = append(ratios, ours[i].rate/theirs[i].rate)
	}
	a, b := middle(ours), middle(theirs)
	fmt.Fprintf(out, "%s\t%.0f\t%.2f\t%.2f\t%.0f\t%.0f\t%.2f\t%.0f\t%.2f\t%d\t\n", p.name,
		a.rate, a.p50, a.p99, a.cpu, b.rate, b.p99, b.cpu, median(ratios), a.bytes)
	return nil
}

// signedIn measures a page for a resident, whose pages are not kept.
func (s site) signedIn(out io.Writer, p page, program *process) error {
	a, err := s.load.measure(program, p.path, "luonnos_session="+string(s.token))
	if err != nil {
		return fmt.Errorf("%s, signed in: %w", p.name, err)
	}
	fmt.Fprintf(out, "%s, signed in\t%.0f\t%.2f\t%.2f\t%.0f\t\t\t\t\t%d\t\n", p.name, a.rate, a.p50, a.p99, a.cpu, a.bytes)
	return nil
}

// sample is what one turn gave: requests a second, times in milliseconds, the
// server's own processor time for a request in microseconds, bytes of a body.
type sample struct {
	rate, p50, p99, cpu float64
	bytes               int
}

// middle is the median of every figure.
func middle(all []sample) sample {
	of := func(figure func(sample) float64) float64 {
		var list []float64
		for _, s := range all {
			list = append(list, figure(s))
		}
		return median(list)
	}
	return sample{
		rate: of(func(s sample) float64 { return s.rate }), p50: of(func(s sample) float64 { return s.p50 }),
		p99: of(func(s sample) float64 { return s.p99 }), cpu: of(func(s sample) float64 { return s.cpu }),
		bytes: all[0].bytes,
	}
}

// median is the middle one, the lower of two.
func median[T float64 | time.Duration](list []T) T {
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return sorted[(len(sorted)-1)/2]
}
