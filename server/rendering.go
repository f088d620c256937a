package server

import (
	"html/template"
	"maps"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// rendering is a version of a chapter as HTML, in one language of the site. It
// is kept for those who read with a session, whom the page cache passes by:
// what differs between them stands around the text, not in it.
type rendering struct {
	docs.Rendered
	// title stands above the text when that has no heading fit for it.
	title string

	mu sync.Mutex
	// text has the margins for marks, "" before the first.
	text  template.HTML
	marks map[docs.PassageID]revisions.Marks
}

// renderingKey names a rendering: everything in it follows from these.
type renderingKey struct {
	lang people.Lang
	path docs.Path
	blob docs.Hash
	seq  int64
	// old versions have neither identities nor margins.
	old bool
}

const (
	// maxRenderings is how many chapters are kept: those of a large strategy.
	maxRenderings = 64
	// maxRendering bounds the source of one that is kept, in bytes.
	maxRendering = 256 << 10
)

func newRenderings() (*lru.Cache[renderingKey, *rendering], error) {
	return lru.New[renderingKey, *rendering](maxRenderings)
}

// rendering returns the text as HTML. One with its authors marked is made each
// time: who wrote the words is found out anew, with their names.
func (r *request) rendering(view *strategyPage, key renderingKey, source []byte, ids []docs.PassageID) *rendering {
	if view.Authors != nil {
		return r.newRendering(view, source, ids)
	}
	if kept, ok := r.server.renderings.Get(key); ok {
		return kept
	}
	made := r.newRendering(view, source, ids)
	if len(source) <= maxRendering {
		r.server.renderings.Add(key, made)
	}
	return made
}

func (r *request) newRendering(view *strategyPage, source []byte, ids []docs.PassageID) *rendering {
	opts := docs.RenderOptions{IDs: ids, LinkRewrite: r.linkRewrite(view.Path),
		Labels: r.renderLabels(), Reserved: []string{"main", "menu", "faults", "toc", "key", "who"}}
	if view.Authors != nil {
		opts.Marks = view.Authors.marks
		for _, w := range view.Authors.Writers {
			opts.Reserved = append(opts.Reserved, w.anchor())
		}
	}
	out := &rendering{Rendered: docs.Render(source, opts)}
	if n := topHeadings(out.TOC); n != 1 || out.TOC[0].Level != 1 {
		// The page needs one title of its own: the headings step down.
		out.title = titleOf(view.Path, out.Title)
		opts.BaseHeading = 2
		out.Rendered = docs.Render(source, opts)
	}
	out.HTML = "" // the text without margins is shown nowhere
	return out
}

// withMargins is the text with the margins that margin writes for the marks.
func (x *rendering) withMargins(marks map[docs.PassageID]revisions.Marks, margin func(int, docs.Passage) template.HTML) template.HTML {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.text == "" || !maps.Equal(x.marks, marks) {
		x.text, x.marks = x.WithMargins(margin), marks
	}
	return x.text
}
