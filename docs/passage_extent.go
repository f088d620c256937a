package docs

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

// extent is where a block lies: its first and last line and the position of its
// first byte. It is false for a block that left nothing in the source.
func (s *surveying) extent(n ast.Node) (first, last, start int, ok bool) {
	switch n := n.(type) {
	case *ast.FencedCodeBlock:
		return s.fenced(n)
	case *ast.Blockquote:
		return s.quote(n)
	case *ast.Heading:
		return s.heading(n)
	}
	start = n.Pos()
	if lines := n.Lines(); lines.Len() > 0 {
		start = lines.At(0).Start
	}
	if start < 0 || start > len(s.lines.source) {
		return 0, 0, 0, false
	}
	first = s.lines.at(start)
	last = max(first, s.lastLine(n))
	if _, code := n.(*ast.CodeBlock); code {
		// The indentation that makes it code belongs to the passage.
		start = s.codeStart(n, first)
	} else {
		start = s.textAfter(start)
	}
	return first, last, start, true
}

// lastLine is the last line that the block or anything in it reaches, or -1.
func (s *surveying) lastLine(n ast.Node) int {
	if n.Type() != ast.TypeBlock {
		return -1
	}
	last := -1
	reach := func(stop int) {
		if stop > 0 && stop <= len(s.lines.source) {
			last = max(last, s.lines.at(stop-1))
		}
	}
	if lines := n.Lines(); lines.Len() > 0 {
		reach(lines.At(lines.Len() - 1).Stop)
	}
	if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
		reach(h.ClosureLine.Stop)
	}
	if pos := n.Pos(); pos >= 0 {
		reach(pos + 1)
	}
	if f, ok := n.(*ast.FencedCodeBlock); ok {
		if _, end, _, ok := s.fenced(f); ok {
			last = max(last, end)
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		last = max(last, s.lastLine(c))
	}
	return last
}

// codeStart is where indented code begins: at the column of the list around it,
// or right after the marker when the code opens an item.
func (s *surveying) codeStart(n ast.Node, first int) int {
	start := s.lines.start(first)
	for p := n.Parent(); p != nil; p = p.Parent() {
		if item, ok := p.(*ast.ListItem); ok && item.Pos() >= 0 && item.Pos() < len(s.lines.source) {
			line := s.lines.at(item.Pos())
			rest := s.lines.source[item.Pos():s.lines.end(line)]
			width := markerWidth(rest)
			if line == first {
				return min(item.Pos()+width+1, s.lines.end(line))
			}
			return s.lines.atColumn(first, contentColumn(rest, width, s.lines.column(item.Pos())))
		}
	}
	return start
}

func (s *surveying) fenced(n *ast.FencedCodeBlock) (first, last, start int, ok bool) {
	start = n.Pos()
	if start < 0 || start >= len(s.lines.source) {
		return 0, 0, 0, false
	}
	first = s.lines.at(start)
	for start < s.lines.end(first) && s.lines.source[start] != '`' && s.lines.source[start] != '~' {
		start++
	}
	last = first
	if lines := n.Lines(); lines.Len() > 0 {
		if stop := lines.At(lines.Len() - 1).Stop; stop > 0 && stop <= len(s.lines.source) {
			last = max(last, s.lines.at(stop-1))
		}
	}
	if start < s.lines.end(first) && last+1 < len(s.lines.starts) && s.closes(last+1, s.lines.source[start:]) && !startsBlock(n, s.lines.start(last+1), s.lines.after(last+1)) {
		last++
	}
	return first, last, start, true
}

// closes reports whether the line is a fence that closes the one at opening.
func (s *surveying) closes(line int, opening []byte) bool {
	mark := opening[:1]
	length := len(opening) - len(bytes.TrimLeft(opening, string(mark)))
	text := bytes.TrimSpace(s.lines.text(line))
	return len(text) >= length && len(bytes.Trim(text, string(mark))) == 0
}

// startsBlock reports whether a block after n begins within the bytes: an
// unclosed fence inside a list ends where the list does, and the fence on the
// next line is another one's beginning.
func startsBlock(n ast.Node, from, to int) bool {
	for p := n; p != nil; p = p.Parent() {
		if next := p.NextSibling(); next != nil {
			pos := next.Pos()
			return pos >= from && pos < to
		}
	}
	return false
}

// quote takes the lines of everything quoted, lazy ones too, and the bare
// markers that follow.
func (s *surveying) quote(n *ast.Blockquote) (first, last, start int, ok bool) {
	start = n.Pos()
	if start < 0 || start >= len(s.lines.source) {
		return 0, 0, 0, false
	}
	first = s.lines.at(start)
	last = max(first, s.lastLine(n))
	for last+1 < len(s.lines.starts) {
		text := bytes.TrimLeft(s.lines.text(last+1), " \t")
		if len(text) == 0 || text[0] != '>' || startsBlock(n, s.lines.start(last+1), s.lines.after(last+1)) {
			break
		}
		last++
	}
	return first, last, start, true
}

// heading tells the two shapes apart: "# text" is one line, text underlined
// with = or - takes the underline along.
func (s *surveying) heading(n *ast.Heading) (first, last, start int, ok bool) {
	lines := n.Lines()
	start = n.Pos()
	if lines.Len() > 0 {
		start = lines.At(0).Start
	}
	if start < 0 || start > len(s.lines.source) {
		return 0, 0, 0, false
	}
	first = s.lines.at(start)
	begin := s.lines.start(first)
	if lines.Len() == 0 {
		return first, first, start, true
	}
	before := bytes.TrimRight(s.lines.source[begin:start], " \t\r\v\f")
	hashes := len(before) - len(bytes.TrimRight(before, "#"))
	if hashes == n.Level && len(before) < start-begin {
		return first, first, begin + len(before) - hashes, true
	}
	last = s.lines.at(max(lines.At(lines.Len()-1).Stop-1, start)) + 1
	last = min(last, len(s.lines.starts)-1)
	return first, last, s.textAfter(start), true
}
