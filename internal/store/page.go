package store

import (
	"context"
	"slices"

	"luonnos/docs"
)

const pageColumns = `path, title, blob_hash, seq, commit_hash, passages, words, changed`

func readPage(s scanner) (p docs.Page, err error) {
	err = s.Scan(&p.Path, &p.Title, &p.Blob, &p.Seq, &p.Commit, (*words[docs.PassageID])(&p.Passages), &p.Words,
		(*stamp)(&p.Changed))
	return p, err
}

// Pages lists the pages as they stand, by the bytes of the path.
func (tx *Tx) Pages(ctx context.Context) ([]docs.Page, error) {
	return all(ctx, tx, readPage, `SELECT `+pageColumns+` FROM pages ORDER BY path`)
}

// Page returns a page as it stands.
func (tx *Tx) Page(ctx context.Context, p docs.Path) (docs.Page, error) {
	return one(ctx, tx, readPage, `SELECT `+pageColumns+` FROM pages WHERE path = $1`, p)
}

// PutPage inserts or replaces a page, and where its passages are.
func (tx *Tx) PutPage(ctx context.Context, p docs.Page) error {
	before, err := tx.passagesOf(ctx, p.Path)
	if err != nil {
		return err
	}
	if err := tx.placePassages(ctx, p.Path, before, p.Passages); err != nil {
		return err
	}
	return tx.put(ctx, `INSERT INTO pages (`+pageColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (path) DO UPDATE SET title = excluded.title, blob_hash = excluded.blob_hash,
			seq = excluded.seq, commit_hash = excluded.commit_hash, passages = excluded.passages,
			words = excluded.words, changed = excluded.changed`,
		p.Path, []byte(p.Title), p.Blob, p.Seq, p.Commit, words[docs.PassageID](p.Passages), p.Words, stamp(p.Changed))
}

// DeletePage removes a page as it stands; its versions stay.
func (tx *Tx) DeletePage(ctx context.Context, p docs.Path) error {
	before, err := tx.passagesOf(ctx, p)
	if err != nil {
		return err
	}
	if err := tx.placePassages(ctx, p, before, nil); err != nil {
		return err
	}
	return tx.put(ctx, `DELETE FROM pages WHERE path = $1`, p)
}

// passagesOf lists the passages of the page as it stands, none without it.
func (tx *Tx) passagesOf(ctx context.Context, p docs.Path) ([]docs.PassageID, error) {
	list, _, err := maybe(ctx, tx, value[words[docs.PassageID]], `SELECT passages FROM pages WHERE path = $1`, p)
	return list, err
}

// placePassages writes which passages are on the page. A page changes in a
// passage or two at a time, so only the difference is written.
func (tx *Tx) placePassages(ctx context.Context, p docs.Path, before, now []docs.PassageID) error {
	if slices.Equal(before, now) {
		return nil
	}
	gone := make(map[docs.PassageID]bool, len(before))
	for _, id := range before {
		gone[id] = true
	}
	for _, id := range now {
		if gone[id] {
			delete(gone, id)
			continue
		}
		if err := tx.put(ctx, `INSERT INTO page_passages (passage, path) VALUES ($1, $2)
			ON CONFLICT (passage, path) DO NOTHING`, id, p); err != nil {
			return err
		}
	}
	for id := range gone {
		if err := tx.put(ctx, `DELETE FROM page_passages WHERE passage = $1 AND path = $2`, id, p); err != nil {
			return err
		}
	}
	return nil
}

// PageOfPassage returns the page that a living passage is on.
func (tx *Tx) PageOfPassage(ctx context.Context, id docs.PassageID) (docs.Page, error) {
	return one(ctx, tx, readPage, `SELECT `+pageColumns+` FROM pages
		WHERE path = (SELECT MIN(path) FROM page_passages WHERE passage = $1)`, id)
}
