package themes

import (
	"context"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Reply answers an item, as an official or as a private person, and writes to
// its sender. closeIt closes the item.
func (s *Service) Reply(ctx context.Context, actor people.Account, op people.OpID, item int64, r Reply, closeIt bool) (Reply, error) {
	list, err := s.reply(ctx, actor, op, []int64{item}, r, closeIt)
	if err != nil {
		return Reply{}, err
	}
	return list[0], nil
}

// ReplyAll gives several items the same answer, all or none of them; at most
// MaxList.
func (s *Service) ReplyAll(ctx context.Context, actor people.Account, op people.OpID, items []int64, r Reply, closeThem bool) error {
	_, err := s.reply(ctx, actor, op, items, r, closeThem)
	return err
}

func (s *Service) reply(ctx context.Context, actor people.Account, op people.OpID, items []int64, r Reply, closeThem bool) ([]Reply, error) {
	r.Text = tidyText(r.Text)
	var made []Reply
	err := s.write(ctx, actor, op, people.ReplyFeedback, func(tx Tx, actor people.Account) error {
		made = nil
		if err := r.validate(actor, items); err != nil {
			return err
		}
		var t touched
		for _, id := range items {
			one, err := s.replyOne(ctx, tx, actor, id, r, closeThem, &t)
			if err != nil {
				return err
			}
			made = append(made, one)
		}
		tx.SetResult(subject("reply", made[0].ID))
		return t.emit(ctx, tx, event.Event{Kind: event.FeedbackAnswered, Subject: subject("feedback", items[0]), Time: s.time()})
	})
	if id, again := repeated(err, "reply"); again {
		r.ID, r.Item = id, items[0]
		return []Reply{r}, nil
	}
	return made, err
}

func (r *Reply) validate(actor people.Account, items []int64) error {
	switch {
	case len(items) == 0:
		return fault.New(fault.Invalid, "error.nothing-chosen")
	case len(items) > MaxList:
		return fault.New(fault.Invalid, "error.too-many-chosen", MaxList)
	case r.Text == "":
		return fault.InField("text", "error.text-required")
	case len(r.Text) > MaxReply:
		return fault.InField("text", "error.text-long", MaxReply/1000)
	}
	if r.Capacity == people.AsOfficial {
		return people.Can(actor, people.SpeakAsOfficial, people.Subject{})
	}
	r.Capacity = people.Private
	return nil
}

func (s *Service) replyOne(ctx context.Context, tx Tx, actor people.Account, id int64, r Reply, closeIt bool, t *touched) (Reply, error) {
	i, err := present(ctx, tx, id)
	if err != nil {
		return r, err
	}
	if r.ID, err = tx.NextNumber(ctx, "reply"); err != nil {
		return r, err
	}
	r.Item, r.By, r.At, r.Unit = id, actor.ID, s.time(), ""
	if r.Capacity == people.AsOfficial {
		r.Unit = actor.Unit
	}
	if err := tx.PutFeedbackReply(ctx, r); err != nil {
		return r, err
	}
	i.Replies++
	i.Changed = r.At
	if closeIt {
		i.Status = Closed
	}
	if err := tx.PutFeedback(ctx, i, "", 0); err != nil {
		return r, err
	}
	t.item(i)
	return r, s.tell(ctx, tx, i, letterAnswered, map[string]string{"reply": r.Text})
}
