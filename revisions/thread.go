package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

// What has become of the passage that a thread quotes.
const (
	placeUnchanged = "unchanged"
	placeChanged   = "changed"
	placeGone      = "gone"
)

// Thread is a comment and its answers, oldest first.
type Thread struct {
	Comment
	// Place tells what has become of the quoted passage: "", "unchanged",
	// "changed" or "gone".
	Place   string
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
		ts, err = s.threads(ctx, tx, cs)
		return err
	})
	return ts, err
}

// PassageThreads lists the discussion of a passage.
func (s *Service) PassageThreads(ctx context.Context, id docs.PassageID) ([]Thread, error) {
	var ts []Thread
	err := s.store.View(ctx, func(tx Tx) error {
		cs, err := tx.CommentsOfPassage(ctx, id)
		if err != nil {
			return err
		}
		ts, err = s.threads(ctx, tx, cs)
		return err
	})
	return ts, err
}

// threads gathers comments, oldest first, into threads.
func (s *Service) threads(ctx context.Context, tx Tx, cs []Comment) ([]Thread, error) {
	var ts []Thread
	at := map[int64]int{}
	texts := map[docs.PassageID]*string{}
	for _, c := range cs {
		if i, ok := at[c.Parent]; ok && c.Parent > 0 {
			ts[i].Answers = append(ts[i].Answers, c.shown())
			continue
		}
		place, err := s.placeOf(ctx, tx, c, texts)
		if err != nil {
			return nil, err
		}
		at[c.ID] = len(ts)
		ts = append(ts, Thread{Comment: c.shown(), Place: place})
	}
	return ts, nil
}

// placeOf tells what has become of the comment's quote; texts remembers the
// passages read, nil for one that is gone.
func (s *Service) placeOf(ctx context.Context, tx Tx, c Comment, texts map[docs.PassageID]*string) (string, error) {
	if c.Passage == "" {
		return "", nil
	}
	text, known := texts[c.Passage]
	if !known {
		now, _, err := s.passageNow(ctx, tx, c.Passage)
		switch fault.KindOf(err) {
		case "":
			text = &now
		case fault.Internal:
			return "", err
		}
		texts[c.Passage] = text
	}
	switch {
	case text == nil:
		return placeGone, nil
	case holds(*text, c.Quote):
		return placeUnchanged, nil
	}
	return placeChanged, nil
}
