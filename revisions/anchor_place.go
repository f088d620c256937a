package revisions

import (
	"context"
	"math"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// Place is what has become of the words that something is about, for people.
type Place struct {
	Fate Fate
	// Moved: a changed text has moved too.
	Moved bool
	// Path and Passage are where the words stand now, or of an orphan what
	// stands at their place: Passage is "" where nothing does.
	Path    docs.Path
	Passage docs.PassageID
	// Heading is the one that the passage stands under.
	Heading string
	// Then are the words as they were and Now as they stand, in Markdown; Now is
	// "" for an orphan.
	Then, Now string
	// Since is the commit that last changed, moved or removed the words, zero
	// for none.
	Since docs.Commit
	// Version is the version of a proposal that did, for words of its text.
	Version int
}

// placing makes places of rows, reading each page once.
type placing struct {
	service *Service
	tx      Tx
	pages   map[docs.Path]*pageText
}

func (p *placing) of(ctx context.Context, a Anchored) (Place, error) {
	place := Place{Fate: a.Outcome(), Moved: a.Moved || a.Path != a.FromPath || a.Passage != a.FromPassage,
		Path: a.Path, Passage: a.Passage, Then: a.Quote}
	page, err := p.page(ctx, a.Path)
	if err != nil {
		return place, err
	}
	place.Now = a.Now(string(page.source))
	if a.Passage != "" && page.exists {
		if _, passage, err := page.passage(a.Passage); err == nil {
			place.Heading = passage.Heading
		} else if fault.KindOf(err) == fault.Internal {
			return place, err
		}
	}
	if a.Since > 0 {
		place.Since, err = p.tx.CommitAt(ctx, a.Since)
	}
	return place, err
}

func (p *placing) page(ctx context.Context, path docs.Path) (*pageText, error) {
	if page, ok := p.pages[path]; ok {
		return page, nil
	}
	page := &pageText{path: path}
	row, err := p.tx.Page(ctx, path)
	switch {
	case err == nil:
		page, err = p.service.pageAt(ctx, p.tx, row)
	case fault.KindOf(err) == fault.NotFound:
		err = nil
	}
	p.pages[path] = page
	return page, err
}

// anchorOf is the anchor of a comment on the strategy as main stands, in a list
// that is empty for a comment without one.
func (s *Service) anchorOf(ctx context.Context, tx Tx, comment int64) ([]Anchored, error) {
	row, err := tx.Anchor(ctx, AnchorComment, comment)
	if fault.KindOf(err) == fault.NotFound {
		c, err := tx.Comment(ctx, comment)
		if err != nil || c.Passage == "" || c.Proposal > 0 || c.Parent > 0 {
			return nil, err
		}
		if row, err = s.adopt(ctx, tx, c); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	rows := []Anchored{row}
	return rows, s.catchUp(ctx, tx, rows, math.MaxInt64)
}

// pendingCommits is how many commits that have not been carried through are
// looked into for what they bring to a page from others.
const pendingCommits = 50

// anchorsOn lists the anchors that are on the page as main stands or were set
// there, whatever has been carried and whatever has not.
func (s *Service) anchorsOn(ctx context.Context, tx Tx, path docs.Path) ([]Anchored, error) {
	around, err := s.pendingPages(ctx, tx, path)
	if err != nil {
		return nil, err
	}
	type key struct {
		kind AnchorKind
		id   int64
	}
	seen := map[key]bool{}
	var rows []Anchored
	for _, from := range around {
		found, err := tx.AnchorsOnPage(ctx, from)
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			if k := (key{a.Kind, a.ID}); !seen[k] {
				seen[k] = true
				rows = append(rows, a)
			}
		}
	}
	if err := s.catchUp(ctx, tx, rows, math.MaxInt64); err != nil {
		return nil, err
	}
	fresh, err := s.adoptOn(ctx, tx, path, 0)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(append(rows, fresh...), func(a Anchored) bool { return a.Path != path && a.FromPath != path }), nil
}

// pendingPages are the page itself and those from which commits that have not
// been carried through may bring something to it.
func (s *Service) pendingPages(ctx context.Context, tx Tx, path docs.Path) ([]docs.Path, error) {
	paths := []docs.Path{path}
	carried, err := tx.Carried(ctx)
	if err != nil {
		return nil, err
	}
	last, err := tx.LastSeq(ctx)
	if err != nil {
		return nil, err
	}
	for seq := max(carried, last-pendingCommits) + 1; seq <= last; seq++ {
		versions, err := tx.VersionsOf(ctx, seq)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			if !slices.Contains(paths, v.Path) {
				paths = append(paths, v.Path)
			}
		}
	}
	return paths, nil
}
