package grouping

import (
	"cmp"
	"slices"
)

// starts is in how many orders communities are looked for; the best is taken.
const starts = 3

// communities groups the nodes so that modularity at the resolution is high
// (Louvain: Blondel et al. 2008; resolution: Reichardt and Bornholdt 2006).
// Groups are numbered from 0.
func (g *graph) communities(resolution float64) ([]int, int) {
	var found [starts]struct {
		of []int
		k  int
		q  float64
	}
	spread(starts, 1, func(start int) {
		f := &found[start]
		f.of, f.k = g.louvain(resolution, start)
		f.q = g.modularity(f.of, f.k, resolution)
	})
	best := found[0]
	for _, f := range found[1:] {
		if f.q > best.q+1e-9 {
			best = f
		}
	}
	return best.of, best.k
}

// modularity is how much more weight lies inside groups than by chance.
func (g *graph) modularity(of []int, k int, resolution float64) float64 {
	if g.total == 0 {
		return 0
	}
	total := make([]float64, k)
	var q float64
	for i, c := range of {
		total[c] += g.deg[i] / g.total
		inside := g.deg[i]
		for e := g.start[i]; e < g.start[i+1]; e++ {
			inside -= g.w[e]
			if of[g.to[e]] == c {
				inside += g.w[e]
			}
		}
		q += inside / g.total
	}
	for _, x := range total {
		q -= resolution * x * x
	}
	return q
}

// louvain walks the nodes in the order of a start.
func (g *graph) louvain(resolution float64, start int) ([]int, int) {
	of := make([]int, len(g.deg))
	for i := range of {
		of[i] = i
	}
	for at := g; ; {
		part, k := renumber(at.move(resolution, start))
		for i := range of {
			of[i] = part[of[i]]
		}
		if k == len(at.deg) {
			return of, k
		}
		at = at.fold(part, k)
	}
}

// move moves nodes one by one to the community where they add most, until none
// moves.
func (g *graph) move(resolution float64, start int) []int {
	n := len(g.deg)
	of, queue := make([]int, n), make([]int, n)
	total := slices.Clone(g.deg)
	queued := make([]bool, n)
	for i := range of {
		of[i], queue[i], queued[i] = i, i, true
	}
	if start > 0 {
		slices.SortFunc(queue, func(a, b int) int { return cmp.Compare(scatter(a, start), scatter(b, start)) })
	}
	if g.total == 0 {
		return of
	}
	link := make([]float64, n)
	var seen []int
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
		total[own] -= g.deg[i]
		share := resolution * g.deg[i] / g.total
		best, gain := own, link[own]-share*total[own]
		for _, c := range seen {
			if x := link[c] - share*total[c]; x > gain+1e-12 {
				best, gain = c, x
			}
		}
		for _, c := range seen {
			link[c] = 0
		}
		total[best] += g.deg[i]
		if best == own {
			continue
		}
		of[i] = best
		for e := g.start[i]; e < g.start[i+1]; e++ {
			if j := int(g.to[e]); of[j] != best && !queued[j] {
				queue = append(queue, j)
				queued[j] = true
			}
		}
	}
	return of
}

// fold makes one node of each group. Weights inside a group count in its degree
// alone.
func (g *graph) fold(of []int, k int) *graph {
	members := membersOf(of, k)
	f := &graph{start: make([]int, 1, k+1), deg: make([]float64, k), total: g.total}
	link := make([]float64, k)
	var seen []int
	for c, ms := range members {
		seen = seen[:0]
		for _, i := range ms {
			f.deg[c] += g.deg[i]
			for e := g.start[i]; e < g.start[i+1]; e++ {
				d := of[g.to[e]]
				if d == c || d < 0 {
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

// renumber gives groups numbers from 0 in order of appearance.
func renumber(of []int) ([]int, int) {
	number := map[int]int{}
	out := make([]int, len(of))
	for i, c := range of {
		x, ok := number[c]
		if !ok {
			x = len(number)
			number[c] = x
		}
		out[i] = x
	}
	return out, len(number)
}

// membersOf lists the rows of each group; those outside are in none.
func membersOf(of []int, k int) [][]int {
	members := make([][]int, k)
	for i, c := range of {
		if c >= 0 {
			members[c] = append(members[c], i)
		}
	}
	return members
}
