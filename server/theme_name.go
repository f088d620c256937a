package server

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"luonnos/themes"
)

// wordsInName is how many of its words a theme without a name is called by.
const wordsInName = 3

// themeName is what a theme is called: the name that a person gave it, its
// words, or its number.
func (r *request) themeName(t themes.Theme) string {
	name := t.Name
	if name == "" {
		name = strings.Join(t.Words[:min(len(t.Words), wordsInName)], ", ")
	}
	if name == "" {
		return r.t("theme.number", t.ID)
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
