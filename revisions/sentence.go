package revisions

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// markSentences notes where sentences start in the tokens of one block of
// prose. In doubt there is no boundary: a sentence too long only asks a person
// to look, one too short could join two people's words unseen.
func markSentences(t []token) {
	for i := range t {
		t[i].starts = i == 0 || t[i].kind == newlineToken || startsSentence(t, i)
	}
}

func startsSentence(t []token, i int) bool {
	end := beforeClosers(t, i-1)
	switch mark := t[end].text; {
	case strings.HasPrefix(mark, "。"), strings.HasPrefix(mark, "！"), strings.HasPrefix(mark, "？"):
		return true
	case t[i].gap == "", t[end].kind != markToken:
		return false
	case strings.Trim(mark, "!?…") == "":
		return !opensLower(t[i:])
	case mark == "." && end > 0 && t[end].gap == "":
		return !opensLower(t[i:]) && !shortens(wordBefore(t, end))
	}
	return false
}

// wordBefore is the word before a dot, or what stands there in its place when
// no word does; closing marks between do not count.
func wordBefore(t []token, dot int) string {
	return t[beforeClosers(t, dot-1)].text
}

// mostClosers is how many closing marks in a row are passed over. There is a
// bound because each token of a long run of them asks.
const mostClosers = 8

// beforeClosers is the token at i or, if closing marks end there, the one before them.
func beforeClosers(t []token, i int) int {
	for n := 0; n < mostClosers && i > 0 && t[i].gap == "" && isCloser(t[i].text); n++ {
		i--
	}
	return i
}

func isCloser(s string) bool {
	switch s {
	case `"`, "'", "”", "’", "»", "›", ")", "]", "*", "**", "***", "_", "__":
		return true
	}
	return false
}

// opensLower is true if the first word, after opening marks, is in lower case:
// then the dot before it was an ordinal's or an abbreviation's.
func opensLower(t []token) bool {
	for _, next := range t {
		if next.kind == markToken && next.gap == "" || isOpener(next.text) {
			continue
		}
		r, _ := utf8.DecodeRuneInString(next.text)
		return unicode.IsLower(r)
	}
	return false
}

func isOpener(s string) bool {
	switch s {
	case `"`, "'", "“", "”", "’", "»", "«", "(", "[", "*", "**", "***", "_", "__":
		return true
	}
	return false
}

// shortens is true if a dot after the word is part of it: an abbreviation, an
// initial, an ordinal or a date without its year.
func shortens(word string) bool {
	if utf8.RuneCountInString(word) == 1 {
		return true
	}
	if strings.Trim(word, "0123456789") == "" {
		return len(word) <= 2
	}
	if strings.Contains(word, ".") {
		for part := range strings.SplitSeq(word, ".") {
			if utf8.RuneCountInString(part) > 2 {
				return false
			}
		}
		return true
	}
	switch strings.ToLower(word) {
	case "esim", "mm", "ym", "jne", "ks", "vrt", "nk", "ns", "em", "ko", "ao", "eli", "klo", "kpl", "puh", "os",
		"yms", "tms", "ml", "mrd", "milj", "no", "nro", "str", "toim", "prof", "tri", "vs", "vt", "ent", "synt", "alk",
		"dvs", "osv", "resp", "ca", "kl", "jfr", "tel", "ev", "inkl", "exkl", "forts", "st", "nr", "bl",
		"eg", "ie", "etc", "cf", "al", "approx", "dr", "mr", "mrs", "ms", "jr", "sr", "fig", "vol", "pp", "art", "sec", "inc", "ltd":
		return true
	}
	return false
}
