package grouping

import "math"

// features are what texts are told apart by: n-grams or embeddings.
type features interface {
	rows() int
	// neighbours finds the k most alike rows of each.
	neighbours(k int) [][]neighbour
	// learn makes a judge of the rows of k groups; use, when not nil, says which
	// rows to learn of. Rows outside (-1) are not learnt.
	learn(of []int, k int, use []bool) judge
	// typical says how alike each row is to the mean of its own group.
	typical(of []int, k int) []float32
}

// judge gives the probability of each group for a row.
type judge func(row int, into []float32)

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

func (m *matrix) learn(of []int, k int, use []bool) judge {
	b := newBayes(m.sums(of, k, use), k)
	return func(row int, into []float32) {
		cols, vals := m.row(row)
		b.score(cols, vals, into)
		likely(into, bayesSharp)
	}
}

func (m *matrix) typical(of []int, k int) []float32 {
	sums := m.sums(of, k, nil)
	length := make([]float64, k)
	for at, x := range sums {
		length[at%k] += float64(x) * float64(x)
	}
	out := make([]float32, len(of))
	parallel(len(of), func(i int) {
		if of[i] < 0 {
			return
		}
		cols, vals := m.row(i)
		var s float32
		for j, c := range cols {
			s += vals[j] * sums[int(c)*k+of[i]]
		}
		if l := length[of[i]]; l > 0 {
			out[i] = s / float32(math.Sqrt(l))
		}
	})
	return out
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

func (e embedded) learn(of []int, k int, use []bool) judge {
	means := e.means(of, k, use)
	return func(row int, into []float32) {
		for g := range into {
			into[g] = dot(e[row], means[g])
		}
		likely(into, cosineSharp)
	}
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
