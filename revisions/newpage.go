package revisions

import (
	"slices"
	"strings"
	"unicode"

	"luonnos/docs"
	"luonnos/people"
)

// maxSlug keeps addresses of new pages short, in characters.
const maxSlug = 60

// namePage gives a new page the path asked for, or one made from its title:
// Heading, or the first heading of the text.
func namePage(e Edit) (Edit, error) {
	e.Passage, e.Old = "", ""
	if e.Heading == "" {
		e.Heading = titleOf([]byte(e.Text))
	}
	if e.Path == "" {
		e.Path = PagePath(e.Heading, people.Finnish)
	}
	if !strings.HasSuffix(string(e.Path), ".md") {
		e.Path += ".md"
	}
	return e, docs.ValidatePath(e.Path)
}

// PagePath makes the path of a new page in the language from its title; one
// that ValidatePath refuses when the title has no letter or digit.
func PagePath(title string, lang people.Lang) docs.Path {
	name := slug(title)
	if name != "" && lang != people.Finnish && slices.Contains(people.Langs, lang) {
		name += "." + string(lang)
	}
	return docs.Path(name + ".md")
}

// titleOf is the plain text of the first heading, or "".
func titleOf(source []byte) string {
	for _, p := range docs.Passages(source) {
		if p.Kind == docs.KindHeading {
			return p.Heading
		}
	}
	return ""
}

// slug makes the part of an address from a title: "Uusi sivu" is "uusi-sivu".
func slug(title string) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range strings.ToLower(title) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		if n >= maxSlug && gap {
			break
		}
		if gap && n > 0 {
			b.WriteByte('-')
			n++
		}
		if n >= maxSlug {
			break
		}
		gap = false
		b.WriteRune(r)
		n++
	}
	return strings.TrimSuffix(b.String(), "-")
}
