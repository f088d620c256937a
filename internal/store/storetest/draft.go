package storetest

import (
	"context"
	"testing"

	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/revisions"
)

func testDrafts(t *testing.T, s suite) {
	b := s.box(t)
	mine := revisions.Draft{
		Hash: "h1", Account: "u1", Proposal: 3, Base: hash(1), Title: "Otsikko", Reason: "Syy\r\n", Area: "ita", Lang: people.Finnish,
		Capacity: people.AsOfficial, Named: true, Email: "a@b.fi", Name: "Aino", Origin: "feedback/12",
		Edits: []revisions.Edit{
			{Op: revisions.EditChange, Path: "a b.md", Passage: "p1", Old: "ennen <i>&</i>", Text: "jälkeen\n", Heading: "Äänensävy"},
			{Op: revisions.EditMove, Path: "b.md", Passage: "p2", From: "p3"},
		},
		Updated: day(2), Expires: day(9),
	}
	older, visitor := mine, mine
	older.Hash, older.Updated, older.Edits = "h2", day(1), nil
	visitor.Hash, visitor.Account, visitor.Named, visitor.Email = "h3", "", false, " A@b.fi"
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutDraft(ctx, older), tx.PutDraft(ctx, visitor), tx.PutDraft(ctx, revisions.Draft{Hash: "h1", Account: "u1"}), tx.PutDraft(ctx, mine))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, mine)(tx.Draft(ctx, "h1"))
		want(t, visitor)(tx.Draft(ctx, "h3"))
		missing[revisions.Draft](t)(tx.Draft(ctx, "h4"))
		want(t, []revisions.Draft{mine, older})(tx.DraftsOf(ctx, "u1"))
		want[[]revisions.Draft](t, nil)(tx.DraftsOf(ctx, ""))
		want(t, []revisions.Draft{visitor})(tx.DraftsNaming(ctx, "a@b.fi"))
		want[[]revisions.Draft](t, nil)(tx.DraftsNaming(ctx, "b@b.fi"))
		want[[]revisions.Draft](t, nil)(tx.DraftsNaming(ctx, ""))
	})
	late := mine
	late.Hash, late.Expires = "h5", day(10)
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		if err := every(tx.DeleteDraft(ctx, "h3"), tx.PutDraft(ctx, late)); err != nil {
			return err
		}
		want(t, 2)(tx.DeleteExpiredDrafts(ctx, day(9)))
		want(t, []revisions.Draft{late})(tx.DraftsOf(ctx, "u1"))
		missing[revisions.Draft](t)(tx.Draft(ctx, "h3"))
		return nil
	})
}
