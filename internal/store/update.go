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
	return errors.Is(err, errRaced) || errors.Is(err, errGroupLost) || db.dialect.isRetry(err)
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

// attempt runs fn once, in this writer's turn, and returns when it is durable.
func (db *DB) attempt(ctx context.Context, op people.OpID, fn func(*Tx) error) error {
	g, err := db.enter(ctx)
	if err != nil {
		return err
	}
	err = g.run(ctx, op, fn)
	// Also what a refusal was built on has to be durable before it is told.
	<-g.ended
	switch {
	case g.unknown:
		return &UnknownOutcome{Op: op, Err: g.err}
	case g.err != nil:
		return g.err
	}
	return err
}

// Listen has fn called with the events of each write of this process, in the
// order of the writes and before they are acknowledged. fn must be quick,
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
