package revisions

import "slices"

// match is a run of old blocks shown against a run of new ones; one of the runs
// is a single block.
type match struct{ a0, a1, b0, b1 int }

// contained is the share of a neighbour's words that must come from the block it
// was split from or joined into.
const contained = 0.6

// matchBlocks pairs blocks and then finds paragraphs that were split or joined:
// an unpaired neighbour made of words its side's pair has lost.
func matchBlocks(was, is []lexed) []match {
	pairs := slices.DeleteFunc(pairBlocks(was, is), func(p [2]int) bool { return !compares(was[p[0]].kind, is[p[1]].kind) })
	out := make([]match, len(pairs))
	for i, p := range pairs {
		m := match{p[0], p[0] + 1, p[1], p[1] + 1}
		lowA, lowB, highA, highB := 0, 0, len(was), len(is)
		if i > 0 {
			lowA, lowB = out[i-1].a1, out[i-1].b1
		}
		if i+1 < len(pairs) {
			highA, highB = pairs[i+1][0], pairs[i+1][1]
		}
		m.b0, m.b1 = grow(was[p[0]], is, m.b0, m.b1, lowB, highB)
		if m.b1-m.b0 == 1 {
			m.a0, m.a1 = grow(is[p[1]], was, m.a0, m.a1, lowA, highA)
		}
		out[i] = m
	}
	return out
}

// compares reports whether a block of one kind can have become one of another.
func compares(was, is blockKind) bool {
	words := func(kind blockKind) bool {
		return kind == paragraphBlock || kind == headingBlock || kind == itemBlock || kind == quoteBlock
	}
	return was == is || words(was) && words(is)
}

// grow adds the neighbours of parts[from:to] that are made of words of whole
// which the parts so far lack.
func grow(whole lexed, parts []lexed, from, to, low, high int) (int, int) {
	rest := without(whole.words, parts[from].words)
	takes := func(part lexed) bool {
		left := without(part.words, rest)
		if !part.prose() || !whole.prose() || len(part.words) < soleWords {
			return false
		}
		if float64(len(part.words)-len(left)) < contained*float64(len(part.words)) {
			return false
		}
		rest = without(rest, part.words)
		return true
	}
	for to < high && takes(parts[to]) {
		to++
	}
	for from > low && takes(parts[from-1]) {
		from--
	}
	return from, to
}

// without takes the elements of b out of a, each once; both are sorted.
func without(a, b []int) []int {
	var out []int
	j := 0
	for _, id := range a {
		for j < len(b) && b[j] < id {
			j++
		}
		if j < len(b) && b[j] == id {
			j++
			continue
		}
		out = append(out, id)
	}
	return out
}

// changed notes a match: one change for each new block.
func (c *comparison) changed(m match, was, is []lexed, aOff, bOff int) {
	old := was[m.a0]
	if m.a1-m.a0 > 1 {
		old.tokens = apartFlow(was[m.a0:m.a1])
	}
	if m.b1-m.b0 == 1 {
		c.add(KindChanged, aOff+m.a0, bOff+m.b0, old, is[m.b0], c.align(old, is[m.b0])).oldEnd = aOff + m.a1
		return
	}
	edits := alignSentences(old.tokens, flow(is[m.b0:m.b1]))
	from, oldFrom := 0, 0
	for i := m.b0; i < m.b1; i++ {
		n := len(is[i].tokens)
		var here []edit
		here, edits = cutEdits(edits, from, from+n)
		f := c.add(KindChanged, aOff+m.a0, bOff+i, old, is[i], here)
		f.oldFrom = oldFrom
		if i == m.b0 {
			f.parts = m.b1 - m.b0
		}
		from, oldFrom = from+n, oldFrom+n
		if len(here) > 0 {
			last := here[len(here)-1]
			oldFrom = last.a1 + n - last.b1
		}
	}
	// What was deleted at the very end belongs to the last part.
	last := &c.found[len(c.found)-1]
	for _, e := range edits {
		n := len(last.is.tokens)
		last.edits = joinTouching(append(last.edits, edit{e.a0, e.a1, n, n}))
	}
}

// apartFlow is the tokens of blocks as one, with a blank where a block begins.
func apartFlow(blocks []lexed) []token {
	out := flow(blocks)
	at := 0
	for _, b := range blocks[:len(blocks)-1] {
		if at += len(b.tokens); at < len(out) && out[at].gap == "" {
			out[at].gap = " "
		}
	}
	return out
}

// cutEdits gives the edits within the new tokens [from, to), counted from from,
// and those that are left.
func cutEdits(edits []edit, from, to int) (here, left []edit) {
	for i, e := range edits {
		if e.b0 >= to {
			return here, edits[i:]
		}
		here = append(here, edit{e.a0, e.a1, e.b0 - from, min(e.b1, to) - from})
		if e.b1 > to {
			rest := slices.Clone(edits[i:])
			rest[0] = edit{e.a1, e.a1, to, e.b1}
			return here, rest
		}
	}
	return here, nil
}
