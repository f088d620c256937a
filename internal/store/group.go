package store

import (
	"context"
	"errors"

	"luonnos/internal/event"
	"luonnos/people"
)

// maxGroup bounds how many writes share a transaction, and so how long the
// first of them waits for its acknowledgement.
const maxGroup = 16

// errGroupLost: the transaction ended under the writes that shared it. Nothing
// of it was kept, so each can be run again.
var errGroupLost = errors.New("store: the shared transaction was lost")

// group is one SQL transaction that writers who wait for each other share:
// making a commit durable costs as much as a small write. Each writes in its
// turn inside a savepoint, fails alone, and is acknowledged after the one
// COMMIT; who comes later sees what came before, as if it had been committed.
type group struct {
	db      *DB
	c       *conn
	members int
	kept    [][]event.Event // what the members that did not fail have to tell
	ended   chan struct{}
	// err is why the transaction was not committed, read after ended is closed.
	err error
	// unknown: the COMMIT failed in a way that does not tell whether it happened.
	unknown bool
}

// enter waits for this writer's turn and gives it a transaction.
func (db *DB) enter(ctx context.Context) (*group, error) {
	if err := db.failure(); err != nil {
		return nil, err
	}
	g, err := db.turns.take(ctx)
	if g != nil || err != nil {
		return g, err
	}
	g, err = db.begin(ctx)
	if err != nil {
		db.turns.give()
	}
	return g, err
}

func (db *DB) begin(ctx context.Context) (*group, error) {
	// The disk may have failed under the writer before us.
	if err := db.failure(); err != nil {
		return nil, err
	}
	c, err := db.writers.take(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.exec(db.inner(ctx), db.dialect.begin); err != nil {
		c.spoilt = true
		db.writers.give(c)
		return nil, err
	}
	return &group{db: db, c: c, ended: make(chan struct{})}, nil
}

// run is one member's write. The turn is passed on before it returns, also when
// fn panics; whether the write was kept is known when the group has ended.
func (g *group) run(ctx context.Context, op people.OpID, fn func(*Tx) error) (err error) {
	tx := &Tx{db: g.db, c: g.c, write: true}
	g.members++
	kept := false
	defer func() {
		tx.c = nil
		g.leave(ctx, kept)
	}()
	// The first member's failure ends the group, so it needs no savepoint.
	if g.members > 1 {
		if err := g.exec(ctx, "SAVEPOINT member"); err != nil {
			return err
		}
	}
	if err := tx.refuseRepeat(ctx, op); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.flush(ctx, op); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	g.kept = append(g.kept, tx.events)
	kept = true
	return nil
}

// leave ends a member's part and gives the transaction to the next in line, or
// ends it when nobody waits.
func (g *group) leave(ctx context.Context, kept bool) {
	if g.members > 1 {
		g.endMember(ctx, kept)
	}
	open := g.err == nil && len(g.kept) > 0 && g.members < maxGroup && g.db.dialect.grouped
	if open && g.db.turns.pass(g) {
		return
	}
	g.end(ctx)
}

func (g *group) endMember(ctx context.Context, kept bool) {
	if !kept && g.exec(ctx, "ROLLBACK TO member") != nil {
		g.err = errGroupLost
	}
	if g.err == nil && g.exec(ctx, "RELEASE member") != nil {
		g.err = errGroupLost
	}
}

// end commits what the members wrote, tells the listeners and passes the turn on.
func (g *group) end(ctx context.Context) {
	defer close(g.ended)
	if g.err == nil && len(g.kept) > 0 {
		g.commit(ctx)
	}
	if g.err != nil || len(g.kept) == 0 {
		if g.exec(ctx, "ROLLBACK") != nil {
			g.c.spoilt = true
		}
		g.db.writers.give(g.c)
		g.db.turns.give()
		return
	}
	// Taken before the turn passes on, so that no later commit is told of first.
	g.db.delivery.Lock()
	defer g.db.delivery.Unlock()
	g.db.writers.give(g.c)
	g.db.turns.give()
	for _, events := range g.kept {
		g.db.tell(events)
	}
}

func (g *group) commit(ctx context.Context) {
	g.err = g.exec(ctx, "COMMIT")
	if g.err == nil || g.db.dialect.isUndone(g.err) || g.db.dialect.isRetry(g.err) {
		return
	}
	g.unknown = true
	g.c.spoilt = true
	if g.db.dialect.inProcess {
		g.db.fail(g.err)
	}
}

// exec runs a statement of the transaction itself, whose end no single member's
// patience may prevent.
func (g *group) exec(ctx context.Context, statement string) error {
	return g.c.exec(context.WithoutCancel(g.db.inner(ctx)), statement)
}
