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

// WriteComment adds a comment. Proposal, or Path+Passage, or Parent give the
// place; Body, Lang, Capacity, Quote are taken, the rest is filled. Threads have
// one level: an answer to an answer joins the thread.
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
			Proposal: c.Proposal, Path: c.Path, Passage: c.Passage, Quote: c.Quote, Parent: c.Parent,
			Author: actor.ID, Capacity: capacity, Lang: c.Lang, Body: body, Created: s.time(),
		}
		if err := s.settleComment(ctx, tx, &made); err != nil {
			return err
		}
		if made.ID, err = tx.NextNumber(ctx, "comment"); err != nil {
			return err
		}
		if err := tx.PutComment(ctx, made); err != nil {
			return err
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
func (s *Service) settleComment(ctx context.Context, tx Tx, c *Comment) error {
	if c.Parent > 0 {
		parent, err := tx.Comment(ctx, c.Parent)
		if err != nil {
			return err
		}
		if parent.Parent > 0 {
			c.Parent = parent.Parent
		}
		// An answer quotes nothing: its thread does.
		c.Proposal, c.Path, c.Passage, c.Quote = parent.Proposal, parent.Path, parent.Passage, ""
	}
	if c.Proposal > 0 {
		if err := discussable(ctx, tx, c); err != nil || c.Passage == "" {
			return err
		}
	}
	if c.Parent > 0 {
		return nil
	}
	return s.quote(ctx, tx, c)
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

// quote fills the path and the quote of a comment on a passage: the sentence
// chosen if the passage has it, the whole passage otherwise.
func (s *Service) quote(ctx context.Context, tx Tx, c *Comment) error {
	text, path, err := s.passageNow(ctx, tx, c.Passage)
	if err != nil {
		return err
	}
	c.Path = path
	if chosen := strings.TrimSpace(tidyText(c.Quote)); chosen != "" && holds(text, chosen) {
		c.Quote = chosen
	} else {
		c.Quote = text
	}
	return nil
}

// passageNow returns the Markdown of a passage as main has it.
func (s *Service) passageNow(ctx context.Context, tx Tx, id docs.PassageID) (string, docs.Path, error) {
	now, err := tx.PageOfPassage(ctx, id)
	if err != nil {
		return "", "", err
	}
	tip, err := tx.Ref(ctx, docs.Main)
	if err != nil {
		return "", "", err
	}
	p, err := s.editionAt(tx, tip).page(ctx, now.Path)
	if err != nil {
		return "", "", err
	}
	text, err := p.text(id)
	return text, now.Path, err
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
