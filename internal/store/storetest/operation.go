package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/people"
)

func testOperations(t *testing.T, s suite) {
	t.Run("a repeat runs nothing and gives the first result", func(t *testing.T) {
		b := s.box(t)
		ctx := context.Background()
		var heard int
		b.Listen(func(es []event.Event) { heard += len(es) })
		run := func() error {
			return b.Update(ctx, "op-1", func(tx initiatives.Tx) error {
				n, err := tx.NextNumber(ctx, "proposal")
				if n != 1 {
					t.Errorf("the operation ran again")
				}
				tx.SetResult("proposal/1")
				return every(err, tx.Emit(ctx, event.Event{Kind: event.ProposalOpened}))
			})
		}
		if err := run(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			var again *people.Repeated
			if err := run(); !errors.As(err, &again) || again.Result != "proposal/1" {
				t.Errorf("got %v", err)
			}
		}
		if heard != 1 {
			t.Errorf("%d events heard", heard)
		}
	})

	t.Run("at once, it is done once", func(t *testing.T) {
		b := s.box(t)
		ctx := context.Background()
		var done, repeated atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				err := b.Update(ctx, "same", func(tx initiatives.Tx) error {
					_, err := tx.NextNumber(ctx, "proposal")
					tx.SetResult("x")
					return err
				})
				var again *people.Repeated
				switch {
				case err == nil:
					done.Add(1)
				case errors.As(err, &again) && again.Result == "x":
					repeated.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if done.Load() != 1 || repeated.Load() != 15 {
			t.Errorf("done %d times, repeated %d times", done.Load(), repeated.Load())
		}
	})

	t.Run("no operation id, no memory", func(t *testing.T) {
		b := s.box(t)
		for range 2 {
			b.write(func(_ context.Context, tx initiatives.Tx) error { tx.SetResult("x"); return nil })
		}
	})
}
