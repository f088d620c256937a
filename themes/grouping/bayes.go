package grouping

import "math"

const (
	// bayesAlpha is what each n-gram is given beforehand in every group.
	bayesAlpha = 0.1
	// bayesSharp turns differences of scores into probabilities.
	bayesSharp = 1.5
)

// bayes is a complement naive Bayes classifier (Rennie et al. 2003): a text
// belongs where the other groups explain it worst. Most columns stand in few
// groups; of the others a column says the same, so only these few are kept.
type bayes struct {
	rest  []float32 // of a group: what a text gains by any column, but for fits
	start []int32   // where the fits of a column begin
	fits  []fit
}

// fit is what a text gains in a group by a column that stands there.
type fit struct {
	group int32
	gain  float32
}

// newBayes learns from the sums of each column over the texts of each group: of
// column c and group g at c*k+g.
func newBayes(sums []float32, k int) *bayes {
	b := &bayes{rest: make([]float32, k), start: make([]int32, 1, len(sums)/max(k, 1)+1)}
	taken := make([]float64, k)
	var whole float64
	for at := 0; at < len(sums); at += k {
		row := sums[at : at+k]
		var all float64
		for _, x := range row {
			all += float64(x)
		}
		whole += all + bayesAlpha
		for g, x := range row {
			if x > 0 {
				taken[g] += float64(x)
				b.fits = append(b.fits, fit{int32(g), gain(float64(x), all)})
			}
		}
		b.start = append(b.start, int32(len(b.fits)))
	}
	for g, x := range taken {
		b.rest[g] = float32(math.Log(max(whole-x, bayesAlpha)))
	}
	return b
}

// gain is what a column says for a group that has x of all there is of it.
func gain(x, all float64) float32 {
	return float32(math.Log((all + bayesAlpha) / (max(all-x, 0) + bayesAlpha)))
}

// score gives the scores of a text for each group, up to a constant.
func (b *bayes) score(cols []int32, vals []float32, into []float32) {
	var all float32
	for _, x := range vals {
		all += x
	}
	for g, x := range b.rest {
		into[g] = all * x
	}
	for j, c := range cols {
		x := vals[j]
		for _, f := range b.fits[b.start[c]:b.start[c+1]] {
			into[f.group] += x * f.gain
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
