package grouping

import "slices"

// graph is a weighted undirected graph; each edge stands in both rows. A loop
// stands once, with twice its weight.
type graph struct {
	start []int
	to    []int32
	w     []float64
	loop  []float64 // weight inside a node, counted twice
	deg   []float64 // sum of weights, loop included
	total float64   // sum of deg
}

// neighbourGraph joins each row with its neighbours; of two weights the larger.
func neighbourGraph(near [][]neighbour, weight func(float32) float64) *graph {
	n := len(near)
	adj := make([][]neighbour, n)
	for i, ns := range near {
		for _, e := range ns {
			adj[i] = append(adj[i], e)
			adj[e.at] = append(adj[e.at], neighbour{int32(i), e.sim})
		}
	}
	g := &graph{start: make([]int, 1, n+1), loop: make([]float64, n), deg: make([]float64, n)}
	for i := range adj {
		slices.SortFunc(adj[i], func(a, b neighbour) int {
			if a.at != b.at {
				return int(a.at) - int(b.at)
			}
			if a.sim > b.sim {
				return -1
			} else if a.sim < b.sim {
				return 1
			}
			return 0
		})
		last := int32(-1)
		for _, e := range adj[i] {
			if e.at == last {
				continue
			}
			last = e.at
			w := weight(e.sim)
			g.to = append(g.to, e.at)
			g.w = append(g.w, w)
			g.deg[i] += w
		}
		g.start = append(g.start, len(g.to))
		g.total += g.deg[i]
	}
	return g
}

// communities groups the nodes so that modularity at the resolution is high
// (Louvain, Blondel et al. 2008).
func (g *graph) communities(resolution float64) []int {
	n := len(g.deg)
	of := make([]int, n)
	for i := range of {
		of[i] = i
	}
	cur := g
	for {
		part, k := cur.move(resolution)
		for i := range of {
			of[i] = part[of[i]]
		}
		if k == len(cur.deg) {
			return of
		}
		cur = cur.fold(part, k)
	}
}

// move moves nodes one by one to the community where they add most, until none
// moves; it returns communities numbered from 0.
func (g *graph) move(resolution float64) ([]int, int) {
	n := len(g.deg)
	of := make([]int, n)
	tot := make([]float64, n)
	queue := make([]int, n)
	queued := make([]bool, n)
	for i := range of {
		of[i], tot[i], queue[i], queued[i] = i, g.deg[i], i, true
	}
	link := make([]float64, n)
	var seen []int
	if g.total > 0 {
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			queued[i] = false
			seen = seen[:0]
			for e := g.start[i]; e < g.start[i+1]; e++ {
				c := of[g.to[e]]
				if link[c] == 0 {
					seen = append(seen, c)
				}
				link[c] += g.w[e]
			}
			own := of[i]
			tot[own] -= g.deg[i]
			best, gain := own, link[own]-resolution*g.deg[i]*tot[own]/g.total
			for _, c := range seen {
				if x := link[c] - resolution*g.deg[i]*tot[c]/g.total; x > gain+1e-12 {
					best, gain = c, x
				}
			}
			for _, c := range seen {
				link[c] = 0
			}
			tot[best] += g.deg[i]
			if best != own {
				of[i] = best
				for e := g.start[i]; e < g.start[i+1]; e++ {
					if j := int(g.to[e]); of[j] != best && !queued[j] {
						queue = append(queue, j)
						queued[j] = true
					}
				}
			}
		}
	}
	return renumber(of)
}

// renumber gives groups numbers from 0 in order of first appearance.
func renumber(of []int) ([]int, int) {
	num := map[int]int{}
	out := make([]int, len(of))
	for i, c := range of {
		x, ok := num[c]
		if !ok {
			x = len(num)
			num[c] = x
		}
		out[i] = x
	}
	return out, len(num)
}

// fold makes one node of each community.
func (g *graph) fold(part []int, k int) *graph {
	members := make([][]int, k)
	for i, c := range part {
		members[c] = append(members[c], i)
	}
	f := &graph{start: make([]int, 1, k+1), loop: make([]float64, k), deg: make([]float64, k), total: g.total}
	link := make([]float64, k)
	var seen []int
	for c, ms := range members {
		seen = seen[:0]
		for _, i := range ms {
			f.loop[c] += g.loop[i]
			f.deg[c] += g.deg[i]
			for e := g.start[i]; e < g.start[i+1]; e++ {
				d := part[g.to[e]]
				if d == c {
					f.loop[c] += g.w[e]
					continue
				}
				if link[d] == 0 {
					seen = append(seen, d)
				}
				link[d] += g.w[e]
			}
		}
		slices.Sort(seen)
		for _, d := range seen {
			f.to = append(f.to, int32(d))
			f.w = append(f.w, link[d])
			link[d] = 0
		}
		f.start = append(f.start, len(f.to))
	}
	return f
}
