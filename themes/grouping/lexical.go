package grouping

import (
	"math"
	"slices"
)

// columnParts is into how many parts the columns are cut to be walked at once.
// It does not depend on the machine, so that sums are the same on each.
const columnParts = 4

// lexical are rows told apart by their n-grams. It is walked by columns: what a
// column says of the groups is made, told to the rows that have it and
// forgotten, and is never held for all columns.
type lexical struct {
	m     *matrix
	posts *postings
	// length is the sum of the values of each row.
	length []float32
}

func newLexical(m *matrix) *lexical {
	l := &lexical{m: m, posts: newPostings(m), length: make([]float32, m.rows())}
	for i := range l.length {
		_, vals := m.row(i)
		for _, x := range vals {
			l.length[i] += x
		}
	}
	return l
}

func (l *lexical) rows() int { return l.m.rows() }

func (l *lexical) neighbours(k int) [][]neighbour {
	out := make([][]neighbour, l.m.rows())
	parallel(len(out), func(i int) {
		cols, vals := l.m.row(i)
		out[i] = l.posts.nearest(cols, vals, k, i)
	})
	return out
}

// walk gives f the postings of the columns of a part, column by column.
func (l *lexical) walk(part int, f func([]posting)) {
	for c := l.m.cols * part / columnParts; c < l.m.cols*(part+1)/columnParts; c++ {
		f(l.posts.list[l.posts.start[c]:l.posts.start[c+1]])
	}
}

// tell is what a bayes of each judge would score, made likely.
func (l *lexical) tell(t *trial) []float32 {
	n, k := l.m.rows(), t.k
	parts := make([][]float32, columnParts)
	spread(columnParts, 1, func(part int) {
		parts[part] = make([]float32, n*k)
		h := newHearing(t)
		l.walk(part, func(list []posting) { h.hear(list, parts[part]) })
	})
	rest := l.rest(t)
	scores := parts[0]
	parallel(n, func(i int) {
		by := int(t.seats[i].by)
		if by < 0 {
			return
		}
		into := scores[i*k : i*k+k]
		for _, more := range parts[1:] {
			for g, x := range more[i*k : i*k+k] {
				into[g] += x
			}
		}
		for g, x := range rest[by*k : by*k+k] {
			into[g] += l.length[i] * x
		}
		likely(into, bayesSharp)
	})
	return scores
}

// rest is the rest of bayes: of judge j and group g at j*k+g.
func (l *lexical) rest(t *trial) []float32 {
	taken := make([]float64, len(t.taught)*t.k)
	whole := make([]float64, len(t.taught))
	for i, s := range t.seats {
		for j := range t.taught {
			if t.learns(j, i) {
				taken[j*t.k+int(s.group)] += float64(l.length[i])
				whole[j] += float64(l.length[i])
			}
		}
	}
	rest := make([]float32, len(taken))
	for at, x := range taken {
		rest[at] = float32(math.Log(max(whole[at/t.k]-x+bayesAlpha*float64(l.m.cols), bayesAlpha)))
	}
	return rest
}

// hearing is a trial in one column after another.
type hearing struct {
	t *trial
	// sums are of the column, by group and class; seen are the groups that have
	// any.
	sums []float32
	seen []int32
	isIn []bool
	// fits are of each judge; gains the same by group where most groups have one,
	// else empty.
	fits  [][]fit
	gains [][]float32
}

func newHearing(t *trial) *hearing {
	judges := len(t.taught)
	return &hearing{t: t, sums: make([]float32, t.k*t.classes), isIn: make([]bool, t.k), fits: make([][]fit, judges), gains: make([][]float32, judges)}
}

// hear adds what a column says to the scores of the rows that have it.
func (h *hearing) hear(list []posting, scores []float32) {
	k, classes := h.t.k, h.t.classes
	var asked uint8
	for _, e := range list {
		s := h.t.seats[e.row]
		if s.by >= 0 {
			asked |= 1 << s.by
		}
		if s.class < 0 || s.group < 0 {
			continue
		}
		if !h.isIn[s.group] {
			h.isIn[s.group] = true
			h.seen = append(h.seen, s.group)
		}
		h.sums[int(s.group)*classes+int(s.class)] += e.val
	}
	for j := range h.fits {
		if asked>>j&1 == 1 {
			h.weigh(j)
		}
	}
	for _, e := range list {
		j := h.t.seats[e.row].by
		if j < 0 {
			continue
		}
		into := scores[int(e.row)*k : int(e.row)*k+k]
		if gains := h.gains[j]; len(gains) > 0 {
			addTimes(into, gains, e.val)
			continue
		}
		for _, f := range h.fits[j] {
			into[f.group] += e.val * f.gain
		}
	}
	for _, g := range h.seen {
		h.isIn[g] = false
		clear(h.sums[int(g)*classes : int(g+1)*classes])
	}
	h.seen = h.seen[:0]
}

// weigh makes the fits of a judge of what was learnt, as newBayes does.
func (h *hearing) weigh(j int) {
	fits := h.fits[j][:0]
	var all float64
	for _, g := range h.seen {
		var sum float32
		for class, x := range h.sums[int(g)*h.t.classes : int(g+1)*h.t.classes] {
			if h.t.taught[j]>>class&1 == 1 {
				sum += x
			}
		}
		if sum > 0 {
			all += float64(sum)
			fits = append(fits, fit{g, sum}) // a gain when all is known
		}
	}
	for at, f := range fits {
		fits[at].gain = gain(float64(f.gain), all)
	}
	gains := h.gains[j][:0]
	if 2*len(fits) > h.t.k {
		gains = slices.Grow(gains, h.t.k)[:h.t.k]
		clear(gains)
		for _, f := range fits {
			gains[f.group] = f.gain
		}
	}
	h.fits[j], h.gains[j] = fits, gains
}

// addTimes adds x times the values of from; eight at a time, which is twice as
// fast.
func addTimes(into, from []float32, x float32) {
	for len(into) >= 8 && len(from) >= 8 {
		a, b := (*[8]float32)(into), (*[8]float32)(from)
		a[0] += x * b[0]
		a[1] += x * b[1]
		a[2] += x * b[2]
		a[3] += x * b[3]
		a[4] += x * b[4]
		a[5] += x * b[5]
		a[6] += x * b[6]
		a[7] += x * b[7]
		into, from = into[8:], from[8:]
	}
	for i, y := range from {
		into[i] += x * y
	}
}

func (l *lexical) typical(of []int, k int) []float32 {
	dots, length := make([][]float32, columnParts), make([][]float64, columnParts)
	spread(columnParts, 1, func(part int) {
		dots[part], length[part] = make([]float32, len(of)), make([]float64, k)
		sums := make([]float32, k)
		l.walk(part, func(list []posting) {
			for _, e := range list {
				if g := of[e.row]; g >= 0 {
					sums[g] += e.val
				}
			}
			for _, e := range list {
				if g := of[e.row]; g >= 0 {
					dots[part][e.row] += e.val * sums[g]
					// The sum of the products of all members is the square.
					length[part][g] += float64(e.val) * float64(sums[g])
				}
			}
			for _, e := range list {
				if g := of[e.row]; g >= 0 {
					sums[g] = 0
				}
			}
		})
	})
	for part := 1; part < columnParts; part++ {
		for i, x := range dots[part] {
			dots[0][i] += x
		}
		for g, x := range length[part] {
			length[0][g] += x
		}
	}
	for i, g := range of {
		if g >= 0 && length[0][g] > 0 {
			dots[0][i] /= float32(math.Sqrt(length[0][g]))
		}
	}
	return dots[0]
}
