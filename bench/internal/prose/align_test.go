package prose

import (
	"testing"

	"pgregory.net/rapid"
)

// plainDistance is the table of the textbook.
func plainDistance(a, b []int) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		last := row[0]
		row[0] = i + 1
		for j := range b {
			here := row[j+1]
			if a[i] == b[j] {
				row[j+1] = last
			} else {
				row[j+1] = 1 + min(row[j], row[j+1])
			}
			last = here
		}
	}
	return row[len(b)]
}

func TestAlignIsShortest(t *testing.T) {
	letters := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		lastA, lastB := -1, -1
		for _, p := range Align(a, b) {
			if p.A <= lastA || p.B <= lastB || a[p.A] != b[p.B] {
				t.Fatalf("pair %v of %v and %v", p, a, b)
			}
			lastA, lastB = p.A, p.B
		}
		if got, want := Distance(a, b), plainDistance(a, b); got != want {
			t.Fatalf("distance of %v and %v is %d, not %d", a, b, got, want)
		}
	})
}

func TestLexer(t *testing.T) {
	l := NewLexer()
	text := "EU:n a\u0308iti, 3,5!"
	got := l.Tokens(text)
	want := []string{"EU", ":", "n", "a\u0308iti", ",", "3", ",", "5", "!"}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i, e := range l.Extents(text) {
		if got[i] != want[i] || text[e[0]:e[1]] != want[i] {
			t.Errorf("token %d is %q at %v, want %q", i, got[i], e, want[i])
		}
	}
}
