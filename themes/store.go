package themes

import (
	"context"

	"luonnos/people"
)

// Tx is what this room needs of a transaction.
type Tx interface {
	people.Tx

	// NextNumber returns the next number of a kind.
	NextNumber(ctx context.Context, kind string) (int64, error)
}

// Store runs transactions; see people.Store.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, op people.OpID, fn func(Tx) error) error
}
