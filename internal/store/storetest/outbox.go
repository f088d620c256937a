package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/fault"
)

func testOutbox(t *testing.T, s suite) {
	ctx := context.Background()
	subjects := func(es []event.Event) []string { return project(es, func(e event.Event) string { return e.Subject }) }
	emit := func(b box, kind event.Kind, subjects ...string) {
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for _, x := range subjects {
				if err := tx.Emit(ctx, event.Event{Kind: kind, Subject: x}); err != nil {
					return err
				}
			}
			return nil
		})
	}

	t.Run("an event comes back as it was", func(t *testing.T) {
		b := s.box(t)
		e := event.Event{
			Kind: event.ProposalOpened, Subject: "proposal/12", Touches: []string{"page/käyttö ja äänensävy.md", "changes"},
			Areas: []string{"rantakyla"}, Time: day(3), Data: `{"n":12}`,
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.Emit(ctx, e) })
		e.ID = 1
		want(t, []event.Event{e})(b.Pending(ctx, event.ProposalOpened, 0))
		want[[]event.Event](t, nil)(b.Pending(ctx, event.MailQueued, 0))
	})

	t.Run("numbers grow and the clock gives the time", func(t *testing.T) {
		b := s.box(t)
		emit(b, event.PersonChanged, "a", "b")
		b.clock.now = day(24)
		emit(b, event.PersonChanged, "c")
		es, err := b.Pending(ctx, event.PersonChanged, 0)
		want(t, []int64{1, 2, 3})(project(es, func(e event.Event) int64 { return e.ID }), err)
		want(t, []time.Time{day(23), day(23), day(24)})(project(es, func(e event.Event) time.Time { return e.Time }), err)
		es, err = b.Pending(ctx, event.PersonChanged, 2)
		want(t, []string{"a", "b"})(subjects(es), err)
	})

	t.Run("listeners hear commits in order", func(t *testing.T) {
		b := s.box(t)
		var heard []int64
		var second int
		b.Listen(func(es []event.Event) {
			for _, e := range es {
				heard = append(heard, e.ID)
			}
		})
		b.Listen(func(es []event.Event) { second += len(es) })
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 5 {
					if err := b.Update(ctx, "", func(tx initiatives.Tx) error {
						return tx.Emit(ctx, event.Event{Kind: event.StrategyUpdated})
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		for i, id := range heard {
			if id != int64(i)+1 {
				t.Fatalf("heard %v", heard)
			}
		}
		if len(heard) != 40 || second != 40 {
			t.Errorf("heard %d and %d", len(heard), second)
		}
	})

	t.Run("a later commit is not heard of first", func(t *testing.T) {
		b := s.box(t)
		var hearing sync.Mutex
		var heard []int64
		b.Listen(func(es []event.Event) {
			if es[0].ID == 1 {
				// Give the second writer every chance: wait for its commit and look on.
				for committed, looks := false, 0; looks < 200; {
					b.read(func(ctx context.Context, tx initiatives.Tx) {
						v, err := tx.Setting(ctx, "second")
						committed = v != "" && err == nil
					})
					if committed {
						looks++
					}
				}
			}
			hearing.Lock()
			defer hearing.Unlock()
			heard = append(heard, es[0].ID)
		})
		running := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			b.write(func(ctx context.Context, tx initiatives.Tx) error {
				close(running)
				return tx.Emit(ctx, event.Event{Kind: event.StrategyUpdated})
			})
		})
		wg.Go(func() {
			<-running
			b.write(func(ctx context.Context, tx initiatives.Tx) error {
				return every(tx.PutSetting(ctx, "second", "v"), tx.Emit(ctx, event.Event{Kind: event.StrategyUpdated}))
			})
		})
		wg.Wait()
		want(t, []int64{1, 2})(heard, nil)
	})

	t.Run("a listener can read what was committed", func(t *testing.T) {
		b := s.box(t)
		var got string
		b.Listen(func([]event.Event) {
			b.read(func(ctx context.Context, tx initiatives.Tx) { got, _ = tx.Setting(ctx, "k") })
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutSetting(ctx, "k", "v"), tx.Emit(ctx, event.Event{Kind: event.StrategyUpdated}))
		})
		if got != "v" {
			t.Errorf("read %q", got)
		}
	})

	t.Run("done and retry", func(t *testing.T) {
		b := s.box(t)
		emit(b, event.MailQueued, "a", "b", "c")
		if err := every(b.Done(ctx, 1, 999), b.Retry(ctx, 2, day(25), "mailbox full")); err != nil {
			t.Fatal(err)
		}
		es, err := b.Pending(ctx, event.MailQueued, 0)
		want(t, []string{"c"})(subjects(es), err)
		b.clock.now = day(25)
		es, err = b.Pending(ctx, event.MailQueued, 0)
		want(t, []string{"b", "c"})(subjects(es), err)
		missing[int](t)(0, b.Retry(ctx, 1, day(25), "too late"))

		emit(b, event.StrategyUpdated, "kept")
		if err := b.Done(ctx, 4); err != nil {
			t.Fatal(err)
		}
		want[[]event.Event](t, nil)(b.Pending(ctx, event.StrategyUpdated, 0))
		missing[int](t)(0, b.Retry(ctx, 4, day(25), "done"))
	})

	t.Run("a fault comes out as it went in", func(t *testing.T) {
		b := s.box(t)
		err := b.Update(ctx, "", func(initiatives.Tx) error { return fault.New(fault.Conflict, "error.decided") })
		if !fault.Is(err, "error.decided") {
			t.Errorf("got %v", err)
		}
	})
}
