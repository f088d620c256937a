package revisions

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// An island is so few words between two rewordings that a reader takes all of it
// as one.
const (
	islandWords   = 2
	islandLetters = 4 // of each word
)

// shownEdits are the edits as a reader is shown them: runs of small ones as one,
// and a mark of punctuation with the word it stands at. What others follow words
// by stays as exact as it was found.
func (f *found) shownEdits() []edit {
	if len(f.edits) == 0 || !f.tidies() {
		return f.edits
	}
	out := make([]edit, 0, len(f.edits))
	for i, e := range f.edits {
		next := edit{a0: len(f.was.tokens) + 1, b0: len(f.is.tokens) + 1}
		if i+1 < len(f.edits) {
			next = f.edits[i+1]
		}
		if n := len(out); n > 0 {
			e = f.withWord(e, out[n-1], next)
			if last := &out[n-1]; last.a1 >= e.a0 && last.b1 >= e.b0 || f.oneForReaders(*last, e) {
				last.a1, last.b1 = e.a1, e.b1
				continue
			}
		} else {
			e = f.withWord(e, edit{a1: f.oldFrom}, next)
		}
		out = append(out, e)
	}
	return out
}

// tidies is false where signs stand for themselves, and where sentences moved:
// there every token counts.
func (f *found) tidies() bool {
	return !f.is.verbatim && f.is.kind != codeBlock && len(f.left) == 0 && len(f.came) == 0
}

// oneForReaders is true of two rewordings with hardly anything between them.
func (f *found) oneForReaders(e, next edit) bool {
	between := f.is.tokens[e.b1:next.b0]
	if len(between) > 2*islandWords || !f.rewords(e) || !f.rewords(next) {
		return false
	}
	words := 0
	for i, t := range between {
		switch {
		case t.kind == wordToken && utf8.RuneCountInString(t.text) <= islandLetters:
			words++
		case t.kind == markToken && isPunctuation(t.text) && !endsSentence(between[i:]):
		default:
			return false
		}
	}
	next0 := f.is.tokens[next.b0]
	return words <= islandWords && !next0.starts
}

func endsSentence(t []token) bool { return len(t) > 1 && t[1].starts }

func (f *found) rewords(e edit) bool {
	return countWords(f.was.tokens[e.a0:e.a1]) > 0 && countWords(f.is.tokens[e.b0:e.b1]) > 0
}

// withWord widens an edit of nothing but punctuation to the word it stands at.
func (f *found) withWord(e, last, next edit) edit {
	was, is := f.was.tokens, f.is.tokens
	gone, come := was[e.a0:e.a1], is[e.b0:e.b1]
	if !allPunctuation(gone) || !allPunctuation(come) {
		return e
	}
	tight := func(t []token) bool { return len(t) == 0 || t[0].gap == "" }
	follows := func(t []token, i int) bool { return i >= len(t) || t[i].gap == "" && t[i].kind == wordToken }
	switch {
	case e.a0 > last.a1 && e.b0 > last.b1 && was[e.a0-1].kind == wordToken && tight(gone) && tight(come):
		e.a0, e.b0 = e.a0-1, e.b0-1
	case e.a1 < next.a0 && e.b1 < next.b0 && e.a1 < len(was) && e.b1 < len(is) && follows(was, e.a1) && follows(is, e.b1):
		e.a1, e.b1 = e.a1+1, e.b1+1
	}
	return e
}

func allPunctuation(t []token) bool {
	return !slices.ContainsFunc(t, func(t token) bool { return t.kind != markToken || !isPunctuation(t.text) })
}

// isPunctuation is true of marks that are read, not those that format.
func isPunctuation(s string) bool {
	return strings.Trim(s, ".,;:!?…\"'’‘”“„»«›‹()–—-") == ""
}
