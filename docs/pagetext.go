package docs

import (
	"context"
	"path"
	"strings"
	"unicode"
)

// pageText is the source of a page, taken apart once. It is shared and never changed.
type pageText struct {
	source   []byte
	passages []Passage
	// parts are the texts of the passages.
	parts []string
	title string
	words int
}

// cachedTexts is how many texts are kept: the pages of a large strategy, and
// the older versions that are being compared.
const cachedTexts = 256

// cachedTextSize bounds the texts that are kept, in bytes; a larger one is
// taken apart each time.
const cachedTextSize = 256 << 10

// text returns a blob as page text; the empty one for "".
func (r *Repository) text(ctx context.Context, tx Tx, blob Hash) (*pageText, error) {
	if blob == "" {
		return &pageText{}, nil
	}
	if t, ok := r.texts.Get(blob); ok {
		return t, nil
	}
	source, err := readObject(ctx, tx, blob, BlobObject)
	if err != nil {
		return nil, err
	}
	return r.keepText(blob, source), nil
}

// keepText takes a text apart and keeps it; nobody may change source afterwards.
func (r *Repository) keepText(blob Hash, source []byte) *pageText {
	t := newPageText(source)
	if len(source) <= cachedTextSize {
		r.texts.Add(blob, t)
	}
	return t
}

func newPageText(source []byte) *pageText {
	t := &pageText{source: source, passages: Passages(source)}
	t.parts = make([]string, len(t.passages))
	level := 0
	for i, p := range t.passages {
		t.parts[i] = p.Text(source)
		t.words += countWords(t.parts[i])
		// The first heading of the highest level names the page.
		if p.Kind == KindHeading && p.Heading != "" && (level == 0 || p.Level < level) {
			t.title, level = p.Heading, p.Level
		}
	}
	return t
}

// wordings are the passages as identities see them; each caller gets its own.
func (t *pageText) wordings() []wording { return wordings(t.source, t.passages) }

// pageTitle is the title of a page with this text, its file name without one.
func (t *pageText) pageTitle(p Path) string {
	if t.title != "" {
		return rowText(t.title)
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
