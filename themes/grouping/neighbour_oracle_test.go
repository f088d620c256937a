package grouping

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// textbook weighs the n-grams of texts as books have it, with strings and maps.
// It shares nothing with the engine but what a word is and three numbers.
func textbook(bodies []string, stop map[string]bool, minTexts int) []map[string]float64 {
	counts := make([]map[string]float64, len(bodies))
	df := map[string]float64{}
	for i, body := range bodies {
		counts[i] = map[string]float64{}
		ws := words(body)
		for j := range ws[:max(len(ws)-1, 0)] {
			counts[i][ws[j]+" + "+ws[j+1]] += pairWeight
		}
		for _, w := range ws {
			weight := 1.0
			if stop[w] {
				weight = stopWeight
			}
			letters := []rune(" " + w + " ")
			for n := 3; n <= 5; n++ {
				for from := 0; from+n <= len(letters); from++ {
					counts[i][string(letters[from:from+n])] += weight
				}
			}
		}
		for g := range counts[i] {
			df[g]++
		}
	}
	total := float64(len(bodies))
	for _, c := range counts {
		var square float64
		for g, n := range c {
			if df[g] < float64(minTexts) || df[g] > max(commonShare*total, float64(minTexts)) {
				delete(c, g)
				continue
			}
			if n > 1 {
				n = 1 + math.Log(n)
			}
			c[g] = n * (math.Log((1+total)/(1+df[g])) + 1)
			square += c[g] * c[g]
		}
		for g := range c {
			c[g] /= math.Sqrt(square)
		}
	}
	return counts
}

// Each text's neighbours are those of a comparison of all pairs.
func TestNeighboursByAllPairs(t *testing.T) {
	vocabularyOf := strings.Fields("pyörätie pyöräily auraus aurataan talvella lumi lunta kirjasto kirjaston aukiolo ja on ei")
	rapid.Check(t, func(t *rapid.T) {
		var bodies []string
		for range rapid.IntRange(1, 30).Draw(t, "texts") {
			bodies = append(bodies, strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabularyOf), 0, 8).Draw(t, "words"), " "))
		}
		k := rapid.IntRange(1, 6).Draw(t, "k")
		stop := map[string]bool{"ja": true, "on": true}
		docs := make([][]gram, len(bodies))
		for i, b := range bodies {
			docs[i] = grams(words(b), stop)
		}
		m, _ := newVocabulary(docs, 2).matrix(docs)
		got := newLexical(m).neighbours(k)
		want := textbook(bodies, stop, 2)
		for i := range bodies {
			var all []float64
			sim := make([]float64, len(bodies))
			for j := range bodies {
				for g, x := range want[i] {
					sim[j] += x * want[j][g]
				}
				if j != i && sim[j] > 1e-6 {
					all = append(all, sim[j])
				}
			}
			slices.SortFunc(all, func(a, b float64) int { return cmp.Compare(b, a) })
			all = all[:min(k, len(all))]
			if len(got[i]) != len(all) {
				t.Fatalf("%q has %d neighbours, by all pairs %d", bodies[i], len(got[i]), len(all))
			}
			seen := map[int32]bool{int32(i): true}
			for r, e := range got[i] {
				if seen[e.at] {
					t.Errorf("%q is its own neighbour, or has one twice", bodies[i])
				}
				seen[e.at] = true
				if math.Abs(float64(e.sim)-all[r]) > 1e-4 || math.Abs(sim[e.at]-all[r]) > 1e-4 {
					t.Errorf("%q: neighbour %d is %q, alike by %v (%v); by all pairs %v", bodies[i], r, bodies[e.at], e.sim, sim[e.at], all[r])
				}
			}
		}
	})
}
