package docs

import (
	"context"
	"path"
	"strings"
	"sync"
	"unicode"
)

// pageText is the source of a page, taken apart when first asked for. It is
// shared and never changed.
type pageText struct {
	source []byte
	once   sync.Once
	// near is a text that this one was made from, until it is taken apart.
	near  *pageText
	parts contents
}

// contents are what a page consists of.
type contents struct {
	passages []Passage
	// texts are those of the passages.
	texts []string
	title string
	words int
}

// text returns a blob as page text; the empty one for "".
func (r *Repository) text(ctx context.Context, tx Tx, blob Hash) (*pageText, error) {
	if blob == "" {
		return &pageText{}, nil
	}
	return r.storedText(ctx, tx, blob)
}

func (r *Repository) storedText(ctx context.Context, tx Tx, blob Hash) (*pageText, error) {
	if t, ok := r.texts.get(blob); ok {
		return t, nil
	}
	source, err := readObject(ctx, tx, blob, BlobObject)
	if err != nil {
		return nil, err
	}
	return r.keepText(blob, source, nil), nil
}

// keepText keeps a text; nobody may change source afterwards. near, unless nil,
// is a text that it was made from.
func (r *Repository) keepText(blob Hash, source []byte, near *pageText) *pageText {
	t := &pageText{source: source, near: near}
	r.texts.add(blob, t)
	return t
}

// contents takes the text apart, the first time. What it shares with the text
// it was made from is taken from there: a decision changes a passage or two.
func (t *pageText) contents() *contents {
	t.once.Do(func() {
		near := t.near
		t.near = nil
		if near != nil {
			var ok bool
			if t.parts, ok = near.contents().rewritten(near.source, t.source); ok {
				return
			}
		}
		t.parts = contentsOf(t.source, Passages(t.source))
	})
	return &t.parts
}

func contentsOf(source []byte, passages []Passage) contents {
	c := contents{passages: passages, texts: make([]string, len(passages))}
	for i, p := range passages {
		c.texts[i] = p.Text(source)
		c.words += countWords(c.texts[i])
	}
	c.title = titleOf(passages)
	return c
}

// titleOf is the first heading of the highest level, "" without headings.
func titleOf(passages []Passage) string {
	title, level := "", 0
	for _, p := range passages {
		if p.Kind == KindHeading && p.Heading != "" && (level == 0 || p.Level < level) {
			title, level = p.Heading, p.Level
		}
	}
	return title
}

// wordings are the passages as identities see them; each caller gets its own.
func (t *pageText) wordings() []wording { return wordings(t.source, t.contents().passages) }

// pageTitle is the title of a page with this text, its file name without one.
func (t *pageText) pageTitle(p Path) string {
	if title := t.contents().title; title != "" {
		return rowText(title)
	}
	return path.Base(p.Slug())
}

// countWords counts runs of non-space that hold a letter or a digit, so that
// Markdown's own marks do not count.
func countWords(s string) int {
	n := 0
	for word := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}
