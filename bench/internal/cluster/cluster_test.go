package cluster

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The values are worked out by hand.
func TestByHand(t *testing.T) {
	half := math.Ln2
	third := math.Log(3)
	for _, test := range []struct {
		name           string
		labels, groups []int
		v, ari         float64
	}{
		{"the same under other names", []int{5, 5, 7, 7}, []int{1, 1, 0, 0}, 1, 1},
		{"nothing told apart", []int{0, 0, 1, 1}, []int{0, 0, 0, 0}, 0, 0},
		{"crosswise", []int{0, 0, 1, 1}, []int{0, 1, 0, 1}, 0, -0.5},
		// 3 and 3 against 2, 2, 2; cells 2 1 | 1 2: pairs together 2 of 6 and 3 of 15.
		{"the usual example", []int{0, 0, 0, 1, 1, 1}, []int{0, 0, 1, 1, 2, 2},
			2 * (2 * half / 3) / (half + third), (2 - 6*3/15.) / (4.5 - 6*3/15.)},
		// Homogeneity 1 - (½ ln 2)/(3/2 ln 2) = 2/3, completeness 1.
		{"two labels in one group", []int{0, 0, 1, 2}, []int{0, 0, 1, 1}, 0.8, (1 - 1*2/6.) / (1.5 - 1*2/6.)},
		{"one of all", []int{3, 3, 3}, []int{4, 4, 4}, 1, 1},
		{"each alone", []int{1, 2, 3}, []int{6, 5, 4}, 1, 1},
		{"a single text", []int{1}, []int{1}, 1, 1},
	} {
		if got := V(test.labels, test.groups); math.Abs(got-test.v) > 1e-12 {
			t.Errorf("%s: V %v, want %v", test.name, got, test.v)
		}
		if got := ARI(test.labels, test.groups); math.Abs(got-test.ari) > 1e-12 {
			t.Errorf("%s: ARI %v, want %v", test.name, got, test.ari)
		}
	}
}

func TestAUROCByHand(t *testing.T) {
	for _, test := range []struct {
		scores   []float64
		positive []bool
		want     float64
	}{
		{[]float64{1, 2, 3, 4}, []bool{false, false, true, true}, 1},
		{[]float64{1, 2, 3, 4}, []bool{true, true, false, false}, 0},
		{[]float64{.1, .4, .35, .8}, []bool{false, false, true, true}, .75},
		{[]float64{.5, .5, .5, .9}, []bool{false, true, false, true}, .75},
		{[]float64{7, 7}, []bool{true, false}, .5},
	} {
		if got := AUROC(test.scores, test.positive); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%v %v: %v, want %v", test.scores, test.positive, got, test.want)
		}
	}
	if got := AUROC([]float64{1}, []bool{true}); !math.IsNaN(got) {
		t.Errorf("without negatives: %v", got)
	}
}

// Both measures are symmetric, at most 1, blind to the names of groups, and 1
// exactly where the partitions are the same.
func TestPartitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(t, "n")
		draw := func(name string) []int {
			return rapid.SliceOfN(rapid.IntRange(0, 5), n, n).Draw(t, name)
		}
		labels, groups := draw("labels"), draw("groups")
		names := rapid.Permutation([]int{10, 11, 12, 13, 14, 15}).Draw(t, "names")
		renamed := make([]int, n)
		for i, g := range groups {
			renamed[i] = names[g]
		}
		same := true
		for i := range n {
			for j := range i {
				same = same && (labels[i] == labels[j]) == (groups[i] == groups[j])
			}
		}
		for name, measure := range map[string]func(a, b []int) float64{"V": V, "ARI": ARI} {
			x := measure(labels, groups)
			if y := measure(groups, labels); math.Abs(x-y) > 1e-9 {
				t.Errorf("%s: %v one way, %v the other", name, x, y)
			}
			if y := measure(labels, renamed); math.Abs(x-y) > 1e-9 {
				t.Errorf("%s: %v, %v after giving groups other names", name, x, y)
			}
			if x > 1+1e-12 || x < -1 || math.IsNaN(x) {
				t.Errorf("%s: %v", name, x)
			}
			if (x > 1-1e-9) != same {
				t.Errorf("%s: %v of partitions that are the same: %v", name, x, same)
			}
		}
	})
}

// ARI counted pair by pair, as it is defined.
func TestARIByPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		labels := rapid.SliceOfN(rapid.IntRange(0, 4), n, n).Draw(t, "labels")
		groups := rapid.SliceOfN(rapid.IntRange(0, 4), n, n).Draw(t, "groups")
		var both, inLabel, inGroup, all float64
		for i := range n {
			for j := range i {
				l, g := labels[i] == labels[j], groups[i] == groups[j]
				all++
				if l {
					inLabel++
				}
				if g {
					inGroup++
				}
				if l && g {
					both++
				}
			}
		}
		chance := inLabel * inGroup / all
		if inLabel == inGroup && (inLabel == 0 || inLabel == all) {
			t.Skip("the same by definition")
		}
		want := (both - chance) / ((inLabel+inGroup)/2 - chance)
		if got := ARI(labels, groups); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v, pair by pair %v", got, want)
		}
	})
}

// AUROC counted pair by pair, and turned round when the cases are.
func TestAUROCByPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		scores := make([]float64, n)
		positive := make([]bool, n)
		turned := make([]bool, n)
		for i := range n {
			scores[i] = float64(rapid.IntRange(0, 9).Draw(t, "score"))
			positive[i] = rapid.Bool().Draw(t, "positive")
			turned[i] = !positive[i]
		}
		var won, all float64
		for i := range n {
			for j := range n {
				if positive[i] && !positive[j] {
					all++
					switch {
					case scores[i] > scores[j]:
						won++
					case scores[i] == scores[j]:
						won += .5
					}
				}
			}
		}
		if all == 0 {
			t.Skip("of one kind")
		}
		got := AUROC(scores, positive)
		if math.Abs(got-won/all) > 1e-9 {
			t.Errorf("%v, pair by pair %v", got, won/all)
		}
		if other := AUROC(scores, turned); math.Abs(got+other-1) > 1e-9 {
			t.Errorf("%v and, turned, %v", got, other)
		}
	})
}
