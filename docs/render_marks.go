package docs

import (
	"bytes"
	"html/template"
	"sort"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Mark is a run of words of a source that the page sets apart by a number: an
// element of class "mark" and "mark-<Number>" around them, and after them a link
// of class "mark-n" to the id "mark-<Number>", which whoever renders provides. A
// run that goes on in the next block has its link at the end of each.
type Mark struct {
	// Start and End are bytes of the source, at ends of words.
	Start, End int
	// Number is from 1.
	Number int
	// About is the name of the link: it begins with the number, a colon and a space.
	About string
}

// marker writes the marks of a page while its text is written.
type marker struct {
	marks []Mark
	// body is where the Markdown begins: the tree's positions count from it.
	body int
	// open is the mark whose words were written last, and whose link was not. It
	// is due when no more of its words come.
	open *Mark
	due  bool
	// linked: the text is that of a link, which can hold no other.
	linked bool
}

func (r *pageRenderer) registerMarks(reg renderer.NodeRendererFuncRegisterer) {
	if r.marker != nil {
		reg.Register(ast.KindText, r.markedText)
		reg.Register(ast.KindCodeSpan, r.markedCode)
	}
}

func (r *pageRenderer) markedText(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Text)
	if n.IsRaw() {
		r.marker.write(w, source, n.Segment.Start, n.Segment.Stop, html.DefaultWriter.RawWrite)
	} else {
		r.marker.write(w, source, n.Segment.Start, n.Segment.Stop, html.DefaultWriter.Write)
	}
	switch {
	case n.IsRaw():
	case n.HardLineBreak():
		_, _ = w.WriteString("<br>\n")
	case n.SoftLineBreak():
		_ = w.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}

func (r *pageRenderer) markedCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		segment := c.(*ast.Text).Segment
		r.marker.write(w, source, segment.Start, segment.Stop, func(w util.BufWriter, part []byte) {
			html.DefaultWriter.RawWrite(w, bytes.ReplaceAll(part, []byte("\n"), []byte(" ")))
		})
	}
	_, _ = w.WriteString("</code>")
	r.marker.settle(w)
	return ast.WalkSkipChildren, nil
}

// write writes a part of the source with the marks that fall on it.
func (m *marker) write(w util.BufWriter, source []byte, from, to int, text func(util.BufWriter, []byte)) {
	first := sort.Search(len(m.marks), func(i int) bool { return m.marks[i].End-m.body > from })
	for i := first; i < len(m.marks) && m.marks[i].Start-m.body < to; i++ {
		mark := &m.marks[i]
		start := wholeEntity(source, max(mark.Start-m.body, from), to)
		end := wholeEntity(source, min(mark.End-m.body, to), to)
		if start >= end {
			continue
		}
		if m.open != nil && m.open != mark {
			m.link(w)
		}
		if from < start {
			text(w, source[from:start])
		}
		_, _ = w.WriteString(`<span class="mark mark-` + strconv.Itoa(mark.Number) + `">`)
		text(w, source[start:end])
		_, _ = w.WriteString("</span>")
		m.open, m.due = mark, mark.End-m.body <= to
		from = end
	}
	m.settle(w)
	if from < to {
		text(w, source[from:to])
	}
}

// settle links the mark that is due, outside of links.
func (m *marker) settle(w util.BufWriter) {
	if m.open != nil && m.due && !m.linked {
		m.link(w)
	}
}

// finish links the open mark, at the end of a block.
func (r *pageRenderer) finish(w util.BufWriter) {
	if r.marker != nil && r.marker.open != nil {
		r.marker.link(w)
	}
}

// inLink tells where the text of a link begins and ends.
func (r *pageRenderer) inLink(w util.BufWriter, linked bool) {
	if r.marker != nil {
		r.marker.linked = linked
		r.marker.settle(w)
	}
}

func (m *marker) link(w util.BufWriter) {
	number := strconv.Itoa(m.open.Number)
	about := template.HTMLEscapeString(m.open.About)
	if m.linked {
		_, _ = w.WriteString(`<span class="mark-n" title="` + about + `">` + number + `</span>`)
	} else {
		_, _ = w.WriteString(`<a class="mark-n" href="#mark-` + number + `" aria-label="` + about + `">` + number + `</a>`)
	}
	m.open = nil
}

// wholeEntity moves a place inside a character reference to its end.
func wholeEntity(source []byte, at, to int) int {
	start := at
	for start > 0 && at-start < 32 && (isAlphanumeric(source[start-1]) || source[start-1] == '#') {
		start--
	}
	if start == 0 || source[start-1] != '&' {
		return at
	}
	end := at
	for end < to && isAlphanumeric(source[end]) {
		end++
	}
	if end < to && source[end] == ';' {
		return end + 1
	}
	return at
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
