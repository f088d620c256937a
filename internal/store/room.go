package store

import (
	"context"
	"fmt"

	"luonnos/people"
)

// Room is the database as one domain room sees it: its Store interface, where
// T is the room's Tx.
type Room[T any] struct{ db *DB }

// As gives the database the shape of a room's Store, such as
// As[docs.Tx](db) for docs.Store. It panics when *Tx is not a T.
func As[T any](db *DB) Room[T] {
	if _, ok := any((*Tx)(nil)).(T); !ok {
		panic(fmt.Sprintf("store: *Tx does not implement %T", *new(T)))
	}
	return Room[T]{db}
}

// View runs fn on a consistent snapshot. One View must not be opened inside
// another: both would wait for a connection when all are taken.
func (r Room[T]) View(ctx context.Context, fn func(T) error) error {
	return r.db.view(ctx, func(tx *Tx) error { return fn(any(tx).(T)) })
}

// Update runs fn in one durable transaction; see people.Store. Writers take
// turns in the order they came. fn must not call Update.
func (r Room[T]) Update(ctx context.Context, op people.OpID, fn func(T) error) error {
	return r.db.update(ctx, op, func(tx *Tx) error { return fn(any(tx).(T)) })
}
