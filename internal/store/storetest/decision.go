package storetest

import (
	"context"
	"testing"

	"luonnos/initiatives"
	"luonnos/revisions"
)

func testDecisions(t *testing.T, s suite) {
	b := s.box(t)
	decision := func(id, of int64) revisions.Decision {
		return revisions.Decision{ID: id, Proposal: of, Version: 2, Verdict: revisions.AcceptChanged, Reason: "Perustelu", By: "u1",
			Pseudonym: "p-1", Unit: "Viestintä", Commit: hash(4), At: day(4)}
	}
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutProposal(ctx, proposal(1, revisions.Open)), tx.PutProposal(ctx, proposal(2, revisions.Open)),
			tx.PutDecision(ctx, decision(3, 1)), tx.PutDecision(ctx, decision(1, 1)), tx.PutDecision(ctx, decision(2, 2)))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, decision(2, 2))(tx.Decision(ctx, 2))
		missing[revisions.Decision](t)(tx.Decision(ctx, 4))
		want(t, []revisions.Decision{decision(1, 1), decision(3, 1)})(tx.DecisionsOf(ctx, 1))
		want(t, []revisions.Decision{decision(3, 1), decision(2, 2)})(tx.Decisions(ctx, 2))
		want(t, 3)(func() (int, error) { ds, err := tx.Decisions(ctx, 0); return len(ds), err }())
	})
}
