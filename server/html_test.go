package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// checkPage lists what is wrong with a page of the site: elements that do not
// nest, more or fewer than one <h1>, headings that skip a level, inline script
// or style, fields without a label, repeated ids, links to ids that are not there.
func checkPage(page string) []string {
	c := pageCheck{ids: map[string]int{}}
	c.walk(page)
	if c.h1 != 1 {
		c.add("has %d <h1>", c.h1)
	}
	for id, n := range c.ids {
		if n > 1 {
			c.add("id %q is used %d times", id, n)
		}
	}
	for _, id := range c.fragments {
		if c.ids[id] == 0 {
			c.add("nothing has the id %q", id)
		}
	}
	for _, id := range c.fields {
		if !slices.Contains(c.labelled, id) {
			c.add("field %q has no label", id)
		}
	}
	if len(c.open) > 0 {
		c.add("never closed: %v", c.open)
	}
	return c.problems
}

type pageCheck struct {
	problems  []string
	open      []string
	h1, level int
	ids       map[string]int
	fragments []string // ids that links and attributes point to
	fields    []string // ids of fields that need a label
	labelled  []string
	inLabel   bool
}

func (c *pageCheck) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

var (
	voids      = []string{"meta", "link", "input", "br", "hr", "img", "area", "base", "col", "source", "wbr"}
	phrasing   = []string{"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "strong", "em", "label", "summary", "dt", "button", "legend"}
	blocks     = []string{"div", "p", "ul", "ol", "li", "dl", "table", "section", "article", "nav", "form", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "details"}
	listParent = map[string][]string{"li": {"ul", "ol"}, "tr": {"thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"}, "option": {"select"}, "legend": {"fieldset"}}
)

func (c *pageCheck) walk(page string) {
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken:
			t := z.Token()
			c.start(t)
			if !slices.Contains(voids, t.Data) {
				c.open = append(c.open, t.Data)
			}
		case html.EndTagToken:
			t := z.Token()
			if n := len(c.open); n == 0 || c.open[n-1] != t.Data {
				c.add("</%s> closes %v", t.Data, c.open)
				return
			}
			c.open = c.open[:len(c.open)-1]
			if t.Data == "label" {
				c.inLabel = false
			}
		}
	}
}

func (c *pageCheck) start(t html.Token) {
	c.nesting(t.Data)
	a := map[string]string{}
	for _, x := range t.Attr {
		if _, twice := a[x.Key]; twice {
			c.add("<%s> has %s twice", t.Data, x.Key)
		}
		a[x.Key] = x.Val
		if strings.HasPrefix(x.Key, "on") || x.Key == "style" || strings.HasPrefix(strings.ToLower(strings.TrimSpace(x.Val)), "javascript:") {
			c.add("<%s %s=%q> is inline", t.Data, x.Key, x.Val)
		}
	}
	if id, ok := a["id"]; ok {
		c.ids[id]++
	}
	if to, ok := strings.CutPrefix(a["href"], "#"); ok {
		c.fragments = append(c.fragments, unescapeFragment(to))
	}
	for _, key := range []string{"aria-describedby", "aria-labelledby", "for", "popovertarget"} {
		c.fragments = append(c.fragments, strings.Fields(a[key])...)
	}
	switch t.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		c.heading(int(t.Data[1] - '0'))
	case "style":
		c.add("<style> is inline")
	case "script":
		if a["src"] == "" {
			c.add("<script> is inline")
		}
	case "label":
		c.inLabel = true
		c.labelled = append(c.labelled, a["for"])
	case "input", "select", "textarea":
		if a["type"] == "hidden" || a["aria-label"] != "" || a["aria-labelledby"] != "" || c.inLabel {
			return
		}
		c.fields = append(c.fields, a["id"])
	case "html":
		if a["lang"] == "" {
			c.add("<html> has no lang")
		}
	case "img":
		if _, ok := a["alt"]; !ok {
			c.add("<img> has no alt")
		}
	}
}

func (c *pageCheck) nesting(tag string) {
	if len(c.open) == 0 {
		return
	}
	parent := c.open[len(c.open)-1]
	if slices.Contains(phrasing, parent) && slices.Contains(blocks, tag) {
		c.add("<%s> stands in <%s>", tag, parent)
	}
	if want := listParent[tag]; want != nil && !slices.Contains(want, parent) {
		c.add("<%s> stands in <%s>", tag, parent)
	}
	if (parent == "ul" || parent == "ol") && tag != "li" {
		c.add("<%s> stands in <%s>", tag, parent)
	}
	for _, inner := range []string{"a", "button", "form", "label"} {
		if tag == inner && slices.Contains(c.open, tag) {
			c.add("<%s> stands in a <%s>", tag, tag)
		}
	}
}

func (c *pageCheck) heading(level int) {
	if level == 1 {
		c.h1++
	}
	if c.level > 0 && level > c.level+1 {
		c.add("<h%d> follows <h%d>", level, c.level)
	}
	c.level = level
}

func TestCheckPageFindsFaults(t *testing.T) {
	const head = `<html lang="fi"><body>`
	for fault, page := range map[string]string{
		"stands in <p>":     head + `<h1>a</h1><p><ul><li>b</li></ul></p></body></html>`,
		"closes":            head + `<h1>a<b></h1></b></body></html>`,
		"2 <h1>":            head + `<h1>a</h1><h1>b</h1></body></html>`,
		"0 <h1>":            head + `<p>a</p></body></html>`,
		"follows <h1>":      head + `<h1>a</h1><h3>b</h3></body></html>`,
		"is inline":         head + `<h1 style="color:red">a</h1></body></html>`,
		"<script> is":       head + `<h1>a</h1><script>1</script></body></html>`,
		"no label":          head + `<h1>a</h1><input id="x" name="x"></body></html>`,
		"used 2 times":      head + `<h1 id="x">a</h1><p id="x">b</p></body></html>`,
		"nothing has the":   head + `<h1>a</h1><p><a href="#x">b</a></p></body></html>`,
		"<html> has no":     `<html><body><h1>a</h1></body></html>`,
		"<li> stands":       head + `<h1>a</h1><div><li>b</li></div></body></html>`,
		"<a> stands in a":   head + `<h1>a</h1><a href="/"><span><a href="/b">b</a></span></a></body></html>`,
		"never closed":      head + `<h1>a</h1><div></body></html>`,
		"<img> has no":      head + `<h1>a</h1><img src="/x"></body></html>`,
		`href="javascript:`: head + `<h1>a</h1><a href="javascript:1">b</a></body></html>`,
	} {
		if fault == "never closed" {
			page = strings.TrimSuffix(page, "</body></html>")
		}
		if got := strings.Join(checkPage(page), "; "); !strings.Contains(got, fault) {
			t.Errorf("%s: found %q", page, got)
		}
	}
	if got := checkPage(head + `<h1 id="k">a</h1><label for="x">b</label><input id="x" name="x"><a href="#k">c</a></body></html>`); got != nil {
		t.Errorf("a sound page: %v", got)
	}
}
