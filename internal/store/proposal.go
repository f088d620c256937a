package store

import (
	"context"
	"fmt"
	"strings"

	"luonnos/docs"
	"luonnos/revisions"
)

const (
	proposalColumns = `id, author, pseudonym, state, title, reason, area, lang, capacity, named, version, paths,
		created, updated, decision, merged, origin`
	proposalCounts = `supports, opposes, abstains, comments`
)

func readProposal(s scanner) (p revisions.Proposal, err error) {
	err = s.Scan(&p.ID, &p.Author, &p.Pseudonym, &p.State, &p.Title, &p.Reason, &p.Area, &p.Lang, &p.Capacity,
		&p.Named, &p.Version, document{&p.Paths}, (*stamp)(&p.Created), (*stamp)(&p.Updated), &p.Decision, &p.Merged, &p.Origin,
		&p.Supports, &p.Opposes, &p.Abstains, &p.Comments)
	return p, err
}

// Proposal returns a proposal in any state.
func (tx *Tx) Proposal(ctx context.Context, id int64) (revisions.Proposal, error) {
	return one(ctx, tx, readProposal, `SELECT `+proposalColumns+`, `+proposalCounts+` FROM proposals WHERE id = $1`, id)
}

// PutProposal inserts or replaces a proposal; its counts are left to the votes
// and comments.
func (tx *Tx) PutProposal(ctx context.Context, p revisions.Proposal) error {
	if err := tx.put(ctx, `INSERT INTO proposals (`+proposalColumns+`, `+proposalCounts+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 0, 0, 0)
		ON CONFLICT (id) DO UPDATE SET author = excluded.author, pseudonym = excluded.pseudonym,
			state = excluded.state, title = excluded.title, reason = excluded.reason, area = excluded.area,
			lang = excluded.lang, capacity = excluded.capacity, named = excluded.named,
			version = excluded.version, paths = excluded.paths, created = excluded.created,
			updated = excluded.updated, decision = excluded.decision, merged = excluded.merged, origin = excluded.origin`,
		p.ID, p.Author, p.Pseudonym, p.State, typed(p.Title), typed(p.Reason), typed(p.Area), p.Lang, p.Capacity,
		p.Named, p.Version, document{p.Paths}, stamp(p.Created), stamp(p.Updated), p.Decision, p.Merged, p.Origin); err != nil {
		return err
	}
	if err := tx.put(ctx, `DELETE FROM proposal_paths WHERE proposal = $1`, p.ID); err != nil {
		return err
	}
	for _, path := range p.Paths {
		if err := tx.put(ctx, `INSERT INTO proposal_paths (path, proposal) VALUES ($1, $2)
			ON CONFLICT (path, proposal) DO NOTHING`, path, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// DeleteProposal removes the proposal and its versions, votes, comments and decisions.
func (tx *Tx) DeleteProposal(ctx context.Context, id int64) error {
	if err := tx.put(ctx, `DELETE FROM anchors WHERE proposal = $1 AND proposal > 0`, id); err != nil {
		return err
	}
	// Comments do not refer to it in the schema: those on passages have none.
	if err := tx.put(ctx, `DELETE FROM comments WHERE proposal = $1 AND proposal > 0`, id); err != nil {
		return err
	}
	return tx.put(ctx, `DELETE FROM proposals WHERE id = $1`, id)
}

// Proposals lists the proposals that match. Without states, unconfirmed ones
// match only when the filter names their author. Limit 0 is no limit.
func (tx *Tx) Proposals(ctx context.Context, f revisions.Filter) ([]revisions.Proposal, error) {
	where, args := proposalFilter(f)
	order := "id DESC"
	switch f.Order {
	case "oldest":
		order = "id"
	case "supported":
		order = "supports DESC, id DESC"
	case "ready":
		n := len(args)
		order = fmt.Sprintf(`CASE WHEN %s THEN 1 ELSE 0 END, id`, hasFit(places(n+1, 1)))
		args = append(args, revisions.NeedsYou)
	}
	n := len(args)
	args = append(args, bound(f.Limit), max(f.Offset, 0))
	query := fmt.Sprintf(`SELECT %s, %s FROM proposals WHERE %s ORDER BY %s LIMIT $%d OFFSET $%d`,
		proposalColumns, proposalCounts, where, order, n+1, n+2)
	return once(ctx, tx, readProposal, query, args...)
}

// CountProposals counts the proposals that match, whatever the limit.
func (tx *Tx) CountProposals(ctx context.Context, f revisions.Filter) (int, error) {
	where, args := proposalFilter(f)
	counts, err := once(ctx, tx, value[int], `SELECT COUNT(*) FROM proposals WHERE `+where, args...)
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

func proposalFilter(f revisions.Filter) (where string, args []any) {
	var terms []string
	term := func(text string, values ...any) {
		terms = append(terms, fmt.Sprintf(text, places(len(args)+1, len(values))))
		args = append(args, values...)
	}
	switch {
	case len(f.States) > 0:
		states := make([]any, len(f.States))
		for i, s := range f.States {
			states[i] = s
		}
		term(`state IN (%s)`, states...)
	case f.Author == "":
		term(`state <> %s`, revisions.Unconfirmed)
	}
	if f.Path != "" {
		term(`id IN (SELECT proposal FROM proposal_paths WHERE path = %s)`, f.Path)
	}
	if f.Author != "" {
		term(`author = %s`, f.Author)
	}
	if f.Area != "" {
		term(`area = %s`, f.Area)
	}
	if f.Fitness != "" {
		term(hasFit(`%s`), f.Fitness)
		term(`state IN (%s)`, revisions.Open, revisions.Returned)
	}
	if len(terms) == 0 {
		return "TRUE", nil
	}
	return strings.Join(terms, " AND "), args
}

// ProposalsOfPassage lists the proposals whose newest version touches the
// passage, newest first. Unconfirmed ones are nobody's to see.
func (tx *Tx) ProposalsOfPassage(ctx context.Context, id docs.PassageID) ([]revisions.Proposal, error) {
	return all(ctx, tx, readProposal, `SELECT `+proposalColumns+`, `+proposalCounts+` FROM proposals
		WHERE id IN (SELECT proposal FROM proposal_passages WHERE passage = $1) AND state <> $2 ORDER BY id DESC`,
		id, revisions.Unconfirmed)
}

// recount counts votes and comments into the proposal's row.
func (tx *Tx) recount(ctx context.Context, id int64) error {
	return tx.put(ctx, `UPDATE proposals SET
		supports = (SELECT COUNT(*) FROM votes WHERE proposal = $1 AND stance = $2),
		opposes  = (SELECT COUNT(*) FROM votes WHERE proposal = $1 AND stance = $3),
		abstains = (SELECT COUNT(*) FROM votes WHERE proposal = $1 AND stance = $4),
		comments = (SELECT COUNT(*) FROM comments WHERE proposal = $1 AND proposal > 0 AND removed = '')
		WHERE id = $1`, id, revisions.Support, revisions.Oppose, revisions.Abstain)
}
