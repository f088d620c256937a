package server

import (
	"slices"
	"strings"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// proposing is where a change is written: the form at a passage, the draft that
// gathers the changes, and its sending.
type proposing struct {
	people    *people.Service
	docs      *docs.Repository
	revisions *revisions.Service
	themes    *themes.Service
}

// Where a new passage goes on a page, besides after a passage.
const (
	placeTop = "top"
	placeEnd = "end"
)

// place is where in the strategy a change is made.
type place struct {
	Path      docs.Path
	PageTitle string
	Lang      people.Lang
	// Passage is what the change is about, or what the new passage comes
	// after; "" for the top of a page without a title, and for a new page.
	Passage docs.PassageID
	Kind    docs.PassageKind
	Heading string
	// Text is the passage's Markdown now.
	Text string
	// At is placeTop or placeEnd when something is added there.
	At string
	// Others are the page's other passages, for moving.
	Others []passageLine
}

// Listed: what is added after the passage can become an item or a row like it.
func (p place) Listed() bool { return p.Kind == docs.KindItem || p.Kind == docs.KindRow }

// passageLine is a passage in a list: how it begins.
type passageLine struct {
	ID    docs.PassageID
	Kind  docs.PassageKind
	Level int // of a heading
	Text  string
}

// findPlace reads the passage, or the one that at means: the top of a page is
// below its title.
func (h proposing) findPlace(r *request, path docs.Path, passage docs.PassageID, at string) (place, error) {
	page, source, err := h.docs.Read(r.ctx(), path)
	if err != nil {
		return place{}, err
	}
	p := place{Path: path, PageTitle: titleOf(path, page.Title), Lang: path.Lang(), At: at}
	passages := docs.Passages(source)
	passages = passages[:min(len(passages), len(page.Passages))]
	found := -1
	switch at {
	case placeTop:
		found = slices.IndexFunc(passages, func(x docs.Passage) bool { return x.Kind == docs.KindHeading && x.Level == 1 })
	case placeEnd:
		found = len(passages) - 1
	default:
		if found = slices.Index(page.Passages, passage); found < 0 {
			return p, fault.New(fault.NotFound, "error.passage-gone")
		}
	}
	for i, x := range passages {
		id := page.Passages[i]
		switch {
		case i == found:
			p.Passage, p.Kind, p.Heading, p.Text = id, x.Kind, x.Heading, x.Text(source)
		case x.Kind != docs.KindFrontMatter:
			p.Others = append(p.Others, passageLine{id, x.Kind, x.Level, excerpt(x.Text(source))})
		}
	}
	return p, nil
}

// maxExcerpt is how much of a passage names it in a list, in characters.
const maxExcerpt = 90

// excerpt is how a passage begins, as plain text.
func excerpt(markdown string) string {
	text := strings.TrimSpace(docs.PlainText([]byte(markdown)))
	if text == "" {
		text = markdown
	}
	return clipped(text, maxExcerpt)
}
