package store

import (
	"context"

	"luonnos/docs"
)

const commitColumns = `hash, tree, parents, gen, seq, author, decider, proposal, summary, at`

func readCommit(s scanner) (c docs.Commit, err error) {
	err = s.Scan(&c.Hash, &c.Tree, (*words[docs.Hash])(&c.Parents), &c.Gen, &c.Seq, &c.Author, &c.Decider,
		&c.Proposal, &c.Summary, (*stamp)(&c.At))
	return c, err
}

// Commit returns a commit of the graph.
func (tx *Tx) Commit(ctx context.Context, h docs.Hash) (docs.Commit, error) {
	return one(ctx, tx, readCommit, `SELECT `+commitColumns+` FROM commits WHERE hash = $1`, h)
}

// CommitAt returns main's commit with the number.
func (tx *Tx) CommitAt(ctx context.Context, seq int64) (docs.Commit, error) {
	return one(ctx, tx, readCommit, `SELECT `+commitColumns+` FROM commits WHERE seq = $1 AND seq > 0`, seq)
}

// LastSeq returns the number of main's newest commit, 0 when it has none.
func (tx *Tx) LastSeq(ctx context.Context) (int64, error) {
	return one(ctx, tx, value[int64], `SELECT COALESCE(MAX(seq), 0) FROM commits WHERE seq > 0`)
}

// PutCommit inserts or replaces a commit. Two commits cannot have one number.
func (tx *Tx) PutCommit(ctx context.Context, c docs.Commit) error {
	return tx.put(ctx, `INSERT INTO commits (`+commitColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (hash) DO UPDATE SET tree = excluded.tree, parents = excluded.parents, gen = excluded.gen,
			seq = excluded.seq, author = excluded.author, decider = excluded.decider,
			proposal = excluded.proposal, summary = excluded.summary, at = excluded.at`,
		c.Hash, c.Tree, words[docs.Hash](c.Parents), c.Gen, c.Seq, c.Author, c.Decider, c.Proposal,
		[]byte(c.Summary), stamp(c.At))
}

// DeleteCommit removes a commit from the graph.
func (tx *Tx) DeleteCommit(ctx context.Context, h docs.Hash) error {
	return tx.put(ctx, `DELETE FROM commits WHERE hash = $1`, h)
}

// Changes lists the commits on main with Seq below before, newest first.
func (tx *Tx) Changes(ctx context.Context, before int64, limit int) ([]docs.Commit, error) {
	return all(ctx, tx, readCommit, `SELECT `+commitColumns+` FROM commits WHERE seq > 0 AND seq < $1
		ORDER BY seq DESC LIMIT $2`, bound(before), bound(limit))
}
