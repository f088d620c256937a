package e2e

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pick finds the node of the kind whose text is, or else begins with, the
// wanted one. Of several it takes the one nearest to the text beside it, or one
// in the form being filled in, or the first in the main part of the page, or
// the first of all.
func (p *page) pick(what, want, beside string, is func(*html.Node) bool, text func(*html.Node) string) (*html.Node, error) {
	var exact, begun, near []*html.Node
	var texts []string
	for n := range p.doc.Descendants() {
		if !is(n) {
			continue
		}
		got := text(n)
		switch {
		case got == want:
			exact = append(exact, n)
		case strings.HasPrefix(got, want):
			begun = append(begun, n)
		default:
			texts = append(texts, got)
		}
	}
	found := exact
	if len(found) == 0 {
		found = begun
	}
	if beside != "" {
		found = slices.Concat(exact, begun)
		least := 0
		for _, n := range found {
			size := distance(n, beside)
			if size > 0 && (least == 0 || size < least) {
				least, near = size, []*html.Node{n}
			}
		}
		found = near
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s has no %s %q beside %q; there are %q", p.at, what, want, beside, texts)
	}
	for _, n := range found {
		if p.touched != nil && formOf(n) == p.touched {
			return n, nil
		}
	}
	for _, n := range found {
		if inMain(n) {
			return n, nil
		}
	}
	return found[0], nil
}

// inMain reports whether the node is in the main part of the page.
func inMain(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == "main" {
			return true
		}
	}
	return false
}

// distance is the length of the text of the smallest element around n that
// holds the words, 0 for none within the main part.
func distance(n *html.Node, words string) int {
	for up := n.Parent; up != nil && up.Data != "body"; up = up.Parent {
		if text := textOf(up); strings.Contains(text, words) {
			return len(text)
		}
	}
	return 0
}

// field finds a field by its label, and remembers its form.
func (p *page) field(label, beside string, fits func(*html.Node) bool) (*html.Node, error) {
	labels := map[string]string{}
	for n := range p.doc.Descendants() {
		if n.Data == "label" {
			labels[attr(n, "for")] = textOf(n)
		}
	}
	n, err := p.pick("field", label, beside, func(n *html.Node) bool {
		return isField(n) && attr(n, "type") != "hidden" && fits(n)
	}, func(n *html.Node) string { return labels[attr(n, "id")] })
	if err != nil {
		return nil, err
	}
	p.touched = formOf(n)
	if p.touched == nil {
		return nil, fmt.Errorf("the field %q stands in no form", label)
	}
	return n, nil
}

// text is what there is to read on the page, white space made single spaces.
func (p *page) text() string { return textOf(p.doc) }

func isField(n *html.Node) bool {
	return n.Data == "input" || n.Data == "textarea" || n.Data == "select"
}

func isControl(n *html.Node) bool {
	return n.Data == "a" && attr(n, "href") != "" || n.Data == "button" && attr(n, "type") != "button"
}

// fieldsOf is what a browser would send of the form as it stands.
func fieldsOf(form *html.Node) url.Values {
	v := url.Values{}
	for _, n := range fields(form) {
		name := attr(n, "name")
		if name == "" || has(n, "disabled") {
			continue
		}
		switch kind := attr(n, "type"); {
		case kind == "radio" || kind == "checkbox":
			if has(n, "checked") {
				v.Add(name, attr(n, "value"))
			}
		case n.Data == "textarea":
			v.Add(name, rawText(n))
		case n.Data == "select":
			chosen, first := "", true
			for o := range n.Descendants() {
				if o.Data == "option" && (first || has(o, "selected")) {
					chosen, first = attr(o, "value"), false
				}
			}
			v.Add(name, chosen)
		case kind != "submit":
			v.Add(name, attr(n, "value"))
		}
	}
	return v
}

// complaint is what stops a browser from sending the form: a required field
// that is empty, or an address that is none.
func complaint(form, button *html.Node) error {
	if has(form, "novalidate") || has(button, "formnovalidate") {
		return nil
	}
	for _, n := range fields(form) {
		if attr(n, "type") == "hidden" {
			continue
		}
		value := fieldsOf(form).Get(attr(n, "name"))
		if has(n, "required") && strings.TrimSpace(value) == "" {
			return fmt.Errorf("the browser asks to fill in %q", attr(n, "name"))
		}
		if attr(n, "type") == "email" && value != "" {
			if _, err := mail.ParseAddress(value); err != nil {
				return fmt.Errorf("the browser takes no address %q", value)
			}
		}
	}
	return nil
}

// formOf is the form that a field or button belongs to: the one it names, or
// the one around it; nil for none.
func formOf(n *html.Node) *html.Node {
	id, top := attr(n, "form"), n
	for up := n; up != nil; up = up.Parent {
		if up.Data == "form" && id == "" {
			return up
		}
		top = up
	}
	for other := range top.Descendants() {
		if id != "" && other.Data == "form" && attr(other, "id") == id {
			return other
		}
	}
	return nil
}

// fields are the fields that belong to the form, wherever they stand.
func fields(form *html.Node) []*html.Node {
	top := form
	for top.Parent != nil {
		top = top.Parent
	}
	var out []*html.Node
	for n := range top.Descendants() {
		if isField(n) && formOf(n) == form {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func delAttr(n *html.Node, key string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func setAttr(n *html.Node, key, value string) {
	delAttr(n, key)
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// textOf is the text of a node as it is read: words of neighbouring blocks apart.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Script || n.DataAtom == atom.Style:
			return
		}
		inline := slices.Contains(inlines, n.DataAtom)
		if !inline {
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if !inline {
			b.WriteByte(' ')
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// inlines flow with the text around them; a text node has no atom.
var inlines = []atom.Atom{0, atom.A, atom.Span, atom.Ins, atom.Del, atom.Em, atom.Strong, atom.Code, atom.Time, atom.Mark, atom.Small, atom.Sup, atom.B, atom.I}

// rawText is the text of a node with its white space.
func rawText(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}
