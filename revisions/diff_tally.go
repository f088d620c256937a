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
	t.moved(f.came)
	t.form(f, what)
	if len(f.edits) > 0 {
		t.inside(f, what)
	}
}

// moved counts sentences that came from elsewhere, and those of them that were
// changed on the way.
func (t tally) moved(came []carried) {
	changed := 0 // the last move that was counted
	for i, m := range came {
		if i == 0 || came[i-1].id != m.id {
			t.add(sentenceCount, WasMoved, 1)
			continue
		}
		last := came[i-1]
		switch {
		case last.at+last.n == m.at && last.from+last.n == m.from:
			t.add(sentenceCount, WasMoved, 1) // the next of a run
		case changed != m.id:
			t.add(sentenceCount, WasChanged, 1)
			changed = m.id
		}
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
	words, links, added, removed := 0, 0, 0, 0
	touched := map[int]bool{} // sentences of the new text
	is := sentenceOf(f.is.tokens)
	wasMarks, isMarks := marksBefore(f.was), marksBefore(f.is)
	for _, e := range f.edits {
		gone, come := f.was.tokens[e.a0:e.a1], f.is.tokens[e.b0:e.b1]
		leads := targets(f.was.tokens, e.a0, e.a1) + targets(f.is.tokens, e.b0, e.b1)
		own := ownWords(f.was.tokens, e.a0, e.a1, f.left) + ownWords(f.is.tokens, e.b0, e.b1, f.came) - leads
		switch {
		case f.oldFrom == 0 && e.a1 <= wasMarks && e.b1 <= isMarks:
			continue // told by a note
		case f.Block == string(rowBlock) && wholeCells(gone, come):
			continue // counted as a column
		case leads > 0:
			links++
		case own == 0 && len(f.is.words) > 0 && (slices.ContainsFunc(gone, readMark) || slices.ContainsFunc(come, readMark)) && !f.moves(e):
			own = 1
		}
		words += own
		before := f.whole(f.was.tokens, e.a0, e.a1, f.left)
		now := f.whole(f.is.tokens, e.b0, e.b1, f.came)
		added += max(now-before, 0)
		removed += max(before-now, 0)
		for range min(now, before) {
			touched[-1-len(touched)] = true
		}
		if now == 0 && before == 0 && own > 0 {
			touched[is[min(e.b0, len(is)-1)]] = true
		}
	}
	t.add(linkCount, WasReformed, links)
	switch {
	case words > 0 && f.sentences():
		t.add(sentenceCount, WasChanged, len(touched))
		t.add(sentenceCount, WasAdded, added)
		t.add(sentenceCount, WasRemoved, removed)
	case words > 0:
		t.add(what, WasChanged, 1)
	case links == 0 && len(f.came)+len(f.left)+len(f.Notes) == 0 && f.Block != string(rowBlock):
		t.add(placeCount, WasReformed, 1)
	}
}

// sentences reports whether the block is counted by its sentences.
func (f *found) sentences() bool {
	switch blockKind(f.Block) {
	case headingBlock, rowBlock, codeBlock, frontBlock, htmlBlock, ruleBlock:
		return false
	}
	return true
}

// moves reports whether something in an edit moved.
func (f *found) moves(e edit) bool {
	return slices.ContainsFunc(f.left, func(m carried) bool { return m.at >= e.a0 && m.at < e.a1 }) ||
		slices.ContainsFunc(f.came, func(m carried) bool { return m.at >= e.b0 && m.at < e.b1 })
}

// whole counts the sentences among tokens [from, to) that did not move.
func (f *found) whole(t []token, from, to int, moves []carried) int {
	n := len(looseSentences(nil, t, from, to, loose{}))
	id := 0
	for _, m := range moves {
		if m.at >= from && m.at < to && (t[m.at].starts || m.id != id) {
			n--
		}
		id = m.id
	}
	return max(n, 0)
}

func readMark(t token) bool { return t.kind == markToken && isPunctuation(t.text) }

// marksBefore counts the tokens of the marks that begin a block.
func marksBefore(b lexed) int {
	at, n := 0, 0
	for end := shapeOf(b.kind, b.body).from; n < len(b.tokens) && at < end; n++ {
		at += len(b.tokens[n].gap) + len(b.tokens[n].text)
	}
	return n
}

// ownWords counts the words among tokens [from, to) that are of no sentence that
// moved.
func ownWords(t []token, from, to int, moves []carried) int {
	n := countWords(t[from:to])
	for i := 0; i < len(moves); {
		first, last := moves[i], moves[i]
		for i < len(moves) && moves[i].id == first.id {
			last = moves[i]
			i++
		}
		if first.at >= from && first.at < to {
			n -= countWords(t[first.at:min(last.at+last.n, to)])
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
