package store

import (
	"context"
	"time"

	"luonnos/people"
)

func readHeldForm(s scanner) (f people.HeldForm, err error) {
	err = s.Scan(&f.Hash, &f.Route, document{&f.Values}, (*stamp)(&f.Expires))
	return f, err
}

// HeldForm returns a kept form, expired or not.
func (tx *Tx) HeldForm(ctx context.Context, h people.TokenHash) (people.HeldForm, error) {
	return one(ctx, tx, readHeldForm, `SELECT hash, route, fields, expires FROM held_forms WHERE hash = $1`, h)
}

// PutHeldForm inserts or replaces a kept form.
func (tx *Tx) PutHeldForm(ctx context.Context, f people.HeldForm) error {
	return tx.put(ctx, `INSERT INTO held_forms (hash, route, fields, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO UPDATE SET route = excluded.route, fields = excluded.fields, expires = excluded.expires`,
		f.Hash, typed(f.Route), document{f.Values}, stamp(f.Expires))
}

// DeleteHeldForm removes a kept form.
func (tx *Tx) DeleteHeldForm(ctx context.Context, h people.TokenHash) error {
	return tx.put(ctx, `DELETE FROM held_forms WHERE hash = $1`, h)
}

// DeleteExpiredHeldForms removes the forms that have expired by now.
func (tx *Tx) DeleteExpiredHeldForms(ctx context.Context, now time.Time) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM held_forms WHERE expires <= $1`, stamp(now))
	return int(n), err
}
