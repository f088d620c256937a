package grouping

import (
	"strings"
	"unicode"

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
	fields := strings.FieldsFunc(norm.NFC.String(body), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r)
	})
	out := fields[:0]
	for _, f := range fields {
		f = strings.ToLower(f)
		if n := len([]rune(f)); n > 1 && n <= maxWordRunes {
			out = append(out, f)
		}
	}
	return out
}
