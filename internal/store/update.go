package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"luonnos/internal/event"
	"luonnos/people"
)

const (
	// maxAttempts bounds how often a write that met another one is run.
	maxAttempts = 12
	// maxOp is the longest operation id, in bytes.
	maxOp = 200
)

// ErrFailed is returned for every write after the disk has let a commit down.
var ErrFailed = errors.New("store: storage failed, restart needed")

// UnknownOutcome is returned when a commit failed in a way that does not tell
// whether it happened. Running the same operation id again finds out: the
// write is then done once in all.
type UnknownOutcome struct {
	Op  people.OpID
	Err error
}

func (u *UnknownOutcome) Error() string {
	return fmt.Sprintf("store: unknown whether operation %q was committed: %v", u.Op, u.Err)
}

func (u *UnknownOutcome) Unwrap() error { return u.Err }

func (db *DB) update(ctx context.Context, op people.OpID, fn func(*Tx) error) error {
	if len(op) > maxOp {
		return fmt.Errorf("store: operation id of %d bytes", len(op))
	}
	for attempt := 1; ; attempt++ {
		err := db.attempt(ctx, op, fn)
		if err == nil || attempt == maxAttempts || !db.runAgain(err) {
			return err
		}
		db.log.WarnContext(ctx, "write met another one; running it again", "attempt", attempt, "error", err)
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// runAgain reports that a write failed because it met another one.
func (db *DB) runAgain(err error) bool {
	if errors.As(err, new(*UnknownOutcome)) {
		return false
	}
	return errors.Is(err, errRaced) || db.dialect.isRetry(err)
}

// pause waits a random while that grows with the attempts, so that those who
// collided do not meet again.
func pause(ctx context.Context, attempt int) error {
	t := time.NewTimer(rand.N(time.Duration(attempt*attempt) * time.Millisecond))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// attempt runs fn once, in this writer's turn, and tells the listeners.
func (db *DB) attempt(ctx context.Context, op people.OpID, fn func(*Tx) error) error {
	events, err := db.inTurn(ctx, op, fn)
	if err != nil {
		return err
	}
	defer db.delivery.Unlock()
	db.tell(events)
	return nil
}

// inTurn runs and commits fn while it holds the write connection. On success
// it returns with delivery locked: taken before the turn passes on, so that no
// later commit is told of first.
func (db *DB) inTurn(ctx context.Context, op people.OpID, fn func(*Tx) error) ([]event.Event, error) {
	if err := db.failure(); err != nil {
		return nil, err
	}
	c, err := db.writers.take(ctx)
	if err != nil {
		return nil, err
	}
	defer db.writers.give(c)
	// The disk may have failed under the writer before us.
	if err := db.failure(); err != nil {
		return nil, err
	}
	events, err := db.transact(ctx, c, op, fn)
	if err != nil {
		return nil, err
	}
	db.delivery.Lock()
	return events, nil
}

func (db *DB) transact(ctx context.Context, c *conn, op people.OpID, fn func(*Tx) error) ([]event.Event, error) {
	inner := db.inner(ctx)
	if err := c.exec(inner, db.dialect.begin); err != nil {
		c.spoilt = true
		return nil, err
	}
	tx := &Tx{db: db, c: c, write: true}
	committed := false
	defer func() { // also when fn panics
		tx.c = nil
		if !committed && c.exec(inner, "ROLLBACK") != nil {
			c.spoilt = true
		}
	}()
	if err := tx.refuseRepeat(ctx, op); err != nil {
		return nil, err
	}
	if err := fn(tx); err != nil {
		return nil, err
	}
	if err := tx.flush(ctx, op); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := c.exec(inner, "COMMIT"); err != nil {
		if db.dialect.isUndone(err) || db.dialect.isRetry(err) {
			return nil, err
		}
		c.spoilt = true
		if db.dialect.inProcess {
			db.fail(err)
		}
		return nil, &UnknownOutcome{Op: op, Err: err}
	}
	committed = true
	return tx.events, nil
}

// Listen has fn called with the events of each commit of this process, in the
// order of the commits and before the write is acknowledged. fn must be quick,
// and must not write.
func (db *DB) Listen(fn func([]event.Event)) {
	db.listening.Lock()
	defer db.listening.Unlock()
	db.listeners = append(db.listeners, fn)
}

func (db *DB) tell(events []event.Event) {
	if len(events) == 0 {
		return
	}
	db.listening.RLock()
	defer db.listening.RUnlock()
	for _, fn := range db.listeners {
		fn(events)
	}
}
