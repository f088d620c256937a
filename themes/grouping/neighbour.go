package grouping

import (
	"cmp"
	"slices"
	"sync"
)

type neighbour struct {
	at  int32
	sim float32
}

// neighbours finds for each row the k most alike others, nearest first.
func neighbours(m *matrix, k int) [][]neighbour {
	n := m.rows()
	starts := make([]int, m.cols+1)
	for _, c := range m.col {
		starts[c+1]++
	}
	for c := range m.cols {
		starts[c+1] += starts[c]
	}
	docs := make([]int32, len(m.col))
	vals := make([]float32, len(m.col))
	at := slices.Clone(starts)
	for i := range n {
		cs, vs := m.row(i)
		for j, c := range cs {
			docs[at[c]], vals[at[c]] = int32(i), vs[j]
			at[c]++
		}
	}
	pool := sync.Pool{New: func() any { s := make([]float32, n); return &s }}
	out := make([][]neighbour, n)
	parallel(n, func(i int) {
		sp := pool.Get().(*[]float32)
		s := *sp
		cs, vs := m.row(i)
		for j, c := range cs {
			x := vs[j]
			ds, ws := docs[starts[c]:starts[c+1]], vals[starts[c]:starts[c+1]]
			for t, d := range ds {
				s[d] += x * ws[t]
			}
		}
		s[i] = 0
		best := make([]neighbour, 0, k+1)
		low := float32(0)
		for d, x := range s {
			if x > low {
				p, _ := slices.BinarySearchFunc(best, x, func(e neighbour, x float32) int { return cmp.Compare(x, e.sim) })
				for p < len(best) && best[p].sim == x {
					p++
				}
				if len(best) == k {
					best = best[:k-1]
				}
				best = slices.Insert(best, min(p, len(best)), neighbour{int32(d), x})
				if len(best) == k {
					low = best[k-1].sim
				}
			}
			s[d] = 0
		}
		out[i] = best
		pool.Put(sp)
	})
	return out
}
