package grouping

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestColumnsTellWhatRowsTell holds the walk by columns against a bayes that is
// made of the rows a judge learns of, and scores row by row.
func TestColumnsTellWhatRowsTell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 40).Draw(t, "rows"), rapid.IntRange(1, 20).Draw(t, "groups")
		m := &matrix{start: []int{0}, cols: rapid.IntRange(1, 30).Draw(t, "columns")}
		of := make([]int, n)
		for i := range of {
			of[i] = rapid.IntRange(-1, k-1).Draw(t, "group")
			for c := range m.cols {
				if rapid.Bool().Draw(t, "has") {
					m.col = append(m.col, int32(c))
					m.val = append(m.val, rapid.Float32Range(0.01, 1).Draw(t, "value"))
				}
			}
			m.start = append(m.start, len(m.col))
		}
		use := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "use")
		l := newLexical(m)
		one := trialOf(of, k, use, func(i int) bool { return i%3 > 0 })
		got := l.tell(one)
		b := newBayes(m.sums(of, k, use), k)
		for i := range n {
			if i%3 > 0 {
				same(t, m, b, i, got[i*k:(i+1)*k])
			}
		}
		got = l.tell(crossTrial(of, k, 1))
		for fold := range folds {
			others := make([]bool, n)
			for i := range others {
				others[i] = scatter(i, 1)%folds != uint64(fold)
			}
			b := newBayes(m.sums(of, k, others), k)
			for i := range n {
				if !others[i] {
					same(t, m, b, i, got[i*k:(i+1)*k])
				}
			}
		}
		sums := m.sums(of, k, nil)
		for i, x := range l.typical(of, k) {
			var want, length float64
			for c := range m.cols {
				if of[i] >= 0 {
					length += math.Pow(float64(sums[c*k+of[i]]), 2)
				}
			}
			cols, vals := m.row(i)
			for j, c := range cols {
				if of[i] >= 0 {
					want += float64(vals[j]) * float64(sums[int(c)*k+of[i]]) / math.Sqrt(length)
				}
			}
			if math.Abs(want-float64(x)) > 1e-4 {
				t.Fatalf("row %d is %v typical, not %v", i, x, want)
			}
		}
	})
}

func same(t *rapid.T, m *matrix, b *bayes, row int, got []float32) {
	want := make([]float32, len(got))
	cols, vals := m.row(row)
	b.score(cols, vals, want)
	likely(want, bayesSharp)
	for g := range want {
		if math.Abs(float64(want[g]-got[g])) > 1e-3 {
			t.Fatalf("row %d: %v, not %v", row, got, want)
		}
	}
}
