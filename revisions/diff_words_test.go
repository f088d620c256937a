package revisions

import (
	"slices"
	"testing"
)

// A change must be put at the same natural place whichever way the words would
// also allow it, or two sides would disagree about where they changed the text.
func TestEditsSlideToBoundaries(t *testing.T) {
	tests := []struct{ name, old, new, inserted string }{
		{"line", "- a kuva\n- b kuva\n", "- a kuva\n- c kuva\n- b kuva\n", "- c kuva\n"},
		{"sentence", "Me olemme täällä. Me tulemme.", "Me olemme täällä. Me emme lähde. Me tulemme.", " Me emme lähde."},
		{"word, not inside one", "a (b) c", "a (x) (b) c", " (x)"},
		{"later among equals", "yksi ja kaksi", "yksi ja kuva ja kaksi", " kuva ja"},
	}
	for _, test := range tests {
		v := newVocabulary()
		lex := func(text string) []token {
			var out []token
			for _, b := range splitBlocks(text) {
				out = b.lex(out, v)
			}
			return out
		}
		was, is := lex(test.old), lex(test.new)
		edits := alignWords(was, is)
		if len(edits) != 1 || rawText(is[edits[0].b0:edits[0].b1]) != test.inserted {
			t.Errorf("%s: edits %v of %q", test.name, edits, test.new)
		}
	}
}

func TestAlignIDs(t *testing.T) {
	long := func(n, from int) []int {
		out := make([]int, n)
		for i := range out {
			out[i] = from + i
		}
		return out
	}
	tests := []struct {
		name string
		a, b []int
		want int // size of all edits
	}{
		{"empty", nil, nil, 0},
		{"one end", []int{1}, nil, 1},
		{"middle", []int{1, 2, 3}, []int{1, 4, 3}, 2},
		{"beyond the bounds, anchored", long(70_000, 0), slices.Insert(long(70_000, 0), 35_000, -1), 1},
		{"beyond the bounds, two places", slices.Insert(long(9_000, 0), 10, -2), slices.Insert(long(9_000, 0), 8_000, -1), 2},
		{"beyond the bounds, nothing in common", long(9_000, 0), long(9_000, 9_000), 18_000},
	}
	for _, test := range tests {
		got, ai, bi := 0, 0, 0
		for _, e := range alignIDs(test.a, test.b) {
			if e.a0-ai != e.b0-bi || !slices.Equal(test.a[ai:e.a0], test.b[bi:e.b0]) {
				t.Fatalf("%s: not equal before %v", test.name, e)
			}
			got += e.a1 - e.a0 + e.b1 - e.b0
			ai, bi = e.a1, e.b1
		}
		if got != test.want || !slices.Equal(test.a[ai:], test.b[bi:]) {
			t.Errorf("%s: edits of %d, want %d", test.name, got, test.want)
		}
	}
}
