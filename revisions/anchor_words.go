package revisions

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// countAlive counts words: those of the quote, and those of them that kept
// covers. Text without words, such as a rule or an emoji, counts by its marks.
func countAlive(quote string, kept []Stretch) (alive, all int) {
	for _, unit := range []func(string, int) int{wordUnit, markUnit} {
		next := 0
		for at := 0; at < len(quote); {
			n := unit(quote, at)
			if n == 0 {
				_, n := utf8.DecodeRuneInString(quote[at:])
				at += n
				continue
			}
			all++
			for next < len(kept) && kept[next].Old.End < at+n {
				next++
			}
			if next < len(kept) && kept[next].Old.Start <= at {
				alive++
			}
			at += n
		}
		if all > 0 {
			break
		}
	}
	return alive, all
}

// wordUnit measures the word that begins at a place, 0 for none.
func wordUnit(s string, at int) int {
	n := 0
	for at+n < len(s) {
		r, size := utf8.DecodeRuneInString(s[at+n:])
		if !isWordRune(r) {
			break
		}
		n += size
		if standsAlone(r) {
			break
		}
	}
	return n
}

func markUnit(s string, at int) int {
	r, n := utf8.DecodeRuneInString(s[at:])
	if unicode.IsSpace(r) {
		return 0
	}
	return n
}

// eachPair goes through two runs of the same words and calls pair with where
// each character that is not white space stands in either, and its length. What
// Follow lets differ is passed over: white space, and the marks of a quotation
// at line starts. It reports whether both runs came to their ends together.
func eachPair(a string, ae Extent, b string, be Extent, pair func(i, j, n int)) bool {
	if run := a[ae.Start:ae.End]; run == b[be.Start:be.End] { // most are
		for at, r := range run {
			if !unicode.IsSpace(r) {
				_, n := utf8.DecodeRuneInString(run[at:])
				pair(ae.Start+at, be.Start+at, n)
			}
		}
		return true
	}
	i, j := ae.Start, be.Start
	wrappedA, wrappedB := false, false
	for {
		i, wrappedA = skipSpace(a, i, ae.End, wrappedA)
		j, wrappedB = skipSpace(b, j, be.End, wrappedB)
		if i >= ae.End || j >= be.End {
			i, j = skipMarks(a, i, ae.End, wrappedA), skipMarks(b, j, be.End, wrappedB)
			return i >= ae.End && j >= be.End
		}
		ra, n := utf8.DecodeRuneInString(a[i:ae.End])
		rb, m := utf8.DecodeRuneInString(b[j:be.End])
		switch {
		case ra == rb && n == m && a[i:i+n] == b[j:j+m]:
			pair(i, j, n)
			i, j = i+n, j+n
			wrappedA, wrappedB = false, false
		case ra == '>' && wrappedA:
			i++
		case rb == '>' && wrappedB:
			j++
		default:
			return false
		}
	}
}

// skipSpace passes white space; wrapped tells whether a line has begun with
// nothing but quotation marks since.
func skipSpace(s string, at, end int, wrapped bool) (int, bool) {
	for at < end {
		r, n := utf8.DecodeRuneInString(s[at:end])
		if !unicode.IsSpace(r) {
			break
		}
		wrapped = wrapped || r == '\n'
		at += n
	}
	return at, wrapped
}

// skipMarks passes what is left of a quotation's line starts.
func skipMarks(s string, at, end int, wrapped bool) int {
	for wrapped && at < end && s[at] == '>' {
		at, _ = skipSpace(s, at+1, end, wrapped)
	}
	return at
}

// sameWording reports whether two texts differ in white space at most.
func sameWording(a, b string) bool {
	return a == b || eachPair(a, Extent{0, len(a)}, b, Extent{0, len(b)}, func(int, int, int) {})
}

// squeezed is a text without its white space, and where each byte left stands
// in the text.
type squeezed struct {
	text string
	at   []int32
}

func squeeze(text string) squeezed {
	var b strings.Builder
	b.Grow(len(text))
	at := make([]int32, 0, len(text))
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsSpace(r) {
			b.WriteString(text[i : i+n])
			for k := range n {
				at = append(at, int32(i+k))
			}
		}
		i += n
	}
	return squeezed{b.String(), at}
}

// find lists where the quote occurs in the text, however either is wrapped, up
// to limit places. Words are whole: "asia" does not occur in "asiakas".
func (s squeezed) find(text, quote string, limit int) []Extent {
	needle := squeeze(quote).text
	var out []Extent
	for from := 0; needle != "" && len(out) < limit; {
		i := strings.Index(s.text[from:], needle)
		if i < 0 {
			break
		}
		i += from
		e := Extent{int(s.at[i]), int(s.at[i+len(needle)-1]) + 1}
		from = i + 1
		if cutsNoWord(text, e) && sameFields(text[e.Start:e.End], quote) {
			out = append(out, e)
			from = i + len(needle)
		}
	}
	return out
}

// cutsNoWord reports whether the extent cuts no word and no character at its ends.
func cutsNoWord(text string, e Extent) bool {
	cut := func(at int) bool {
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at:])
		if runeStart(text, at) != at {
			return true
		}
		return at > 0 && at < len(text) && isWordRune(before) && isWordRune(after) && !standsAlone(before) && !standsAlone(after)
	}
	return !cut(e.Start) && !cut(e.End)
}

func sameFields(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}
