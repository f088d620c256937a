package store

import "context"

func (db *DB) view(ctx context.Context, fn func(*Tx) error) error {
	c, err := db.readers.take(ctx)
	if err != nil {
		return err
	}
	defer db.readers.give(c)
	inner := db.inner(ctx)
	if err := c.exec(inner, db.dialect.beginView); err != nil {
		c.spoilt = true
		return err
	}
	tx := &Tx{db: db, c: c}
	defer func() {
		tx.c = nil
		if c.exec(inner, "ROLLBACK") != nil {
			c.spoilt = true
		}
	}()
	return fn(tx)
}

// inner is the context that the driver gets for the statements of a transaction.
func (db *DB) inner(ctx context.Context) context.Context {
	if db.dialect.inProcess {
		return context.Background()
	}
	return ctx
}
