package grouping

import (
	"cmp"
	"math"
	"slices"
)

const (
	// coreShare is the share of a group, nearest its mean, that is learnt of.
	coreShare = 0.8
	// neighbourSay is how much the groups of its neighbours count beside what a
	// text itself says. Without it small groups melt into large ones.
	neighbourSay = 0.3
	// refineRounds bounds the rounds; settled is the share of texts that may
	// still move.
	refineRounds = 4
	settled      = 0.005
)

// refine learns of the most typical texts of each group and puts every text
// where it fits best, until hardly any moves (after Rakib et al. 2020). Groups
// keep their numbers. A fixed text and one outside stay; a text without a place gets one.
func refine(f features, net *graph, of []int, k int, fixed []bool) []int {
	of = slices.Clone(of)
	if k < 2 {
		return of
	}
	next := make([]int, len(of))
	for range refineRounds {
		t := trialOf(of, k, core(f, of, k, fixed), func(i int) bool { return of[i] != outside && (fixed == nil || !fixed[i]) })
		fits := f.tell(t)
		parallel(len(of), func(i int) {
			next[i] = of[i]
			if t.seats[i].by < 0 {
				return
			}
			fit := fits[i*k : (i+1)*k]
			around(net, of, i, neighbourSay, fit)
			best := max(of[i], 0)
			for g, x := range fit {
				if x > fit[best] {
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
		copy(of, next)
		if float64(moved) < settled*float64(len(of)) {
			break
		}
	}
	return of
}

// around adds to fit the share of each group among the neighbours of a row,
// times weight.
func around(net *graph, of []int, row int, weight float64, fit []float32) {
	if net.deg[row] == 0 {
		return
	}
	for e := net.start[row]; e < net.start[row+1]; e++ {
		if g := of[net.to[e]]; g >= 0 {
			fit[g] += float32(weight * net.w[e] / net.deg[row])
		}
	}
}

// core tells which texts are learnt of: the most typical of each group, of a
// large group no more than half as many again as an average one has, and those
// that a person placed.
func core(f features, of []int, k int, fixed []bool) []bool {
	typical := f.typical(of, k)
	use := make([]bool, len(of))
	most := max(int(1.5*float64(len(of))/float64(k)), 1)
	for _, ms := range membersOf(of, k) {
		slices.SortStableFunc(ms, func(a, b int) int { return cmp.Compare(typical[b], typical[a]) })
		for _, i := range ms[:min(most, int(math.Ceil(coreShare*float64(len(ms)))))] {
			use[i] = true
		}
	}
	for i := range fixed {
		use[i] = use[i] || fixed[i] && of[i] >= 0
	}
	return use
}
