package revisions

import (
	"slices"
	"strings"
)

// Diff compares two texts block by block, and by sentences and words inside
// blocks that changed. It is pure and gives the same result for the same input.
func Diff(old, new string) Difference { return compareTexts(old, new).difference() }

// compareTexts aligns two texts: their blocks, and the words of those that
// changed.
func compareTexts(old, new string) *comparison {
	book := newBlockBook()
	a, b := shownPage(old, book), shownPage(new, book)
	c := &comparison{words: newVocabulary(), old: a.blocks, new: b.blocks}
	ai, bi := 0, 0
	for _, e := range append(alignLines(a.tokens, b.tokens), edit{a0: len(a.blocks), a1: len(a.blocks), b0: len(b.blocks), b1: len(b.blocks)}) {
		for ; ai < e.a0; ai, bi = ai+1, bi+1 {
			c.matched(ai, bi)
		}
		c.replaced(e)
		ai, bi = e.a1, e.b1
	}
	c.findMoves()
	c.findCarried()
	return c
}

// shownPage is a page in which the layout of a table row does not count, nor the
// number of a list item: readers get it from its place.
func shownPage(text string, book blockBook) page {
	p := page{blocks: splitBlocks(text)}
	p.tokens = make([]token, len(p.blocks))
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.kind != codeBlock && b.kind != frontBlock {
			b.verbatim = false
		}
		alike := *b
		if from, to := itemNumber(*b); from < to {
			alike.body = b.body[:from] + "1" + b.body[to:]
		}
		p.tokens[i].id = book.number(alike)
	}
	return p
}

// itemNumber gives where the number of a list item is.
func itemNumber(b block) (from, to int) {
	if b.kind != itemBlock {
		return 0, 0
	}
	from = len(b.body) - len(strings.TrimLeft(b.body, " \t"))
	to = len(b.body) - len(strings.TrimLeft(b.body[from:], "0123456789"))
	return from, to
}

// comparison collects the changes of two texts.
type comparison struct {
	words    *vocabulary
	old, new []block
	found    []found
	moves    int // runs of sentences that moved
	// How many columns tables got and lost.
	newColumns, oldColumns int
	columns                map[[2]int][][2]int // of tables that got or lost some, by how many they had and have
}

// found is a change on its way, with the blocks it compares cut into tokens.
type found struct {
	Change
	was, is lexed
	oldEnd  int    // one after the last old block in was
	oldFrom int    // the token of was that the first one of is comes from
	equal   bool   // the same words throughout; not cut into tokens
	parts   int    // of the old block, if this is the first of several
	edits   []edit // from the tokens of was to those of is
	left    []carried
	came    []carried
}

func (c *comparison) add(kind ChangeKind, old, new int, was, is lexed, edits []edit) *found {
	shown := is.kind
	if new < 0 {
		shown = was.kind
	}
	c.found = append(c.found, found{
		Change: Change{Kind: kind, Block: string(shown), Old: old, New: new, MovedFrom: -1, MovedTo: -1},
		was:    was, is: is, oldEnd: old + 1, edits: edits,
	})
	return &c.found[len(c.found)-1]
}

// matched notes equal blocks. A list item that changed its indentation has
// another place in the list, though its words are the same.
func (c *comparison) matched(ai, bi int) {
	a, b := c.old[ai], c.new[bi]
	kind := KindSame
	if a.kind == itemBlock && (indentation(a.body) != indentation(b.body) || c.opensList(bi) && a.body != b.body && renumbered(a, b)) {
		kind = KindChanged
	}
	c.add(kind, ai, bi, lexed{block: a}, lexed{block: b, tokens: []token{{text: b.body}}}, nil).equal = true
}

// replaced compares a run of blocks with the run it was replaced by.
func (c *comparison) replaced(e edit) {
	was, is := c.lex(c.old[e.a0:e.a1]), c.lex(c.new[e.b0:e.b1])
	ai, bi := 0, 0
	for _, m := range append(matchBlocks(was, is), match{a0: len(was), b0: len(is)}) {
		for ; ai < m.a0; ai++ {
			c.add(KindRemoved, e.a0+ai, -1, was[ai], lexed{}, wholly(was[ai], lexed{}))
		}
		for ; bi < m.b0; bi++ {
			c.add(KindAdded, -1, e.b0+bi, lexed{}, is[bi], wholly(lexed{}, is[bi]))
		}
		if ai < len(was) && bi < len(is) {
			c.changed(m, was, is, e.a0, e.b0)
			ai, bi = m.a1, m.b1
		}
	}
}

// opensList reports whether a list item is the first: its number is the one
// that is seen.
func (c *comparison) opensList(bi int) bool { return bi == 0 || c.new[bi-1].kind != itemBlock }

func renumbered(a, b block) bool {
	return shapeOf(a.kind, a.body).number != shapeOf(b.kind, b.body).number
}

func (c *comparison) lex(blocks []block) []lexed {
	out := lexBlocks(blocks, func(b block) []token {
		return c.words.lexProse(make([]token, 0, len(b.body)/5+2), b.body, b.kind == quoteBlock)
	})
	for i := range out {
		// Items are not alike because they have the same number.
		if from, to := itemNumber(out[i].block); from < to && len(out[i].tokens) > 0 {
			if at, ok := slices.BinarySearch(out[i].words, out[i].tokens[0].id); ok {
				out[i].words = slices.Delete(out[i].words, at, at+1)
			}
		}
	}
	return out
}

// align aligns two blocks by sentences and words. Code that changed only in
// spacing is replaced whole, because there the spacing is the change.
func (c *comparison) align(was, is lexed) []edit {
	if was.kind == rowBlock && is.kind == rowBlock {
		return c.alignRow(was.tokens, is.tokens)
	}
	edits := alignSentences(was.tokens, is.tokens)
	if len(edits) == 0 && is.verbatim {
		return wholly(was, is)
	}
	return edits
}

func wholly(was, is lexed) []edit { return []edit{{0, len(was.tokens), 0, len(is.tokens)}} }

// difference makes the changes ready to show.
func (c *comparison) difference() Difference {
	d := Difference{}
	t := tally{}
	t.add(columnCount, WasAdded, c.newColumns)
	t.add(columnCount, WasRemoved, c.oldColumns)
	for i := range c.found {
		f := &c.found[i]
		for _, e := range f.edits {
			d.WordsRemoved += countWords(f.was.tokens[e.a0:e.a1])
			d.WordsAdded += countWords(f.is.tokens[e.b0:e.b1])
		}
		for _, m := range f.left {
			d.WordsRemoved -= countWords(f.was.tokens[m.at : m.at+m.n])
		}
		for _, m := range f.came {
			d.WordsAdded -= countWords(f.is.tokens[m.at : m.at+m.n])
		}
		if f.Kind == KindMoved {
			d.BlocksMoved++
		}
		c.note(f)
		t.count(f)
		f.Spans = f.spans()
		d.Changes = append(d.Changes, f.Change)
	}
	d.Tally = t.counts()
	return d
}
