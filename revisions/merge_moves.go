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
