package revisions

import (
	"cmp"
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Thread is a comment and its answers, oldest first.
type Thread struct {
	Comment
	// Place tells what has become of the words that the thread is about, nil for
	// one about a whole proposal.
	Place   *Place
	Answers []Comment
}

// shown is a comment as readers get it: a removed one without its words.
func (c Comment) shown() Comment {
	if c.Removed != "" {
		c.Body = ""
	}
	return c
}

// Comment returns a comment, without its words when it was removed.
func (s *Service) Comment(ctx context.Context, id int64) (Comment, error) {
	var c Comment
	err := s.store.View(ctx, func(tx Tx) (err error) {
		c, err = tx.Comment(ctx, id)
		return err
	})
	return c.shown(), err
}

// OwnComments lists what the actor has said and not removed, newest first.
func (s *Service) OwnComments(ctx context.Context, actor people.Account) ([]Comment, error) {
	if !actor.SignedIn() {
		return nil, nil
	}
	var cs []Comment
	err := s.store.View(ctx, func(tx Tx) (err error) {
		cs, err = tx.CommentsBy(ctx, actor.ID)
		return err
	})
	cs = slices.DeleteFunc(cs, func(c Comment) bool { return c.Removed != "" })
	slices.SortStableFunc(cs, func(a, b Comment) int { return b.Created.Compare(a.Created) })
	return cs, err
}

// CommentHistory lists a comment's earlier wordings, oldest first; none for a removed one.
func (s *Service) CommentHistory(ctx context.Context, id int64) ([]CommentVersion, error) {
	var vs []CommentVersion
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Comment(ctx, id)
		if err != nil || c.Removed != "" {
			return err
		}
		vs, err = tx.CommentVersions(ctx, id)
		return err
	})
	return vs, err
}

// ProposalThreads lists the discussion of a proposal.
func (s *Service) ProposalThreads(ctx context.Context, actor people.Account, id int64) ([]Thread, error) {
	var ts []Thread
	err := s.store.View(ctx, func(tx Tx) error {
		if _, err := visible(ctx, tx, actor, id); err != nil {
			return err
		}
		cs, err := tx.CommentsOfProposal(ctx, id)
		if err != nil {
			return err
		}
		versions, err := tx.ProposalVersions(ctx, id)
		if err != nil {
			return err
		}
		ts = gather(cs)
		for i := range ts {
			if ts[i].Quote == "" {
				continue
			}
			if ts[i].Place, err = s.proposedPlace(ctx, tx, ts[i].Comment, versions); err != nil {
				return err
			}
		}
		return nil
	})
	return ts, err
}

// PassageThreads lists the discussion of a passage: threads about words that
// stand in it, or stood in it when they were begun.
func (s *Service) PassageThreads(ctx context.Context, id docs.PassageID) ([]Thread, error) {
	var ts []Thread
	err := s.store.View(ctx, func(tx Tx) error {
		begun, err := tx.CommentsOfPassage(ctx, id)
		if err != nil {
			return err
		}
		path, err := pathOf(ctx, tx, id)
		if err != nil {
			return err
		}
		rows, err := s.anchorsOn(ctx, tx, path)
		if err != nil {
			return err
		}
		places := map[int64]Anchored{}
		for _, a := range rows {
			if a.Kind != AnchorComment {
				continue
			}
			places[a.ID] = a
			if a.Passage == id && a.FromPassage != id && a.Fate != FateOrphaned {
				thread, err := tx.CommentsOfThread(ctx, a.ID)
				if err != nil {
					return err
				}
				begun = append(begun, thread...)
			}
		}
		slices.SortFunc(begun, func(a, b Comment) int { return cmp.Compare(a.ID, b.ID) })
		ts, err = s.placed(ctx, tx, gather(begun), places)
		return err
	})
	return ts, err
}

// pathOf is the page that the passage is on or was on last, "" for a passage
// that never was.
func pathOf(ctx context.Context, tx Tx, id docs.PassageID) (docs.Path, error) {
	page, err := tx.PageOfPassage(ctx, id)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return page.Path, err
	}
	events, err := tx.PassageEvents(ctx, id)
	if err != nil || len(events) == 0 {
		return "", err
	}
	return events[len(events)-1].Path, nil
}

// placed tells of each thread what has become of its words.
func (s *Service) placed(ctx context.Context, tx Tx, ts []Thread, rows map[int64]Anchored) ([]Thread, error) {
	places := placing{service: s, tx: tx, pages: map[docs.Path]*pageText{}}
	for i := range ts {
		row, ok := rows[ts[i].ID]
		if !ok {
			found, err := s.anchorOf(ctx, tx, ts[i].ID)
			if err != nil {
				return nil, err
			}
			if len(found) == 0 {
				continue
			}
			row = found[0]
		}
		place, err := places.of(ctx, row)
		if err != nil {
			return nil, err
		}
		ts[i].Place = &place
	}
	return ts, nil
}

// gather makes threads of comments, which are in order of their numbers.
func gather(cs []Comment) []Thread {
	var ts []Thread
	at := map[int64]int{}
	for _, c := range cs {
		if i, ok := at[c.Parent]; ok && c.Parent > 0 {
			ts[i].Answers = append(ts[i].Answers, c.shown())
			continue
		}
		at[c.ID] = len(ts)
		ts = append(ts, Thread{Comment: c.shown()})
	}
	return ts
}
