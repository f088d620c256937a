package revisions

import "unicode/utf8"

// alignWords aligns two runs of tokens word by word and tidies the result for
// people: no chance matches inside a rewording, edits at natural boundaries.
func alignWords(a, b []token) []edit {
	edits := alignIDs(ids(a), ids(b))
	edits = absorbIslands(a, edits)
	return slideEdits(a, b, edits, boundary)
}

// alignSentences matches whole sentences first and aligns words only between
// them.
func alignSentences(a, b []token) []edit {
	book := map[string]int{}
	aCuts, aIDs := sentences(a, book)
	bCuts, bIDs := sentences(b, book)
	var out []edit
	for _, e := range alignIDs(aIDs, bIDs) {
		a0, b0 := aCuts[e.a0], bCuts[e.b0]
		for _, w := range alignWords(a[a0:aCuts[e.a1]], b[b0:bCuts[e.b1]]) {
			out = append(out, edit{w.a0 + a0, w.a1 + a0, w.b0 + b0, w.b1 + b0})
		}
	}
	return joinTouching(out)
}

// sentences gives where each sentence starts (and the end) and its number in
// the book.
func sentences(t []token, book map[string]int) (cuts, numbers []int) {
	var key []byte
	for i := 0; i < len(t); {
		end := i + 1
		for end < len(t) && !t[end].starts {
			end++
		}
		key = key[:0]
		for _, tok := range t[i:end] {
			key = append(key, byte(tok.id), byte(tok.id>>8), byte(tok.id>>16), byte(tok.id>>24))
		}
		n, ok := book[string(key)]
		if !ok {
			n = len(book)
			book[string(key)] = n
		}
		cuts, numbers = append(cuts, i), append(numbers, n)
		i = end
	}
	return append(cuts, len(t)), numbers
}

func ids(t []token) []int {
	out := make([]int, len(t))
	for i := range t {
		out[i] = t[i].id
	}
	return out
}

func sameIDs(a, b []token) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].id != b[i].id {
			return false
		}
	}
	return true
}

// absorbIslands joins edits parted only by marks or by at most two short words
// when both are larger than what parts them: such a match is chance, and shown
// or merged as an anchor it would cut a rewording to pieces.
func absorbIslands(a []token, edits []edit) []edit {
	if len(edits) < 2 {
		return edits
	}
	out := edits[:1]
	for _, e := range edits[1:] {
		last := &out[len(out)-1]
		if isIsland(a[last.a1:e.a0], min(weight(*last), weight(e))) {
			last.a1, last.b1 = e.a1, e.b1
		} else {
			out = append(out, e)
		}
	}
	return out
}

func weight(e edit) int { return max(e.a1-e.a0, e.b1-e.b0) }

func isIsland(between []token, edge int) bool {
	if len(between) > 4 || edge <= len(between) {
		return false
	}
	words := 0
	for _, t := range between {
		switch t.kind {
		case wordToken:
			words++
			if utf8.RuneCountInString(t.text) > 4 {
				return false
			}
		case markToken:
		default:
			return false
		}
	}
	return words <= 2
}

// slideEdits moves each pure insertion or deletion, where the text allows it,
// to the best boundary in reach, so that both sides of a merge and every view
// put the same change at the same place.
func slideEdits(a, b []token, edits []edit, rank func([]token, int) int) []edit {
	for i := range edits {
		low, high := 0, len(a)
		if i > 0 {
			low = edits[i-1].a1 + 1
		}
		if i+1 < len(edits) {
			high = edits[i+1].a0 - 1
		}
		e := edits[i]
		switch {
		case e.a0 == e.a1:
			edits[i] = e.moved(slide(b, e.b0, e.b1, e.a0-low, high-e.a0, rank))
		case e.b0 == e.b1:
			edits[i] = e.moved(slide(a, e.a0, e.a1, e.a0-low, high-e.a1, rank))
		}
	}
	return edits
}

func (e edit) moved(by int) edit { return edit{e.a0 + by, e.a1 + by, e.b0 + by, e.b1 + by} }

// slide gives how far t[from:to] moves, at most back or forth tokens; among
// equal places the last wins.
func slide(t []token, from, to, back, forth int, rank func([]token, int) int) int {
	best, by := rank(t, from), 0
	for k := 1; k <= forth && to+k <= len(t) && t[from+k-1].id == t[to+k-1].id; k++ {
		if score := rank(t, from+k); score >= best {
			best, by = score, k
		}
	}
	for k := 1; k <= back && from-k >= 0 && t[from-k].id == t[to-k].id; k++ {
		if score := rank(t, from-k); score > best {
			best, by = score, -k
		}
	}
	return by
}

// boundary ranks the place before a token: line, sentence, word, inside.
func boundary(t []token, i int) int {
	switch {
	case i == 0, t[i-1].kind == newlineToken:
		return 3
	case i == len(t), t[i].starts:
		return 2
	case t[i].gap != "":
		return 1
	}
	return 0
}
