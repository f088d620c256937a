package revisions

import (
	"slices"
	"strings"
)

// move is a run of blocks of the base that one side took to another place: from
// is its first block in the base, to the first in that side.
type move struct{ from, to, n int }

// movesFollowed is how many moves a side may make for them to be followed: a text
// turned over as a whole is read as a new one.
const movesFollowed = 100

// movedWordsLeast is how many words a run must have: shorter ones recur by chance.
const movedWordsLeast = 2

// findMoved finds the runs that a side took away at one place and put in, word
// for word, at another.
func findMoved(b, side page) []move {
	gone, come := map[int][]int{}, map[int][]int{}
	loose := make([]bool, len(b.blocks)) // taken away by the side
	fresh := make([]bool, len(side.blocks))
	for _, e := range alignPages(b, side) {
		for i := e.a0; i < e.a1; i++ {
			gone[b.tokens[i].id] = append(gone[b.tokens[i].id], i)
			loose[i] = true
		}
		for i := e.b0; i < e.b1; i++ {
			come[side.tokens[i].id] = append(come[side.tokens[i].id], i)
			fresh[i] = true
		}
	}
	var moves []move
	same := func(i, j int) bool {
		return i >= 0 && j >= 0 && i < len(loose) && j < len(fresh) && loose[i] && fresh[j] && b.tokens[i].id == side.tokens[j].id
	}
	for j := range fresh {
		id := side.tokens[j].id
		if !fresh[j] || len(gone[id]) != 1 || len(come[id]) != 1 || !loose[gone[id][0]] {
			continue
		}
		m := move{gone[id][0], j, 1}
		for same(m.from-1, m.to-1) {
			m.from, m.to, m.n = m.from-1, m.to-1, m.n+1
		}
		for same(m.from+m.n, m.to+m.n) {
			m.n++
		}
		if !manyWords(b.blocks[m.from : m.from+m.n]) {
			continue
		}
		for k := range m.n {
			loose[m.from+k], fresh[m.to+k] = false, false
		}
		moves = append(moves, m)
	}
	moves = append(moves, movedAndReworded(b, side, loose, fresh)...)
	slices.SortFunc(moves, func(x, y move) int { return x.to - y.to })
	return moves
}

// movedAndReworded finds among the blocks that are left those that a side moved
// and changed. A block with a like one in its place was not moved.
func movedAndReworded(b, side page, loose, fresh []bool) []move {
	if !crosses(alignPages(b, side)) {
		return nil
	}
	for i, j := range counterparts(b, side) {
		if j >= 0 {
			loose[i], fresh[j] = false, false
		}
	}
	words := newVocabulary()
	lex := func(p page, which []bool) (blocks []lexed, at []int) {
		for i, b := range p.blocks {
			if which[i] {
				blocks = append(blocks, lexBlocks([]block{b}, func(b block) []token { return b.lex(nil, words) })...)
				at = append(at, i)
			}
		}
		return blocks, at
	}
	was, wasAt := lex(b, loose)
	is, isAt := lex(side, fresh)
	if len(was)*len(is) > pairCells {
		return nil
	}
	var moves []move
	for j := range is {
		best, from := 0.0, -1
		for i := range was {
			if likeness := moveLikeness(was[i], is[j]); likeness > best && loose[wasAt[i]] {
				best, from = likeness, i
			}
		}
		if from >= 0 {
			loose[wasAt[from]] = false
			moves = append(moves, move{wasAt[from], isAt[j], 1})
		}
	}
	return moves
}

// crosses reports whether blocks went away at one place and came at another: the
// usual rewording in place is not worth a closer look.
func crosses(edits []edit) bool {
	fewer := func(e edit) bool { return e.b1-e.b0 < e.a1-e.a0 }
	more := func(e edit) bool { return e.b1-e.b0 > e.a1-e.a0 }
	return slices.ContainsFunc(edits, fewer) && slices.ContainsFunc(edits, more)
}

func manyWords(blocks []block) bool {
	n := 0
	for _, b := range blocks {
		n += len(strings.Fields(b.body))
	}
	return n >= movedWordsLeast
}

// standsTwice reports whether a block that both sides moved, to different places,
// is in the merged text more often than in theirs or ours.
func standsTwice(b page, byOurs, byTheirs []move, text, ours, theirs string) bool {
	inTheirs := movedStarts(b, byTheirs)
	for _, m := range byOurs {
		for k := range m.n {
			body := strings.TrimSpace(b.blocks[m.from+k].body)
			if inTheirs[b.starts[m.from+k]] && strings.Count(text, body) > max(strings.Count(ours, body), strings.Count(theirs, body)) {
				return true
			}
		}
	}
	return false
}

// mergeMoved merges with the moves of each side made by the other too; false if
// there is no such order. Blocks that both moved are left where they are.
func (x triple) mergeMoved(b, o, t page, byOurs, byTheirs []move) (wordMerge, bool) {
	if len(byOurs) > movesFollowed || len(byTheirs) > movesFollowed {
		return wordMerge{}, false
	}
	inOurs, inTheirs := movedStarts(b, byOurs), movedStarts(b, byTheirs)
	ours := func(b, o, t page) (page, page, bool) { return followMoves(b, o, t, inTheirs) }
	theirs := func(b, o, t page) (page, page, bool) { return followMoves(b, t, o, inOurs) }
	b1, t1, ok := ours(b, o, t)
	b2, o2, ok2 := theirs(b1, o, t1)
	if !ok || !ok2 {
		return wordMerge{}, false
	}
	m := x.mergePages(b2, o2, t1)
	if len(byOurs) == 0 || len(byTheirs) == 0 {
		return m, true
	}
	// The sides must not differ by who moved first.
	b1, o1, ok := theirs(b, o, t)
	b2, t2, ok2 := ours(b1, o1, t)
	if !ok || !ok2 {
		return wordMerge{}, false
	}
	mirror := x.mergePages(b2, o1, t2)
	m.reasons = append(m.reasons, mirror.reasons...)
	return m, !m.conflicting() && !mirror.conflicting() && joinChunks(mirror.chunks) == joinChunks(m.chunks)
}

// movedStarts is the bytes of the base at which moved blocks start.
func movedStarts(b page, moves []move) map[int]bool {
	out := map[int]bool{}
	for _, m := range moves {
		for k := range m.n {
			out[b.starts[m.from+k]] = true
		}
	}
	return out
}

// followMoves applies the moves of one side to the base and to the other side, so
// that what the other side did in a moved block is merged at its new place. It
// leaves out the blocks that the other side moved itself.
func followMoves(b, side, other page, itself map[int]bool) (page, page, bool) {
	moves := slices.DeleteFunc(findMoved(b, side), func(m move) bool {
		return slices.ContainsFunc(b.starts[m.from:m.from+m.n], func(at int) bool { return itself[at] })
	})
	toSide := counterparts(b, side)
	for _, m := range moves {
		for k := range m.n {
			toSide[m.from+k] = m.to + k
		}
	}
	fromSide := make([]int, len(side.blocks))
	for i := range fromSide {
		fromSide[i] = -1
	}
	for i, j := range toSide {
		if j >= 0 {
			fromSide[j] = i
		}
	}
	toOther := counterparts(b, other)
	inBase, inOther := newReorder(len(b.blocks)), newReorder(len(other.blocks))
	for _, m := range moves {
		first, last := -1, -1
		for k := range m.n {
			if at := toOther[m.from+k]; at >= 0 {
				if first < 0 {
					first = at
				}
				last = at
			}
		}
		anchor, anchorOther := -1, -1
		for j := m.to - 1; j >= 0; j-- {
			if i := fromSide[j]; i >= 0 {
				if anchor < 0 {
					anchor = i
				}
				if toOther[i] >= 0 {
					anchorOther = toOther[i]
					break
				}
			}
		}
		inBase.take(m.from, m.from+m.n, anchor)
		if first >= 0 {
			inOther.take(first, last+1, anchorOther)
		}
	}
	orderB, orderO := inBase.order(), inOther.order()
	if len(orderB) != len(b.blocks) || len(orderO) != len(other.blocks) {
		return b, other, false // moves around each other
	}
	return b.reordered(orderB), other.reordered(orderO), true
}

// counterparts gives for each block of a the block of b that is the same or a
// rewording of it in its place, or -1.
func counterparts(a, b page) []int {
	out := make([]int, len(a.blocks))
	ai, bi := 0, 0
	for _, e := range append(alignPages(a, b), edit{len(a.blocks), len(a.blocks), len(b.blocks), len(b.blocks)}) {
		for ; ai < e.a0; ai, bi = ai+1, bi+1 {
			out[ai] = bi
		}
		for i := e.a0; i < e.a1; i++ {
			out[i] = -1
		}
		words := newVocabulary()
		lex := func(blocks []block) []lexed {
			return lexBlocks(blocks, func(b block) []token { return b.lex(nil, words) })
		}
		for _, p := range pairMany(lex(a.blocks[e.a0:e.a1]), lex(b.blocks[e.b0:e.b1])) {
			out[e.a0+p[0]] = e.b0 + p[1]
		}
		ai, bi = e.a1, e.b1
	}
	return out
}

// reorder is a new order of blocks in the making.
type reorder struct {
	taken []bool
	after map[int][][2]int // runs that come to stand after a block, or after -1 in front
}

func newReorder(n int) *reorder { return &reorder{make([]bool, n), map[int][][2]int{}} }

// take moves a run behind the anchor.
func (r *reorder) take(from, to, anchor int) {
	for i := from; i < to; i++ {
		if r.taken[i] || i == anchor {
			return
		}
	}
	for i := from; i < to; i++ {
		r.taken[i] = true
	}
	r.after[anchor] = append(r.after[anchor], [2]int{from, to})
}

func (r *reorder) order() []int {
	out := make([]int, 0, len(r.taken))
	var put func(i int)
	put = func(i int) {
		if i >= 0 {
			out = append(out, i)
		}
		for _, run := range r.after[i] {
			for k := run[0]; k < run[1]; k++ {
				put(k)
			}
		}
	}
	put(-1)
	for i, taken := range r.taken {
		if !taken {
			put(i)
		}
	}
	return out
}

func (p page) reordered(order []int) page {
	out := page{make([]block, len(order)), make([]token, len(order)), make([]int, len(order))}
	for to, from := range order {
		out.blocks[to], out.tokens[to], out.starts[to] = p.blocks[from], p.tokens[from], p.starts[from]
	}
	return out
}
