package revisions

import (
	"math"
	"strings"
)

// findQuote finds words in a part of a text: as they are written there or, since
// readers do not see the marks of Markdown, by their letters alone. Of several
// places it is the one nearest to the part's word with the number.
func findQuote(text string, within Extent, quote string, word int) (Extent, bool) {
	part := text[within.Start:within.End]
	found := squeeze(part).find(part, quote, math.MaxInt)
	if len(found) == 0 {
		found = findLetters(part, quote)
	}
	if len(found) == 0 {
		return Extent{}, false
	}
	best, off := 0, math.MaxInt
	for i, e := range found {
		if d := abs(len(proseWords(part[:e.Start])) - word); d < off {
			best, off = i, d
		}
	}
	e := found[best]
	return Extent{within.Start + e.Start, within.Start + e.End}, true
}

func abs(n int) int { return max(n, -n) }

// findLetters lists where the words of the quote follow each other in Markdown,
// whatever marks are between them.
func findLetters(text, quote string) []Extent {
	words, want := proseWords(text), proseWords(quote)
	var out []Extent
	for i := 0; len(want) > 0 && i+len(want) <= len(words); i++ {
		same := true
		for k := range want {
			if same = words[i+k].text == want[k].text; !same {
				break
			}
		}
		if same {
			e := Extent{words[i].Start, words[i+len(want)-1].End}
			// A full stop that was pointed at belongs to the words.
			if end := quote[want[len(want)-1].End:]; strings.HasPrefix(text[e.End:], end) {
				e.End += len(end)
			}
			out = append(out, withMarks(text, e))
		}
	}
	return out
}

// withMarks takes in the marks of Markdown that open right before the words and
// close right after them.
func withMarks(text string, e Extent) Extent {
	const emphasis = "*_~`"
	for e.Start > 0 && strings.IndexByte(emphasis+"[", text[e.Start-1]) >= 0 {
		e.Start--
	}
	if strings.Contains(text[e.Start:e.End], "[") && strings.HasPrefix(text[e.End:], "](") {
		e.End += 2 + skipTo(text[e.End+2:], ")")
	}
	for e.End < len(text) && strings.IndexByte(emphasis, text[e.End]) >= 0 {
		e.End++
	}
	return e
}

// proseWord is a word of Markdown that a reader sees.
type proseWord struct {
	Extent
	text string
}

// proseWords are the words of Markdown without those of link addresses and tags.
func proseWords(text string) []proseWord {
	var out []proseWord
	for at := 0; at < len(text); {
		switch {
		case strings.HasPrefix(text[at:], "]("):
			at += 2 + skipTo(text[at+2:], ")")
		case isTag(text[at:]) && strings.Contains(text[at:], ">"):
			at += skipTo(text[at:], ">")
		default:
			if n := wordUnit(text, at); n > 0 {
				out = append(out, proseWord{Extent{at, at + n}, text[at : at+n]})
				at += n
			} else {
				at++
			}
		}
	}
	return out
}

// skipTo is the length of the text up to and with the mark, or all of it.
func skipTo(text, mark string) int {
	if i := strings.Index(text, mark); i >= 0 {
		return i + len(mark)
	}
	return len(text)
}
