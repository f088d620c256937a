package store

import (
	"context"

	"luonnos/revisions"
)

const decisionColumns = `id, proposal, version, verdict, reason, decided_by, pseudonym, unit, commit_hash, at`

func readDecision(s scanner) (d revisions.Decision, err error) {
	err = s.Scan(&d.ID, &d.Proposal, &d.Version, &d.Verdict, &d.Reason, &d.By, &d.Pseudonym, &d.Unit, &d.Commit,
		(*stamp)(&d.At))
	return d, err
}

// PutDecision inserts or replaces a decision.
func (tx *Tx) PutDecision(ctx context.Context, d revisions.Decision) error {
	return tx.put(ctx, `INSERT INTO decisions (`+decisionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET proposal = excluded.proposal, version = excluded.version,
			verdict = excluded.verdict, reason = excluded.reason, decided_by = excluded.decided_by,
			pseudonym = excluded.pseudonym, unit = excluded.unit, commit_hash = excluded.commit_hash, at = excluded.at`,
		d.ID, d.Proposal, d.Version, d.Verdict, typed(d.Reason), d.By, d.Pseudonym, typed(d.Unit), d.Commit, stamp(d.At))
}

// Decision returns a decision.
func (tx *Tx) Decision(ctx context.Context, id int64) (revisions.Decision, error) {
	return one(ctx, tx, readDecision, `SELECT `+decisionColumns+` FROM decisions WHERE id = $1`, id)
}

// DecisionsOf lists a proposal's decisions, oldest first.
func (tx *Tx) DecisionsOf(ctx context.Context, proposal int64) ([]revisions.Decision, error) {
	return all(ctx, tx, readDecision, `SELECT `+decisionColumns+` FROM decisions WHERE proposal = $1 ORDER BY id`, proposal)
}

// Decisions lists the newest decisions; limit 0 for all.
func (tx *Tx) Decisions(ctx context.Context, limit int) ([]revisions.Decision, error) {
	return all(ctx, tx, readDecision, `SELECT `+decisionColumns+` FROM decisions ORDER BY id DESC LIMIT $1`, bound(limit))
}
