package revisions

import (
	"cmp"
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// adoptedAtOnce bounds the comments without an anchor that one step takes in.
const adoptedAtOnce = 500

// carryAnchors takes what is anchored in a page through one commit, and takes in
// comments on the page that have no anchor yet.
func (s *Service) carryAnchors(ctx context.Context, tx Tx, p pageStep) (write func(context.Context, Tx) error, err error) {
	path := p.New.path
	fresh, err := s.adoptOn(ctx, tx, path, adoptedAtOnce)
	if err != nil {
		return nil, err
	}
	rows, err := tx.AnchorsOnPage(ctx, path)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(a Anchored) bool { return a.Path != path || a.Seq >= p.Commit.Seq })
	if len(rows) == 0 && len(fresh) == 0 {
		return nil, nil
	}
	froms := make([]int64, len(rows))
	for i, a := range rows {
		froms[i] = a.Seq
	}
	if err := s.catchUp(ctx, tx, rows, p.Commit.Seq); err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx Tx) error {
		for i, a := range rows {
			if _, err := tx.MoveAnchor(ctx, a, froms[i]); err != nil {
				return err
			}
		}
		for _, a := range fresh {
			// The comment may have gone with its proposal or its author.
			if _, err := tx.Comment(ctx, a.ID); fault.KindOf(err) == fault.NotFound {
				continue
			} else if err != nil {
				return err
			}
			if err := tx.AddAnchor(ctx, a); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// catchUp carries anchors of the strategy through the versions of their pages
// up to the number until, that one included.
func (s *Service) catchUp(ctx context.Context, tx Tx, rows []Anchored, until int64) error {
	type place struct {
		path docs.Path
		seq  int64
	}
	waiting := map[place][]int{}
	for i, a := range rows {
		at := place{a.Path, a.Seq}
		waiting[at] = append(waiting[at], i)
	}
	for len(waiting) > 0 {
		// The oldest first: those of one page come together on the way.
		var at place
		for k := range waiting {
			if at.path == "" || cmp.Or(cmp.Compare(k.seq, at.seq), cmp.Compare(k.path, at.path)) < 0 {
				at = k
			}
		}
		group := waiting[at]
		delete(waiting, at)
		v, err := s.nextVersion(ctx, tx, at.path, at.seq)
		if err != nil {
			return err
		}
		if v.Seq == 0 || v.Seq > until {
			continue
		}
		step, err := s.stepTo(ctx, tx, v)
		if err != nil {
			return err
		}
		if err := s.carryRows(ctx, tx, rows, group, step); err != nil {
			return err
		}
		for _, i := range group {
			next := place{rows[i].Path, rows[i].Seq}
			waiting[next] = append(waiting[next], i)
		}
	}
	return nil
}

// nextVersion is the version of the page after the number, zero for none.
func (s *Service) nextVersion(ctx context.Context, tx Tx, path docs.Path, seq int64) (docs.Version, error) {
	page, err := tx.Page(ctx, path)
	if err == nil && page.Seq <= seq {
		return docs.Version{}, nil
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return docs.Version{}, err
	}
	v, err := tx.NextVersion(ctx, path, seq)
	if fault.KindOf(err) == fault.NotFound {
		return docs.Version{}, nil
	}
	return v, err
}

// stepTo is what the commit of a version did to its page.
func (s *Service) stepTo(ctx context.Context, tx Tx, v docs.Version) (pageStep, error) {
	c, err := tx.Commit(ctx, v.Commit)
	if err != nil {
		return pageStep{}, err
	}
	return s.stepOf(ctx, tx, c, v)
}

// carryRows takes the rows of a group, all of them on the step's page as it was,
// through the step.
func (s *Service) carryRows(ctx context.Context, tx Tx, rows []Anchored, group []int, p pageStep) error {
	others := otherPages{service: s, tx: tx, step: p}
	to := p.New
	if !to.exists {
		renamed, err := others.renamed(ctx)
		if err != nil {
			return err
		}
		if renamed != nil {
			to = renamed
		}
	}
	anchors := make([]Anchor, len(group))
	for k, i := range group {
		anchors[k] = rows[i].Anchor
	}
	for k, after := range CarryAll(anchors, string(p.Old.source), string(to.source)) {
		was, on := rows[group[k]], to
		if after.Fate == FateOrphaned && was.Fate != FateOrphaned {
			found, page, err := others.find(ctx, was.Anchor)
			if err != nil {
				return err
			}
			if page != nil {
				after, on = found, page
			}
		}
		now := was
		now.Anchor, now.Seq = after, p.Commit.Seq
		if err := now.place(on); err != nil {
			return err
		}
		if now.Outcome() != was.Outcome() || now.Path != was.Path || now.Passage != was.Passage && after.Fate != FateOrphaned ||
			!sameFields(after.Now(string(on.source)), was.Now(string(p.Old.source))) {
			now.Since = p.Commit.Seq
		}
		rows[group[k]] = now
	}
	return nil
}
