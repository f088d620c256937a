package docs

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// RegisterFuncs names the nodes that pages show in their own way; the rest is
// goldmark's.
func (r *pageRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, r.heading)
	reg.Register(ast.KindParagraph, r.paragraph)
	reg.Register(ast.KindTextBlock, r.textBlock)
	reg.Register(ast.KindList, r.list)
	reg.Register(ast.KindListItem, r.item)
	reg.Register(ast.KindBlockquote, r.quote)
	reg.Register(ast.KindThematicBreak, r.rule)
	reg.Register(ast.KindCodeBlock, r.code)
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(ast.KindHTMLBlock, r.rawBlock)
	reg.Register(extast.KindTable, r.table)
	reg.Register(extast.KindTableHeader, r.row)
	reg.Register(extast.KindTableRow, r.row)
	reg.Register(extast.KindTableCell, r.cell)
	r.registerInline(reg)
	r.registerMarks(reg)
}

func (r *pageRenderer) heading(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	if r.layout == nil {
		// In a comment a heading is an emphasis, not a part of the page.
		tag := "<p><strong>"
		if !entering {
			r.finish(w)
			tag = "</strong></p>\n"
		}
		_, _ = w.WriteString(tag)
		return ast.WalkContinue, nil
	}
	level := strconv.Itoa(min(max(r.opts.BaseHeading, 1)+n.Level-1, 6))
	if !entering {
		r.finish(w)
		_, _ = w.WriteString("</h" + level + ">")
		r.shut(w, n)
		return ast.WalkContinue, nil
	}
	r.open(w, n)
	_, _ = w.WriteString("<h" + level)
	if _, ok := r.passage(n); ok {
		h := Heading{Level: n.Level, Text: inlineText(n, source)}
		h.Anchor = r.anchors.give(h.Text)
		r.toc = append(r.toc, h)
		if h.Text != "" && (r.title == "" || h.Level < r.titleLevel) {
			r.title, r.titleLevel = h.Text, h.Level
		}
		_, _ = w.WriteString(` id="` + h.Anchor + `"`)
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func (r *pageRenderer) paragraph(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		r.open(w, n)
		_, _ = w.WriteString("<p>")
		return ast.WalkContinue, nil
	}
	r.finish(w)
	_, _ = w.WriteString("</p>")
	if _, ok := r.passage(n); !ok {
		_ = w.WriteByte('\n')
	}
	r.shut(w, n)
	return ast.WalkContinue, nil
}

func (r *pageRenderer) textBlock(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		r.open(w, n)
		return ast.WalkContinue, nil
	}
	r.finish(w)
	if _, ok := r.passage(n); !ok && n.NextSibling() != nil {
		_ = w.WriteByte('\n')
	}
	r.shut(w, n)
	return ast.WalkContinue, nil
}

func (r *pageRenderer) list(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.List)
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	if !entering {
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<" + tag)
	if n.IsOrdered() && n.Start != 1 {
		_, _ = w.WriteString(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	_, _ = w.WriteString(">\n")
	return ast.WalkContinue, nil
}

func (r *pageRenderer) item(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	return r.tags(w, entering, "<li>", "</li>\n")
}

func (r *pageRenderer) quote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	return r.around(w, n, entering, "<blockquote>\n", "</blockquote>")
}

func (r *pageRenderer) rule(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	return r.around(w, n, entering, "<hr>", "")
}

// code can be scrolled sideways, so it can be reached by keyboard, and then it
// needs a name.
func (r *pageRenderer) code(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return r.around(w, node, false, "", "</code></pre>")
	}
	r.open(w, node)
	r.codes++
	_, _ = w.WriteString("<pre" + scrolls(r.opts.Labels.Code, r.codes, "") + "><code")
	if f, ok := node.(*ast.FencedCodeBlock); ok {
		if language := f.Language(source); language != nil {
			_, _ = w.WriteString(` class="language-` + template.HTMLEscapeString(string(language)) + `"`)
		}
	}
	_ = w.WriteByte('>')
	r.escapeLines(w, source, node)
	return ast.WalkContinue, nil
}

// rawBlock shows raw HTML as what it is, text: a reader sees that there is
// something, and nothing a resident typed is lost. A comment stays unseen.
func (r *pageRenderer) rawBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.HTMLBlock)
	if n.HTMLBlockType == ast.HTMLBlockType2 && r.layout != nil {
		return ast.WalkContinue, nil
	}
	if !entering {
		return r.around(w, n, false, "", "</code></pre>")
	}
	r.open(w, n)
	r.codes++
	_, _ = w.WriteString(`<pre class="raw"` + scrolls(r.opts.Labels.Code, r.codes, "") + `><code>`)
	r.escapeLines(w, source, n)
	if n.HasClosure() {
		_, _ = w.WriteString(template.HTMLEscapeString(string(n.ClosureLine.Value(source))))
	}
	return ast.WalkContinue, nil
}

func (r *pageRenderer) escapeLines(w util.BufWriter, source []byte, n ast.Node) {
	lines := n.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		if r.marker == nil {
			escape(w, segment.Value(source))
			continue
		}
		_, _ = w.WriteString(strings.Repeat(" ", segment.Padding))
		r.marker.write(w, source, segment.Start, segment.Stop, escape)
		if segment.ForceNewline && !bytes.HasSuffix(source[:segment.Stop], []byte("\n")) {
			_ = w.WriteByte('\n')
		}
	}
	r.finish(w)
}

func escape(w util.BufWriter, text []byte) {
	_, _ = w.WriteString(template.HTMLEscapeString(string(bytes.ReplaceAll(text, []byte("\r"), nil))))
}

func (r *pageRenderer) table(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return r.tags(w, false, "", "</table></div>\n")
	}
	heading := ""
	if i, ok := r.passage(n.FirstChild()); ok {
		heading = r.layout.passages[i].Heading
	}
	r.tables++
	_, _ = w.WriteString(`<div class="table-scroll"` + scrolls(r.opts.Labels.Table, r.tables, heading) + "><table>\n")
	return ast.WalkContinue, nil
}

// scrolls are the attributes of what may be wider than the screen. The number
// keeps the names of two regions apart.
func scrolls(label string, number int, about string) string {
	attrs := ` tabindex="0"`
	if label == "" {
		return attrs
	}
	name := label + " " + strconv.Itoa(number)
	if about != "" {
		name += ": " + about
	}
	return attrs + ` role="region" aria-label="` + template.HTMLEscapeString(name) + `"`
}

func (r *pageRenderer) row(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	_, head := n.(*extast.TableHeader)
	i, ok := r.passage(n)
	if entering {
		if head {
			_, _ = w.WriteString("<thead>\n")
		}
		_, _ = w.WriteString("<tr")
		if ok {
			_, _ = w.WriteString(r.hook(i))
		}
		_, _ = w.WriteString(">\n")
		return ast.WalkContinue, nil
	}
	if ok {
		_, _ = w.WriteString(slotTag(i, true))
	}
	_, _ = w.WriteString("</tr>\n")
	if head {
		_, _ = w.WriteString("</thead>\n")
		if n.NextSibling() != nil {
			_, _ = w.WriteString("<tbody>\n")
		}
	} else if n.NextSibling() == nil {
		_, _ = w.WriteString("</tbody>\n")
	}
	return ast.WalkContinue, nil
}

func (r *pageRenderer) cell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*extast.TableCell)
	tag, attrs := "td", ""
	// A header cell without words would be a header of nothing.
	if n.Parent().Kind() == extast.KindTableHeader && n.HasChildren() {
		tag, attrs = "th", ` scope="col"`
	}
	if !entering {
		r.finish(w)
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	if n.Alignment != extast.AlignNone {
		attrs += ` class="align-` + n.Alignment.String() + `"`
	}
	_, _ = w.WriteString("<" + tag + attrs + ">")
	return ast.WalkContinue, nil
}

// around writes a block between the tags of its passage.
func (r *pageRenderer) around(w util.BufWriter, n ast.Node, entering bool, before, after string) (ast.WalkStatus, error) {
	if entering {
		r.open(w, n)
		_, _ = w.WriteString(before)
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(after)
	if _, ok := r.passage(n); !ok {
		_ = w.WriteByte('\n')
	}
	r.shut(w, n)
	return ast.WalkContinue, nil
}

func (r *pageRenderer) tags(w util.BufWriter, entering bool, before, after string) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(before)
	} else {
		_, _ = w.WriteString(after)
	}
	return ast.WalkContinue, nil
}
