package store

import (
	"context"
	"time"

	"luonnos/themes"
)

const importColumns = `id, account, name, size, source, reading, state, done, total, added, changed, known, refused,
	faults, error, created, started, ended, lease`

func readImport(s scanner) (i themes.Import, err error) {
	err = s.Scan(&i.ID, &i.By, &i.Name, &i.Size, &i.Source, &i.Reading, &i.State, &i.Done, &i.Total, &i.New, &i.Changed,
		&i.Known, &i.Refused, document{&i.Faults}, &i.Error, (*stamp)(&i.Created), (*stamp)(&i.Started), (*stamp)(&i.Ended),
		(*stamp)(&i.Lease))
	return i, err
}

// PutImport inserts or replaces an uploaded table, its parts apart.
func (tx *Tx) PutImport(ctx context.Context, i themes.Import) error {
	return tx.put(ctx, `INSERT INTO imports (`+importColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (id) DO UPDATE SET account = excluded.account, name = excluded.name, size = excluded.size,
			source = excluded.source, reading = excluded.reading, state = excluded.state, done = excluded.done,
			total = excluded.total, added = excluded.added, changed = excluded.changed, known = excluded.known,
			refused = excluded.refused, faults = excluded.faults, error = excluded.error, created = excluded.created,
			started = excluded.started, ended = excluded.ended, lease = excluded.lease`,
		i.ID, i.By, typed(i.Name), i.Size, i.Source, typed(i.Reading), i.State, i.Done, i.Total, i.New, i.Changed,
		i.Known, i.Refused, document{i.Faults}, i.Error, stamp(i.Created), stamp(i.Started), stamp(i.Ended), stamp(i.Lease))
}

// Import returns an uploaded table without its parts.
func (tx *Tx) Import(ctx context.Context, id int64) (themes.Import, error) {
	return one(ctx, tx, readImport, `SELECT `+importColumns+` FROM imports WHERE id = $1`, id)
}

// Imports lists newest first.
func (tx *Tx) Imports(ctx context.Context, limit int) ([]themes.Import, error) {
	return all(ctx, tx, readImport, `SELECT `+importColumns+` FROM imports ORDER BY id DESC LIMIT $1`, bound(limit))
}

// CountImports counts the uploads in a state.
func (tx *Tx) CountImports(ctx context.Context, state themes.ImportState) (int, error) {
	return one(ctx, tx, value[int], `SELECT COUNT(*) FROM imports WHERE state = $1`, state)
}

// QueuedImports lists those to take in, oldest first.
func (tx *Tx) QueuedImports(ctx context.Context) ([]themes.Import, error) {
	return all(ctx, tx, readImport, `SELECT `+importColumns+` FROM imports WHERE state = $1 ORDER BY id`, themes.ImportQueued)
}

// DeleteImport removes an upload with its table.
func (tx *Tx) DeleteImport(ctx context.Context, id int64) error {
	return tx.put(ctx, `DELETE FROM imports WHERE id = $1`, id)
}

// PutImportPart keeps a part of a table, counted from 0.
func (tx *Tx) PutImportPart(ctx context.Context, id int64, part int, data []byte) error {
	return tx.put(ctx, `INSERT INTO import_parts (import, part, data) VALUES ($1, $2, $3)`, id, part, data)
}

// ImportPart returns a part of a table, nil beyond the last.
func (tx *Tx) ImportPart(ctx context.Context, id int64, part int) ([]byte, error) {
	data, _, err := maybe(ctx, tx, value[[]byte], `SELECT data FROM import_parts WHERE import = $1 AND part = $2`, id, part)
	return data, err
}

// DeleteImportParts forgets the table of an upload.
func (tx *Tx) DeleteImportParts(ctx context.Context, id int64) error {
	return tx.put(ctx, `DELETE FROM import_parts WHERE import = $1`, id)
}

// DeleteStaleImports removes those not confirmed that were made before.
func (tx *Tx) DeleteStaleImports(ctx context.Context, before time.Time) error {
	return tx.put(ctx, `DELETE FROM imports WHERE state = $1 AND created < $2`, themes.ImportOpen, stamp(before))
}
