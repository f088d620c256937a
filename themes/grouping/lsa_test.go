package grouping

import (
	"math"
	"math/rand/v2"
	"testing"
)

// latent are the rows of a matrix in the space of its first size singular
// vectors, by subspace iteration (Halko, Martinsson and Tropp 2011).
func latent(m *matrix, size int) [][]float32 {
	rng := rand.New(rand.NewPCG(11, 11))
	left := make([][]float64, size) // of the rows
	for k := range left {
		left[k] = direction(rng, m.rows(), 1)
	}
	var right [][]float64
	for range 8 {
		right = nil
		for k := range left {
			x := make([]float64, m.cols)
			for i := range m.rows() {
				cols, vals := m.row(i)
				for j, c := range cols {
					x[c] += float64(vals[j]) * left[k][i]
				}
			}
			right = append(right, x)
		}
		orthogonal(right)
		for k := range left {
			clear(left[k])
			for i := range m.rows() {
				cols, vals := m.row(i)
				for j, c := range cols {
					left[k][i] += float64(vals[j]) * right[k][c]
				}
			}
		}
	}
	out := make([][]float32, m.rows())
	for i := range out {
		out[i] = make([]float32, size)
		for k := range left {
			out[i][k] = float32(left[k][i])
		}
		unit(out[i])
	}
	return out
}

// orthogonal makes vectors orthogonal and of length one (Gram and Schmidt).
func orthogonal(vs [][]float64) {
	for k, v := range vs {
		for _, w := range vs[:k] {
			var x float64
			for j := range v {
				x += v[j] * w[j]
			}
			for j := range v {
				v[j] -= x * w[j]
			}
		}
		var sum float64
		for _, x := range v {
			sum += x * x
		}
		for j := range v {
			v[j] /= math.Sqrt(sum)
		}
	}
}

// Vectors of real texts shade into one another more than made-up ones. The bars
// are what a single group, or one a text, is far from.
func TestLatentVectorsTellThemes(t *testing.T) {
	if testing.Short() {
		t.Skip("groups corpora; left out in -short")
	}
	for name, bar := range map[string]float64{"fi_sib200": 0.15, "sv_vaalikone2015": 0.4, "fi_vaalikone2015": 0.6} {
		texts, labels, names := corpus(t, name)
		docs := make([][]gram, len(texts))
		parallel(len(texts), func(i int) { docs[i] = gramsOf(texts[i], "") })
		m, _ := newVocabulary(docs, 2).matrix(docs)
		r := group(t, texts, Options{Vectors: latent(m, 50)})
		sound(t, texts, r)
		v := vMeasure(labels, r.Of)
		t.Logf("%s: %d themes of %d, V %.3f, ARI %.3f", name, len(r.Themes), len(names), v, agreement(labels, r.Of))
		if v < bar || len(r.Themes) > 2*len(names) || len(r.Themes)*2 < len(names) {
			t.Errorf("%s: %d themes of %d, V %.3f", name, len(r.Themes), len(names), v)
		}
	}
}
