package docs

import (
	"html/template"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// The ids of footnotes hold a colon, which no anchor and no passage has.

func (r *pageRenderer) noteID(index int) string { return r.notePrefix() + "fn:" + strconv.Itoa(index) }

func (r *pageRenderer) notePrefix() string {
	if r.opts.Page == 0 {
		return ""
	}
	return "p" + strconv.Itoa(r.opts.Page) + "-"
}

// refID is the id of the n-th reference to a footnote, counted from 0.
func (r *pageRenderer) refID(index, n int) string {
	id := r.notePrefix() + "fnref:" + strconv.Itoa(index)
	if n > 0 {
		id += ":" + strconv.Itoa(n+1)
	}
	return id
}

// named is an aria-label of a label and a number, or nothing without a label.
func named(label string, n int) string {
	if label == "" {
		return ""
	}
	return ` aria-label="` + template.HTMLEscapeString(label+" "+strconv.Itoa(n)) + `"`
}

func (r *pageRenderer) footnoteRef(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*extast.FootnoteLink)
	number := strconv.Itoa(n.Index)
	_, _ = w.WriteString(`<sup id="` + r.refID(n.Index, n.RefIndex) + `">`)
	if within(n, ast.KindLink) {
		_, _ = w.WriteString(number)
	} else {
		_, _ = w.WriteString(`<a href="#` + r.noteID(n.Index) + `" class="footnote-ref" role="doc-noteref"` +
			named(r.opts.Labels.FootnoteRef, n.Index) + `>` + number + `</a>`)
	}
	_, _ = w.WriteString("</sup>")
	return ast.WalkContinue, nil
}

func (r *pageRenderer) footnoteBack(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*extast.FootnoteBacklink)
	_, _ = w.WriteString(` <a href="#` + r.refID(n.Index, n.RefIndex) + `" class="footnote-back" role="doc-backlink"`)
	label := named(r.opts.Labels.FootnoteBack, n.Index)
	if label != "" && n.RefCount > 1 {
		label = named(r.opts.Labels.FootnoteBack+" "+strconv.Itoa(n.Index), n.RefIndex+1)
	}
	_, _ = w.WriteString(label + ">↩</a>")
	return ast.WalkContinue, nil
}

func (r *pageRenderer) footnote(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*extast.Footnote)
	if entering {
		_, _ = w.WriteString(`<li id="` + r.noteID(n.Index) + `">`)
		r.open(w, n)
		return ast.WalkContinue, nil
	}
	r.shut(w, n)
	_, _ = w.WriteString("</li>\n")
	return ast.WalkContinue, nil
}

func (r *pageRenderer) footnotes(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	label := ""
	if l := r.opts.Labels.Footnotes; l != "" {
		label = ` aria-label="` + template.HTMLEscapeString(l) + `"`
	}
	return r.tags(w, entering, `<section class="footnotes" role="doc-endnotes"`+label+"><ol>\n", "</ol></section>\n")
}
