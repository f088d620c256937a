package store

import "context"

// The counters of the store itself; rooms name theirs with plain words.
const (
	eventCounter = "store/event"
	docCounter   = "store/doc"
	// versionCounter and a path count the versions of a page.
	versionCounter = "store/versions/"
)

// NextNumber returns the next number of a kind, from 1.
func (tx *Tx) NextNumber(ctx context.Context, kind string) (int64, error) {
	return tx.count(ctx, kind, 1)
}

// TakeNumbers returns the first of the next n numbers of a kind.
func (tx *Tx) TakeNumbers(ctx context.Context, kind string, n int) (int64, error) {
	last, err := tx.count(ctx, kind, int64(n))
	return last - int64(n) + 1, err
}

// LastNumber returns the number of a kind that was last given, 0 for none.
func (tx *Tx) LastNumber(ctx context.Context, kind string) (int64, error) {
	return tx.counted(ctx, kind)
}

// count adds n to a counter and returns its new value. Whoever adds holds the
// counter until the end of the transaction, so numbers grow in the order of the
// commits and have no gaps.
func (tx *Tx) count(ctx context.Context, kind string, n int64) (int64, error) {
	if !tx.write {
		return 0, errReadOnly
	}
	return one(ctx, tx, value[int64], `INSERT INTO counters (kind, value) VALUES ($1, $2)
		ON CONFLICT (kind) DO UPDATE SET value = counters.value + excluded.value RETURNING value`, kind, n)
}

// counted returns the value of a counter, 0 for a new one.
func (tx *Tx) counted(ctx context.Context, kind string) (int64, error) {
	n, _, err := maybe(ctx, tx, value[int64], `SELECT value FROM counters WHERE kind = $1`, kind)
	return n, err
}
