package store

import (
	"context"
	"errors"

	"luonnos/people"
)

// errRaced: another node did the same operation while this one ran. Running it
// again meets that one's result.
var errRaced = errors.New("store: the operation was done elsewhere meanwhile")

// SetResult remembers what this operation made, for a repeat of it.
func (tx *Tx) SetResult(result string) { tx.result = result }

// refuseRepeat returns people.Repeated when the operation was done before.
func (tx *Tx) refuseRepeat(ctx context.Context, op people.OpID) error {
	if op == "" {
		return nil
	}
	result, done, err := maybe(ctx, tx, value[string], `SELECT result FROM ops WHERE op_id = $1`, op)
	if err != nil {
		return err
	}
	if done {
		return &people.Repeated{Result: result}
	}
	return nil
}

// flush writes what the transaction gathered: counts, events and the operation.
func (tx *Tx) flush(ctx context.Context, op people.OpID) error {
	if err := tx.putCells(ctx); err != nil {
		return err
	}
	if err := tx.post(ctx); err != nil {
		return err
	}
	if op == "" {
		return nil
	}
	err := tx.put(ctx, `INSERT INTO ops (op_id, at, result) VALUES ($1, $2, $3)`,
		op, stamp(tx.db.now()), typed(tx.result))
	if tx.db.dialect.isUnique(err) {
		return errRaced
	}
	return err
}
