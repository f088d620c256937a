package store

import (
	"context"

	"luonnos/docs"
	"luonnos/revisions"
)

func readAuthorship(s scanner) (r revisions.AuthorshipRow, err error) {
	err = s.Scan(&r.Path, &r.Seq, &r.Origins)
	return r, err
}

// Authorship returns the row of a version of a page, false without one.
func (tx *Tx) Authorship(ctx context.Context, p docs.Path, seq int64) (revisions.AuthorshipRow, bool, error) {
	return maybe(ctx, tx, readAuthorship, `SELECT path, seq, origins FROM authorship WHERE path = $1 AND seq = $2`, p, seq)
}

// PutAuthorship inserts or replaces the row of a version of a page.
func (tx *Tx) PutAuthorship(ctx context.Context, r revisions.AuthorshipRow) error {
	return tx.put(ctx, `INSERT INTO authorship (path, seq, origins) VALUES ($1, $2, $3)
		ON CONFLICT (path, seq) DO UPDATE SET origins = excluded.origins`, r.Path, r.Seq, r.Origins)
}

func readLostSentence(s scanner) (l revisions.LostSentence, err error) {
	err = s.Scan(&l.Path, &l.Sentence, &l.Seq, &l.Origins)
	return l, err
}

// LostSentence returns a sentence that went from the page before the commit with
// the number, false for one that did not.
func (tx *Tx) LostSentence(ctx context.Context, p docs.Path, sentence, before int64) (revisions.LostSentence, bool, error) {
	return maybe(ctx, tx, readLostSentence, `SELECT path, sentence, seq, origins FROM lost_sentences
		WHERE path = $1 AND sentence = $2 AND seq < $3`, p, sentence, before)
}

// PutLostSentence inserts a sentence that went, or replaces one that went later.
func (tx *Tx) PutLostSentence(ctx context.Context, l revisions.LostSentence) error {
	return tx.put(ctx, `INSERT INTO lost_sentences (path, sentence, seq, origins) VALUES ($1, $2, $3, $4)
		ON CONFLICT (path, sentence) DO UPDATE SET seq = excluded.seq, origins = excluded.origins
			WHERE excluded.seq < lost_sentences.seq`, l.Path, l.Sentence, l.Seq, l.Origins)
}
