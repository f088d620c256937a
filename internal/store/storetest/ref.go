package storetest

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/fault"
)

func testRefs(t *testing.T, s suite) {
	changed := func(t *testing.T, err error) {
		t.Helper()
		if fault.KindOf(err) != fault.Conflict || !fault.Is(err, "error.ref-changed") {
			t.Errorf("got %v, want a conflict", err)
		}
	}

	t.Run("compare and set", func(t *testing.T) {
		b := s.box(t)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, docs.Hash(""))(tx.Ref(ctx, docs.Main))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(1), hash(2)))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(1), ""))
			return tx.MoveRef(ctx, docs.Main, "", hash(1))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			changed(t, tx.MoveRef(ctx, docs.Main, "", hash(2)))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(2), hash(3)))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(2), ""))
			want(t, hash(1))(tx.Ref(ctx, docs.Main))
			return tx.MoveRef(ctx, docs.Main, hash(1), hash(2))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.MoveRef(ctx, docs.Main, hash(2), "") })
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, docs.Hash(""))(tx.Ref(ctx, docs.Main))
			return tx.MoveRef(ctx, docs.Main, "", hash(3))
		})
	})

	t.Run("of many writers one wins", func(t *testing.T) {
		b := s.box(t)
		tip := hash(1000)
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.MoveRef(ctx, docs.Main, "", tip) })
		for round := range 20 {
			var won atomic.Int64
			var wg sync.WaitGroup
			for w := range 8 {
				wg.Go(func() {
					mine := hash(round*8 + w + 1)
					ctx := context.Background()
					err := b.Update(ctx, "", func(tx initiatives.Tx) error { return tx.MoveRef(ctx, docs.Main, tip, mine) })
					if err == nil {
						won.Add(1)
					} else {
						changed(t, err)
					}
				})
			}
			wg.Wait()
			if won.Load() != 1 {
				t.Fatalf("%d writers won", won.Load())
			}
			b.read(func(ctx context.Context, tx initiatives.Tx) { tip, _ = tx.Ref(ctx, docs.Main) })
		}
	})

	t.Run("listed by the bytes of the name", func(t *testing.T) {
		b := s.box(t)
		sorted := []docs.RefName{
			"refs/heads/main", "refs/proposals/1/v1", "refs/proposals/10/v1", "refs/proposals/2/v1",
			"refs/tags/V1", "refs/tags/a", "refs/tags/a-b", "refs/tags/a.b", "refs/tags/a/b", "refs/tags/ab", "refs/tags/v1", "refs/tags/z", "refs/tags/ä", "refs/tags/🏙",
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for i := range sorted {
				if err := tx.MoveRef(ctx, sorted[len(sorted)-1-i], "", hash(len(sorted)-1-i)); err != nil {
					return err
				}
			}
			return nil
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			for _, prefix := range []docs.RefName{"", "refs/", docs.TagPrefix, docs.ProposalPrefix, "refs/tags/a", "refs/tags/ä", "refs/x"} {
				var expect []docs.Ref
				for i, name := range sorted {
					if strings.HasPrefix(string(name), string(prefix)) {
						expect = append(expect, docs.Ref{Name: name, Hash: hash(i)})
					}
				}
				want(t, expect)(tx.Refs(ctx, prefix))
			}
		})
	})
}
