package revisions

import (
	"context"

	"luonnos/people"
)

// sweepBatch bounds one transaction of a sweep.
const sweepBatch = 100

// Sweep removes expired drafts and the proposals that nobody confirmed while
// their link worked. Their drafts live on, and can be sent again.
func (s *Service) Sweep(ctx context.Context) error {
	// So that no write waits while the history is gone through.
	if err := s.docs.PrepareDiscard(ctx); err != nil {
		return err
	}
	deadline := s.now().Add(-people.LinkConfirm.Life())
	for more := true; more; {
		err := s.store.Update(ctx, "", func(tx Tx) error {
			if _, err := tx.DeleteExpiredDrafts(ctx, s.now()); err != nil {
				return err
			}
			waiting, err := tx.Proposals(ctx, Filter{States: []State{Unconfirmed}, Order: "oldest", Limit: sweepBatch})
			if err != nil {
				return err
			}
			more = false
			for _, p := range waiting {
				if p.Created.After(deadline) {
					return nil
				}
				if err := s.PurgeProposal(ctx, tx, p.ID); err != nil {
					return err
				}
			}
			more = len(waiting) == sweepBatch
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
