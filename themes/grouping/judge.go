package grouping

import "math"

// features are what texts are told apart by: n-grams or embeddings.
type features interface {
	rows() int
	// neighbours finds the k most alike rows of each.
	neighbours(k int) [][]neighbour
	// tell gives the probability of each group for each row that is judged: of
	// row i and group g at i*k+g. Rows outside (-1) are not learnt.
	tell(t *trial) []float32
	// typical says how alike each row is to the mean of its own group.
	typical(of []int, k int) []float32
}

func (m *matrix) sums(of []int, k int, use []bool) []float32 {
	sums := make([]float32, m.cols*k)
	for i, g := range of {
		if g < 0 || use != nil && !use[i] {
			continue
		}
		cols, vals := m.row(i)
		for j, c := range cols {
			sums[int(c)*k+g] += vals[j]
		}
	}
	return sums
}

// embedded are rows of embeddings, of one length each.
type embedded [][]float32

// cosineSharp turns cosines of embeddings into probabilities.
const cosineSharp = 20

// embeddings are those of some texts, nil without.
func embeddings(at []int, vectors [][]float32) embedded {
	if vectors == nil || len(at) == 0 {
		return nil
	}
	e := make(embedded, len(at))
	for j, i := range at {
		e[j] = vectors[i]
	}
	return e
}

func (e embedded) rows() int { return len(e) }

func (e embedded) neighbours(k int) [][]neighbour { return denseNeighbours(e, k) }

// means are the mean directions of the groups.
func (e embedded) means(of []int, k int, use []bool) [][]float32 {
	means := make([][]float32, k)
	for g := range means {
		means[g] = make([]float32, len(e[0]))
	}
	for i, g := range of {
		if g < 0 || use != nil && !use[i] {
			continue
		}
		for j, x := range e[i] {
			means[g][j] += x
		}
	}
	for _, m := range means {
		if l := math.Sqrt(float64(dot(m, m))); l > 0 {
			for j := range m {
				m[j] /= float32(l)
			}
		}
	}
	return means
}

func (e embedded) tell(t *trial) []float32 {
	fit := make([]float32, len(e)*t.k)
	use := make([]bool, len(e))
	for j := range t.taught {
		for i := range use {
			use[i] = t.learns(j, i)
		}
		means := e.means(t.of, t.k, use)
		parallel(len(e), func(i int) {
			if int(t.seats[i].by) != j {
				return
			}
			into := fit[i*t.k : (i+1)*t.k]
			for g := range into {
				into[g] = dot(e[i], means[g])
			}
			likely(into, cosineSharp)
		})
	}
	return fit
}

func (e embedded) typical(of []int, k int) []float32 {
	means := e.means(of, k, nil)
	out := make([]float32, len(of))
	for i, g := range of {
		if g >= 0 {
			out[i] = dot(e[i], means[g])
		}
	}
	return out
}
