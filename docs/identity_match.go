package docs

import (
	"bytes"
	"sort"
)

// matching pairs the passages of two versions; old[j] is the old passage of new
// passage j or -1, and the other way round.
type matching struct {
	before, after []wording
	old, new      []int
}

func newMatching(before, after []wording) *matching {
	m := &matching{before: before, after: after, old: make([]int, len(after)), new: make([]int, len(before))}
	for i := range m.new {
		m.new[i] = -1
	}
	for j := range m.old {
		m.old[j] = -1
	}
	return m
}

func (m *matching) pair(i, j int) { m.new[i], m.old[j] = j, i }

func (m *matching) same(i, j int) bool {
	a, b := &m.before[i], &m.after[j]
	return a.kind == b.kind && (bytes.Equal(a.raw, b.raw) || a.plain() == b.plain())
}

// equal pairs equal passages that stand in the same order, by patience: both
// ends, then the passages that are unique on both sides, then what lies between.
func (m *matching) equal(i0, i1, j0, j1 int) {
	for i0 < i1 && j0 < j1 && m.same(i0, j0) {
		m.pair(i0, j0)
		i0, j0 = i0+1, j0+1
	}
	for i0 < i1 && j0 < j1 && m.same(i1-1, j1-1) {
		i1, j1 = i1-1, j1-1
		m.pair(i1, j1)
	}
	if i0 == i1 || j0 == j1 {
		return
	}
	chain := longestRise(m.unique(i0, i1, j0, j1))
	if len(chain) == 0 {
		m.inOrder(i0, i1, j0, j1)
		return
	}
	for _, c := range chain {
		m.equal(i0, c[0], j0, c[1])
		m.pair(c[0], c[1])
		i0, j0 = c[0]+1, c[1]+1
	}
	m.equal(i0, i1, j0, j1)
}

// unique are the pairs of equal passages that occur once on either side, in
// the order of the old version.
func (m *matching) unique(i0, i1, j0, j1 int) [][2]int {
	type key struct {
		kind PassageKind
		text string
	}
	type seen struct{ old, new, i, j int }
	count := map[key]*seen{}
	at := func(w *wording) *seen {
		k := key{w.kind, w.plain()}
		if count[k] == nil {
			count[k] = &seen{}
		}
		return count[k]
	}
	for i := i0; i < i1; i++ {
		s := at(&m.before[i])
		s.old, s.i = s.old+1, i
	}
	for j := j0; j < j1; j++ {
		s := at(&m.after[j])
		s.new, s.j = s.new+1, j
	}
	var pairs [][2]int
	for _, s := range count {
		if s.old == 1 && s.new == 1 {
			pairs = append(pairs, [2]int{s.i, s.j})
		}
	}
	sort.Slice(pairs, func(a, b int) bool { return pairs[a][0] < pairs[b][0] })
	return pairs
}

// longestRise is the longest part of the pairs whose new places rise.
func longestRise(pairs [][2]int) [][2]int {
	var tops []int // tops[n] ends the best rise of n+1 pairs
	back := make([]int, len(pairs))
	for p, pair := range pairs {
		n := sort.Search(len(tops), func(n int) bool { return pairs[tops[n]][1] >= pair[1] })
		back[p] = -1
		if n > 0 {
			back[p] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, p)
		} else {
			tops[n] = p
		}
	}
	rise := make([][2]int, len(tops))
	if len(tops) == 0 {
		return rise
	}
	for n, p := len(tops)-1, tops[len(tops)-1]; n >= 0; n, p = n-1, back[p] {
		rise[n] = pairs[p]
	}
	return rise
}

// inOrder pairs repeated passages, each with the next equal one.
func (m *matching) inOrder(i0, i1, j0, j1 int) {
	for i := i0; i < i1; i++ {
		for j := j0; j < j1; j++ {
			if m.same(i, j) {
				m.pair(i, j)
				j0 = j + 1
				break
			}
		}
	}
}

// moved pairs equal text that left its order, repeats in theirs.
func (m *matching) moved() {
	waiting := map[string][]int{}
	for i, j := range m.new {
		if j < 0 {
			text := m.before[i].plain()
			waiting[text] = append(waiting[text], i)
		}
	}
	for j, i := range m.old {
		if i >= 0 {
			continue
		}
		text := m.after[j].plain()
		if queue := waiting[text]; len(queue) > 0 {
			m.pair(queue[0], j)
			waiting[text] = queue[1:]
		}
	}
}

// edited pairs what is left between two neighbours that kept their place.
func (m *matching) edited() {
	j0, last := 0, -1
	for j := 0; j <= len(m.after); j++ {
		i := len(m.before)
		if j < len(m.after) {
			// What moved here is no neighbour: the order goes on behind it.
			if i = m.old[j]; i < 0 || i <= last || !m.keepsOrder(i, j) {
				continue
			}
		}
		m.gap(last+1, i, j0, j)
		last, j0 = i, j+1
	}
}

// keepsOrder reports whether the pair has a paired neighbour that goes with it,
// or stands at the same place counted from either end.
func (m *matching) keepsOrder(i, j int) bool {
	goes := func(di int) bool {
		i, j := i+di, j+di
		if i < 0 || j < 0 || i >= len(m.before) || j >= len(m.after) {
			return (i < 0) == (j < 0)
		}
		return m.new[i] == j || m.new[i] < 0 && m.old[j] < 0
	}
	return goes(-1) || goes(1)
}

// gap pairs the unpaired passages of two stretches, best likeness in order.
func (m *matching) gap(i0, i1, j0, j1 int) {
	var olds, news []int
	for i := i0; i < i1; i++ {
		if m.new[i] < 0 {
			olds = append(olds, i)
		}
	}
	for j := j0; j < j1; j++ {
		if m.old[j] < 0 {
			news = append(news, j)
		}
	}
	if len(olds) == 1 && len(news) == 1 && m.before[olds[0]].kind == m.after[news[0]].kind {
		if likeness(&m.before[olds[0]], &m.after[news[0]]) >= alonePlace {
			m.pair(olds[0], news[0])
		}
		return
	}
	// A rewritten page is compared near by only: work stays linear.
	const reach = 40
	type candidate struct {
		i, j int
		like float64
	}
	var candidates []candidate
	for a, i := range olds {
		for b := max(0, a-reach); b < min(len(news), a+reach); b++ {
			if like := likeness(&m.before[i], &m.after[news[b]]); like >= inPlace {
				candidates = append(candidates, candidate{i, news[b], like})
			}
		}
	}
	sort.SliceStable(candidates, func(a, b int) bool { return candidates[a].like > candidates[b].like })
	for _, c := range candidates {
		if m.new[c.i] < 0 && m.old[c.j] < 0 {
			m.pair(c.i, c.j)
		}
	}
}

// movedAndEdited pairs what is left over the whole page, when it is long and
// alike enough to be no coincidence.
func (m *matching) movedAndEdited() {
	// A new page against a new page has nothing to find: bound the search.
	const most = 200
	var olds, news []int
	for i := range m.before {
		if m.new[i] < 0 && len(olds) < most {
			olds = append(olds, i)
		}
	}
	for j := range m.after {
		if m.old[j] < 0 && len(news) < most {
			news = append(news, j)
		}
	}
	for _, j := range news {
		best, like := -1, movedEdited
		for _, i := range olds {
			if m.new[i] >= 0 {
				continue
			}
			if l := likeness(&m.before[i], &m.after[j]); l >= like && m.before[i].count >= movedWords && (best < 0 || l > like) {
				best, like = i, l
			}
		}
		if best >= 0 {
			m.pair(best, j)
		}
	}
}
