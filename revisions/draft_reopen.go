package revisions

import (
	"context"

	"luonnos/internal/fault"
	"luonnos/people"
)

// ReopenDraft gives the actor a new token of their own draft, so that it can be
// written on in another browser. The earlier token opens nothing any more; Gone
// for a draft that is not the actor's.
func (s *Service) ReopenDraft(ctx context.Context, actor people.Account, h people.TokenHash) (people.Token, error) {
	token := people.NewToken()
	err := s.write(ctx, actor, "", func(tx Tx, actor people.Account) error {
		d, err := s.unsent(ctx, tx, h)
		if err != nil {
			return err
		}
		if people.Can(actor, people.ReviseProposal, people.Subject{Owner: d.Account}) != nil {
			return fault.New(fault.Gone, "error.draft-gone")
		}
		if err := tx.DeleteDraft(ctx, h); err != nil {
			return err
		}
		d.Hash = token.Hash()
		return tx.PutDraft(ctx, d)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}
