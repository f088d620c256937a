package docs

import (
	"html/template"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// RenderFragment makes the HTML of a comment, a reason or the preview of a
// passage: GFM without footnotes, headings as emphasis, pictures as links, no
// id attributes, links marked as residents' own. Marks set runs of it apart.
func RenderFragment(source []byte, marks ...Mark) template.HTML {
	r := &pageRenderer{}
	if len(marks) > 0 {
		r.marker = &marker{marks: marks}
	}
	page := clean(fragmentPolicy(), r.render(fragmentDialect().parser.Parse(text.NewReader(source)), source))
	return template.HTML(strings.ReplaceAll(page, ` rel="nofollow"`, ` rel="nofollow ugc"`))
}

// PlainText is the text of a page as read aloud, one line for each block: for
// search, feeds and excerpts. It goes by the passages, so that a footnote alone
// has its text too. Front matter, comments and raw tags are left out.
func PlainText(source []byte) string {
	l := survey(source)
	body := source[l.body:]
	var lines []string
	add := func(s string) {
		if s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " "); s != "" {
			lines = append(lines, s)
		}
	}
	for _, at := range l.places {
		if at.node == nil {
			continue
		}
		_ = ast.Walk(at.node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering || n.Type() != ast.TypeBlock {
				return ast.WalkContinue, nil
			}
			switch n.Kind() {
			case ast.KindHeading, ast.KindParagraph, ast.KindTextBlock:
				add(inlineText(n, body))
				return ast.WalkSkipChildren, nil
			case ast.KindCodeBlock, ast.KindFencedCodeBlock:
				add(string(n.Lines().Value(body)))
			case extast.KindTableHeader, extast.KindTableRow:
				var cells []string
				for c := n.FirstChild(); c != nil; c = c.NextSibling() {
					cells = append(cells, inlineText(c, body))
				}
				add(strings.Join(cells, " "))
				return ast.WalkSkipChildren, nil
			}
			return ast.WalkContinue, nil
		})
	}
	return strings.Join(lines, "\n")
}
