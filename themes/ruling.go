package themes

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Ruling is what the desk decides on showing an item.
type Ruling struct {
	State  Moderation // Shown or Hidden
	Reason string     // of hiding, for the sender
	// Text is what is shown instead of the text as sent, which is then gone;
	// "" for it as it is. Title is that of the title, nil for it as it is.
	Text  string
	Title *string
	// Over is Item.Ruled of the item that the desk looked at, "" for however it
	// is: what another has decided or taken out meanwhile is not undone unseen.
	Over string
}

// Ruled tells one ruling on an item from another: it changes with the state, the
// reason, and the words.
func (i Item) Ruled() string {
	sum := sha256.New()
	for _, part := range []string{string(i.Moderation), tidyText(i.Reason), i.Title, tidyText(i.Text)} {
		fmt.Fprintf(sum, "%d %s", len(part), part)
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:15])
}

// MaxReason is the longest reason, in characters.
const MaxReason = 2_000

// Moderate shows or hides an item. Hiding needs a reason, which the sender is
// told.
func (s *Service) Moderate(ctx context.Context, actor people.Account, op people.OpID, id int64, r Ruling) error {
	r.Reason, r.Text = tidyText(r.Reason), tidyText(r.Text)
	if r.Title != nil {
		title := strings.Join(strings.Fields(clean(*r.Title)), " ")
		r.Title = &title
	}
	return s.once(ctx, actor, op, people.ModerateFeedback, func(tx Tx, _ people.Account) error {
		i, err := present(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := r.validate(); err != nil {
			return err
		}
		if r.Over != "" && r.Over != i.Ruled() {
			return fault.InField("state", "error.feedback-ruled")
		}
		var t touched
		t.item(i)
		t.leaves(i)
		hidden := r.State == Hidden && i.Moderation != Hidden
		i.Moderation, i.Reason = r.State, ""
		if r.State == Hidden {
			i.Reason = r.Reason
		}
		if r.Text != "" && r.Text != i.Text {
			i.Text, i.Redacted = r.Text, true
		}
		if r.Title != nil && *r.Title != i.Title {
			i.Title, i.Redacted = *r.Title, true
			if i.Title == "" && i.Text == "" {
				return fault.InField("title", "error.text-required")
			}
		}
		if err := s.change(ctx, tx, &i); err != nil {
			return err
		}
		if hidden {
			if err := s.tell(ctx, tx, i, letterHidden, map[string]string{"reason": r.Reason}); err != nil {
				return err
			}
		}
		t.item(i)
		if err := t.unsay(ctx, tx); err != nil {
			return err
		}
		return t.emit(ctx, tx, event.Event{Kind: event.FeedbackShown, Subject: subject("feedback", i.ID), Time: i.Changed})
	})
}

func (r Ruling) validate() error {
	switch {
	case r.State != Shown && r.State != Hidden:
		return fault.InField("state", "error.moderation")
	case r.State == Hidden && r.Reason == "":
		return fault.InField("reason", "error.reason-required")
	case utf8.RuneCountInString(r.Reason) > MaxReason:
		return fault.InField("reason", "error.reason-long", MaxReason)
	case len(r.Text) > MaxText:
		return fault.InField("text", "error.text-long", MaxText/1000)
	case r.Title != nil && utf8.RuneCountInString(*r.Title) > MaxTitle:
		return fault.InField("title", "error.title-long", MaxTitle)
	}
	return nil
}

// present is an item whose text is still there.
func present(ctx context.Context, tx Tx, id int64) (Item, error) {
	i, err := tx.Feedback(ctx, id)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return i, errFeedbackMissing()
	case err == nil && i.Moderation == Removed:
		return i, fault.New(fault.Gone, "error.feedback-removed")
	}
	return i, err
}

// change writes an item that a person has changed.
func (s *Service) change(ctx context.Context, tx Tx, i *Item) error {
	revision, err := tx.NextNumber(ctx, revisionNumber)
	if err != nil {
		return err
	}
	i.Changed = s.time()
	return tx.PutFeedback(ctx, *i, "", revision)
}

// SetStatus opens or closes an item.
func (s *Service) SetStatus(ctx context.Context, actor people.Account, op people.OpID, id int64, to Status) error {
	if to != Open && to != Closed {
		return fault.InField("status", "error.status")
	}
	return s.sort(ctx, actor, op, id, func(_ Tx, i *Item) error {
		i.Status = to
		return nil
	})
}

// SetArea says what area an item is of, "" for none.
func (s *Service) SetArea(ctx context.Context, actor people.Account, op people.OpID, id int64, area string) error {
	return s.sort(ctx, actor, op, id, func(tx Tx, i *Item) error {
		i.Area, i.AreaByPerson = area, i.AreaByPerson || area != i.Area
		return knownArea(ctx, tx, area)
	})
}

// SetTags gives an item its tags.
func (s *Service) SetTags(ctx context.Context, actor people.Account, op people.OpID, id int64, tags []string) error {
	return s.sort(ctx, actor, op, id, func(_ Tx, i *Item) error {
		for _, t := range tags {
			if t = strings.TrimLeft(strings.TrimSpace(t), "#"); FoldTag(t) == "" && t != "" {
				return fault.InField("tags", "error.hashtag")
			}
		}
		tags := tidyTags(tags, "")
		i.Tags, i.TagsByPerson = tags, i.TagsByPerson || !slices.Equal(tags, i.Tags)
		return nil
	})
}

// sort changes what an item is filed under.
func (s *Service) sort(ctx context.Context, actor people.Account, op people.OpID, id int64, set func(tx Tx, i *Item) error) error {
	return s.once(ctx, actor, op, people.ModerateFeedback, func(tx Tx, _ people.Account) error {
		i, err := present(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := set(tx, &i); err != nil {
			return err
		}
		i.Changed = s.time()
		if err := tx.PutFeedback(ctx, i, "", 0); err != nil {
			return err
		}
		var t touched
		t.item(i)
		return t.emit(ctx, tx, event.Event{Kind: event.FeedbackShown, Subject: subject("feedback", id), Time: i.Changed})
	})
}
