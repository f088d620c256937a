package revisions

import (
	"slices"
	"strings"
)

// standsTwice reports whether a block that both sides moved, to different places,
// is in the merged text more often than in theirs or ours.
func standsTwice(b page, byOurs, byTheirs []move, text, ours, theirs string) bool {
	if len(byOurs) > movesFollowed || len(byTheirs) > movesFollowed {
		return false
	}
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
	switch {
	case len(byTheirs) == 0:
		b1, t1, ok := ours(b, o, t)
		return x.mergePages(b1, o, t1), ok
	case len(byOurs) == 0:
		b1, o1, ok := theirs(b, o, t)
		return x.mergePages(b1, o1, t), ok
	}
	b1, t1, ok := ours(b, o, t)
	b2, o2, ok2 := theirs(b1, o, t1)
	if !ok || !ok2 {
		return wordMerge{}, false
	}
	m := x.mergePages(b2, o2, t1)
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
	fromSide := origins(b, side, moves)
	toOther := counterparts(b, other)
	inBase, inOther := newReorder(len(b.blocks)), newReorder(len(other.blocks))
	for _, m := range moves {
		anchor, anchorOther := anchors(fromSide[:m.to], toOther)
		inBase.take(m.from, m.from+m.n, anchor)
		held := slices.DeleteFunc(slices.Clone(toOther[m.from:m.from+m.n]), func(at int) bool { return at < 0 })
		if len(held) > 0 {
			inOther.take(held[0], held[len(held)-1]+1, anchorOther)
		}
	}
	orderB, orderO := inBase.order(), inOther.order()
	if len(orderB) != len(b.blocks) || len(orderO) != len(other.blocks) {
		return b, other, false // moves around each other
	}
	return b.reordered(orderB), other.reordered(orderO), true
}

// origins gives for each block of a side the block of the base that it is, or -1.
func origins(b, side page, moves []move) []int {
	out := make([]int, len(side.blocks))
	for j := range out {
		out[j] = -1
	}
	for i, j := range counterparts(b, side) {
		if j >= 0 {
			out[j] = i
		}
	}
	for _, m := range moves {
		for k := range m.n {
			out[m.to+k] = m.from + k
		}
	}
	return out
}

// anchors finds what a moved run comes to stand behind: the nearest block before
// it that the base has, and the nearest one that the other side has, or -1.
func anchors(fromSide, toOther []int) (inBase, inOther int) {
	inBase = -1
	for _, i := range slices.Backward(fromSide) {
		if i < 0 {
			continue
		}
		if inBase < 0 {
			inBase = i
		}
		if toOther[i] >= 0 {
			return inBase, toOther[i]
		}
	}
	return inBase, -1
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
