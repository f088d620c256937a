package storetest

import (
	"context"
	"testing"

	"luonnos/initiatives"
	"luonnos/people"
)

func testInitiatives(t *testing.T, s suite) {
	b := s.box(t)
	one := initiatives.Initiative{ID: 1, State: initiatives.Published, Title: "Aloite", Text: "Teksti", Lang: people.Finnish, Tag: "v1",
		Source: hash(1), SourceSeq: 12, By: "u1", Created: day(5)}
	two := one
	two.ID, two.Tag = 2, "v2"
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutInitiative(ctx, two), tx.PutInitiative(ctx, initiatives.Initiative{ID: 1}), tx.PutInitiative(ctx, one),
			tx.PutAccount(ctx, account("u1", "Aino", "a@b.fi")),
			tx.PutContributors(ctx, 1, []initiatives.Contributor{{Pseudonym: "p-x"}, {Pseudonym: "p-y"}}),
			tx.PutContributors(ctx, 1, []initiatives.Contributor{
				{Pseudonym: "p-u9", Name: "not kept", Proposals: []int64{4}}, {Pseudonym: "p-u1", Proposals: []int64{2, 7}},
			}))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, one)(tx.Initiative(ctx, 1))
		missing[initiatives.Initiative](t)(tx.Initiative(ctx, 3))
		want(t, []initiatives.Initiative{two, one})(tx.Initiatives(ctx))
		want(t, []initiatives.Contributor{
			{Pseudonym: "p-u9", Proposals: []int64{4}}, {Account: "u1", Pseudonym: "p-u1", Name: "Aino", Proposals: []int64{2, 7}},
		})(tx.Contributors(ctx, 1))
		want[[]initiatives.Contributor](t, nil)(tx.Contributors(ctx, 2))
	})
}
