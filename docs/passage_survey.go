package docs

import (
	"bytes"
	"sort"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// layout is a page taken apart: its passages and the lines each of them owns.
// A line belongs to one passage at most; that is what keeps passages apart.
type layout struct {
	lines lineIndex
	// body is where the Markdown begins; the tree's positions count from it.
	body     int
	doc      ast.Node
	passages []Passage
	places   []place // parallel to passages
	index    map[ast.Node]int
}

// place is where a passage lies, in lines, and what holds it.
type place struct {
	node        ast.Node // nil for what the parser keeps no node of
	first, last int
	item        *listItem // the innermost list item around it, or nil
	table       *tableSpan
}

// listItem is a list item with everything in it.
type listItem struct {
	parent      *listItem
	list        ast.Node // the list it belongs to
	depth       int
	pos         int    // where the marker stands
	marker      string // "-" or "12."
	column      int    // of the marker
	content     int    // column where the content begins
	first, last int    // lines
	tight       bool
}

// tableSpan is the fixed part of a table: the delimiter row lies at header+1.
type tableSpan struct{ header, last int }

type surveying struct {
	lines  lineIndex
	claims []claim
	// structure marks lines that readers see the effect of but do not edit.
	structure map[int]bool
}

func surveyTree(doc ast.Node, source []byte) *layout {
	s := &surveying{lines: indexLines(source), structure: map[int]bool{}}
	s.children(doc, nil)
	s.footnotes(doc)
	sort.SliceStable(s.claims, func(i, j int) bool { return s.claims[i].first < s.claims[j].first })
	s.settle()
	s.leftovers()
	return s.layout()
}

// footnotes finds the list of them: the parser keeps it where the first one
// stood, which may be inside a quote.
func (s *surveying) footnotes(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if _, ok := c.(*extast.FootnoteList); ok {
			s.children(c, nil)
		} else if c.Type() == ast.TypeBlock {
			s.footnotes(c)
		}
	}
}

func (s *surveying) children(n ast.Node, item *listItem) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s.block(c, item)
	}
}

func (s *surveying) block(n ast.Node, item *listItem) {
	switch n := n.(type) {
	case *ast.List:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			s.children(c, s.item(c, n, item))
		}
	case *extast.FootnoteList: // see footnotes
	case *extast.Table:
		s.table(n, item)
	default:
		first, last, start, ok := s.extent(n)
		if !ok {
			return
		}
		c := claim{place: place{node: n, first: first, last: last, item: item}, start: start}
		if item != nil {
			c.level = item.depth
		}
		s.describe(&c, n)
		s.claims = append(s.claims, c)
	}
}

// describe names the kind of a block.
func (s *surveying) describe(c *claim, n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		c.kind, c.level = KindHeading, n.Level
	case *ast.Blockquote:
		c.kind = KindQuote
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		c.kind = KindCode
	case *ast.HTMLBlock:
		c.kind = KindHTML
	case *ast.ThematicBreak:
		c.kind = KindRule
	case *ast.LinkReferenceDefinition, *extast.Footnote:
		c.kind = KindDefinition
	default:
		c.kind = KindParagraph
		if parent, ok := n.Parent().(*ast.ListItem); ok && parent.FirstChild() == n {
			c.kind = KindItem
		}
	}
}

func (s *surveying) item(n ast.Node, list *ast.List, parent *listItem) *listItem {
	item := &listItem{parent: parent, list: list, depth: 1, pos: n.Pos(), tight: list.IsTight, first: -1}
	if parent != nil {
		item.depth = parent.depth + 1
	}
	if item.pos < 0 || item.pos >= len(s.lines.source) {
		return parent
	}
	line := s.lines.at(item.pos)
	rest := s.lines.source[item.pos:s.lines.end(line)]
	width := markerWidth(rest)
	if width == 0 {
		return parent
	}
	item.marker = string(rest[:width])
	item.column = s.lines.column(item.pos)
	item.first, item.last = line, line
	item.content = contentColumn(rest, width, item.column)
	return item
}

// markerWidth is the length of the list marker at the beginning of the text, or 0.
func markerWidth(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	width := 0
	if bytes.IndexByte([]byte("-+*"), text[0]) >= 0 {
		width = 1
	} else {
		for width < len(text) && width < 9 && text[width] >= '0' && text[width] <= '9' {
			width++
		}
		if width == 0 || width == len(text) || (text[width] != '.' && text[width] != ')') {
			return 0
		}
		width++
	}
	if width < len(text) && text[width] != ' ' && text[width] != '\t' {
		return 0
	}
	return width
}

// contentColumn is where an item's content begins: after the spaces that follow
// the marker, but one column after it when those spaces already mean code.
func contentColumn(text []byte, width, column int) int {
	column += width
	end, i := column, width
	for ; i < len(text) && (text[i] == ' ' || text[i] == '\t'); i++ {
		if text[i] == '\t' {
			end = nextTab(end)
		} else {
			end++
		}
	}
	if i == len(text) || end-column > 4 {
		return column + 1
	}
	return end
}

func (s *surveying) table(t *extast.Table, item *listItem) {
	span := &tableSpan{header: -1}
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		if row.Pos() < 0 || row.Pos() >= len(s.lines.source) {
			continue
		}
		line := s.lines.at(row.Pos())
		if span.header < 0 {
			span.header = line
			s.structure[line+1] = true
		}
		span.last = max(line, span.header+1)
		start := s.lines.indented(line)
		if item != nil && line == s.lines.at(item.pos) {
			start = s.textAfter(item.pos + len(item.marker))
		}
		c := claim{place: place{node: row, first: line, last: line, item: item, table: span}, start: start, kind: KindRow}
		if item != nil {
			c.level = item.depth
		}
		s.claims = append(s.claims, c)
	}
}

// textAfter is the position of the first byte from pos on, in its line, that is
// neither space nor tab.
func (s *surveying) textAfter(pos int) int {
	for end := s.lines.end(s.lines.at(pos)); pos < end && (s.lines.source[pos] == ' ' || s.lines.source[pos] == '\t'); {
		pos++
	}
	return pos
}

func (s *surveying) layout() *layout {
	l := &layout{lines: s.lines, index: make(map[ast.Node]int, len(s.claims))}
	heading := ""
	for i, c := range s.claims {
		p := Passage{Kind: c.kind, Start: c.start, End: s.lines.end(c.last), Level: c.level}
		if c.item != nil {
			p.Indent = c.item.content
		}
		if c.kind == KindHeading {
			heading = inlineText(c.node, s.lines.source)
		}
		p.Heading = heading
		for item := c.item; item != nil; item = item.parent {
			item.first, item.last = min(item.first, c.first), max(item.last, c.last)
		}
		if c.node != nil {
			l.index[c.node] = i
		}
		l.passages = append(l.passages, p)
		l.places = append(l.places, c.place)
	}
	return l
}

// shift turns positions in the body into positions in the file, and puts the
// front matter first.
func (l *layout) shift(source []byte, body, start, end int) {
	l.body = body
	if body == 0 {
		return
	}
	full := indexLines(source)
	skipped := 0
	if start < end {
		skipped = full.at(body)
		if body == len(source) {
			skipped = len(full.starts)
		}
	}
	seen, tables := map[*listItem]bool{}, map[*tableSpan]bool{}
	for i := range l.passages {
		l.passages[i].Start += body
		l.passages[i].End += body
		l.places[i].first += skipped
		l.places[i].last += skipped
		for item := l.places[i].item; item != nil && !seen[item]; item = item.parent {
			seen[item] = true
			item.pos += body
			item.first += skipped
			item.last += skipped
		}
		if t := l.places[i].table; t != nil && !tables[t] {
			tables[t] = true
			t.header += skipped
			t.last += skipped
		}
	}
	l.lines = full
	if start < end {
		front := Passage{Kind: KindFrontMatter, Start: start, End: end}
		l.passages = append([]Passage{front}, l.passages...)
		l.places = append([]place{{first: 0, last: skipped - 1}}, l.places...)
		for n := range l.index {
			l.index[n]++
		}
	}
}
