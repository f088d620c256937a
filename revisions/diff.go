package revisions

// Op says what happened to the text of a span.
type Op string

const (
	opSame Op = "same"
	opDel  Op = "del"
	opIns  Op = "ins"
)

// Span is a run of words within a block; it never cuts a word.
type Span struct {
	Op   Op
	Text string
}

// Kinds of a Change.
const (
	kindSame    = "same"
	kindAdded   = "added"
	kindRemoved = "removed"
	kindChanged = "changed"
	kindMoved   = "moved"
)

// Change is one block (line, paragraph, heading, list item, table row, line of
// code) of the difference. The texts of its same and ins spans give the new
// block, without the line end after it; same and del give the old one, but for
// white space. A deletion stands before the insertion that replaces it.
//
// A block split in two gives a Change for each part, with the same Old; blocks
// joined give one Change, with the Old of the first.
type Change struct {
	Kind               string // "same", "added", "removed", "changed", "moved"
	Block              string // "heading", "paragraph", "item", "row", "code", "quote", ...
	Old, New           int    // index of the block from 0, -1 if absent
	Spans              []Span // a moved block has edits in them if it was also changed
	MovedFrom, MovedTo int    // index in the old and the new text, -1 unless moved
}

// Difference is what changed between two texts, for display: all blocks of the
// new text in order, and the removed ones where they were. A move is shown once,
// at its new place.
type Difference struct {
	Changes                  []Change
	WordsAdded, WordsRemoved int // a moved word counts as neither
	BlocksMoved              int
}

// Empty is true if nothing but soft wraps and spacing differs.
func (d Difference) Empty() bool {
	for _, c := range d.Changes {
		if c.Kind != kindSame {
			return false
		}
	}
	return true
}

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
	return c
}

// shownPage is a page in which the layout of a table row does not count.
func shownPage(text string, book blockBook) page {
	p := page{blocks: splitBlocks(text)}
	for i := range p.blocks {
		if kind := p.blocks[i].kind; kind != codeBlock && kind != frontBlock {
			p.blocks[i].verbatim = false
		}
	}
	p.number(book)
	return p
}

// comparison collects the changes of two texts.
type comparison struct {
	words    *vocabulary
	old, new []block
	found    []found
}

// found is a change on its way, with the blocks it compares cut into tokens.
type found struct {
	Change
	was, is lexed
	oldEnd  int    // one after the last old block in was
	oldFrom int    // the token of was that the first one of is comes from
	equal   bool   // the same words throughout; not cut into tokens
	edits   []edit // from the tokens of was to those of is
}

func (c *comparison) add(kind string, old, new int, was, is lexed, edits []edit) *found {
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
	kind := kindSame
	if a.kind == itemBlock && indentation(a.body) != indentation(b.body) {
		kind = kindChanged
	}
	c.add(kind, ai, bi, lexed{block: a}, lexed{block: b, tokens: []token{{text: b.body}}}, nil).equal = true
}

// replaced compares a run of blocks with the run it was replaced by.
func (c *comparison) replaced(e edit) {
	was, is := c.lex(c.old[e.a0:e.a1]), c.lex(c.new[e.b0:e.b1])
	ai, bi := 0, 0
	for _, m := range append(matchBlocks(was, is), match{a0: len(was), b0: len(is)}) {
		for ; ai < m.a0; ai++ {
			c.add(kindRemoved, e.a0+ai, -1, was[ai], lexed{}, wholly(was[ai], lexed{}))
		}
		for ; bi < m.b0; bi++ {
			c.add(kindAdded, -1, e.b0+bi, lexed{}, is[bi], wholly(lexed{}, is[bi]))
		}
		if ai < len(was) && bi < len(is) {
			c.changed(m, was, is, e.a0, e.b0)
			ai, bi = m.a1, m.b1
		}
	}
}

func (c *comparison) lex(blocks []block) []lexed {
	return lexBlocks(blocks, func(b block) []token {
		return c.words.lexProse(nil, b.body, b.kind == quoteBlock)
	})
}

// alignLexed aligns two blocks by sentences and words. Code that changed only in
// spacing is replaced whole, because there the spacing is the change.
func alignLexed(was, is lexed) []edit {
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
	for _, f := range c.found {
		for _, e := range f.edits {
			d.WordsRemoved += countWords(f.was.tokens[e.a0:e.a1])
			d.WordsAdded += countWords(f.is.tokens[e.b0:e.b1])
		}
		if f.Kind == kindMoved {
			d.BlocksMoved++
		}
		f.Spans = spans(f.was.tokens, f.is.tokens, f.edits)
		d.Changes = append(d.Changes, f.Change)
	}
	return d
}
