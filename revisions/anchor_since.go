package revisions

import (
	"context"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

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
