package docs

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// Heading is one line of a table of contents.
type Heading struct {
	// Level is the level in the source, 1 to 6.
	Level int
	// Text is plain text.
	Text string
	// Anchor is the id attribute of the heading in the rendered page.
	Anchor string
}

// anchors gives out ids that no other element of the page has. Each id holds the
// number to try when it is asked for again, so that a page of nothing but equal
// headings takes no longer than another.
type anchors map[string]int

// unnamed is the anchor of a heading without a letter or digit.
const unnamed = "section"

// give makes a readable id from a heading: "Tavoitteet 2030" becomes
// "tavoitteet-2030"; letters keep their dots and rings. Equal headings are
// numbered in their order.
func (a anchors) give(text string) string {
	base := slug(text)
	id := base
	for n := a[base]; a[id] > 0; n++ {
		id = base + "-" + strconv.Itoa(n)
		a[base] = n + 1
	}
	a.take(id)
	return id
}

// take keeps an id from being given.
func (a anchors) take(id string) { a[id] = max(a[id], 2) }

func slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(text)) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) || r == unicode.ReplacementChar {
			gap = gap || unicode.IsSpace(r) || unicode.IsPunct(r)
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return unnamed
	}
	return b.String()
}

// inlineText is the text of a block as a reader sees it, on one line: markup
// gone, escapes and entities resolved, pictures by their description.
func inlineText(n ast.Node, source []byte) string {
	var b strings.Builder
	writeInline(&b, n, source)
	return strings.Join(strings.Fields(strings.ToValidUTF8(b.String(), "\uFFFD")), " ")
}

func writeInline(b *strings.Builder, n ast.Node, source []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			value := c.Segment.Value(source)
			if !c.IsRaw() && n.Kind() != ast.KindCodeSpan {
				value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
			}
			b.Write(value)
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(source))
		case *ast.RawHTML, *extast.FootnoteLink, *extast.FootnoteBacklink:
		default:
			if c.Type() == ast.TypeBlock {
				continue
			}
			writeInline(b, c, source)
		}
	}
}
