package docs

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// RenderOptions say how a page is shown.
type RenderOptions struct {
	// IDs are the identities of the passages, in order; a missing one leaves
	// its element without an id attribute.
	IDs []PassageID
	// Margin writes what stands at passage i: links, counts. It is trusted and
	// not sanitised. Nil leaves the margins out.
	Margin func(i int, p Passage) template.HTML
	// LinkRewrite turns the address of a link or picture that has no scheme,
	// such as "03-palaute.md#b", into an address of the site. Nil leaves it.
	LinkRewrite func(dest string) string
	// BaseHeading is the level at which a first-level heading is shown; 0 is 1.
	BaseHeading int
	Labels      RenderLabels
	// Marks are runs of words to be set apart, in order and not overlapping.
	Marks []Mark
	// Reserved are the id attributes that the page around already uses.
	Reserved []string
	// Page tells apart the footnotes of pages that are shown in one document;
	// 0 for a page alone.
	Page int
}

// RenderLabels are the words that assistive technology needs, in the reader's
// language.
type RenderLabels struct {
	// Table names a table; its number follows, then the heading above it.
	Table string
	// Footnotes names the section of footnotes.
	Footnotes string
	// FootnoteRef names the way to a footnote, FootnoteBack the way back; the
	// number follows.
	FootnoteRef, FootnoteBack string
	// TaskDone and TaskOpen name the boxes of a task list.
	TaskDone, TaskOpen string
	// Code names a block of code, which can be scrolled; its number follows.
	Code string
}

// Rendered is the HTML of a page with a hook at every passage: an element of
// class "passage" and "passage-<kind>" with the id attribute "k-<PassageID>",
// a <div> around a block, a <tr> for a row. A row's margin is a cell of class
// "passage-margin" at its end.
type Rendered struct {
	// Title is the plain text of the first heading of the highest level, or "".
	Title string
	TOC   []Heading
	// HTML is the page with the margins of RenderOptions.Margin.
	HTML template.HTML
	// Unseen are the passages that have no element in the page: front matter,
	// comments, link definitions and footnotes nobody refers to.
	Unseen []int

	passages []Passage
	parts    []string // parts[i] comes before slots[i]
	slots    []slot
}

// slot is a place for the margin of a passage.
type slot struct {
	passage int
	cell    bool
}

// Render makes the HTML of a page. Raw HTML is shown as text, headings and
// links are real ones, tables can be scrolled and reached by keyboard; pictures
// of other sites are shown as links so that nobody is tracked by reading.
func Render(source []byte, opts RenderOptions) Rendered {
	l := survey(source)
	for i := range l.passages {
		if i < len(opts.IDs) {
			l.passages[i].ID = opts.IDs[i]
		}
	}
	r := &pageRenderer{layout: l, opts: opts, anchors: anchors{}}
	for _, id := range opts.Reserved {
		r.anchors.take(id)
	}
	for _, id := range opts.IDs {
		r.anchors.take(id.Anchor())
	}
	if len(opts.Marks) > 0 {
		r.marker = &marker{marks: opts.Marks, body: l.body}
	}
	r.shown = make([]bool, len(l.passages))
	out := Rendered{passages: l.passages}
	out.split(clean(pagePolicy(), r.render(l.doc, source[l.body:])))
	out.TOC = r.toc
	out.Title = r.title
	for i, shown := range r.shown {
		if !shown {
			out.Unseen = append(out.Unseen, i)
		}
	}
	out.HTML = out.WithMargins(opts.Margin)
	return out
}

// WithMargins is the page with other margins, without rendering it anew: the
// text of a version never changes, the counts beside it do.
func (r Rendered) WithMargins(margin func(i int, p Passage) template.HTML) template.HTML {
	var b strings.Builder
	for i, part := range r.parts {
		b.WriteString(part)
		if i == len(r.slots) || margin == nil {
			continue
		}
		s := r.slots[i]
		text := string(margin(s.passage, r.passages[s.passage]))
		if s.cell {
			text = `<td class="passage-margin">` + text + `</td>`
		}
		b.WriteString(text)
	}
	return template.HTML(b.String())
}

// Slots are written as elements that no Markdown can produce, since raw HTML is
// off, and so survive the sanitiser without being mistaken for text.
const (
	slotOpen  = `<slot name="m`
	cellMark  = "c"
	slotClose = `"></slot>`
)

func slotTag(passage int, cell bool) string {
	mark := ""
	if cell {
		mark = cellMark
	}
	return slotOpen + strconv.Itoa(passage) + mark + slotClose
}

func (r *Rendered) split(page string) {
	for {
		before, rest, found := strings.Cut(page, slotOpen)
		r.parts = append(r.parts, before)
		if !found {
			return
		}
		var name string
		name, page, _ = strings.Cut(rest, slotClose)
		number, cell := strings.CutSuffix(name, cellMark)
		n, err := strconv.Atoi(number)
		if err != nil || n >= len(r.passages) {
			n = 0
		}
		r.slots = append(r.slots, slot{n, cell})
	}
}

// pageRenderer holds what one rendering needs; layout is nil in a fragment.
type pageRenderer struct {
	layout  *layout
	opts    RenderOptions
	anchors anchors
	marker  *marker // nil without marks
	shown   []bool
	toc     []Heading
	title   string
	// titleLevel is the level of the heading that title comes from.
	titleLevel int
	tables     int
	codes      int
}

func (r *pageRenderer) render(doc ast.Node, body []byte) string {
	engine := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(r, 1),
		util.Prioritized(html.NewRenderer(), 1000),
	))
	var b bytes.Buffer
	b.Grow(2 * len(body))
	// Writing to memory cannot fail, and the node renderers return no errors.
	_ = engine.Render(&b, body, doc)
	return strings.ReplaceAll(strings.ToValidUTF8(b.String(), "\uFFFD"), "\x00", "\uFFFD")
}

// passage is the passage that a node stands for; ok is false inside quotes and
// in fragments.
func (r *pageRenderer) passage(n ast.Node) (i int, ok bool) {
	if r.layout == nil {
		return 0, false
	}
	i, ok = r.layout.index[n]
	return i, ok
}

// open begins the element around a passage, shut ends it with its margin.
func (r *pageRenderer) open(w util.BufWriter, n ast.Node) {
	if i, ok := r.passage(n); ok {
		_, _ = w.WriteString("<div" + r.hook(i) + ">")
	}
}

func (r *pageRenderer) shut(w util.BufWriter, n ast.Node) {
	if i, ok := r.passage(n); ok {
		_, _ = w.WriteString(slotTag(i, false) + "</div>\n")
	}
}

// hook is the attributes by which a passage is found.
func (r *pageRenderer) hook(i int) string {
	r.shown[i] = true
	p := r.layout.passages[i]
	attrs := ` class="passage passage-` + string(p.Kind) + `"`
	if p.ID != "" {
		attrs += ` id="` + template.HTMLEscapeString(p.ID.Anchor()) + `"`
	}
	return attrs
}
