package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
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
