package revisions

import (
	"unicode"
	"unicode/utf8"
)

// Fate is what has become of the words that something is anchored in.
type Fate string

const (
	// FateUnchanged: the words stand as they did; the text around them may not.
	FateUnchanged Fate = "unchanged"
	// FateMoved: the same words, elsewhere than they were.
	FateMoved Fate = "moved"
	// FateChanged: at least half of the words still stand.
	FateChanged Fate = "changed"
	// FateOrphaned: less than half of the words stand, or none.
	FateOrphaned Fate = "orphaned"
)

// contextLength is how much of the text on either side of the words is kept, in
// characters.
const contextLength = 32

// Anchor is a run of words in a text and what has become of it since. It is
// carried from one version of the text to the next by Carry.
type Anchor struct {
	// Extent is where the words stand in the version that the anchor has been
	// carried to, in bytes. Of an orphan it is empty: the place where they were.
	Extent
	// Quote are the words as they were when the anchor was set, Prefix and
	// Suffix up to 32 characters that stood before and after them.
	Quote, Prefix, Suffix string
	Fate                  Fate
	// Moved: the words stand elsewhere than they did. A changed anchor may have
	// moved too.
	Moved bool
	// Kept are the words that still stand: Old is where in Quote, New where in
	// the version carried to, in order of Old. None of an orphan.
	Kept []Stretch
}

// AnchorAt anchors the words of the extent, without the white space around
// them. An extent beyond the text, or without words, gives an orphan at its place.
func AnchorAt(text string, e Extent) Anchor {
	e.Start = runeStart(text, e.Start)
	e.End = max(runeStart(text, e.End), e.Start)
	e = trimExtent(text, e)
	a := Anchor{Extent: e, Quote: text[e.Start:e.End], Fate: FateUnchanged}
	a.Prefix, a.Suffix = surroundings(text, e)
	if a.Quote == "" {
		a.Fate = FateOrphaned
		return a
	}
	a.Kept = []Stretch{{Old: Extent{0, len(a.Quote)}, New: e}}
	return a
}

// Now is the text in place of the quote in the version carried to, "" for an orphan.
func (a Anchor) Now(text string) string {
	if a.Start < 0 || a.End > len(text) || a.Start >= a.End {
		return ""
	}
	return text[a.Start:a.End]
}

// surroundings are the characters before and after the extent.
func surroundings(text string, e Extent) (prefix, suffix string) {
	from, to := e.Start, e.End
	for range contextLength {
		_, n := utf8.DecodeLastRuneInString(text[:from])
		from -= n
		_, n = utf8.DecodeRuneInString(text[to:])
		to += n
	}
	return text[from:e.Start], text[e.End:to]
}

// runeStart is the position, brought into the text and to the beginning of the
// character it lies in.
func runeStart(text string, at int) int {
	at = min(max(at, 0), len(text))
	for back := at; back >= 0 && back > at-utf8.UTFMax && back < len(text); back-- {
		if utf8.RuneStart(text[back]) {
			if _, n := utf8.DecodeRuneInString(text[back:]); back+n > at {
				return back
			}
			break
		}
	}
	return at
}

// trimExtent leaves out the white space at both ends.
func trimExtent(text string, e Extent) Extent {
	for e.Start < e.End {
		r, n := utf8.DecodeRuneInString(text[e.Start:e.End])
		if !unicode.IsSpace(r) {
			break
		}
		e.Start += n
	}
	for e.Start < e.End {
		r, n := utf8.DecodeLastRuneInString(text[e.Start:e.End])
		if !unicode.IsSpace(r) {
			break
		}
		e.End -= n
	}
	return e
}
