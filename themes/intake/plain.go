package intake

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// PlainText is what a reader sees of a page of HTML: paragraphs apart by an
// empty line, list items with a dash, and after a link's words its address
// where the words do not show it. It is for foreign pages, whatever is in them:
// what comes out is text, to be escaped like any other.
func PlainText(page string) string {
	p := plain{}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p.text()
		case html.TextToken:
			if p.hidden == 0 {
				p.say(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			p.open(t)
		case html.EndTagToken:
			t := z.Token()
			p.close(t.DataAtom)
		}
	}
}

// plain collects the words of a page.
type plain struct {
	out strings.Builder
	// gap is what to write before the next word: nothing, a space, or line ends.
	gap string
	// hidden counts the open elements that nobody sees.
	hidden int
	// pre counts the open elements that keep their line ends.
	pre int
	// link is the address of the open link, and linkAt where its words begin.
	link   string
	linkAt int
}

func (p *plain) open(t html.Token) {
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Textarea, atom.Select:
		if t.Type == html.StartTagToken {
			p.hidden++
		}
	case atom.Body:
		p.hidden = 0 // the end of the head may be left out
	case atom.Br:
		p.lines(1)
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Blockquote,
		atom.Table, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Figure, atom.Hr, atom.Dl:
		p.lines(apart(t.DataAtom))
	case atom.Pre:
		p.lines(2)
		p.pre++
	case atom.Tr, atom.Dt, atom.Dd:
		p.lines(1)
	case atom.Td, atom.Th:
		p.space()
	case atom.Li:
		p.lines(1)
		p.say("- ")
	case atom.A:
		p.link, p.linkAt = "", -1
		for _, a := range t.Attr {
			if a.Key == "href" {
				p.link = address(a.Val)
			}
		}
	}
}

func (p *plain) close(a atom.Atom) {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Textarea, atom.Select:
		p.hidden = max(0, p.hidden-1)
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Blockquote,
		atom.Table, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Figure, atom.Dl:
		p.lines(apart(a))
	case atom.Pre:
		p.pre = max(0, p.pre-1)
		p.lines(2)
	case atom.Tr, atom.Li, atom.Dt, atom.Dd:
		p.lines(1)
	case atom.A:
		p.endLink()
	}
}

// apart is how many line ends part an element from its neighbours. A div is
// only a line: mail programs put each line of a letter in one.
func apart(a atom.Atom) int {
	if a == atom.Div {
		return 1
	}
	return 2
}

// say writes words, with their space folded unless in a pre.
func (p *plain) say(text string) {
	text = visible(strings.NewReplacer("\u00a0", " ", "\r\n", "\n", "\r", "\n").Replace(text))
	if p.pre > 0 {
		for i, l := range strings.Split(text, "\n") {
			if i > 0 {
				p.lines(1)
			}
			p.words(l)
		}
		return
	}
	if text != "" && strings.TrimLeft(text, " \t\r\n\f") != text {
		p.space()
	}
	words := strings.Join(strings.Fields(text), " ")
	p.words(words)
	if words != "" && strings.TrimRight(text, " \t\r\n\f") != text {
		p.space()
	}
}

func (p *plain) words(w string) {
	if w == "" {
		return
	}
	if p.out.Len() > 0 {
		p.out.WriteString(p.gap)
	}
	p.gap = ""
	if p.link != "" && p.linkAt < 0 {
		p.linkAt = p.out.Len()
	}
	p.out.WriteString(w)
}

func (p *plain) space() {
	if p.gap == "" {
		p.gap = " "
	}
}

// lines asks for at least n line ends before the next word.
func (p *plain) lines(n int) {
	if p.gap == " " {
		p.gap = ""
	}
	if len(p.gap) < n {
		p.gap = "\n\n"[:n]
	}
}

// endLink writes the address after the link's words.
func (p *plain) endLink() {
	if p.link != "" && p.linkAt >= 0 {
		words := p.out.String()[p.linkAt:]
		if !sameAddress(words, p.link) && !strings.HasPrefix(words, "#") && !strings.HasPrefix(words, "@") {
			p.space()
			p.words("(" + p.link + ")")
		}
	}
	p.link = ""
}

// address is a link that a reader can follow, "" for any other.
func address(href string) string {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// sameAddress reports whether the words of a link show its address, whole or
// shortened as sites do.
func sameAddress(words, link string) bool {
	bare := func(s string) string {
		s = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s), "https://"), "http://")
		return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
	}
	w, l := bare(words), bare(link)
	return w == l || strings.HasSuffix(w, "…") && strings.HasPrefix(l, strings.TrimSuffix(w, "…"))
}

// text is all the words.
func (p *plain) text() string { return strings.TrimSpace(p.out.String()) }
