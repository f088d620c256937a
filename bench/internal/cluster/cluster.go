// Package cluster compares groupings with known labels. Only programs under
// bench import it; it must share nothing with the engine it measures.
package cluster

import (
	"cmp"
	"math"
	"slices"
)

// table counts how often each label meets each group.
type table struct {
	cells          map[[2]int]int
	labels, groups map[int]int
	n              int
}

func newTable(labels, groups []int) table {
	if len(labels) != len(groups) {
		panic("cluster: as many labels as groups")
	}
	t := table{map[[2]int]int{}, map[int]int{}, map[int]int{}, len(labels)}
	for i, l := range labels {
		t.cells[[2]int{l, groups[i]}]++
		t.labels[l]++
		t.groups[groups[i]]++
	}
	return t
}

// V is the V-measure of groups against labels, 0 to 1: the harmonic mean of
// homogeneity (each group holds one label) and completeness (each label is in
// one group). Rosenberg and Hirschberg 2007.
func V(labels, groups []int) float64 {
	t := newTable(labels, groups)
	labelEntropy, groupEntropy := entropy(t.labels, t.n), entropy(t.groups, t.n)
	both := entropy(t.cells, t.n)
	shared := max(0, labelEntropy+groupEntropy-both)
	homogeneity, completeness := 1.0, 1.0
	if labelEntropy > 0 {
		homogeneity = shared / labelEntropy
	}
	if groupEntropy > 0 {
		completeness = shared / groupEntropy
	}
	if homogeneity+completeness == 0 {
		return 0
	}
	return min(1, 2*homogeneity*completeness/(homogeneity+completeness))
}

// entropy of how n things are spread, in nats. The counts are added in order of
// size, so that the same counts give the same sum.
func entropy[K comparable](counts map[K]int, n int) float64 {
	sizes := make([]int, 0, len(counts))
	for _, c := range counts {
		sizes = append(sizes, c)
	}
	slices.Sort(sizes)
	var h float64
	for _, c := range sizes {
		p := float64(c) / float64(n)
		h -= p * math.Log(p)
	}
	return h
}

// ARI is the Rand index of groups against labels adjusted for chance: 1 when
// they agree, about 0 by chance, less when they agree less than that. Hubert and
// Arabie 1985.
func ARI(labels, groups []int) float64 {
	t := newTable(labels, groups)
	cells, rows, columns := pairs(t.cells), pairs(t.labels), pairs(t.groups)
	all := float64(t.n) * float64(t.n-1) / 2
	if all == 0 {
		return 1
	}
	expected := rows * columns / all
	most := (rows + columns) / 2
	if most == expected {
		return 1 // one group and one label, or each alone in both
	}
	return (cells - expected) / (most - expected)
}

// pairs is how many pairs are together; exact up to 2^53.
func pairs[K comparable](counts map[K]int) float64 {
	sum := 0
	for _, c := range counts {
		sum += c * (c - 1) / 2
	}
	return float64(sum)
}

// AUROC is the chance that a positive case scores higher than a negative one,
// equal scores counting half; NaN unless there are both.
func AUROC(scores []float64, positive []bool) float64 {
	if len(scores) != len(positive) {
		panic("cluster: as many scores as cases")
	}
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	var below, above, won float64 // negatives seen, positives in all, positives over negatives
	for i := 0; i < len(order); {
		j, neg, pos := i, 0.0, 0.0
		for ; j < len(order) && scores[order[j]] == scores[order[i]]; j++ {
			if positive[order[j]] {
				pos++
			} else {
				neg++
			}
		}
		won += pos * (below + neg/2)
		below += neg
		above += pos
		i = j
	}
	return won / (below * above)
}
