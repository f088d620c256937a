package themes

import (
	"context"
	"errors"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// own is the item that a token opens, with its sender.
func own(ctx context.Context, tx Tx, t people.Token) (Item, Sender, error) {
	id, err := tx.ItemOfToken(ctx, t.Hash())
	if fault.KindOf(err) == fault.NotFound {
		return Item{}, Sender{}, errFeedbackMissing()
	}
	if err != nil {
		return Item{}, Sender{}, err
	}
	i, err := tx.Feedback(ctx, id)
	if err != nil {
		return Item{}, Sender{}, err
	}
	senders, err := tx.Senders(ctx, []int64{id})
	if err != nil || len(senders) == 0 {
		return Item{}, Sender{}, errFeedbackMissing()
	}
	return i, senders[0], nil
}

// OwnItem returns the item of the sender who has the token.
func (s *Service) OwnItem(ctx context.Context, t people.Token) (i Item, x Sender, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		i, x, err = own(ctx, tx, t)
		return err
	})
	return i, x, err
}

// OwnReplies lists the replies to the item of the sender who has the token,
// whether the item is shown or not.
func (s *Service) OwnReplies(ctx context.Context, t people.Token) (list []Reply, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		i, _, err := own(ctx, tx, t)
		if err != nil {
			return err
		}
		list, err = tx.FeedbackReplies(ctx, []int64{i.ID})
		return err
	})
	return list, err
}

// Withdraw takes a sender's own item back: its text and what is known of the
// sender are gone, and the token with them.
func (s *Service) Withdraw(ctx context.Context, t people.Token) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		i, _, err := own(ctx, tx, t)
		if err != nil {
			return err
		}
		return s.remove(ctx, tx, i)
	})
}

// remove blanks an item that its sender takes back, and tells of it.
func (s *Service) remove(ctx context.Context, tx Tx, i Item) error {
	var touch touched
	if err := s.takeAway(ctx, tx, i, withdrawn, &touch); err != nil {
		return err
	}
	if err := touch.unsay(ctx, tx); err != nil {
		return err
	}
	return touch.emit(ctx, tx, event.Event{Kind: event.FeedbackShown, Subject: subject("feedback", i.ID), Time: s.time()})
}

// AskConsent writes to a sender to ask whether a proposal may be made of their
// feedback; a Conflict when there is no address to write to.
func (s *Service) AskConsent(ctx context.Context, actor people.Account, op people.OpID, item int64) error {
	return s.once(ctx, actor, op, people.TieFeedback, func(tx Tx, _ people.Account) error {
		i, err := present(ctx, tx, item)
		if err != nil {
			return err
		}
		senders, err := tx.Senders(ctx, []int64{item})
		if err != nil {
			return err
		}
		if len(senders) == 0 {
			return errNoAddress()
		}
		x := senders[0]
		if x.Consent != NotAsked {
			return nil // asked once, answered once
		}
		sent, err := s.letter(ctx, tx, i, x, letterConsent, nil)
		if err != nil {
			return err
		}
		if !sent {
			return errNoAddress()
		}
		x.Consent = Asked
		return tx.PutSender(ctx, x)
	})
}

func errNoAddress() error { return fault.New(fault.Conflict, "error.no-address") }

// AnswerConsent is a sender's word: Agreed or Refused. They may change it until
// a proposal has been made.
func (s *Service) AnswerConsent(ctx context.Context, t people.Token, c Consent) error {
	if c != Agreed && c != Refused {
		return fault.InField("consent", "error.consent")
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		_, x, err := own(ctx, tx, t)
		if err != nil {
			return err
		}
		x.Consent = c
		return tx.PutSender(ctx, x)
	})
}

// MayDraft returns an item that the actor may make a proposal of: its sender
// has agreed. Until then it is a Forbidden fault, "error.no-consent".
func (s *Service) MayDraft(ctx context.Context, actor people.Account, item int64) (i Item, err error) {
	if err := people.Can(actor, people.TieFeedback, people.Subject{}); err != nil {
		return Item{}, err
	}
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		if err := people.Can(actor, people.TieFeedback, people.Subject{}); err != nil {
			return err
		}
		if i, err = present(ctx, tx, item); err != nil {
			return err
		}
		senders, err := tx.Senders(ctx, []int64{item})
		if err == nil && (len(senders) == 0 || senders[0].Consent != Agreed) {
			err = fault.New(fault.Forbidden, "error.no-consent")
		}
		return err
	})
	if err != nil {
		return Item{}, err
	}
	return i, nil
}

// EraseSender forgets who sent an item; the item stays.
func (s *Service) EraseSender(ctx context.Context, actor people.Account, item int64) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		actor, err := people.Present(ctx, tx, actor)
		if err != nil {
			return err
		}
		senders, err := tx.Senders(ctx, []int64{item})
		if err != nil {
			return err
		}
		var owner people.ID
		if len(senders) > 0 {
			owner = senders[0].Account
		}
		if err := people.Can(actor, people.EraseSender, people.Subject{Owner: owner}); err != nil {
			return err
		}
		return s.forget(ctx, tx, item)
	})
}

// forget removes who sent an item, also where its address or a further column of
// a table tells.
func (s *Service) forget(ctx context.Context, tx Tx, item int64) error {
	i, err := tx.Feedback(ctx, item)
	if err != nil {
		return err
	}
	i.Address, i.Attributes = "", nil
	if err := tx.PutFeedback(ctx, i, "", 0); err != nil {
		return err
	}
	if err := tx.DeleteSender(ctx, item); err != nil {
		return err
	}
	var touch touched
	touch.item(i)
	return touch.emit(ctx, tx, event.Event{Kind: event.FeedbackShown, Subject: subject("feedback", item), Time: s.time()})
}

// EraseWritten is the part of this room in erasing a person, in the caller's
// transaction: who sent what is forgotten, and what of it the public does not
// see is taken away. The account must still have its address.
func (s *Service) EraseWritten(ctx context.Context, tx people.Tx, id people.ID) error {
	ours, ok := tx.(Tx)
	if !ok {
		return errors.New("themes: the transaction does not know feedback")
	}
	a, err := ours.Account(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.eraseSent(ctx, ours, id, a.Email)
	return err
}

// EraseAddress is the part of erasing a person who has no account: who sent what
// from the address is forgotten, and what of it the public does not see is taken
// away. NotFound when nothing has come from it.
func (s *Service) EraseAddress(ctx context.Context, actor people.Account, email string) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		actor, err := people.Present(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := people.Can(actor, people.EraseSender, people.Subject{}); err != nil {
			return err
		}
		n, err := s.eraseSent(ctx, tx, "", email)
		if err == nil && n == 0 {
			err = errFeedbackMissing()
		}
		return err
	})
}

// eraseSent erases what an account or an address sent, and counts it.
func (s *Service) eraseSent(ctx context.Context, tx Tx, id people.ID, email string) (int, error) {
	items, err := tx.SendersOf(ctx, id, email)
	if err != nil {
		return 0, err
	}
	for _, item := range items {
		i, err := tx.Feedback(ctx, item)
		if err != nil {
			return 0, err
		}
		if i.Moderation == Shown {
			err = s.forget(ctx, tx, item)
		} else {
			err = s.remove(ctx, tx, i)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(items), nil
}
