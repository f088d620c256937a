package store

import "context"

// Carried is the number of the last commit of main that what is tied to the
// text has been taken through.
func (tx *Tx) Carried(ctx context.Context) (int64, error) {
	return one(ctx, tx, value[int64], `SELECT seq FROM carried`)
}

// MoveCarried sets that number, comparing in the database itself; see revisions.Tx.
func (tx *Tx) MoveCarried(ctx context.Context, from, to int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE carried SET seq = $2 WHERE seq = $1`, from, to)
	return n > 0, err
}
