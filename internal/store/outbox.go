package store

import (
	"context"
	"time"

	"luonnos/internal/event"
)

// Emit writes an event to the outbox of this transaction. The event gets its
// number when the transaction commits, and the time now unless it has one.
func (tx *Tx) Emit(ctx context.Context, e event.Event) error {
	if !tx.write {
		return errReadOnly
	}
	if e.Time.IsZero() {
		e.Time = tx.db.now().UTC()
	}
	tx.events = append(tx.events, e)
	return nil
}

func (tx *Tx) post(ctx context.Context) error {
	n := int64(len(tx.events))
	if n == 0 {
		return nil
	}
	last, err := tx.count(ctx, eventCounter, n)
	if err != nil {
		return err
	}
	for i := range tx.events {
		e := &tx.events[i]
		e.ID = last - n + int64(i) + 1
		if err := tx.put(ctx, `INSERT INTO outbox
			(id, kind, subject, touches, areas, at, data, done, next_at, tries, error)
			VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE, $6, 0, '')`,
			e.ID, e.Kind, e.Subject, document{e.Touches}, document{e.Areas}, stamp(e.Time), e.Data); err != nil {
			return err
		}
	}
	return nil
}

func readEvent(s scanner) (e event.Event, err error) {
	err = s.Scan(&e.ID, &e.Kind, &e.Subject, document{&e.Touches}, document{&e.Areas}, (*stamp)(&e.Time), &e.Data)
	return e, err
}

// Pending lists the events of a kind that nobody has said Done to and whose
// time to be tried has come, oldest first; limit 0 for all.
func (db *DB) Pending(ctx context.Context, kind event.Kind, limit int) (list []event.Event, err error) {
	err = db.view(ctx, func(tx *Tx) error {
		list, err = all(ctx, tx, readEvent, `SELECT id, kind, subject, touches, areas, at, data FROM outbox
			WHERE done = FALSE AND kind = $1 AND next_at <= $2 ORDER BY id LIMIT $3`,
			kind, stamp(db.now()), bound(limit))
		return err
	})
	return list, err
}

// LastEvent is the number of the newest event there is, 0 for none.
func (db *DB) LastEvent(ctx context.Context) (last int64, err error) {
	err = db.view(ctx, func(tx *Tx) error {
		last, err = one(ctx, tx, value[int64], `SELECT COALESCE(MAX(id), 0) FROM outbox`)
		return err
	})
	return last, err
}

// Since lists the events after the numbered one, oldest first, done or not.
func (db *DB) Since(ctx context.Context, last int64) (list []event.Event, err error) {
	err = db.view(ctx, func(tx *Tx) error {
		list, err = all(ctx, tx, readEvent, `SELECT id, kind, subject, touches, areas, at, data FROM outbox
			WHERE id > $1 ORDER BY id`, last)
		return err
	})
	return list, err
}

// Done ends the work on events: mails are deleted, the rest is kept as done.
// Unknown numbers are passed over.
func (db *DB) Done(ctx context.Context, ids ...int64) error {
	return db.update(ctx, "", func(tx *Tx) error {
		for _, id := range ids {
			if err := tx.put(ctx, `DELETE FROM outbox WHERE id = $1 AND kind = $2`, id, event.MailQueued); err != nil {
				return err
			}
			if err := tx.put(ctx, `UPDATE outbox SET done = TRUE WHERE id = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Retry notes why the work on an event failed and keeps it out of Pending
// until next. NotFound when there is no such event, or it is done.
func (db *DB) Retry(ctx context.Context, id int64, next time.Time, errText string) error {
	return db.update(ctx, "", func(tx *Tx) error {
		n, err := tx.exec(ctx, `UPDATE outbox SET next_at = $2, tries = tries + 1, error = $3
			WHERE id = $1 AND done = FALSE`, id, stamp(next), typed(errText))
		if err == nil && n == 0 {
			err = notFound()
		}
		return err
	})
}
