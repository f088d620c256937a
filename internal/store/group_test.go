package store

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	codes "modernc.org/sqlite/lib"

	"luonnos/internal/event"
	"luonnos/people"
)

var errSorry = errors.New("sorry")

// together has the writes wait for each other, so that they share transactions,
// in their order, and returns how each ended.
func together(t *testing.T, db *DB, writes []func(*Tx) error) []error {
	t.Helper()
	waiting := func(n int) {
		for {
			db.turns.mu.Lock()
			there := len(db.turns.waiting)
			db.turns.mu.Unlock()
			if there == n {
				return
			}
			runtime.Gosched()
		}
	}
	errs := make([]error, len(writes))
	var all sync.WaitGroup
	first, hold := make(chan bool), make(chan bool)
	started := sync.OnceFunc(func() { close(first) })
	all.Go(func() {
		if err := db.update(context.Background(), "", func(*Tx) error {
			started()
			<-hold
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	<-first
	for i, write := range writes {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					errs[i] = r.(error)
				}
			}()
			errs[i] = db.update(context.Background(), people.OpID("op"+strconv.Itoa(i)), write)
		})
		waiting(i + 1)
	}
	close(hold)
	all.Wait()
	return errs
}

// Writes that share a transaction fail alone, see what came before them, and
// are told of in their order.
func TestGroup(t *testing.T) {
	db, s, _ := sickDB(t)
	ctx := context.Background()
	var commits int
	s.spoil = func(query string) (error, bool) {
		if query == "COMMIT" {
			commits++
		}
		return nil, false
	}
	var heard []int64
	db.Listen(func(es []event.Event) {
		for _, e := range es {
			heard = append(heard, e.ID)
		}
	})
	const n = 3 * maxGroup
	var writes []func(*Tx) error
	var seen []int64
	for i := range n {
		writes = append(writes, func(tx *Tx) error {
			number, err := tx.NextNumber(ctx, "proposal")
			if err != nil {
				return err
			}
			if err := tx.Emit(ctx, event.Event{Kind: event.StrategyUpdated}); err != nil {
				return err
			}
			switch i % 5 {
			case 3:
				return errSorry
			case 4:
				panic(errSorry)
			}
			seen = append(seen, number)
			return nil
		})
	}
	errs := together(t, db, writes)
	kept := 0
	for i, err := range errs {
		if want := i%5 < 3; (err == nil) != want || !want && !errors.Is(err, errSorry) {
			t.Errorf("write %d: %v", i, err)
		} else if want {
			kept++
		}
	}
	for i := range kept {
		if seen[i] != int64(i+1) || heard[i] != int64(i+1) {
			t.Fatalf("numbers %v, told of %v", seen, heard)
		}
	}
	if len(heard) != kept {
		t.Errorf("told of %v", heard)
	}
	if commits != n/maxGroup+1 {
		t.Errorf("%d commits for %d writes", commits, n+1)
	}
	if err := db.view(ctx, func(tx *Tx) error {
		number, err := tx.counted(ctx, "proposal")
		if number != int64(kept) {
			t.Errorf("%d of %d writes are there", number, kept)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// Nobody is told that a write is done, or was refused, before the COMMIT is.
func TestGroupCommitFails(t *testing.T) {
	for _, c := range []struct {
		code int
		want func(err error, op string) bool
	}{
		{codes.SQLITE_FULL, func(err error, _ string) bool { return sqliteCode(err) == codes.SQLITE_FULL }},
		{codes.SQLITE_IOERR_FSYNC, func(err error, op string) bool {
			var u *UnknownOutcome
			return errors.As(err, &u) && string(u.Op) == op
		}},
	} {
		db, s, _ := sickDB(t)
		// The first COMMIT is that of the write that lets the others gather.
		first := true
		s.spoil = func(query string) (error, bool) {
			if query != "COMMIT" || first {
				first = first && query != "COMMIT"
				return nil, false
			}
			return coded(c.code), false
		}
		put := func(tx *Tx) error { return tx.PutSetting(context.Background(), "k", "v") }
		refused := func(*Tx) error { return errSorry }
		fill := slices.Repeat([]func(*Tx) error{put}, maxGroup-1)
		errs := together(t, db, append(fill, put, refused, put))
		for i := range errs[:maxGroup-1] {
			if errs[i] != nil {
				t.Errorf("%d: write %d: %v", c.code, i, errs[i])
			}
		}
		for i := maxGroup - 1; i < len(errs); i++ {
			if !c.want(errs[i], "op"+strconv.Itoa(i)) {
				t.Errorf("%d: write %d: %v", c.code, i, errs[i])
			}
		}
	}
}

// When SQLite has ended the transaction by itself, the others' writes are run again.
func TestGroupLost(t *testing.T) {
	db, s, _ := sickDB(t)
	ctx := context.Background()
	lost := false
	s.spoil = func(query string) (error, bool) {
		if !lost && strings.HasPrefix(query, "ROLLBACK TO") {
			lost = true
			return coded(codes.SQLITE_ERROR), false
		}
		return nil, false
	}
	count := func(tx *Tx) error {
		_, err := tx.NextNumber(ctx, "proposal")
		return err
	}
	errs := together(t, db, []func(*Tx) error{count, func(*Tx) error { return errSorry }, count})
	if !lost || errs[0] != nil || !errors.Is(errs[1], errSorry) || errs[2] != nil {
		t.Errorf("lost %v: %v", lost, errs)
	}
	if err := db.view(ctx, func(tx *Tx) error {
		n, err := tx.counted(ctx, "proposal")
		if n != 2 {
			t.Errorf("counted %d", n)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// One who gives up waiting leaves the queue and no transaction open.
func TestTurnsGiveUp(t *testing.T) {
	db, _, _ := sickDB(t)
	patience, end := context.WithCancel(context.Background())
	put := func(tx *Tx) error { return tx.PutSetting(context.Background(), "k", "v") }
	var gaveUp error
	errs := together(t, db, []func(*Tx) error{put, func(*Tx) error {
		end()
		gaveUp = db.update(patience, "", put)
		return nil
	}, put})
	if errors.Join(errs...) != nil || !errors.Is(gaveUp, context.Canceled) {
		t.Errorf("%v, gave up with %v", errs, gaveUp)
	}
	if db.turns.free != 1 || len(db.turns.waiting) != 0 {
		t.Errorf("%d turns free, %d waiting", db.turns.free, len(db.turns.waiting))
	}
}
