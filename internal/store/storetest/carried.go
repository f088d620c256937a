package storetest

import (
	"context"
	"testing"

	"luonnos/initiatives"
)

func testCarried(t *testing.T, s suite) {
	b := s.box(t)
	b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, int64(0))(tx.Carried(ctx)) })
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		want(t, false)(tx.MoveCarried(ctx, 1, 2))
		want(t, true)(tx.MoveCarried(ctx, 0, 1))
		want(t, false)(tx.MoveCarried(ctx, 0, 1))
		return nil
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, int64(1))(tx.Carried(ctx)) })
}
