package revisions

import (
	"slices"
	"strings"
)

// scene is where a stretch that is merged word by word stands: its versions in
// blocks, and the blocks of the base around it.
type scene struct {
	b, o, t []lexed
	around  vicinity
}

// vicinity are the blocks of the base around a stretch, the outer ones cut
// off from the merge.
type vicinity struct {
	head, before, after []block
	tail                string
}

// addition is text that one side put in between whole sentences or lines.
type addition struct {
	lexed
	key   string // what it is sorted by
	level int    // of its highest heading
}

// noHeading is the level of text without headings: below all of them.
const noHeading = 7

// keepBoth keeps different blocks, lines or sentences that both sides added at
// one place, if it can tell their order.
func (w *weaver) keepBoth(c contest) bool {
	if len(c.b) > 0 || !startsAt(w.b, c.b0) || !startsAt(w.o, c.o0) || !startsAt(w.t, c.t0) || !startsAt(w.o, c.o1) || !startsAt(w.t, c.t1) {
		return false
	}
	ours, theirs := newAddition(w.scene.o, c.o0, c.o), newAddition(w.scene.t, c.t0, c.t)
	if len(ours.words) == 0 || len(theirs.words) == 0 || similarity(ours.lexed, theirs.lexed) >= alike {
		return false
	}
	oursFirst, sure := w.order(ours, theirs, c.b0)
	if !sure {
		return false
	}
	if oursFirst {
		w.emit(FromOurs, 0, len(c.o), 0)
		w.part(ours, theirs)
		w.emit(FromTheirs, 0, 0, len(c.t))
	} else {
		w.emit(FromTheirs, 0, 0, len(c.t))
		w.part(theirs, ours)
		w.emit(FromOurs, 0, len(c.o), 0)
	}
	w.because(addedBoth)
	return true
}

// part puts a blank line between two additions that would else run together. The
// lines of a list, a table or code follow each other.
func (w *weaver) part(first, second addition) {
	n := len(first.tokens)
	end := first.tokens[n-1]
	if end.kind != newlineToken || n > 1 && first.tokens[n-2].kind == newlineToken {
		return
	}
	if first.kind == second.kind && first.kind != paragraphBlock && first.level == noHeading {
		return
	}
	w.emit(FromBoth, 0, 0, 0)
	w.pieces[len(w.pieces)-1].blank = end.text
}

func newAddition(blocks []lexed, from int, t []token) addition {
	a := addition{level: noHeading}
	a.tokens = t
	for _, tok := range t {
		if tok.kind == wordToken || tok.kind == lineToken {
			a.words = append(a.words, tok.id)
		}
	}
	slices.Sort(a.words)
	start := 0
	for _, b := range blocks {
		end := start + len(b.tokens)
		if start >= from && end <= from+len(t) && b.kind == headingBlock {
			a.level = min(a.level, headingLevel(b.block))
		}
		if a.key == "" && end > from && start < from+len(t) {
			a.block, a.key = b.block, sortKey(b.body)
		}
		start = end
	}
	return a
}

func headingLevel(b block) int { return len(b.body) - len(strings.TrimLeft(b.body, "#")) }

// sortKey is a line without its marks and in lower case.
func sortKey(line string) string {
	return strings.ToLower(strings.TrimLeft(line, " \t\r\n#*->+_`|["))
}

// order tells whether ours goes first, and whether that is more than a guess.
func (w *weaver) order(ours, theirs addition, at int) (oursFirst, sure bool) {
	if ours.level != theirs.level {
		// What follows a heading belongs to it.
		return ours.level > theirs.level, true
	}
	oursFirst = ours.key < theirs.key || ours.key == theirs.key && rawText(ours.tokens) < rawText(theirs.tokens)
	low, high := ours.key, theirs.key
	if !oursFirst {
		low, high = high, low
	}
	before, after := w.scene.neighbours(at)
	prev, hasPrev := peer(before, ours, true)
	next, hasNext := peer(after, ours, false)
	return oursFirst, (hasPrev || hasNext) && (!hasPrev || prev <= low) && (!hasNext || high <= next)
}

// neighbours are the blocks of the base before and after a place, or none if
// it is inside a block.
func (s *scene) neighbours(at int) (before, after []block) {
	before = slices.Concat(s.around.head, s.around.before)
	start := 0
	for i, b := range s.b {
		if start == at {
			for _, next := range s.b[i:] {
				after = append(after, next.block)
			}
			break
		}
		before = append(before, b.block)
		start += len(b.tokens)
	}
	if start != at {
		return nil, nil
	}
	return before, slices.Concat(after, s.around.after, splitBlocks(s.around.tail))
}

// peer is the sort key of the nearest block of the same kind and rank.
func peer(blocks []block, of addition, backward bool) (string, bool) {
	for i := range blocks {
		b := blocks[i]
		if backward {
			b = blocks[len(blocks)-1-i]
		}
		switch {
		case of.kind == headingBlock && b.kind == headingBlock:
			level := headingLevel(b)
			if level == headingLevel(of.block) {
				return sortKey(b.body), true
			}
			if level < headingLevel(of.block) {
				return "", false
			}
		case of.kind == headingBlock:
		case b.kind != of.kind || fenceOf(strings.TrimSpace(b.body)) != "":
			return "", false
		default:
			return sortKey(b.body), b.kind != paragraphBlock
		}
	}
	return "", false
}
