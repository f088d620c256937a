package grouping

import (
	"cmp"
	"slices"
	"sync"
)

// neighbour is another row and how alike it is.
type neighbour struct {
	at  int32
	sim float32
}

// nearest keeps the k most alike, nearest first, equal ones by row.
type nearest struct {
	k    int
	best []neighbour
}

func (n *nearest) add(at int32, sim float32) {
	if sim <= 0 || len(n.best) == n.k && sim <= n.best[n.k-1].sim {
		return
	}
	p, _ := slices.BinarySearchFunc(n.best, sim, func(e neighbour, s float32) int {
		if e.sim >= s {
			return -1
		}
		return 1
	})
	if len(n.best) == n.k {
		n.best = n.best[:n.k-1]
	}
	n.best = slices.Insert(n.best, p, neighbour{at, sim})
}

// postings list, for each column, the rows that have it.
type postings struct {
	rows  int
	start []int
	list  []posting
	pool  sync.Pool // of sums, all zero, one a row
}

type posting struct {
	row int32
	val float32
}

func newPostings(m *matrix) *postings {
	p := &postings{rows: m.rows(), start: make([]int, m.cols+1), list: make([]posting, len(m.col))}
	for _, c := range m.col {
		p.start[c+1]++
	}
	for c := range m.cols {
		p.start[c+1] += p.start[c]
	}
	end := slices.Clone(p.start)
	for i := range m.rows() {
		cols, vals := m.row(i)
		for j, c := range cols {
			p.list[end[c]] = posting{int32(i), vals[j]}
			end[c]++
		}
	}
	p.pool.New = func() any { s := make([]float32, p.rows); return &s }
	return p
}

// nearest finds the k rows most like a text but for one. It is exact: it walks
// the columns of the text and adds up who shares them.
func (p *postings) nearest(cols []int32, vals []float32, k, but int) []neighbour {
	pooled := p.pool.Get().(*[]float32)
	sums := *pooled
	for j, c := range cols {
		x := vals[j]
		for _, e := range p.list[p.start[c]:p.start[c+1]] {
			sums[e.row] += x * e.val
		}
	}
	near := nearest{k: k, best: make([]neighbour, 0, k)}
	for i, s := range sums {
		if s > 0 && i != but {
			near.add(int32(i), s)
		}
	}
	clear(sums)
	p.pool.Put(pooled)
	return near.best
}

// denseNeighbours is neighbours for embeddings.
func denseNeighbours(vectors [][]float32, k int) [][]neighbour {
	out := make([][]neighbour, len(vectors))
	parallel(len(vectors), func(i int) {
		near := nearest{k: k}
		for j := range vectors {
			if j != i {
				near.add(int32(j), dot(vectors[i], vectors[j]))
			}
		}
		out[i] = near.best
	})
	return out
}

func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// graph is a weighted undirected graph; each edge stands in both rows.
type graph struct {
	start []int
	to    []int32
	w     []float64
	deg   []float64 // sum of the weights at a node, those inside it twice
	total float64   // sum of deg
}

// neighbourGraph joins each row with its neighbours. Likeness counts squared:
// one close neighbour tells more than two that share common words.
func neighbourGraph(near [][]neighbour) *graph {
	n := len(near)
	edges := make([][]neighbour, n)
	for i, ns := range near {
		for _, e := range ns {
			edges[i] = append(edges[i], e)
			edges[e.at] = append(edges[e.at], neighbour{int32(i), e.sim})
		}
	}
	g := &graph{start: make([]int, 1, n+1), deg: make([]float64, n)}
	for i, es := range edges {
		slices.SortFunc(es, func(a, b neighbour) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.sim, a.sim)) })
		for j, e := range es {
			if j > 0 && es[j-1].at == e.at {
				continue
			}
			w := float64(e.sim) * float64(e.sim)
			g.to = append(g.to, e.at)
			g.w = append(g.w, w)
			g.deg[i] += w
		}
		g.start = append(g.start, len(g.to))
		g.total += g.deg[i]
	}
	return g
}
