package docs

import (
	"html/template"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

func (r *pageRenderer) registerInline(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, r.link)
	reg.Register(ast.KindImage, r.image)
	reg.Register(ast.KindAutoLink, r.autoLink)
	reg.Register(ast.KindRawHTML, r.rawInline)
	reg.Register(extast.KindStrikethrough, r.strikethrough)
	reg.Register(extast.KindTaskCheckBox, r.task)
	reg.Register(extast.KindFootnoteLink, r.footnoteRef)
	reg.Register(extast.KindFootnoteBacklink, r.footnoteBack)
	reg.Register(extast.KindFootnote, r.footnote)
	reg.Register(extast.KindFootnoteList, r.footnotes)
}

// scheme is what makes an address leave the site, "//host" included.
var scheme = regexp.MustCompile(`^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\)`)

// address is where a link leads, ready for an attribute; "" when nowhere safe.
func (r *pageRenderer) address(dest []byte) string {
	d := string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(dest))))
	if r.opts.LinkRewrite != nil && d != "" && !scheme.MatchString(d) && !strings.HasPrefix(d, "#") {
		d = r.opts.LinkRewrite(d)
	}
	if scheme.MatchString(d) && !allowed(d) {
		return ""
	}
	return template.HTMLEscapeString(string(util.URLEscape([]byte(d), false)))
}

// allowed schemes are those a municipality's page has a use for.
func allowed(dest string) bool {
	lower := strings.ToLower(dest)
	for _, s := range linkSchemes() {
		if strings.HasPrefix(lower, s+":") {
			return true
		}
	}
	return false
}

func linkSchemes() []string { return []string{"http", "https", "mailto", "tel"} }

func (r *pageRenderer) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</a>")
		r.inLink(w, false)
		return ast.WalkContinue, nil
	}
	r.inLink(w, true)
	n := node.(*ast.Link)
	_, _ = w.WriteString("<a")
	if dest := r.address(n.Destination); dest != "" {
		_, _ = w.WriteString(` href="` + dest + `"`)
	}
	if n.Title != nil {
		_, _ = w.WriteString(` title="` + attribute(n.Title) + `"`)
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

// attribute is Markdown text, such as a title, as an attribute value.
func attribute(text []byte) string {
	return template.HTMLEscapeString(string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(text)))))
}

// image shows pictures of the site itself; one from elsewhere, or in a comment,
// becomes a link, so that reading a page tells no third party about it.
func (r *pageRenderer) image(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	dest, alt := r.address(n.Destination), template.HTMLEscapeString(inlineText(n, source))
	switch {
	case dest != "" && r.layout != nil && !scheme.MatchString(dest):
		_, _ = w.WriteString(`<img src="` + dest + `" alt="` + alt + `"`)
		if n.Title != nil {
			_, _ = w.WriteString(` title="` + attribute(n.Title) + `"`)
		}
		_ = w.WriteByte('>')
	case dest == "" || within(n, ast.KindLink):
		_, _ = w.WriteString(alt)
	default:
		if alt == "" {
			alt = dest
		}
		_, _ = w.WriteString(`<a href="` + dest + `">` + alt + `</a>`)
	}
	return ast.WalkSkipChildren, nil
}

func within(n ast.Node, kind ast.NodeKind) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == kind {
			return true
		}
	}
	return false
}

func (r *pageRenderer) autoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	dest := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	label := template.HTMLEscapeString(string(n.Label(source)))
	if !allowed(dest) || within(n, ast.KindLink) {
		_, _ = w.WriteString(label)
		return ast.WalkContinue, nil
	}
	href := template.HTMLEscapeString(string(util.URLEscape([]byte(dest), false)))
	_, _ = w.WriteString(`<a href="` + href + `">` + label + `</a>`)
	return ast.WalkContinue, nil
}

var lineBreakTag = regexp.MustCompile(`(?i)^<br\s*/?>$`)

// rawInline lets <br> be, which table cells have no other way to say, and shows
// every other tag as text.
func (r *pageRenderer) rawInline(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	n := node.(*ast.RawHTML)
	text := string(n.Segments.Value(source))
	switch {
	case lineBreakTag.MatchString(text):
		_, _ = w.WriteString("<br>")
	case r.layout != nil && strings.HasPrefix(text, "<!--"):
	default:
		_, _ = w.WriteString(template.HTMLEscapeString(text))
	}
	return ast.WalkSkipChildren, nil
}

func (r *pageRenderer) strikethrough(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	return r.tags(w, entering, "<del>", "</del>")
}

// task shows the box of a task list as a picture with a name: a form control
// that nobody can use would only be in the way.
func (r *pageRenderer) task(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	class, label, box := "task-open", r.opts.Labels.TaskOpen, "☐"
	if node.(*extast.TaskCheckBox).IsChecked {
		class, label, box = "task-done", r.opts.Labels.TaskDone, "☑"
	}
	_, _ = w.WriteString(`<span class="task ` + class + `"`)
	if label != "" {
		_, _ = w.WriteString(` role="img" aria-label="` + template.HTMLEscapeString(label) + `"`)
	}
	_, _ = w.WriteString(">" + box + "</span> ")
	return ast.WalkContinue, nil
}
