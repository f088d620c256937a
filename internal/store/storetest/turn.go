package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"luonnos/initiatives"
)

// testTurns: writers of one process take turns in the order they came.
func testTurns(t *testing.T, s suite) {
	t.Run("first come, first served", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b := s.box(t)
			const writers = 20
			gate, order := make(chan struct{}), make(chan int, writers)
			var wg sync.WaitGroup
			for i := range writers {
				wg.Go(func() {
					if err := b.Update(context.Background(), "", func(initiatives.Tx) error {
						<-gate
						order <- i
						return nil
					}); err != nil {
						t.Error(err)
					}
				})
				synctest.Wait()
			}
			close(gate)
			wg.Wait()
			for i := range writers {
				if got := <-order; got != i {
					t.Fatalf("writer %d wrote in place %d", got, i)
				}
			}
		})
	})

	t.Run("one who waits can give up", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b := s.box(t)
			gate := make(chan struct{})
			var wg sync.WaitGroup
			wg.Go(func() { _ = b.Update(context.Background(), "", func(initiatives.Tx) error { <-gate; return nil }) })
			synctest.Wait()

			ctx, cancel := context.WithCancel(context.Background())
			var gaveUp error
			wg.Go(func() {
				gaveUp = b.Update(ctx, "", func(initiatives.Tx) error { t.Error("ran after giving up"); return nil })
			})
			synctest.Wait()
			var last atomic.Bool
			wg.Go(func() {
				_ = b.Update(context.Background(), "", func(initiatives.Tx) error { last.Store(true); return nil })
			})
			synctest.Wait()
			cancel()
			synctest.Wait()
			close(gate)
			wg.Wait()
			if !errors.Is(gaveUp, context.Canceled) || !last.Load() {
				t.Errorf("gave up with %v; the next one wrote: %v", gaveUp, last.Load())
			}
		})
	})

	t.Run("readers do not wait for a writer", func(t *testing.T) {
		b := s.box(t)
		b.write(func(context.Context, initiatives.Tx) error {
			b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, "")(tx.Setting(ctx, "k")) })
			return nil
		})
	})
}
