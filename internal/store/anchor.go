package store

import (
	"context"

	"luonnos/docs"
	"luonnos/revisions"
)

const anchorColumns = `kind, id, proposal, from_path, from_passage, from_seq, path, passage, seq, since,
	start_at, end_at, quote, prefix, suffix, fate, moved, kept`

func readAnchor(s scanner) (a revisions.Anchored, err error) {
	var quote, prefix, suffix []byte
	err = s.Scan(&a.Kind, &a.ID, &a.Proposal, &a.FromPath, &a.FromPassage, &a.FromSeq, &a.Path, &a.Passage, &a.Seq, &a.Since,
		&a.Start, &a.End, &quote, &prefix, &suffix, &a.Fate, &a.Moved, document{&a.Kept})
	a.Quote, a.Prefix, a.Suffix = string(quote), string(prefix), string(suffix)
	return a, err
}

func anchorValues(a revisions.Anchored) []any {
	return []any{a.Kind, a.ID, a.Proposal, a.FromPath, a.FromPassage, a.FromSeq, a.Path, a.Passage, a.Seq, a.Since,
		a.Start, a.End, []byte(a.Quote), []byte(a.Prefix), []byte(a.Suffix), a.Fate, a.Moved, document{a.Kept}}
}

// AddAnchor inserts an anchor; one that is there already stays as it is.
func (tx *Tx) AddAnchor(ctx context.Context, a revisions.Anchored) error {
	return tx.put(ctx, `INSERT INTO anchors (`+anchorColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT (kind, id) DO NOTHING`, anchorValues(a)...)
}

// MoveAnchor writes what has become of an anchor that is still at the number
// from, comparing in the database itself; see revisions.Tx.
func (tx *Tx) MoveAnchor(ctx context.Context, a revisions.Anchored, from int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE anchors SET path = $3, passage = $4, seq = $5, since = $6, start_at = $7, end_at = $8,
		fate = $9, moved = $10, kept = $11 WHERE kind = $1 AND id = $2 AND seq = $12`,
		a.Kind, a.ID, a.Path, a.Passage, a.Seq, a.Since, a.Start, a.End, a.Fate, a.Moved, document{a.Kept}, from)
	return n > 0, err
}

// Anchor returns the anchor of a thing.
func (tx *Tx) Anchor(ctx context.Context, kind revisions.AnchorKind, id int64) (revisions.Anchored, error) {
	return one(ctx, tx, readAnchor, `SELECT `+anchorColumns+` FROM anchors WHERE kind = $1 AND id = $2`, kind, id)
}

// AnchorsOnPage lists the anchors that are on the page or were set there, by
// kind and number. Each half has an index of its own.
func (tx *Tx) AnchorsOnPage(ctx context.Context, p docs.Path) ([]revisions.Anchored, error) {
	return all(ctx, tx, readAnchor, `SELECT `+anchorColumns+` FROM anchors WHERE path = $1 AND proposal = 0
		UNION ALL SELECT `+anchorColumns+` FROM anchors WHERE from_path = $1 AND path <> $1 AND proposal = 0
		ORDER BY kind, id`, p)
}

// begunOn selects the comments that begin a thread on the page $1 or on a
// passage that stands there now.
const begunOn = `SELECT id FROM comments WHERE path = $1 AND proposal = 0 AND parent = 0
	UNION SELECT id FROM comments WHERE proposal = 0 AND parent = 0
		AND passage IN (SELECT passage FROM page_passages WHERE path = $1)`

// CommentsUnanchored lists comments that begin a thread about a passage of the
// page and have no anchor, oldest first.
func (tx *Tx) CommentsUnanchored(ctx context.Context, p docs.Path, limit int) ([]revisions.Comment, error) {
	return all(ctx, tx, readComment, `SELECT `+commentColumns+` FROM comments
		WHERE id IN (`+begunOn+`) AND passage <> ''
			AND NOT EXISTS (SELECT 1 FROM anchors a WHERE a.kind = $2 AND a.id = comments.id)
		ORDER BY id LIMIT $3`, p, revisions.AnchorComment, bound(limit))
}

// CommentsOfThread lists a comment and its answers, oldest first.
func (tx *Tx) CommentsOfThread(ctx context.Context, id int64) ([]revisions.Comment, error) {
	return all(ctx, tx, readComment, `SELECT `+commentColumns+` FROM comments WHERE id = $1
		UNION ALL SELECT `+commentColumns+` FROM comments WHERE parent = $1 AND parent > 0 ORDER BY id`, id)
}

// threadSize is how many comments of a thread can be read.
type threadSize struct {
	thread int64
	n      int
}

func readThreadSize(s scanner) (t threadSize, err error) {
	err = s.Scan(&t.thread, &t.n)
	return t, err
}

// ThreadSizes counts, for each thread on the passages of a page, the comments
// that were not removed. Threads without any are left out.
func (tx *Tx) ThreadSizes(ctx context.Context, p docs.Path) (map[int64]int, error) {
	const begun = `(` + begunOn + ` UNION SELECT id FROM anchors WHERE kind = $2 AND path = $1 AND proposal = 0)`
	sizes, err := all(ctx, tx, readThreadSize, `SELECT thread, COUNT(*) FROM (
			SELECT id AS thread FROM comments WHERE removed = '' AND id IN `+begun+`
			UNION ALL SELECT parent AS thread FROM comments WHERE removed = '' AND parent > 0 AND parent IN `+begun+`
		) counted GROUP BY thread`, p, revisions.AnchorComment)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]int, len(sizes))
	for _, t := range sizes {
		out[t.thread] = t.n
	}
	return out, nil
}

// NextVersion returns the oldest version of the page with Seq above seq.
func (tx *Tx) NextVersion(ctx context.Context, p docs.Path, seq int64) (docs.Version, error) {
	return one(ctx, tx, readVersion, `SELECT `+versionColumns+` FROM versions WHERE path = $1 AND seq > $2 ORDER BY seq LIMIT 1`, p, seq)
}
