package grouping

// Of few texts any one division is much a matter of chance: a handful of likely
// neighbours decides. There many are made, each with a fifth of the edges left
// out, and texts that are mostly together are joined anew (consensus:
// Lancichinetti and Fortunato 2012). More texts steady each other.
const (
	fewEnough = 1000
	divisions = 40
	// leftOut is one edge of how many.
	leftOut = 5
	// likeSay is how much the weight of an edge counts beside the share of the
	// divisions in which its ends are together.
	likeSay = 0.3
)

func few(texts int) bool { return texts < fewEnough }

// agreed is the graph to look for communities in at a resolution: of few texts
// that of what many divisions agree on, else the graph itself.
func (g *graph) agreed(resolution float64) *graph {
	n := len(g.deg)
	if !few(n) {
		return g
	}
	made := make([][]int, divisions)
	parallel(divisions, func(d int) { made[d], _ = g.thin(d).louvain(resolution, d) })
	near := make([][]neighbour, n)
	parallel(n, func(i int) {
		together := make([]float32, n)
		for _, of := range made {
			for j, c := range of {
				if c == of[i] {
					together[j] += 1. / divisions
				}
			}
		}
		for e := g.start[i]; e < g.start[i+1]; e++ {
			together[g.to[e]] += likeSay * float32(g.w[e])
		}
		best := nearest{k: nearOf(n)}
		for j, x := range together {
			if j != i {
				best.add(int32(j), x)
			}
		}
		near[i] = best.best
	})
	return neighbourGraph(near)
}

// thin leaves out one edge of five, others in each round.
func (g *graph) thin(round int) *graph {
	t := &graph{start: make([]int, 1, len(g.start)), deg: make([]float64, len(g.deg))}
	for i := range g.deg {
		for e := g.start[i]; e < g.start[i+1]; e++ {
			j := int(g.to[e])
			if scatter(min(i, j)*len(g.deg)+max(i, j), round)%leftOut == 0 {
				continue
			}
			t.to = append(t.to, g.to[e])
			t.w = append(t.w, g.w[e])
			t.deg[i] += g.w[e]
		}
		t.start = append(t.start, len(t.to))
		t.total += t.deg[i]
	}
	return t
}
