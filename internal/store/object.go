package store

import (
	"context"

	"luonnos/docs"
)

func readObject(s scanner) (o docs.Object, err error) {
	err = s.Scan(&o.Hash, &o.Type, &o.Size, &o.Z)
	return o, err
}

// Object returns a stored object. Whether its bytes are what its name says is
// for docs to check.
func (tx *Tx) Object(ctx context.Context, h docs.Hash) (docs.Object, error) {
	return one(ctx, tx, readObject, `SELECT hash, type, size, z FROM objects WHERE hash = $1`, h)
}

// HasObject reports whether the object is stored.
func (tx *Tx) HasObject(ctx context.Context, h docs.Hash) (bool, error) {
	_, ok, err := maybe(ctx, tx, value[int64], `SELECT 1 FROM objects WHERE hash = $1`, h)
	return ok, err
}

// PutObject stores an object; a stored one is left alone.
func (tx *Tx) PutObject(ctx context.Context, o docs.Object) error {
	return tx.put(ctx, `INSERT INTO objects (hash, type, size, z) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO NOTHING`, o.Hash, o.Type, o.Size, o.Z)
}

// DeleteObject removes an object.
func (tx *Tx) DeleteObject(ctx context.Context, h docs.Hash) error {
	return tx.put(ctx, `DELETE FROM objects WHERE hash = $1`, h)
}

// EachObject calls fn for every object's name and type, in order of name; fn
// may use the transaction.
func (tx *Tx) EachObject(ctx context.Context, fn func(h docs.Hash, t docs.ObjectType) error) error {
	const batch = 1000
	read := func(s scanner) (o docs.Object, err error) {
		err = s.Scan(&o.Hash, &o.Type)
		return o, err
	}
	last := docs.Hash("")
	for {
		list, err := all(ctx, tx, read, `SELECT hash, type FROM objects WHERE hash > $1 ORDER BY hash LIMIT $2`, last, batch)
		if err != nil {
			return err
		}
		for _, o := range list {
			if err := fn(o.Hash, o.Type); err != nil {
				return err
			}
			last = o.Hash
		}
		if len(list) < batch {
			return nil
		}
	}
}
