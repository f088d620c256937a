package grouping

import (
	"cmp"
	"math"
	"slices"
)

// bayes is a complement naive Bayes classifier (Rennie et al. 2003): a text
// belongs where the other groups explain it worst.
type bayes struct {
	k     int
	table []float32 // column-major: cost of feature c for group g at c*k+g
}

const bayesAlpha = 0.1

// newBayes learns from the rows that have a group (of >= 0) and are chosen.
func newBayes(m *matrix, of []int, k int, use []bool) *bayes {
	b := &bayes{k: k, table: make([]float32, m.cols*k)}
	for i, g := range of {
		if g < 0 || use != nil && !use[i] {
			continue
		}
		cs, vs := m.row(i)
		for j, c := range cs {
			b.table[int(c)*k+g] += vs[j]
		}
	}
	sum := make([]float64, k)
	for c := range m.cols {
		row := b.table[c*k : c*k+k]
		var all float32
		for _, x := range row {
			all += x
		}
		for g := range row {
			row[g] = all - row[g] + bayesAlpha
			sum[g] += float64(row[g])
		}
	}
	for g := range sum {
		sum[g] = math.Log(sum[g])
	}
	for c := range m.cols {
		row := b.table[c*k : c*k+k]
		for g := range row {
			row[g] = float32(sum[g] - math.Log(float64(row[g])))
		}
	}
	return b
}

// scores adds to into, one a group, how well the row fits.
func (b *bayes) scores(cs []int32, vs []float32, into []float32) {
	for j, c := range cs {
		x := vs[j]
		row := b.table[int(c)*b.k : int(c)*b.k+b.k]
		for g, w := range row {
			into[g] += x * w
		}
	}
}

// reclassify trains on the most central texts of each group and puts every text
// where it fits best, until hardly any moves (after Rakib et al. 2020).
func reclassify(m *matrix, of []int, share float64, rounds int) []int {
	of, k := renumber(of)
	n := len(of)
	for range rounds {
		if k < 2 {
			break
		}
		use := central(m, of, k, share)
		b := newBayes(m, of, k, use)
		next := make([]int, n)
		parallel(n, func(i int) {
			s := make([]float32, k)
			cs, vs := m.row(i)
			b.scores(cs, vs, s)
			best := of[i]
			for g, x := range s {
				if x > s[best] {
					best = g
				}
			}
			next[i] = best
		})
		moved := 0
		for i := range of {
			if of[i] != next[i] {
				moved++
			}
		}
		of, k = renumber(next)
		if moved*100 < n {
			break
		}
	}
	return of
}

// central tells which texts are among the share of their group nearest its mean.
func central(m *matrix, of []int, k int, share float64) []bool {
	n := len(of)
	mean := make([]float32, m.cols*k)
	for i, g := range of {
		cs, vs := m.row(i)
		for j, c := range cs {
			mean[int(c)*k+g] += vs[j]
		}
	}
	sim := make([]float32, n)
	parallel(n, func(i int) {
		cs, vs := m.row(i)
		var s float32
		for j, c := range cs {
			s += vs[j] * mean[int(c)*k+of[i]]
		}
		sim[i] = s
	})
	members := make([][]int, k)
	for i, g := range of {
		members[g] = append(members[g], i)
	}
	use := make([]bool, n)
	for _, ms := range members {
		slices.SortStableFunc(ms, func(a, b int) int { return cmp.Compare(sim[b], sim[a]) })
		take := int(math.Ceil(share * float64(len(ms))))
		take = min(take, max(int(1.5*float64(n)/float64(k)), 1))
		for _, i := range ms[:take] {
			use[i] = true
		}
	}
	return use
}
