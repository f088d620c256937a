package store

import "context"

// Setting reads a value of the instance, "" when unset.
func (tx *Tx) Setting(ctx context.Context, key string) (string, error) {
	v, _, err := maybe(ctx, tx, value[string], `SELECT value FROM settings WHERE name = $1`, key)
	return v, err
}

// PutSetting sets a value of the instance.
func (tx *Tx) PutSetting(ctx context.Context, key, v string) error {
	return tx.put(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, key, typed(v))
}
