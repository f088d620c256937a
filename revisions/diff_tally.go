package revisions

import "slices"

// Count is how many of something changed in one way.
type Count struct {
	What string // "sentence", "paragraph", "heading", "item", "row", "column", "cell", "link", "place"
	How  Happening
	N    int
}

// Happening is what happened to what is counted.
type Happening string

// The happenings of a Count.
const (
	WasChanged  Happening = "changed"
	WasAdded    Happening = "added"
	WasRemoved  Happening = "removed"
	WasMoved    Happening = "moved"
	WasSplit    Happening = "split"
	WasJoined   Happening = "joined"
	WasReformed Happening = "reformed" // the words are the same: level, list, look, address
)

const (
	sentenceCount = "sentence"
	placeCount    = "place"
	columnCount   = "column"
	linkCount     = "link"
)

// tally counts as a reader would: sentences in text that changed, blocks that
// came, went or moved.
type tally map[Count]int

func (t tally) add(what string, how Happening, n int) {
	if n > 0 {
		t[Count{What: what, How: how}] += n
	}
}

func (t tally) count(f *found) {
	what := countedAs(blockKind(f.Block))
	words := len(f.is.words) + len(f.was.words)
	switch {
	case f.Kind == KindSame:
		return
	case (f.Kind == KindAdded || f.Kind == KindRemoved) && words == 0 && f.Block == string(rowBlock):
		return // the line under the headings of columns
	case (f.Kind == KindAdded || f.Kind == KindRemoved) && words == 0:
		t.add(placeCount, WasReformed, 1)
		return
	case f.Kind == KindAdded && len(f.came) == 0:
		t.add(what, WasAdded, 1)
		return
	case f.Kind == KindRemoved && len(f.left) == 0:
		t.add(what, WasRemoved, 1)
		return
	case f.Kind == KindMoved:
		t.add(what, WasMoved, 1)
	}
	id := 0
	for _, m := range f.came {
		if f.is.tokens[m.at].starts && m.id != id {
			t.add(sentenceCount, WasMoved, 1)
		}
		id = m.id
	}
	t.form(f, what)
	if len(f.edits) > 0 {
		t.inside(f, what)
	}
}

// form counts what changed of a block besides its words.
func (t tally) form(f *found, what string) {
	for _, n := range f.Notes {
		switch {
		case n.Kind == NotePart:
		case n.Kind == NoteSplit && f.Block == string(paragraphBlock):
			t.add(what, WasSplit, 1)
		case n.Kind == NoteSplit:
			t.add(placeCount, WasSplit, 1)
		case n.Kind == NoteJoined && f.Block == string(paragraphBlock):
			t.add(what, WasJoined, n.From)
		case n.Kind == NoteJoined:
			t.add(placeCount, WasJoined, n.From)
		case n.Kind == NoteKindOf:
			t.add(placeCount, WasReformed, 1)
		default:
			t.add(what, WasReformed, 1)
		}
	}
}

// inside counts what changed of the words of a block.
func (t tally) inside(f *found, what string) {
	words, links := 0, 0
	touched := map[int]bool{} // sentences of the new text
	added, removed := 0, 0
	is := sentenceOf(f.is.tokens)
	for _, e := range f.edits {
		own := ownWords(f.was.tokens, e.a0, e.a1, f.left) + ownWords(f.is.tokens, e.b0, e.b1, f.came)
		if leads := targets(f.was.tokens, e.a0, e.a1) + targets(f.is.tokens, e.b0, e.b1); leads > 0 {
			links++
			own -= leads
		} else if f.Block == string(rowBlock) && wholeCells(f.was.tokens[e.a0:e.a1], f.is.tokens[e.b0:e.b1]) {
			continue // counted as a column
		}
		words += own
		come := len(looseSentences(nil, f.is.tokens, e.b0, e.b1, loose{}))
		gone := len(looseSentences(nil, f.was.tokens, e.a0, e.a1, loose{}))
		for _, m := range f.came {
			if m.at >= e.b0 && m.at < e.b1 && f.is.tokens[m.at].starts {
				come--
			}
		}
		for _, m := range f.left {
			if m.at >= e.a0 && m.at < e.a1 && f.was.tokens[m.at].starts {
				gone--
			}
		}
		come, gone = max(come, 0), max(gone, 0)
		added += max(come-gone, 0)
		removed += max(gone-come, 0)
		for range min(come, gone) {
			touched[-1-len(touched)] = true
		}
		if come == 0 && gone == 0 && own > 0 {
			touched[is[min(e.b0, len(is)-1)]] = true
		}
	}
	t.add(linkCount, WasReformed, links)
	if words == 0 {
		if links == 0 && len(f.came)+len(f.left) == 0 && f.Block != string(rowBlock) {
			t.add(placeCount, WasReformed, 1)
		}
		return
	}
	switch blockKind(f.Block) {
	case headingBlock, rowBlock, codeBlock, frontBlock, htmlBlock, ruleBlock:
		t.add(what, WasChanged, 1)
		return
	}
	t.add(sentenceCount, WasChanged, len(touched))
	t.add(sentenceCount, WasAdded, added)
	t.add(sentenceCount, WasRemoved, removed)
}

// ownWords counts the words among tokens [from, to) that did not move.
func ownWords(t []token, from, to int, moves []carried) int {
	n := countWords(t[from:to])
	for _, m := range moves {
		if m.at >= from && m.at < to {
			n -= countWords(t[m.at : m.at+m.n])
		}
	}
	return n
}

// targets counts the addresses of links among tokens [from, to).
func targets(t []token, from, to int) int {
	n := 0
	for i := max(from, 1); i < to; i++ {
		if t[i].kind == wordToken && t[i].gap == "" && t[i-1].text == "](" {
			n++
		}
	}
	return n
}

// wholeCells reports whether an edit of a row takes away or adds a column.
func wholeCells(gone, come []token) bool {
	whole := gone
	if len(gone) == 0 {
		whole = come
	} else if len(come) > 0 {
		return false
	}
	return len(whole) > 0 && whole[len(whole)-1].text == "|"
}

// sentenceOf numbers the sentence that each token is of; there is one number
// more than tokens.
func sentenceOf(t []token) []int {
	out := make([]int, len(t)+1)
	n := 0
	for i := range t {
		if t[i].starts && i > 0 {
			n++
		}
		out[i] = n
	}
	out[len(t)] = n
	return out
}

func countedAs(kind blockKind) string {
	switch kind {
	case paragraphBlock, headingBlock, itemBlock, rowBlock:
		return string(kind)
	}
	return placeCount
}

// counts gives what was counted in the order in which it is to be told: what
// weighs most comes first.
func (t tally) counts() []Count {
	var out []Count
	for _, how := range [...]Happening{WasChanged, WasAdded, WasRemoved, WasMoved, WasSplit, WasJoined, WasReformed} {
		for _, what := range [...]string{sentenceCount, "paragraph", "heading", "item", "row", columnCount, linkCount, placeCount} {
			if n := t[Count{What: what, How: how}]; n > 0 {
				out = append(out, Count{what, how, n})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Count) int { return a.rank() - b.rank() })
	return out
}

// rank puts blocks that moved before small changes, and the look of words last.
func (c Count) rank() int {
	switch {
	case c.What == sentenceCount && c.How == WasChanged:
		return 0
	case c.What == linkCount:
		return 3
	case c.What == placeCount:
		return 5
	case c.How == WasReformed:
		return 4
	case c.What == "paragraph", c.What == "heading", c.What == sentenceCount && c.How == WasMoved:
		return 1
	}
	return 2
}
