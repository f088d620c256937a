package revisions

import (
	"slices"
	"strings"
)

// addition is text that one side put in between whole sentences or lines.
type addition struct {
	lexed        // all its words; the block is the first of it
	key   string // what it is sorted by
	level int    // of its highest heading
}

// noHeading is the level of text without headings: below all of them.
const noHeading = 7

func newAddition(v wording, from int, t []token) addition {
	a := addition{level: noHeading}
	a.tokens = t
	for _, tok := range t {
		if tok.kind == wordToken || tok.kind == lineToken {
			a.words = append(a.words, tok.id)
		}
	}
	slices.Sort(a.words)
	first, starts := slices.BinarySearch(v.cuts, from)
	if !starts {
		first--
	}
	a.block, a.key = v.blocks[first].block, sortKey(v.blocks[first].body)
	for i := first; i < len(v.blocks) && v.cuts[i+1] <= from+len(t); i++ {
		if v.blocks[i].kind == headingBlock && v.cuts[i] >= from {
			a.level = min(a.level, headingLevel(v.blocks[i].block))
		}
	}
	return a
}

// headingLevel is 1 to 6; a heading by underline counts as the highest.
func headingLevel(b block) int {
	body := strings.TrimLeft(b.body, " ")
	return max(1, len(body)-len(strings.TrimLeft(body, "#")))
}

// sortKey is a line without its marks and in lower case.
func sortKey(line string) string {
	return strings.ToLower(strings.TrimLeft(line, " \t\r\n#*->+_`|["))
}

// keepBoth keeps different blocks, lines or sentences that both sides added at
// one place, if it can tell their order. Like ones compete.
func (w *weaver) keepBoth(c contest) bool {
	starts := startsAt(w.b, c.b0) && startsAt(w.o, c.o0) && startsAt(w.t, c.t0) && startsAt(w.o, c.o1) && startsAt(w.t, c.t1)
	if len(c.b) > 0 || !starts {
		return false
	}
	ours, theirs := newAddition(w.scene.o, c.o0, c.o), newAddition(w.scene.t, c.t0, c.t)
	if len(ours.words) == 0 || len(theirs.words) == 0 || similarity(ours.lexed, theirs.lexed) >= alike {
		return false
	}
	oursFirst, sure := w.scene.order(ours, theirs, c.b0)
	switch {
	case !sure:
		return false
	case oursFirst:
		w.emit(FromOurs, 0, len(c.o), 0)
		w.part(ours, theirs)
		w.emit(FromTheirs, 0, 0, len(c.t))
	default:
		w.emit(FromTheirs, 0, 0, len(c.t))
		w.part(theirs, ours)
		w.emit(FromOurs, 0, len(c.o), 0)
	}
	w.because(addedBoth)
	return true
}

// order tells whether ours goes first, and whether that is more than a guess:
// headings tell, and neighbours that are sorted.
func (s *scene) order(ours, theirs addition, at int) (oursFirst, sure bool) {
	if ours.level != theirs.level {
		// What follows a heading belongs to it.
		return ours.level > theirs.level, true
	}
	oursFirst = ours.key < theirs.key || ours.key == theirs.key && rawText(ours.tokens) < rawText(theirs.tokens)
	low, high := ours, theirs
	if !oursFirst {
		low, high = high, low
	}
	block, between := slices.BinarySearch(s.b.cuts, at)
	if !between {
		return oursFirst, false
	}
	before, hasBefore := low.peer(s.back(block))
	after, hasAfter := high.peer(s.forth(block))
	sure = (hasBefore || hasAfter) && (!hasBefore || before <= low.key) && (!hasAfter || high.key <= after)
	return oursFirst, sure
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
