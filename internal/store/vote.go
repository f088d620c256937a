package store

import (
	"context"

	"luonnos/people"
	"luonnos/revisions"
)

func readVote(s scanner) (v revisions.Vote, err error) {
	err = s.Scan(&v.Proposal, &v.Account, &v.Stance, &v.Version, (*stamp)(&v.At))
	return v, err
}

// PutVote inserts or replaces a person's stance on a proposal.
func (tx *Tx) PutVote(ctx context.Context, v revisions.Vote) error {
	if err := tx.put(ctx, `INSERT INTO votes (proposal, account, stance, version, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (proposal, account) DO UPDATE SET stance = excluded.stance, version = excluded.version,
			at = excluded.at`,
		v.Proposal, v.Account, v.Stance, v.Version, stamp(v.At)); err != nil {
		return err
	}
	return tx.recount(ctx, v.Proposal)
}

// DeleteVote takes a person's stance back.
func (tx *Tx) DeleteVote(ctx context.Context, proposal int64, a people.ID) error {
	if err := tx.put(ctx, `DELETE FROM votes WHERE proposal = $1 AND account = $2`, proposal, a); err != nil {
		return err
	}
	return tx.recount(ctx, proposal)
}

// VoteOf returns a person's stance on a proposal, if there is one.
func (tx *Tx) VoteOf(ctx context.Context, proposal int64, a people.ID) (revisions.Vote, bool, error) {
	return maybe(ctx, tx, readVote, `SELECT proposal, account, stance, version, at FROM votes
		WHERE proposal = $1 AND account = $2`, proposal, a)
}
