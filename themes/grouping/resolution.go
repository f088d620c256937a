package grouping

import (
	"context"
	"math"
	"slices"
)

// How many groups there are is found, not given. Communities are looked for at
// rising resolutions, and at each the groups must be learnable: with a fifth of
// the texts hidden in turn, the rest must tell their groups (prediction
// strength, after Tibshirani and Walther 2005, with agreement counted as the
// adjusted Rand index). Groups that exist are told again; pieces of one theme
// are not.
const (
	// strong is the prediction strength from which groups are taken to exist;
	// strongOfFew that of few texts, of which less can be learnt.
	strong, strongOfFew = 0.78, 0.75
	// fewTexts cannot be learnt from; they are grouped at the resolution of
	// plain modularity.
	fewTexts = 60
	folds    = 5
)

// resolutions rise; what few texts agree on falls apart at lower ones. Texts
// without clear groups stay at the first where there are enough.
var (
	resolutions = []float64{0.7, 0.9, 1.15, 1.5, 1.95, 2.5, 3.3, 4.3, 5.6, 7.2, 9.4, 12.2}
	lower       = append([]float64{0.4, 0.48, 0.58}, resolutions...)
)

// partition is groups of rows and how strongly the texts tell them apart.
type partition struct {
	of []int
	k  int
	// strength is how well the groups are told, smooth the mean of it and of those
	// at the resolutions beside.
	strength, smooth float64
}

// worth weighs how many groups there are against how well they are told apart.
func (p *partition) worth() float64 { return worth(p.smooth, p.k) }

func worth(strength float64, k int) float64 { return strength * strength * math.Log(float64(k)) }

// partitionOf groups rows at the best resolution.
func partitionOf(ctx context.Context, f features, net *graph) (*partition, error) {
	if d, ok := f.(*dense); ok {
		return d.partition(net), nil
	}
	if f.rows() < fewTexts {
		of, k := net.communities(1)
		return &partition{of: refine(f, net, of, k, nil), k: k}, nil
	}
	var tried []*partition
	weak := 0
	rising := resolutions
	if few(f.rows()) {
		rising = lower
	}
	for _, r := range rising {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		of, k := net.agreed(r).communities(r)
		of, k = renumber(refine(f, net, of, k, nil))
		p := &partition{of: of, k: k}
		p.strength = strength(f, p.of, p.k)
		tried = append(tried, p)
		if p.strength < strong-0.06 {
			weak++
		} else {
			weak = 0
		}
		if weak >= 3 && p.enough() {
			break
		}
	}
	smooth(tried)
	best := tried[max(slices.IndexFunc(tried, (*partition).enough), 0)]
	for _, p := range tried {
		if p.clear() && p.worth() > best.worth() {
			best = p
		}
	}
	return best, nil
}

// enough tells whether there are a few groups: a fifth more than the natural
// logarithm of the number of texts.
func (p *partition) enough() bool { return float64(p.k) >= 1.2*math.Log(float64(len(p.of))) }

// clear tells whether the groups are taken to exist.
func (p *partition) clear() bool {
	return p.smooth >= strong || few(len(p.of)) && p.smooth >= strongOfFew
}

// better tells whether a fresh partition is so much better than the one that
// people know that it replaces it.
func (p *partition) better(f features, of []int, k int) bool {
	if d, ok := f.(*dense); ok {
		return d.apart(p.of, p.k) > worthwhile*d.apart(of, k)
	}
	return p.clear() && worth(p.strength, p.k) > worthwhile*worth(strength(f, of, k), k)
}

// smooth gives each strength the mean of itself and those beside it: one lucky
// resolution proves nothing.
func smooth(ps []*partition) {
	for i, p := range ps {
		var sum float64
		around := ps[max(i-1, 0):min(i+2, len(ps))]
		for _, x := range around {
			sum += x.strength
		}
		p.smooth = sum / float64(len(around))
	}
}

// strength is how well the groups of texts are told from the other texts.
func strength(f features, of []int, k int) float64 {
	if k < 2 {
		return 0
	}
	n := len(of)
	repeats := min(max(6000/n, 1), 6)
	var sum float64
	told := make([]int, n)
	for round := range repeats {
		fits := f.tell(crossTrial(of, k, round))
		for i := range told {
			told[i] = best(fits[i*k : (i+1)*k])
		}
		sum += agreement(of, told)
	}
	return sum / float64(repeats)
}

// scatter spreads rows evenly and the same in every run.
func scatter(i, round int) uint64 {
	return mix(uint64(i)*0x9e3779b97f4a7c15 + uint64(round+1)*0xbf58476d1ce4e5b9)
}

// agreement is the adjusted Rand index of two groupings of the same rows
// (Hubert and Arabie 1985): 1 for equal ones, 0 on average by chance.
func agreement(a, b []int) float64 {
	rows, cols, cells := map[int]int{}, map[int]int{}, map[[2]int]int{}
	for i := range a {
		rows[a[i]]++
		cols[b[i]]++
		cells[[2]int{a[i], b[i]}]++
	}
	both, one, other := pairs(cells), pairs(rows), pairs(cols)
	all := float64(len(a)) * float64(len(a)-1) / 2
	if all == 0 {
		return 1
	}
	chance := one * other / all
	if most := (one + other) / 2; most != chance {
		return (both - chance) / (most - chance)
	}
	return 1
}

func pairs[K comparable](counts map[K]int) (sum float64) {
	for _, c := range counts {
		sum += float64(c) * float64(c-1) / 2
	}
	return sum
}
