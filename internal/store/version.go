package store

import (
	"context"

	"luonnos/docs"
)

const versionColumns = `path, seq, kind, commit_hash, blob_hash, title, passages, author, decider, proposal, summary, at`

func readVersion(s scanner) (v docs.Version, err error) {
	err = s.Scan(&v.Path, &v.Seq, &v.Kind, &v.Commit, &v.Blob, &v.Title, (*words[docs.PassageID])(&v.Passages),
		&v.Author, &v.Decider, &v.Proposal, &v.Summary, (*stamp)(&v.At))
	return v, err
}

// PutVersion inserts or replaces a version of a page.
func (tx *Tx) PutVersion(ctx context.Context, v docs.Version) error {
	values := []any{v.Path, v.Seq, v.Kind, v.Commit, v.Blob, []byte(v.Title), words[docs.PassageID](v.Passages),
		v.Author, v.Decider, v.Proposal, []byte(v.Summary), stamp(v.At)}
	inserted, err := tx.exec(ctx, `INSERT INTO versions (`+versionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (path, seq) DO NOTHING`, values...)
	if err != nil {
		return err
	}
	if inserted == 0 {
		return tx.put(ctx, `UPDATE versions SET kind = $3, commit_hash = $4, blob_hash = $5, title = $6, passages = $7,
			author = $8, decider = $9, proposal = $10, summary = $11, at = $12 WHERE path = $1 AND seq = $2`, values...)
	}
	// Counted here, so that counting stays a look-up however long the history.
	_, err = tx.count(ctx, versionCounter+string(v.Path), 1)
	return err
}

// Versions lists a page's versions with Seq below before, newest first.
func (tx *Tx) Versions(ctx context.Context, p docs.Path, before int64, limit int) ([]docs.Version, error) {
	return all(ctx, tx, readVersion, `SELECT `+versionColumns+` FROM versions WHERE path = $1 AND seq < $2
		ORDER BY seq DESC LIMIT $3`, p, bound(before), bound(limit))
}

// CountVersions counts a page's versions.
func (tx *Tx) CountVersions(ctx context.Context, p docs.Path) (int, error) {
	n, err := tx.counted(ctx, versionCounter+string(p))
	return int(n), err
}

// VersionAt returns the newest version of the page with Seq at most seq.
func (tx *Tx) VersionAt(ctx context.Context, p docs.Path, seq int64) (docs.Version, error) {
	return one(ctx, tx, readVersion, `SELECT `+versionColumns+` FROM versions WHERE path = $1 AND seq <= $2
		ORDER BY seq DESC LIMIT 1`, p, seq)
}

// VersionsOf lists what one commit did, by path.
func (tx *Tx) VersionsOf(ctx context.Context, seq int64) ([]docs.Version, error) {
	return all(ctx, tx, readVersion, `SELECT `+versionColumns+` FROM versions WHERE seq = $1 ORDER BY path`, seq)
}
