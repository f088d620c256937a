package store

import (
	"context"

	"luonnos/people"
)

func readArea(s scanner) (a people.Area, err error) {
	err = s.Scan(&a.Code, &a.Parent, document{&a.Names})
	return a, err
}

// Areas lists the areas by code.
func (tx *Tx) Areas(ctx context.Context) ([]people.Area, error) {
	return all(ctx, tx, readArea, `SELECT code, parent, names FROM areas ORDER BY code`)
}

// PutArea inserts or replaces an area.
func (tx *Tx) PutArea(ctx context.Context, a people.Area) error {
	return tx.put(ctx, `INSERT INTO areas (code, parent, names) VALUES ($1, $2, $3)
		ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, names = excluded.names`,
		a.Code, a.Parent, document{a.Names})
}
