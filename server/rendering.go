package server

import (
	"html/template"
	"maps"
	"slices"
	"strings"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/people"
)

// rendering is a version of a chapter as HTML, in one language of the site. It
// is kept for those who read with a session, whom the page cache passes by:
// what differs between them stands around the text, not in it.
type rendering struct {
	docs.Rendered
	// title stands above the text when that has no heading fit for it.
	title string
	// marked are the marks in it, with the names of writers.
	marked []docs.Mark

	mu sync.Mutex
	// text has the margins for marks, "" before the first.
	text  template.HTML
	marks map[docs.PassageID]passageMarks
}

// renderingKey names a rendering: everything in it follows from these.
type renderingKey struct {
	lang people.Lang
	path docs.Path
	blob docs.Hash
	seq  int64
	// old versions have neither identities nor margins.
	old bool
	// authors: the words of each writer are marked. Who they are called is not
	// in the key; see rendering.marked.
	authors bool
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

// rendering returns the text as HTML, with its authors marked if the view has them.
func (r *request) rendering(view *strategyPage, key renderingKey, source []byte, ids []docs.PassageID) *rendering {
	var marked []docs.Mark
	if view.Authors != nil {
		key.authors, marked = true, view.Authors.marks
	}
	if kept, ok := r.server.renderings.Get(key); ok && slices.Equal(kept.marked, marked) {
		return kept
	}
	made := r.newRendering(view, source, ids)
	if len(source) <= maxRendering {
		r.server.renderings.Add(key, made)
	}
	return made
}

// forgetNames drops the renderings that hold names when an event touches a
// person: who was erased is to be in no memory either.
func (s *Server) forgetNames(events []event.Event) {
	isPerson := func(subject string) bool { return strings.HasPrefix(subject, "person/") }
	if !slices.ContainsFunc(events, func(e event.Event) bool {
		return isPerson(e.Subject) || slices.ContainsFunc(e.Touches, isPerson)
	}) {
		return
	}
	for _, key := range s.renderings.Keys() {
		if key.authors {
			s.renderings.Remove(key)
		}
	}
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
	out := &rendering{Rendered: docs.Render(source, opts), marked: opts.Marks}
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
func (x *rendering) withMargins(marks map[docs.PassageID]passageMarks, margin func(int, docs.Passage) template.HTML) template.HTML {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.text == "" || !maps.Equal(x.marks, marks) {
		x.text, x.marks = x.WithMargins(margin), marks
	}
	return x.text
}
