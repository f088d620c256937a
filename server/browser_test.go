package server

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"luonnos/people"
)

// browser uses the site as a person does without JavaScript: it follows
// redirects, keeps cookies and sends the forms that pages have.
type browser struct {
	site *site
	jar  map[string]string
	// at is the address of the page, doc the page.
	at   string
	page answer
	doc  *html.Node
}

func (s *site) browser() *browser {
	return &browser{site: s, jar: map[string]string{}}
}

// signIn gives the browser a session of the person.
func (b *browser) signIn(id people.ID) *browser {
	b.site.t.Helper()
	token, err := b.site.people.SignIn(b.site.t.Context(), id, "test")
	if err != nil {
		b.site.t.Fatal(err)
	}
	b.jar[sessionCookie] = string(token)
	return b
}

// open goes to an address and insists on a page.
func (b *browser) open(target string) *browser {
	b.site.t.Helper()
	if b.visit(target); b.page.StatusCode != http.StatusOK {
		b.site.t.Fatalf("GET %s: %d\n%s", target, b.page.StatusCode, b.text())
	}
	return b
}

// visit goes to an address, whatever the answer.
func (b *browser) visit(target string) *browser {
	b.site.t.Helper()
	b.request(httptest.NewRequest(http.MethodGet, target, nil))
	return b
}

// request sends it and follows where it leads.
func (b *browser) request(r *http.Request) {
	b.site.t.Helper()
	for range 5 {
		b.at = r.URL.Path
		for name, value := range b.jar {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		b.page = b.site.do(r)
		for _, c := range b.page.Cookies() {
			if b.jar[c.Name] = c.Value; c.MaxAge < 0 {
				delete(b.jar, c.Name)
			}
		}
		to := b.page.Header.Get("Location")
		if to == "" {
			doc, err := html.Parse(strings.NewReader(b.page.body))
			if err != nil {
				b.site.t.Fatal(err)
			}
			b.doc = doc
			return
		}
		to, _, _ = strings.Cut(to, "#")
		r = httptest.NewRequest(http.MethodGet, to, nil)
	}
	b.site.t.Fatalf("too many redirects, at %s", b.at)
}

// send fills the one form whose action ends so and sends it. A field that the
// form lacks, or a choice that is not among its choices, is a failure.
func (b *browser) send(action string, pairs ...string) *browser {
	b.site.t.Helper()
	r := b.filled(action, pairs...)
	b.request(r)
	return b
}

// filled is the request that sending the form makes.
func (b *browser) filled(action string, pairs ...string) *http.Request {
	b.site.t.Helper()
	return b.fill(b.form(action), pairs...)
}

// fill is the request that sending the form makes once it is filled.
func (b *browser) fill(form *html.Node, pairs ...string) *http.Request {
	b.site.t.Helper()
	values := defaults(form)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		if !offers(form, name, value) && !b.button(form, name, value) {
			b.site.t.Fatalf("the form %s at %s has no %s=%q", attr(form, "action"), b.at, name, value)
		}
		values.Set(name, value)
		if value == "" && kindOf(form, name) == "checkbox" {
			values.Del(name)
		}
	}
	for _, vs := range values {
		for i, v := range vs {
			vs[i] = strings.ReplaceAll(v, "\n", "\r\n")
		}
	}
	target := cmp.Or(attr(form, "action"), b.at)
	if attr(form, "method") == "get" {
		return httptest.NewRequest(http.MethodGet, target+"?"+values.Encode(), nil)
	}
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func (b *browser) form(action string) *html.Node {
	b.site.t.Helper()
	var found []*html.Node
	for n := range b.doc.Descendants() {
		if n.Data == "form" && strings.HasSuffix(attr(n, "action"), action) {
			found = append(found, n)
		}
	}
	if len(found) == 0 {
		b.site.t.Fatalf("no form %s at %s:\n%s", action, b.at, b.text())
	}
	return found[0]
}

// defaults is what a browser would send of a form left as it is.
func defaults(form *html.Node) url.Values {
	v := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if name == "" {
			continue
		}
		switch n.Data {
		case "input":
			switch attr(n, "type") {
			case "radio", "checkbox":
				if has(n, "checked") {
					v.Add(name, attr(n, "value"))
				}
			default:
				v.Add(name, attr(n, "value"))
			}
		case "textarea":
			v.Add(name, textOf(n))
		case "select":
			chosen, first := "", true
			for o := range n.Descendants() {
				if o.Data == "option" && (first || has(o, "selected")) {
					chosen, first = attr(o, "value"), false
				}
			}
			v.Add(name, chosen)
		}
	}
	return v
}

// offers reports whether a person could send the value with the form.
func offers(form *html.Node, name, value string) bool {
	for n := range form.Descendants() {
		if attr(n, "name") != name {
			continue
		}
		switch {
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && attr(o, "value") == value {
					return true
				}
			}
		case n.Data == "button", attr(n, "type") == "radio":
			if attr(n, "value") == value {
				return true
			}
		case attr(n, "type") == "checkbox":
			if value == "" || value == attr(n, "value") {
				return true
			}
		case attr(n, "type") == "hidden":
			return false
		default:
			return true
		}
	}
	return false
}

// button reports whether a button outside the form sends it with the value.
func (b *browser) button(form *html.Node, name, value string) bool {
	for n := range b.doc.Descendants() {
		if n.Data == "button" && attr(n, "form") != "" && attr(n, "form") == attr(form, "id") &&
			attr(n, "name") == name && attr(n, "value") == value {
			return true
		}
	}
	return false
}

// press sends the form of the button whose words begin so, filled.
func (b *browser) press(words string, pairs ...string) *browser {
	b.site.t.Helper()
	b.request(b.pressed(words, pairs...))
	return b
}

// pressed is the request that pressing the button makes.
func (b *browser) pressed(words string, pairs ...string) *http.Request {
	b.site.t.Helper()
	for n := range b.doc.Descendants() {
		if n.Data != "button" || !strings.HasPrefix(strings.TrimSpace(textOf(n)), words) {
			continue
		}
		if name := attr(n, "name"); name != "" {
			pairs = append(pairs, name, attr(n, "value"))
		}
		for f := range b.doc.Descendants() {
			if f.Data == "form" && attr(n, "form") != "" && attr(f, "id") == attr(n, "form") {
				return b.fill(f, pairs...)
			}
		}
		for f := n.Parent; f != nil; f = f.Parent {
			if f.Data == "form" {
				return b.fill(f, pairs...)
			}
		}
	}
	b.site.t.Fatalf("no button %q of a form at %s:\n%s", words, b.at, b.text())
	return nil
}

func kindOf(form *html.Node, name string) string {
	for n := range form.Descendants() {
		if attr(n, "name") == name {
			return attr(n, "type")
		}
	}
	return ""
}

func inMain(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == "main" {
			return true
		}
	}
	return false
}

// follow goes where the link whose text begins so leads, one in the main part
// of the page before those around it.
func (b *browser) follow(text string) *browser {
	b.site.t.Helper()
	var found *html.Node
	for n := range b.doc.Descendants() {
		if n.Data == "a" && strings.HasPrefix(strings.TrimSpace(textOf(n)), text) && (found == nil || !inMain(found) && inMain(n)) {
			found = n
		}
	}
	if found != nil {
		to, _, _ := strings.Cut(attr(found, "href"), "#")
		return b.open(to)
	}
	b.site.t.Fatalf("no link %q at %s:\n%s", text, b.at, b.text())
	return b
}

// text is what there is to read on the page.
func (b *browser) text() string {
	for n := range b.doc.Descendants() {
		if n.Data == "main" {
			return strings.Join(strings.Fields(textOf(n)), " ")
		}
	}
	return ""
}

// reads insists that the page says all of this.
func (b *browser) reads(words ...string) *browser {
	b.site.t.Helper()
	for _, w := range words {
		if !strings.Contains(b.text(), w) {
			b.site.t.Fatalf("%s does not say %q:\n%s", b.at, w, b.text())
		}
	}
	return b
}

// lacks insists that the page says none of this.
func (b *browser) lacks(words ...string) *browser {
	b.site.t.Helper()
	for _, w := range words {
		if strings.Contains(b.text(), w) {
			b.site.t.Fatalf("%s says %q:\n%s", b.at, w, b.text())
		}
	}
	return b
}

// holds insists on what a field of a form on the page holds.
func (b *browser) holds(action, field, value string) *browser {
	b.site.t.Helper()
	if got := defaults(b.form(action))[field]; !slices.Contains(got, value) {
		b.site.t.Fatalf("%s of %s holds %q, not %q", field, action, got, value)
	}
	return b
}

// answers insists on the status of the last answer.
func (b *browser) answers(status int) *browser {
	b.site.t.Helper()
	if b.page.StatusCode != status {
		b.site.t.Fatalf("%s answers %d, not %d:\n%s", b.at, b.page.StatusCode, status, b.text())
	}
	return b
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

func textOf(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}
