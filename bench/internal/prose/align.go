package prose

// Pair is an element of a and one of b that are the same.
type Pair struct{ A, B int }

// Align finds a longest common subsequence, with the algorithm of Myers in its
// form that needs memory in proportion to the texts alone.
func Align[T comparable](a, b []T) []Pair {
	number := map[T]int{}
	numbered := func(s []T) []int {
		out := make([]int, len(s))
		for i, x := range s {
			n, ok := number[x]
			if !ok {
				n = len(number)
				number[x] = n
			}
			out[i] = n
		}
		return out
	}
	m := myers{a: numbered(a), b: numbered(b)}
	m.align(0, len(a), 0, len(b))
	return m.pairs
}

// Distance is how many elements one must take out of a and put in to get b, at least.
func Distance[T comparable](a, b []T) int { return len(a) + len(b) - 2*len(Align(a, b)) }

type myers struct {
	a, b  []int
	pairs []Pair
	// The furthest places reached on each diagonal, forth and back.
	forth, back []int
}

func (m *myers) align(a0, a1, b0, b1 int) {
	for a0 < a1 && b0 < b1 && m.a[a0] == m.b[b0] {
		m.pairs = append(m.pairs, Pair{a0, b0})
		a0, b0 = a0+1, b0+1
	}
	end := 0
	for a0 < a1 && b0 < b1 && m.a[a1-1] == m.b[b1-1] {
		a1, b1, end = a1-1, b1-1, end+1
	}
	if a0 < a1 && b0 < b1 {
		x, y := m.middle(a0, a1, b0, b1)
		m.align(a0, x, b0, y)
		m.align(x, a1, y, b1)
	}
	for i := range end {
		m.pairs = append(m.pairs, Pair{a1 + i, b1 + i})
	}
}

// middle is a place that a shortest way from one corner to the other passes,
// about half way. Neither the first nor the last elements are the same.
func (m *myers) middle(a0, a1, b0, b1 int) (x, y int) {
	n, k := a1-a0, b1-b0
	off := n + k + 1
	if need := 2*off + 1; len(m.forth) < need {
		m.forth, m.back = make([]int, need), make([]int, need)
	}
	// Diagonal d is x-y, of the way back counted from the other corner.
	forth, back := m.forth, m.back
	forth[off+1], back[off+1] = 0, 0
	delta := n - k
	for d := 0; ; d++ {
		for diagonal := -d; diagonal <= d; diagonal += 2 {
			x := furthest(forth, off, diagonal, d)
			y := x - diagonal
			startX, startY := x, y
			for x < n && y < k && x >= 0 && y >= 0 && m.a[a0+x] == m.b[b0+y] {
				x, y = x+1, y+1
			}
			forth[off+diagonal] = x
			if other := delta - diagonal; delta%2 != 0 && other >= -(d-1) && other <= d-1 && x+back[off+other] >= n {
				return a0 + startX, b0 + startY
			}
		}
		for diagonal := -d; diagonal <= d; diagonal += 2 {
			x := furthest(back, off, diagonal, d)
			y := x - diagonal
			for x < n && y < k && x >= 0 && y >= 0 && m.a[a1-1-x] == m.b[b1-1-y] {
				x, y = x+1, y+1
			}
			back[off+diagonal] = x
			if other := delta - diagonal; delta%2 == 0 && other >= -d && other <= d && x+forth[off+other] >= n {
				return a1 - x, b1 - y
			}
		}
	}
}

func furthest(reach []int, off, diagonal, d int) int {
	if diagonal == -d || diagonal != d && reach[off+diagonal-1] < reach[off+diagonal+1] {
		return reach[off+diagonal+1]
	}
	return reach[off+diagonal-1] + 1
}
