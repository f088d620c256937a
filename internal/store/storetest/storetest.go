// Package storetest says what a database of Luonnos must do, whatever engine it
// runs on: one suite, run on each. It knows the rooms' Tx interfaces and not
// how they are implemented.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// DB is a database as the suite sees it; initiatives.Tx holds the Tx of every
// room but that of feedback, which its transactions have too.
type DB interface {
	View(ctx context.Context, fn func(initiatives.Tx) error) error
	Update(ctx context.Context, op people.OpID, fn func(initiatives.Tx) error) error

	Listen(fn func([]event.Event))
	Pending(ctx context.Context, kind event.Kind, limit int) ([]event.Event, error)
	Done(ctx context.Context, ids ...int64) error
	Retry(ctx context.Context, id int64, next time.Time, errText string) error

	IntegrityCheck(ctx context.Context) error
}

// Opener opens a new, empty database that is closed when the test ends. now is
// its clock.
type Opener func(t testing.TB, now func() time.Time) DB

// Run runs the whole suite.
func Run(t *testing.T, open Opener) {
	for _, c := range []struct {
		name string
		test func(*testing.T, suite)
	}{
		{"transactions", testTransactions},
		{"turns", testTurns},
		{"operations", testOperations},
		{"outbox", testOutbox},
		{"values", testValues},
		{"people", testPeople},
		{"objects", testObjects},
		{"references", testRefs},
		{"model", testModel},
		{"history", testHistory},
		{"passages", testPassages},
		{"search", testSearch},
		{"drafts", testDrafts},
		{"proposals", testProposals},
		{"discussion", testDiscussion},
		{"anchors", testAnchors},
		{"decisions", testDecisions},
		{"authorship", testAuthorship},
		{"initiatives", testInitiatives},
		{"carried", testCarried},
		{"fits", testFits},
		{"feedback", testFeedback},
		{"sources of feedback", testSources},
		{"senders of feedback", testSenders},
		{"tallies of feedback", testTallies},
		{"themes", testThemes},
		{"embeddings", testEmbeddings},
		{"imports", testImports},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, suite{open}) })
	}
}

type suite struct{ open Opener }

// clock is a time that moves when a test moves it.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

func day(n int) time.Time {
	return time.Date(2026, 11, n, 12, 30, 15, 123456000, time.UTC)
}

// box is a database with the conveniences of a test.
type box struct {
	DB
	t     *testing.T
	clock *clock
}

func (s suite) box(t *testing.T) box {
	t.Helper()
	c := &clock{day(23)}
	b := box{s.open(t, c.read), t, c}
	t.Cleanup(func() {
		if err := b.IntegrityCheck(context.Background()); err != nil {
			t.Errorf("integrity: %v", err)
		}
	})
	return b
}

// write runs fn in a transaction that must succeed.
func (b box) write(fn func(ctx context.Context, tx initiatives.Tx) error) {
	b.t.Helper()
	ctx := context.Background()
	if err := b.Update(ctx, "", func(tx initiatives.Tx) error { return fn(ctx, tx) }); err != nil {
		b.t.Fatalf("write: %v", err)
	}
}

// read runs fn on a snapshot.
func (b box) read(fn func(ctx context.Context, tx initiatives.Tx)) {
	b.t.Helper()
	ctx := context.Background()
	if err := b.View(ctx, func(tx initiatives.Tx) error { fn(ctx, tx); return nil }); err != nil {
		b.t.Fatalf("read: %v", err)
	}
}

// want fails unless a call gave the value and no error: want(t, v)(call()).
func want[T any](t *testing.T, v T) func(T, error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("unexpected error: %v", err)
			return
		}
		if d := cmp.Diff(v, got); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
}

// missing fails unless a call gave a NotFound fault.
func missing[T any](t *testing.T) func(T, error) {
	t.Helper()
	return func(_ T, err error) {
		t.Helper()
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v, want a NotFound fault", err)
		}
	}
}

// project maps a list to what a test compares of it.
func project[T, V any](list []T, of func(T) V) []V {
	var vs []V
	for _, x := range list {
		vs = append(vs, of(x))
	}
	return vs
}

// every runs steps in order until one fails.
func every(steps ...error) error {
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	return nil
}
