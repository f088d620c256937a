package store

import (
	"context"
	"fmt"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// Ref returns the object a reference names, "" when there is no such reference.
func (tx *Tx) Ref(ctx context.Context, name docs.RefName) (docs.Hash, error) {
	h, _, err := maybe(ctx, tx, value[docs.Hash], `SELECT hash FROM refs WHERE name = $1`, name)
	return h, err
}

// Refs lists the references whose names begin with prefix, by the bytes of the name.
func (tx *Tx) Refs(ctx context.Context, prefix docs.RefName) ([]docs.Ref, error) {
	read := func(s scanner) (r docs.Ref, err error) {
		err = s.Scan(&r.Name, &r.Hash)
		return r, err
	}
	return all(ctx, tx, read, `SELECT name, hash FROM refs WHERE name >= $1 AND name < $2 ORDER BY name`,
		prefix, afterPrefix(string(prefix)))
}

// MoveRef sets a reference from old to new, comparing in the database itself;
// see docs.Tx.
func (tx *Tx) MoveRef(ctx context.Context, name docs.RefName, old, new docs.Hash) error {
	var n int64
	var err error
	switch {
	case old == "" && new == "":
		return fmt.Errorf("store: reference %s from nothing to nothing", name)
	case old == "":
		n, err = tx.exec(ctx, `INSERT INTO refs (name, hash) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, new)
	case new == "":
		n, err = tx.exec(ctx, `DELETE FROM refs WHERE name = $1 AND hash = $2`, name, old)
	default:
		n, err = tx.exec(ctx, `UPDATE refs SET hash = $3 WHERE name = $1 AND hash = $2`, name, old, new)
	}
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "error.ref-changed")
	}
	return err
}
