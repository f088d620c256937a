package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// reader is a person at a browser without JavaScript: one cookie jar, one page.
type reader struct {
	base   string
	client *http.Client
	page   *page
	// earlier are the pages behind the back button.
	earlier []*page
}

// page is what the reader looks at. What is typed is kept in doc itself.
type page struct {
	at     *url.URL
	status int
	raw    string
	doc    *html.Node
	// touched is the form that was last filled in.
	touched *html.Node
	// files are the contents chosen, by the field.
	files map[string][]byte
}

func newReader(base string) *reader {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // New never fails without options
	}
	return &reader{base: base, client: &http.Client{Jar: jar, Timeout: patience}}
}

// visit opens an address.
func (r *reader) visit(address string) error {
	to, err := r.resolve(address)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodGet, to.String(), nil)
	if err != nil {
		return err
	}
	return r.send(req)
}

func (r *reader) resolve(address string) (*url.URL, error) {
	base, err := url.Parse(r.base)
	if r.page != nil {
		base = r.page.at
	}
	if err != nil {
		return nil, err
	}
	return base.Parse(address)
}

func (r *reader) send(req *http.Request) error {
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	res, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return err
	}
	if r.page != nil {
		r.earlier = append(r.earlier, r.page)
	}
	r.page = &page{at: res.Request.URL, status: res.StatusCode, raw: string(body), doc: doc}
	return nil
}

// back returns to the page before, as it was left.
func (r *reader) back() error {
	if len(r.earlier) == 0 {
		return fmt.Errorf("there is no page to go back to")
	}
	r.page = r.earlier[len(r.earlier)-1]
	r.earlier = r.earlier[:len(r.earlier)-1]
	return nil
}

// press follows the link, or uses the button, that reads so; beside tells which
// of several, by a text that stands near it.
func (r *reader) press(text, beside string) error {
	n, err := r.page.pick("link or button", text, beside, isControl, textOf)
	if err != nil {
		return err
	}
	if n.Data == "a" {
		return r.visit(attr(n, "href"))
	}
	return r.submit(n)
}

// submit sends the button's form as a browser does.
func (r *reader) submit(button *html.Node) error {
	form := formOf(button)
	if form == nil {
		return fmt.Errorf("the button %q has no form", textOf(button))
	}
	if err := complaint(form, button); err != nil {
		return err
	}
	values := fieldsOf(form)
	if name := attr(button, "name"); name != "" {
		values.Add(name, attr(button, "value"))
	}
	for _, vs := range values {
		for i, v := range vs {
			vs[i] = strings.ReplaceAll(v, "\n", "\r\n")
		}
	}
	to := *r.page.at
	if action := attr(form, "action"); action != "" {
		u, err := r.page.at.Parse(action)
		if err != nil {
			return err
		}
		to = *u
	}
	if attr(form, "enctype") == "multipart/form-data" {
		return r.upload(to.String(), values)
	}
	if strings.EqualFold(attr(form, "method"), "post") {
		return r.post(to.String(), values)
	}
	to.RawQuery, to.Fragment = values.Encode(), ""
	return r.visit(to.String())
}

// post sends a form of this site.
func (r *reader) post(to string, values url.Values) error {
	req, err := http.NewRequest(http.MethodPost, to, strings.NewReader(values.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.sendOwn(req)
}

// sendOwn sends what a page of this site sends to it.
func (r *reader) sendOwn(req *http.Request) error {
	req.Header.Set("Origin", r.base)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return r.send(req)
}

// fill types text into the field with the label.
func (r *reader) fill(label, text, beside string) error {
	n, err := r.page.field(label, beside, func(n *html.Node) bool {
		kind := attr(n, "type")
		return n.Data == "textarea" || n.Data == "input" && kind != "radio" && kind != "checkbox"
	})
	if err != nil {
		return err
	}
	if n.Data == "textarea" {
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
		}
		n.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	} else {
		setAttr(n, "value", text)
	}
	return nil
}

// choose takes an option of the list with the label, or the radio button that
// reads so when option is "".
func (r *reader) choose(label, option, beside string) error {
	if option == "" {
		n, err := r.page.field(label, beside, func(n *html.Node) bool { return attr(n, "type") == "radio" })
		if err != nil {
			return err
		}
		for _, other := range fields(formOf(n)) {
			if attr(other, "name") == attr(n, "name") {
				delAttr(other, "checked")
			}
		}
		setAttr(n, "checked", "")
		return nil
	}
	list, err := r.page.field(label, beside, func(n *html.Node) bool { return n.Data == "select" })
	if err != nil {
		return err
	}
	var texts []string
	var chosen *html.Node
	for o := range list.Descendants() {
		if o.Data == "option" {
			texts = append(texts, textOf(o))
			if chosen == nil && strings.HasPrefix(textOf(o), option) {
				chosen = o
			}
		}
	}
	if chosen == nil {
		return fmt.Errorf("%q offers no %q but %q", label, option, texts)
	}
	for o := range list.Descendants() {
		delAttr(o, "selected")
	}
	setAttr(chosen, "selected", "")
	return nil
}

// tick turns the checkbox with the label.
func (r *reader) tick(label, beside string) error {
	n, err := r.page.field(label, beside, func(n *html.Node) bool { return attr(n, "type") == "checkbox" })
	if err != nil {
		return err
	}
	if has(n, "checked") {
		delAttr(n, "checked")
	} else {
		setAttr(n, "checked", "")
	}
	return nil
}

// holds reports what the field with the label holds.
func (r *reader) holds(label, beside string) (string, error) {
	n, err := r.page.field(label, beside, func(*html.Node) bool { return true })
	if err != nil {
		return "", err
	}
	return fieldsOf(formOf(n)).Get(attr(n, "name")), nil
}
