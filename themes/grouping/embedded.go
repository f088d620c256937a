package grouping

import "math"

// embedded are rows of embeddings, of length one each; all zero where nothing of
// a row is left.
type embedded [][]float32

// cosineSharp turns cosines of embeddings into probabilities.
const cosineSharp = 20

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
		unit(m)
	}
	return means
}

// unit scales a vector to length one, in place; zero stays.
func unit(v []float32) {
	if l := math.Sqrt(float64(dot(v, v))); l > 0 {
		for j := range v {
			v[j] = float32(float64(v[j]) / l)
		}
	}
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

// told puts each row to the nearest of means.
func (e embedded) told(means [][]float32) []int {
	of := make([]int, len(e))
	parallel(len(e), func(i int) {
		best := float32(-2)
		for g, m := range means {
			if x := dot(e[i], m); x > best {
				of[i], best = g, x
			}
		}
	})
	return of
}

// apart is how much nearer texts are, on average, to the mean of their own group
// than to the next one: the silhouette, by means. It is 0 for a single group.
func (e embedded) apart(of []int, k int) float64 {
	if k < 2 {
		return 0
	}
	means := e.means(of, k, nil)
	each := make([]float64, len(of))
	parallel(len(of), func(i int) {
		if of[i] < 0 {
			return
		}
		own, next := dot(e[i], means[of[i]]), float32(-1)
		for g, m := range means {
			if g != of[i] {
				next = max(next, dot(e[i], m))
			}
		}
		each[i] = float64(own - next)
	})
	var sum float64
	for _, x := range each {
		sum += x
	}
	return sum / float64(max(len(of), 1))
}
