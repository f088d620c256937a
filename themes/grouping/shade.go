package grouping

import "context"

// Texts on kindred things shade into one another and leave no valleys. Groups of
// them are taken where two halves of the texts, each by itself, are grouped
// alike: pieces of a cloud without a grain come out otherwise in each half.

// grainy is the agreement of the halves (adjusted Rand index) from which groups
// are taken to be there.
const grainy = 0.3

// shadeResolutions are where shades are looked for.
var shadeResolutions = []float64{0.7, 1, 1.5, 2.5}

// shades finds the mean directions of groups that both halves of the texts show;
// none where they show none.
func (e embedded) shades(ctx context.Context) ([][]float32, error) {
	if len(e) < fewTexts {
		return nil, nil
	}
	one, other := e.halve(0, 2)
	one, other = one[:min(len(one), mostLearnt)], other[:min(len(other), mostLearnt)]
	nets := [2]*graph{one.net(), other.net()}
	var best [][]float32
	var most float64
	for _, r := range shadeResolutions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, ka := nets[0].communities(r)
		b, kb := nets[1].communities(r)
		fromOne, fromOther := one.means(a, ka, nil), other.means(b, kb, nil)
		alike := (agreement(other.told(fromOne), b) + agreement(one.told(fromOther), a)) / 2
		if x := worth(alike, ka); alike >= grainy && x > most {
			best, most = fromOne, x
		}
	}
	return best, nil
}

// net joins each row with its nearest.
func (e embedded) net() *graph {
	return neighbourGraph(e.neighbours(nearOf(len(e))))
}
