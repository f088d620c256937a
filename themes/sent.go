package themes

import (
	"context"
	"slices"

	"luonnos/people"
)

// Sent lists the items that the actor sent, newest first: while signed in, or
// with the address that is theirs. What they took back is not among them.
func (s *Service) Sent(ctx context.Context, actor people.Account) (list []Item, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		ids, err := sentBy(ctx, tx, actor)
		if err != nil {
			return err
		}
		list, err = tx.FeedbackItems(ctx, ids)
		return err
	})
	slices.SortFunc(list, func(a, b Item) int { return b.At.Compare(a.At) })
	return list, err
}

// OpenSent returns a token that opens the sender's own page of an item that the
// actor sent; NotFound for anything else.
func (s *Service) OpenSent(ctx context.Context, actor people.Account, item int64) (people.Token, error) {
	token := people.NewToken()
	err := s.store.Update(ctx, "", func(tx Tx) error {
		ids, err := sentBy(ctx, tx, actor)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, item) {
			return errFeedbackMissing()
		}
		return tx.PutSenderToken(ctx, token.Hash(), item)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// sentBy lists the ids of what the actor, as they are now, has sent.
func sentBy(ctx context.Context, tx Tx, actor people.Account) ([]int64, error) {
	now, err := people.Present(ctx, tx, actor)
	if err != nil {
		return nil, err
	}
	if err := people.Can(now, people.ManageAccount, people.Subject{Owner: now.ID}); err != nil {
		return nil, err
	}
	return tx.SendersOf(ctx, now.ID, now.Email)
}
