package grouping

import "math"

const (
	// bayesAlpha is what each n-gram is given beforehand in every group.
	bayesAlpha = 0.1
	// bayesSharp turns differences of scores into probabilities.
	bayesSharp = 1.5
)

// bayes is a complement naive Bayes classifier (Rennie et al. 2003): a text
// belongs where the other groups explain it worst.
type bayes struct {
	k    int
	cost []float32 // of column c for group g at c*k+g
}

// newBayes turns the sums of each column over the texts of each group, in the
// order of cost, into costs. It uses up its argument.
func newBayes(sums []float32, k int) *bayes {
	b := &bayes{k: k, cost: sums}
	rest := make([]float64, k)
	for at := 0; at < len(sums); at += k {
		row := sums[at : at+k]
		var all float32
		for _, x := range row {
			all += x
		}
		for g, x := range row {
			row[g] = max(all-x, 0) + bayesAlpha
			rest[g] += float64(row[g])
		}
	}
	for g, x := range rest {
		rest[g] = math.Log(x)
	}
	for at := 0; at < len(sums); at += k {
		row := sums[at : at+k]
		// Most columns stand in few groups: equal costs have equal logarithms.
		last, ln := float32(-1), 0.0
		for g, x := range row {
			if x != last {
				last, ln = x, math.Log(float64(x))
			}
			row[g] = float32(rest[g] - ln)
		}
	}
	return b
}

// score gives the scores of a text for each group.
func (b *bayes) score(cols []int32, vals []float32, into []float32) {
	clear(into)
	for j, c := range cols {
		x := vals[j]
		row := b.cost[int(c)*b.k:][:len(into)]
		for g, w := range row {
			into[g] += x * w
		}
	}
}

// likely turns scores into probabilities, in place.
func likely(scores []float32, sharp float64) {
	top := scores[0]
	for _, x := range scores {
		top = max(top, x)
	}
	var sum float64
	for g, x := range scores {
		e := math.Exp(float64(x-top) * sharp)
		scores[g] = float32(e)
		sum += e
	}
	for g := range scores {
		scores[g] /= float32(sum)
	}
}
