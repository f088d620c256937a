package grouping

import (
	"context"
	"math"
	"slices"
)

// With embeddings, groups are learnable even where they are pieces of one cloud:
// a cell of it is told by its mean. So half of the texts make more pieces than
// there can be themes, and the other half, which the pieces do not know, must
// leave a valley between each two: seen along the line through their means,
// fewer texts lie in the middle than around either. Pieces without a valley
// between them become one, the most alike first.
const (
	// shallow is the share of the texts around the lower side that the middle
	// may have.
	shallow = 0.6
	// surely is by how many times the error of counting the middle must be lower.
	surely = 1.5
	// mostLearnt bounds how many texts make pieces.
	mostLearnt = 1500
	// halvings is in how many ways the texts are halved.
	halvings = 2
)

// pieceResolutions are where pieces are looked for: fine ones find small
// themes, coarse ones leave more texts to each.
var pieceResolutions = []float64{1, 2.5, 6}

// hills finds the mean directions of groups with valleys between them. Of all
// halvings and resolutions the one with the most groups is taken: each of its
// groups was seen by texts that did not make it.
func (e embedded) hills(ctx context.Context) ([][]float32, error) {
	var best [][]float32
	for round := range halvings {
		learnt, hidden := e.halve(round, max(len(e)/mostLearnt, 2))
		if len(learnt) == 0 || len(hidden) == 0 {
			continue
		}
		net := learnt.net()
		for _, r := range pieceResolutions {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			of, k := net.communities(r)
			of = refine(learnt, net, of, k, nil)
			h := newHills(learnt, hidden, of, k)
			h.join()
			if len(h.means) > len(best) {
				best = h.means
			}
		}
	}
	return best, nil
}

// peaks are the mean directions of all groups: hills, what is on a hill of more
// than half of the texts, and shades where there are no hills.
func (e embedded) peaks(ctx context.Context) ([][]float32, error) {
	found, err := e.hills(ctx)
	if err != nil {
		return nil, err
	}
	if len(found) < 2 {
		return e.shades(ctx)
	}
	for g, ms := range membersOf(e.told(found), len(found)) {
		if len(ms)*2 <= len(e) || len(ms) == len(e) {
			continue
		}
		large := make(embedded, len(ms))
		for j, i := range ms {
			large[j] = e[i]
		}
		within, err := large.peaks(ctx)
		if err != nil {
			return nil, err
		}
		if len(within) > 1 {
			return slices.Replace(found, g, g+1, within...), nil
		}
	}
	return found, nil
}

// halve parts the rows in two: a share of them, and the rest.
func (e embedded) halve(round, share int) (one, other embedded) {
	for i, v := range e {
		if scatter(i, round)%uint64(share) == 0 {
			one = append(one, v)
		} else {
			other = append(other, v)
		}
	}
	return one, other
}

// hills are groups of texts, and how texts that they do not know lie to them.
type hills struct {
	hidden embedded
	sums   [][]float32
	means  [][]float32
	fit    [][]float32 // of each group, the cosine of each hidden text
	of     [][]int     // of each group, the hidden texts nearest to it
}

func newHills(learnt, hidden embedded, of []int, k int) *hills {
	h := &hills{hidden: hidden}
	for _, ms := range membersOf(of, k) {
		if len(ms) == 0 {
			continue
		}
		sum := make([]float32, len(hidden[0]))
		for _, i := range ms {
			for j, x := range learnt[i] {
				sum[j] += x
			}
		}
		h.add(sum)
	}
	return h
}

func (h *hills) add(sum []float32) {
	mean := slices.Clone(sum)
	unit(mean)
	fit := make([]float32, len(h.hidden))
	parallel(len(fit), func(i int) { fit[i] = dot(h.hidden[i], mean) })
	h.sums, h.means, h.fit = append(h.sums, sum), append(h.means, mean), append(h.fit, fit)
}

func (h *hills) drop(g int) {
	h.sums, h.means, h.fit = slices.Delete(h.sums, g, g+1), slices.Delete(h.means, g, g+1), slices.Delete(h.fit, g, g+1)
}

// join joins groups until there is a valley between each two.
func (h *hills) join() {
	type pair struct {
		a, b int
		cos  float32
	}
	for {
		h.tell()
		var pairs []pair
		for a := range h.means {
			for b := range a {
				pairs = append(pairs, pair{b, a, dot(h.means[a], h.means[b])})
			}
		}
		slices.SortStableFunc(pairs, func(x, y pair) int {
			switch {
			case x.cos > y.cos:
				return -1
			case x.cos < y.cos:
				return 1
			}
			return 0
		})
		at := slices.IndexFunc(pairs, func(p pair) bool { return !h.valley(p.a, p.b) })
		if at < 0 {
			return
		}
		p := pairs[at]
		sum := h.sums[p.a]
		for j, x := range h.sums[p.b] {
			sum[j] += x
		}
		h.drop(p.b)
		h.drop(p.a)
		h.add(sum)
	}
}

// tell puts each hidden text to its nearest group.
func (h *hills) tell() {
	h.of = make([][]int, len(h.means))
	for i := range h.hidden {
		best := 0
		for g := range h.fit {
			if h.fit[g][i] > h.fit[best][i] {
				best = g
			}
		}
		h.of[best] = append(h.of[best], i)
	}
}

// valley tells whether hidden texts of two groups lie around either and leave
// the middle between them.
func (h *hills) valley(a, b int) bool {
	lean := func(i int) float64 { return float64(h.fit[b][i] - h.fit[a][i]) }
	left, right := h.leans(a, lean), h.leans(b, lean)
	if len(left) == 0 || len(right) == 0 {
		return false
	}
	from, to := left[len(left)/2], right[len(right)/2]
	width := (to - from) / 6
	around := func(at float64) (n float64) {
		for _, xs := range [][]float64{left, right} {
			for _, x := range xs {
				if math.Abs(x-at) <= width {
					n++
				}
			}
		}
		return n
	}
	side, middle := min(around(from), around(to)), around((from+to)/2)
	return middle <= shallow*side && side-middle >= surely*math.Sqrt(side+middle)
}

// leans are the leans of the hidden texts of a group, sorted.
func (h *hills) leans(g int, lean func(int) float64) []float64 {
	out := make([]float64, len(h.of[g]))
	for j, i := range h.of[g] {
		out[j] = lean(i)
	}
	slices.Sort(out)
	return out
}
