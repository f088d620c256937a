package grouping

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is one text to group.
type Text struct {
	// ID is the same in every run.
	ID int64
	// Lang is "fi", "sv", "en", or "" where it is to be found from the text.
	Lang string
	Body string
}

const (
	// maxBody bounds what of a text is read, in bytes: a theme is what a text
	// begins with.
	maxBody = 8 << 10
	// maxWordRunes leaves out what is no word.
	maxWordRunes = 40
)

// words cuts a text into lower-case words of letters, in order.
func words(body string) []string {
	if len(body) > maxBody {
		body = strings.ToValidUTF8(body[:maxBody], "")
	}
	var out []string
	for _, run := range strings.Fields(norm.NFC.String(body)) {
		if isAddress(run) {
			continue
		}
		for _, w := range strings.FieldsFunc(run, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
			w = strings.ToLower(w)
			if n := utf8.RuneCountInString(w); n > 1 && n <= maxWordRunes {
				out = append(out, w)
			}
		}
	}
	return out
}

// isAddress tells what is for machines in a text: hashtags, accounts and
// addresses. Hashtags say by which way a text came, and have rules of their own.
func isAddress(run string) bool {
	run = strings.TrimLeft(run, "(\"'[")
	return strings.HasPrefix(run, "#") || strings.HasPrefix(run, "@") || strings.Contains(run, "://") || strings.HasPrefix(run, "www.")
}
