package docs

import (
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// dialect is the Markdown of the pages: GFM and, in pages, footnotes.
type dialect struct {
	parser parser.Parser
	// found is where the surveyor leaves what it saw, in a parse's own context.
	found parser.ContextKey
}

// pageDialect and fragmentDialect are built once; both are safe for concurrent use.
var (
	pageDialect     = sync.OnceValue(func() dialect { return newDialect(extension.Footnote) })
	fragmentDialect = sync.OnceValue(func() dialect { return newDialect() })
)

func newDialect(more ...goldmark.Extender) dialect {
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithExtensions(more...))
	d := dialect{markdown.Parser(), parser.NewContextKey()}
	// Before the footnote extension drops the footnotes nobody refers to.
	d.parser.AddOptions(parser.WithASTTransformers(util.Prioritized(surveyor{d.found}, 1)))
	return d
}

// surveyor is the parser's last step but one: it notes where the blocks lie
// while the tree still holds all of them.
type surveyor struct{ found parser.ContextKey }

func (s surveyor) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	pc.Set(s.found, surveyTree(doc, reader.Source()))
}

// survey parses a page and returns its layout.
func survey(source []byte) *layout {
	body, start, end := frontMatterEnd(source)
	d := pageDialect()
	pc := parser.NewContext()
	doc := d.parser.Parse(text.NewReader(source[body:]), parser.WithContext(pc))
	l := pc.Get(d.found).(*layout)
	l.doc = doc
	l.shift(source, body, start, end)
	return l
}
