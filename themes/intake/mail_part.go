package intake

import (
	"io"
	"strings"

	"github.com/emersion/go-message"
	"golang.org/x/net/html"
)

const (
	// maxParts and maxDepth bound a message made of messages.
	maxParts = 100
	maxDepth = 8
	// maxPart bounds one part's text, in bytes.
	maxPart = 256 << 10
)

// words are what a part says, as plain text. all has what it quotes as well.
type words struct{ own, all string }

// ownWords is the text without quotes and signature; of a letter that is
// nothing but a quote, somebody's letter sent on, all of it.
func (w words) ownWords() string {
	if own := cutMail(w.own); own != "" {
		return own
	}
	return strings.TrimSpace(w.all)
}

func (w words) none() bool { return strings.TrimSpace(w.all) == "" }

// mailText reads the words of an entity and of those in it.
func mailText(e *message.Entity, depth int) words {
	kind, params, err := e.Header.ContentType()
	if err != nil || kind == "" {
		kind = "text/plain" // RFC 2045 §5.2
	}
	if disposition, _, _ := e.Header.ContentDisposition(); strings.EqualFold(disposition, "attachment") {
		return words{}
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return manyTexts(e, kind == "multipart/alternative", depth)
	case kind == "text/plain":
		raw, _ := io.ReadAll(io.LimitReader(e.Body, maxPart)) // what could be read is read
		text := legible(raw)
		if strings.EqualFold(params["format"], "flowed") {
			text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
		}
		return words{text, text}
	case kind == "text/html":
		raw, _ := io.ReadAll(io.LimitReader(e.Body, maxPart))
		return htmlWords(legible(raw))
	}
	return words{}
}

// manyTexts reads the parts: all, or of alternatives the plainest that says
// something.
func manyTexts(e *message.Entity, choose bool, depth int) words {
	parts := e.MultipartReader()
	if parts == nil || depth >= maxDepth {
		return words{}
	}
	var all words
	for range maxParts {
		part, err := parts.NextPart()
		if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			break
		}
		w := mailText(part, depth+1)
		switch {
		case w.none():
		case choose && all.none():
			all = w
		case !choose:
			all.own = joinTexts(all.own, w.own)
			all.all = joinTexts(all.all, w.all)
		}
	}
	return all
}

func joinTexts(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return strings.TrimRight(a, "\n") + "\n\n" + strings.TrimLeft(b, "\n")
}

// unflow joins the lines of a flowed text (RFC 3676): a line that ends with a
// space goes on, at the same depth of quoting.
func unflow(text string, delSp bool) string {
	var b strings.Builder
	goesOn, before := false, 0
	for l := range strings.SplitSeq(text, "\n") {
		depth := len(l) - len(strings.TrimLeft(l, ">"))
		body := strings.TrimPrefix(l[depth:], " ") // space-stuffing
		switch {
		case goesOn && depth == before && body != "-- ":
			b.WriteString(body)
		default:
			if b.Len() > 0 || l == "" {
				b.WriteByte('\n')
			}
			if depth > 0 {
				b.WriteString(l[:depth] + " ")
			}
			b.WriteString(body)
		}
		goesOn, before = strings.HasSuffix(body, " ") && body != "-- ", depth
		if goesOn && delSp {
			s := strings.TrimSuffix(b.String(), " ")
			b.Reset()
			b.WriteString(s)
		}
	}
	return b.String()
}

// htmlWords reads a letter in HTML.
func htmlWords(page string) words {
	w := words{all: PlainText(page)}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		w.own = w.all
		return w
	}
	prune(root)
	var b strings.Builder
	if err := html.Render(&b, root); err != nil {
		w.own = w.all
		return w
	}
	w.own = PlainText(b.String())
	return w
}

// prune takes out what the mail program quoted.
func prune(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if quoted(c) {
			n.RemoveChild(c)
		} else {
			prune(c)
		}
		c = next
	}
}

// quoted knows the quotes of Apple Mail, Gmail, Outlook, Thunderbird and Yahoo.
func quoted(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "type":
			if n.Data == "blockquote" && a.Val == "cite" {
				return true
			}
		case "class":
			for _, class := range strings.Fields(a.Val) {
				switch class {
				case "gmail_quote", "gmail_signature", "moz-cite-prefix", "moz-signature", "yahoo_quoted":
					return true
				}
			}
		case "id":
			switch a.Val {
			case "divRplyFwdMsg", "Signature", "appendonsend":
				return true
			}
		}
	}
	return false
}
