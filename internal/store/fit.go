package store

import (
	"context"
	"fmt"

	"luonnos/people"
	"luonnos/revisions"
)

const fitColumns = `proposal, version, base, seq, fit, cause, reasons, rivals, told`

func readFit(s scanner) (f revisions.Fit, err error) {
	err = s.Scan(&f.Proposal, &f.Version, &f.Base, &f.Seq, &f.Fitness, &f.Obstacle, (*words[string])(&f.Reasons),
		document{&f.Rivals}, &f.Told)
	return f, err
}

// Fit is how a proposal went with main when it was last tried.
func (tx *Tx) Fit(ctx context.Context, proposal int64) (revisions.Fit, bool, error) {
	return maybe(ctx, tx, readFit, `SELECT `+fitColumns+` FROM fits WHERE proposal = $1`, proposal)
}

// PutFit inserts or replaces how a proposal goes with main.
func (tx *Tx) PutFit(ctx context.Context, f revisions.Fit) error {
	return tx.put(ctx, `INSERT INTO fits (`+fitColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (proposal) DO UPDATE SET version = excluded.version, base = excluded.base, seq = excluded.seq, fit = excluded.fit,
			cause = excluded.cause, reasons = excluded.reasons, rivals = excluded.rivals, told = excluded.told`,
		f.Proposal, f.Version, f.Base, f.Seq, f.Fitness, f.Obstacle, words[string](f.Reasons), document{f.Rivals}, f.Told)
}

// StaleFits lists the live proposals whose newest version has not been tried
// since the pages it touches last changed; see revisions.Tx.
func (tx *Tx) StaleFits(ctx context.Context, after int64, limit int) ([]int64, error) {
	return all(ctx, tx, value[int64], `SELECT p.id FROM proposals p LEFT JOIN fits f ON f.proposal = p.id
		WHERE p.id > $1 AND p.state IN ($2, $3) AND (f.proposal IS NULL OR f.version <> p.version OR EXISTS (
			SELECT 1 FROM proposal_paths pp JOIN versions v ON v.path = pp.path
			WHERE pp.proposal = p.id AND v.seq > f.seq))
		ORDER BY p.id LIMIT $4`, after, revisions.Open, revisions.Returned, bound(limit))
}

// UntoldAuthors lists those who have not heard what their live proposals need;
// see revisions.Tx.
func (tx *Tx) UntoldAuthors(ctx context.Context, limit int) ([]people.ID, error) {
	return all(ctx, tx, value[people.ID], `SELECT DISTINCT p.author
		FROM fits f JOIN proposals p ON p.id = f.proposal AND p.version = f.version
		WHERE p.state IN ($1, $2) AND ((f.fit = $3 AND NOT f.told) OR (f.fit <> $3 AND f.told))
		ORDER BY p.author LIMIT $4`, revisions.Open, revisions.Returned, revisions.NeedsYou, bound(limit))
}

// hasFit is the condition that a proposal's newest version was last found to go
// so with main; place stands for how.
func hasFit(place string) string {
	return fmt.Sprintf(`EXISTS (SELECT 1 FROM fits f
		WHERE f.proposal = proposals.id AND f.version = proposals.version AND f.fit = %s)`, place)
}
