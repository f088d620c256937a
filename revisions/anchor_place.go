package revisions

import (
	"context"
	"math"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
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

// LostThread is a thread about words that are not in the text any more.
type LostThread struct {
	// ID is its first comment, From the passage that it was begun on.
	ID   int64
	From docs.PassageID
	Place
	// Comments is how many can be read.
	Comments int
}

// Marks counts what is attached to the passages of a page as it stands, and
// lists the threads about words that are gone from it, oldest first.
func (s *Service) Marks(ctx context.Context, path docs.Path) (marks map[docs.PassageID]Marks, lost []LostThread, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		marks, lost = map[docs.PassageID]Marks{}, nil
		proposals, err := tx.LiveProposalsOn(ctx, path)
		if err != nil {
			return err
		}
		for id, n := range proposals {
			marks[id] = Marks{Proposals: n}
		}
		rows, err := s.anchorsOn(ctx, tx, path)
		if err != nil || len(rows) == 0 {
			return err
		}
		sizes, err := tx.ThreadSizes(ctx, path)
		if err != nil {
			return err
		}
		places := placing{service: s, tx: tx, pages: map[docs.Path]*pageText{}}
		for _, a := range rows {
			if a.Kind != AnchorComment || a.Path != path || sizes[a.ID] == 0 {
				continue
			}
			if a.Fate != FateOrphaned {
				m := marks[a.Passage]
				m.Comments += sizes[a.ID]
				marks[a.Passage] = m
				continue
			}
			place, err := places.of(ctx, a)
			if err != nil {
				return err
			}
			lost = append(lost, LostThread{a.ID, a.FromPassage, place, sizes[a.ID]})
		}
		slices.SortFunc(lost, func(a, b LostThread) int { return int(a.ID - b.ID) })
		return nil
	})
	return marks, lost, err
}

// PassagePlaces tells of each passage that the newest version of a proposal
// changes, moves or removes what has become of its text since: since the version
// that it was written against or, once accepted, since it was accepted. The
// places are in the order of the version's edits; others have an empty Fate.
func (s *Service) PassagePlaces(ctx context.Context, actor people.Account, id int64) ([]Place, error) {
	var out []Place
	err := s.store.View(ctx, func(tx Tx) error {
		p, err := visible(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		v, err := tx.ProposalVersion(ctx, id, p.Version)
		if err != nil {
			return err
		}
		since := v.Base
		if p.Merged != "" {
			since = p.Merged
		}
		base := s.editionAt(tx, since)
		places := placing{service: s, tx: tx, pages: map[docs.Path]*pageText{}}
		out = make([]Place, len(v.Edits))
		for i, e := range v.Edits {
			if e.subject() == "" {
				continue
			}
			if out[i], err = s.sincePlace(ctx, base, &places, e); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// sincePlace compares the passage of an edit in an edition with main. The
// passage's identity tells where to look, the words what has become of them.
func (s *Service) sincePlace(ctx context.Context, base *edition, places *placing, e Edit) (Place, error) {
	then, err := base.page(ctx, e.Path)
	if err != nil {
		return Place{}, err
	}
	_, passage, err := then.passage(e.subject())
	if kind := fault.KindOf(err); kind == fault.Internal {
		return Place{}, err
	} else if kind != "" {
		return Place{}, nil // accepted as a removal, say: there is nothing to follow
	}
	path := e.Path
	if page, err := base.tx.PageOfPassage(ctx, e.subject()); err == nil {
		path = page.Path
	} else if fault.KindOf(err) != fault.NotFound {
		return Place{}, err
	}
	now, err := places.page(ctx, path)
	if err != nil {
		return Place{}, err
	}
	a := Anchored{Anchor: AnchorAt(string(then.source), Extent{passage.Start, passage.End}),
		FromPath: e.Path, FromPassage: e.subject(), Path: path, Passage: e.subject()}
	a.Anchor = Carry(a.Anchor, string(then.source), string(now.source))
	if err := a.place(now); err != nil {
		return Place{}, err
	}
	return places.of(ctx, a)
}
