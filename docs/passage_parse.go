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

// The dialects are built once; all are safe for concurrent use.
var (
	pageDialect     = sync.OnceValue(func() dialect { return newDialect(extension.Footnote) })
	fragmentDialect = sync.OnceValue(func() dialect { return newDialect() })
	// outlineDialect reads blocks as pageDialect does, but the inside of
	// headings alone, which takes a fraction of the time.
	outlineDialect = sync.OnceValue(func() dialect {
		d := newDialect(extension.Footnote)
		d.parser.AddOptions(parser.WithInlineParsers(util.Prioritized(skimmer{}, 0)))
		return d
	})
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

// skimmer comes before every other inline parser and passes over blocks whose
// inside no layout tells of.
type skimmer struct{}

// Trigger is what a block can begin with: goldmark takes a space for whatever
// is no punctuation. At each of these the text of a heading is cut, so those
// inside an entity are left out.
func (skimmer) Trigger() []byte { return []byte(" !\"$%'()*+,-./:<=>?@[\\]^_`{|}~") }

func (skimmer) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if parent.Kind() == ast.KindHeading {
		return nil
	}
	_, first := block.PeekLine()
	for line, _ := block.PeekLine(); line != nil; line, _ = block.PeekLine() {
		block.AdvanceLine()
	}
	return ast.NewTextSegment(first)
}

// survey parses a page and returns its layout with the whole tree.
func survey(source []byte) *layout { return surveyAs(pageDialect(), source) }

// outline is the same layout without the tree's inline nodes.
func outline(source []byte) *layout { return surveyAs(outlineDialect(), source) }

func surveyAs(d dialect, source []byte) *layout {
	body, start, end := frontMatterEnd(source)
	pc := parser.NewContext()
	doc := d.parser.Parse(text.NewReader(source[body:]), parser.WithContext(pc))
	l := pc.Get(d.found).(*layout)
	l.doc = doc
	l.shift(source, body, start, end)
	return l
}
