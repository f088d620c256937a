package store

import (
	"context"

	"luonnos/docs"
	"luonnos/revisions"
)

const proposalVersionColumns = `proposal, n, base, commit_hash, title, reason, edits, at`

func readProposalVersion(s scanner) (v revisions.Version, err error) {
	err = s.Scan(&v.Proposal, &v.N, &v.Base, &v.Commit, &v.Title, &v.Reason, document{&v.Edits}, (*stamp)(&v.At))
	return v, err
}

// PutProposalVersion inserts or replaces a version of a proposal. The newest
// one decides which passages the proposal touches.
func (tx *Tx) PutProposalVersion(ctx context.Context, v revisions.Version) error {
	if err := tx.put(ctx, `INSERT INTO proposal_versions (`+proposalVersionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (proposal, n) DO UPDATE SET base = excluded.base, commit_hash = excluded.commit_hash,
			title = excluded.title, reason = excluded.reason, edits = excluded.edits, at = excluded.at`,
		v.Proposal, v.N, v.Base, v.Commit, typed(v.Title), typed(v.Reason), document{v.Edits}, stamp(v.At)); err != nil {
		return err
	}
	newest, err := one(ctx, tx, value[int], `SELECT MAX(n) FROM proposal_versions WHERE proposal = $1`, v.Proposal)
	if err != nil || newest != v.N {
		return err
	}
	return tx.markPassages(ctx, v)
}

func (tx *Tx) markPassages(ctx context.Context, v revisions.Version) error {
	if err := tx.put(ctx, `DELETE FROM proposal_passages WHERE proposal = $1`, v.Proposal); err != nil {
		return err
	}
	mark := func(path docs.Path, id docs.PassageID) error {
		return tx.put(ctx, `INSERT INTO proposal_passages (passage, path, proposal) VALUES ($1, $2, $3)
			ON CONFLICT (passage, path, proposal) DO NOTHING`, id, path, v.Proposal)
	}
	for _, e := range v.Edits {
		if err := mark(e.Path, e.Passage); err != nil {
			return err
		}
		if e.Op == revisions.EditMove {
			if err := mark(e.Path, e.From); err != nil {
				return err
			}
		}
	}
	return nil
}

// ProposalVersion returns version n of a proposal.
func (tx *Tx) ProposalVersion(ctx context.Context, proposal int64, n int) (revisions.Version, error) {
	return one(ctx, tx, readProposalVersion, `SELECT `+proposalVersionColumns+` FROM proposal_versions WHERE proposal = $1 AND n = $2`,
		proposal, n)
}

// ProposalVersions lists a proposal's versions, oldest first.
func (tx *Tx) ProposalVersions(ctx context.Context, proposal int64) ([]revisions.Version, error) {
	return all(ctx, tx, readProposalVersion, `SELECT `+proposalVersionColumns+` FROM proposal_versions WHERE proposal = $1 ORDER BY n`,
		proposal)
}
