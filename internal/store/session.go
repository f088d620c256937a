package store

import (
	"context"
	"time"

	"luonnos/people"
)

const sessionColumns = `hash, account, created, seen, expires, device`

func readSession(s scanner) (x people.Session, err error) {
	err = s.Scan(&x.Hash, &x.Account, (*stamp)(&x.Created), (*stamp)(&x.Seen), (*stamp)(&x.Expires), &x.Device)
	return x, err
}

// Session returns a session, expired or not.
func (tx *Tx) Session(ctx context.Context, h people.TokenHash) (people.Session, error) {
	return one(ctx, tx, readSession, `SELECT `+sessionColumns+` FROM sessions WHERE hash = $1`, h)
}

// Sessions lists an account's sessions, newest first.
func (tx *Tx) Sessions(ctx context.Context, account people.ID) ([]people.Session, error) {
	return all(ctx, tx, readSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE account = $1 ORDER BY created DESC, hash`, account)
}

// PutSession inserts or replaces a session.
func (tx *Tx) PutSession(ctx context.Context, x people.Session) error {
	return tx.put(ctx, `INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (hash) DO UPDATE SET account = excluded.account, created = excluded.created,
			seen = excluded.seen, expires = excluded.expires, device = excluded.device`,
		x.Hash, x.Account, stamp(x.Created), stamp(x.Seen), stamp(x.Expires), typed(x.Device))
}

// DeleteSession removes one session of the account, or all of them for "".
func (tx *Tx) DeleteSession(ctx context.Context, account people.ID, h people.TokenHash) error {
	return tx.put(ctx, `DELETE FROM sessions WHERE account = $1 AND (hash = $2 OR $2 = '')`, account, h)
}

// DeleteExpiredSessions removes the sessions that have expired by now.
func (tx *Tx) DeleteExpiredSessions(ctx context.Context, now time.Time) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM sessions WHERE expires <= $1`, stamp(now))
	return int(n), err
}
