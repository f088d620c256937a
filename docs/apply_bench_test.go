package docs_test

import (
	"fmt"
	"strings"
	"testing"

	"luonnos/docs"
)

// BenchmarkApply merges one changed paragraph of a 20 kB page, after histories
// of several lengths and among several numbers of pages: the cost is to stay.
func BenchmarkApply(b *testing.B) {
	for _, size := range []struct{ history, pages int }{{10, 10}, {1000, 10}, {10, 300}} {
		b.Run(fmt.Sprintf("history=%d/pages=%d", size.history, size.pages), func(b *testing.B) {
			h := newHouse(b)
			var all []string
			for i := range size.pages {
				all = append(all, fmt.Sprintf("%03d.md", i), longPage(i, 0))
			}
			tip := h.apply(b, all...)
			for i := range size.history {
				tip = h.apply(b, "000.md", longPage(0, i+1))
			}
			n := size.history
			for b.Loop() {
				n++
				if err := h.Update(b.Context(), "", func(tx docs.Tx) (err error) {
					tip, err = h.Apply(b.Context(), tx, docs.Change{
						Files: files("000.md", longPage(0, n)), Author: writer, Decider: official, Message: "Muutos", Tip: tip.Hash,
					})
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// longPage is a page of some 20 kB; each version differs in one paragraph.
func longPage(page, version int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Sivu %d\n\n", page)
	for i := range 60 {
		fmt.Fprintf(&b, "Kappale %d: ", i)
		for j := range 40 {
			fmt.Fprintf(&b, "sana%d ", (i*31+j*7)%500)
		}
		if i == version%60 {
			fmt.Fprintf(&b, "ja muutos numero %d", version)
		}
		b.WriteString("\n\n")
	}
	return b.String()
}
