package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/event"
)

func testTransactions(t *testing.T, s suite) {
	t.Run("a failed write leaves nothing", func(t *testing.T) {
		b := s.box(t)
		heard := 0
		b.Listen(func([]event.Event) { heard++ })
		sorry := errors.New("sorry")
		err := b.Update(context.Background(), "op", func(tx initiatives.Tx) error {
			ctx := context.Background()
			if err := every(
				tx.PutSetting(ctx, "k", "v"),
				tx.MoveRef(ctx, docs.Main, "", hash(1)),
				tx.Emit(ctx, event.Event{Kind: event.MailQueued}),
			); err != nil {
				return err
			}
			if v, err := tx.Setting(ctx, "k"); v != "v" || err != nil {
				t.Errorf("a transaction does not see its own write: %q, %v", v, err)
			}
			return sorry
		})
		if err != sorry {
			t.Errorf("got %v", err)
		}
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, "")(tx.Setting(ctx, "k"))
			want(t, docs.Hash(""))(tx.Ref(ctx, docs.Main))
		})
		want[[]event.Event](t, nil)(b.Pending(context.Background(), event.MailQueued, 0))
		if heard != 0 {
			t.Error("listeners heard of a write that failed")
		}
		// Nor is the operation remembered.
		if err := b.Update(context.Background(), "op", func(initiatives.Tx) error { return nil }); err != nil {
			t.Errorf("second try: %v", err)
		}
	})

	t.Run("a panic leaves nothing and blocks nobody", func(t *testing.T) {
		b := s.box(t)
		func() {
			defer func() { _ = recover() }()
			_ = b.Update(context.Background(), "", func(tx initiatives.Tx) error {
				_ = tx.PutSetting(context.Background(), "k", "v")
				panic("fn")
			})
		}()
		func() {
			defer func() { _ = recover() }()
			_ = b.View(context.Background(), func(initiatives.Tx) error { panic("fn") })
		}()
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutSetting(ctx, "other", "v") })
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, "")(tx.Setting(ctx, "k"))
			want(t, "v")(tx.Setting(ctx, "other"))
		})
	})

	t.Run("a view is one snapshot", func(t *testing.T) {
		b := s.box(t)
		put := func(v string) {
			b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutSetting(ctx, "k", v) })
		}
		put("before")
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, "before")(tx.Setting(ctx, "k"))
			put("after")
			want(t, "before")(tx.Setting(ctx, "k"))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, "after")(tx.Setting(ctx, "k")) })
	})

	t.Run("a view cannot write", func(t *testing.T) {
		b := s.box(t)
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			_, numbered := tx.NextNumber(ctx, "proposal")
			for name, err := range map[string]error{
				"PutSetting": tx.PutSetting(ctx, "k", "v"),
				"NextNumber": numbered,
				"Emit":       tx.Emit(ctx, event.Event{Kind: event.PersonChanged}),
				"MoveRef":    tx.MoveRef(ctx, docs.Main, "", hash(1)),
			} {
				if err == nil {
					t.Errorf("%s worked inside View", name)
				}
			}
		})
	})

	t.Run("a transaction ends with its function", func(t *testing.T) {
		b := s.box(t)
		var kept initiatives.Tx
		b.write(func(_ context.Context, tx initiatives.Tx) error { kept = tx; return nil })
		if _, err := kept.Setting(context.Background(), "k"); err == nil {
			t.Error("a transaction could be used after its end")
		}
	})

	t.Run("a canceled write leaves nothing", func(t *testing.T) {
		b := s.box(t)
		ctx, cancel := context.WithCancel(context.Background())
		err := b.Update(ctx, "", func(tx initiatives.Tx) error {
			if err := tx.PutSetting(ctx, "k", "v"); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, "")(tx.Setting(ctx, "k")) })
	})

	t.Run("numbers have no gaps and none twice", func(t *testing.T) {
		b := s.box(t)
		const writers, each = 8, 10
		var seen sync.Map
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					var n int64
					err := b.Update(context.Background(), "", func(tx initiatives.Tx) (err error) {
						n, err = tx.NextNumber(context.Background(), "proposal")
						return err
					})
					if _, twice := seen.LoadOrStore(n, true); err != nil || twice {
						t.Errorf("number %d, twice %v, %v", n, twice, err)
					}
				}
			})
		}
		wg.Wait()
		for n := range int64(writers * each) {
			if _, ok := seen.Load(n + 1); !ok {
				t.Errorf("number %d is missing", n+1)
			}
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, int64(1))(tx.NextNumber(ctx, "comment"))
			return nil
		})
	})
}
