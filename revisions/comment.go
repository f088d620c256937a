package revisions

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// MaxComment is the longest comment, in bytes.
const MaxComment = 10_000

// Who took a comment away.
const (
	removedByAuthor    = "author"
	removedByModerator = "moderator"
)

// WriteComment adds a comment. Proposal, or Passage, or Parent give the place;
// Body, Lang, Capacity, Quote and Word are taken, the rest is filled. Threads
// have one level: an answer to an answer joins the thread. A quote that the text
// does not have gives a fault in the field "quote", key "error.quote-missing".
func (s *Service) WriteComment(ctx context.Context, actor people.Account, op people.OpID, c Comment) (Comment, error) {
	if err := people.Can(actor, people.WriteComment, people.Subject{}); err != nil {
		return Comment{}, err
	}
	body, err := tidyBody(c.Body)
	if err != nil {
		return Comment{}, err
	}
	var made Comment
	err = s.write(ctx, actor, op, func(tx Tx, actor people.Account) error {
		capacity, err := speaks(actor, c.Capacity)
		if err != nil {
			return err
		}
		made = Comment{
			Proposal: c.Proposal, Path: c.Path, Passage: c.Passage, Quote: c.Quote, Word: c.Word, Parent: c.Parent,
			Author: actor.ID, Capacity: capacity, Lang: c.Lang, Body: body, Created: s.time(),
		}
		anchor, err := s.settleComment(ctx, tx, &made)
		if err != nil {
			return err
		}
		made.Word = 0 // it has done its part
		if made.ID, err = tx.NextNumber(ctx, "comment"); err != nil {
			return err
		}
		if err := tx.PutComment(ctx, made); err != nil {
			return err
		}
		if anchor != nil {
			anchor.ID = made.ID
			if err := tx.AddAnchor(ctx, *anchor); err != nil {
				return err
			}
		}
		tx.SetResult(subject("comment", made.ID))
		return s.emitComment(ctx, tx, made)
	})
	if id, ok := repeated(err, "comment"); ok {
		return s.Comment(ctx, id)
	}
	if err != nil {
		return Comment{}, err
	}
	return made, nil
}

func tidyBody(body string) (string, error) {
	body = strings.TrimSpace(tidyText(body))
	switch {
	case body == "":
		return "", fault.InField("body", "error.comment-required")
	case len(body) > MaxComment:
		return "", fault.InField("body", "error.comment-long", MaxComment)
	case !utf8.ValidString(body) || strings.ContainsRune(body, 0):
		return "", fault.InField("body", "error.text-characters")
	}
	return body, nil
}

// settleComment fills the place of a new comment and checks that there is one.
// It returns the anchor of one that begins a thread about some words.
func (s *Service) settleComment(ctx context.Context, tx Tx, c *Comment) (*Anchored, error) {
	if c.Parent > 0 {
		parent, err := tx.Comment(ctx, c.Parent)
		if err != nil {
			return nil, err
		}
		if parent.Parent > 0 {
			c.Parent = parent.Parent
		}
		// An answer quotes nothing: its thread does.
		c.Proposal, c.Path, c.Passage, c.Quote = parent.Proposal, parent.Path, parent.Passage, ""
	}
	if c.Proposal > 0 {
		if err := discussable(ctx, tx, c); err != nil {
			return nil, err
		}
	}
	switch {
	case c.Parent > 0:
		return nil, nil
	case c.Proposal > 0:
		return s.anchorProposed(ctx, tx, c)
	}
	return s.anchorHere(ctx, tx, c)
}

// discussable reports whether the comment's proposal takes comments. One that
// waits unconfirmed is unknown to all.
func discussable(ctx context.Context, tx Tx, c *Comment) error {
	p, err := tx.Proposal(ctx, c.Proposal)
	if err != nil {
		return err
	}
	switch p.State {
	case Unconfirmed:
		return fault.New(fault.NotFound, "error.not-found")
	case Withdrawn:
		return fault.New(fault.Conflict, "error.withdrawn")
	}
	return nil
}

// anchorHere anchors a comment on a passage as main has it, and fills its path
// and quote: the words chosen, or the whole passage.
func (s *Service) anchorHere(ctx context.Context, tx Tx, c *Comment) (*Anchored, error) {
	now, err := tx.PageOfPassage(ctx, c.Passage)
	if err != nil {
		return nil, err
	}
	p, err := s.pageAt(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	c.Path, c.Quote = now.Path, strings.TrimSpace(tidyText(c.Quote))
	row, err := anchorIn(p, *c, c.Word)
	if err != nil {
		return nil, err
	}
	if c.Quote == "" {
		if c.Quote, err = p.text(c.Passage); err != nil {
			return nil, err
		}
	}
	row.FromSeq, row.Seq = now.Seq, now.Seq
	return &row, nil
}

// pageAt is a page as its row on main says it is.
func (s *Service) pageAt(ctx context.Context, tx Tx, row docs.Page) (*pageText, error) {
	source, err := s.docs.Blob(ctx, tx, row.Blob)
	return &pageText{path: row.Path, exists: true, title: row.Title, blob: row.Blob, source: source, ids: row.Passages}, err
}

// holds reports whether the text has the quote, however either is wrapped.
func holds(text, quote string) bool {
	return strings.Contains(
		" "+strings.Join(strings.Fields(text), " ")+" ",
		strings.Join(strings.Fields(quote), " "))
}

func (s *Service) emitComment(ctx context.Context, tx Tx, c Comment) error {
	e := event.Event{Kind: event.PassageCommented, Time: s.time()}
	if c.Passage != "" {
		e.Subject = "passage/" + string(c.Passage)
		e.Touches = []string{"page/" + string(c.Path)}
	}
	if c.Proposal > 0 {
		e.Kind = event.ProposalCommented
		if e.Subject != "" {
			e.Touches = append(e.Touches, e.Subject)
		}
		e.Subject = subject("proposal", c.Proposal)
		e.Touches = append(e.Touches, "proposals")
		return tx.Emit(ctx, e)
	}
	// The thread is shown where its words have gone, too.
	first := c.ID
	if c.Parent > 0 {
		first = c.Parent
	}
	rows, err := s.anchorOf(ctx, tx, first)
	if err != nil {
		return err
	}
	for _, a := range rows {
		e.Touches = append(e.Touches, "page/"+string(a.Path), "passage/"+string(a.Passage))
	}
	return tx.Emit(ctx, e)
}

// EditComment rewords the actor's own comment; earlier wordings stay readable.
func (s *Service) EditComment(ctx context.Context, actor people.Account, id int64, body string) (Comment, error) {
	body, err := tidyBody(body)
	if err != nil {
		return Comment{}, err
	}
	var c Comment
	err = s.write(ctx, actor, "", func(tx Tx, actor people.Account) error {
		if c, err = tx.Comment(ctx, id); err != nil {
			return err
		}
		if err := people.Can(actor, people.EditComment, people.Subject{Owner: c.Author}); err != nil {
			return err
		}
		if c.Removed != "" {
			return fault.New(fault.Gone, "error.comment-removed")
		}
		if c.Body == body {
			return nil
		}
		earlier, err := tx.CommentVersions(ctx, id)
		if err != nil {
			return err
		}
		v := CommentVersion{Comment: id, N: len(earlier) + 1, Body: c.Body, At: c.written()}
		if err := tx.PutCommentVersion(ctx, v); err != nil {
			return err
		}
		c.Body, c.Edited = body, s.time()
		if err := tx.PutComment(ctx, c); err != nil {
			return err
		}
		return s.emitComment(ctx, tx, c)
	})
	if err != nil {
		return Comment{}, err
	}
	return c, nil
}

// written is when the comment got its present wording.
func (c Comment) written() time.Time {
	if c.Edited.IsZero() {
		return c.Created
	}
	return c.Edited
}

// RemoveComment takes a comment away: its author, or a moderator (mentor and
// above) with a reason. Its place in the thread stays. What an author takes away
// is deleted; what a moderator takes away is kept unseen, so that the removal
// can be judged afterwards.
func (s *Service) RemoveComment(ctx context.Context, actor people.Account, id int64, why string) error {
	why = strings.TrimSpace(why)
	return s.write(ctx, actor, "", func(tx Tx, actor people.Account) error {
		c, err := tx.Comment(ctx, id)
		if err != nil {
			return err
		}
		if err := people.Can(actor, people.RemoveComment, people.Subject{Owner: c.Author}); err != nil {
			return err
		}
		switch {
		case c.Removed != "":
			return nil
		case c.Author == actor.ID:
			if err := blank(ctx, tx, &c); err != nil {
				return err
			}
		case why == "":
			return fault.InField("reason", "error.reason-required")
		case utf8.RuneCountInString(why) > MaxReason:
			return fault.InField("reason", "error.reason-long", MaxReason)
		default:
			c.Removed, c.RemovedWhy = removedByModerator, why
		}
		if err := tx.PutComment(ctx, c); err != nil {
			return err
		}
		return s.emitComment(ctx, tx, c)
	})
}

// blank deletes every wording of a comment and marks it as removed by its author.
func blank(ctx context.Context, tx Tx, c *Comment) error {
	earlier, err := tx.CommentVersions(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, v := range earlier {
		v.Body = ""
		if err := tx.PutCommentVersion(ctx, v); err != nil {
			return err
		}
	}
	c.Body, c.Removed = "", removedByAuthor
	return nil
}
