package store

import (
	"context"

	"luonnos/docs"
	"luonnos/revisions"
)

// passageCount is a number of things attached to a passage.
type passageCount struct {
	passage docs.PassageID
	n       int
}

func readPassageCount(s scanner) (c passageCount, err error) {
	err = s.Scan(&c.passage, &c.n)
	return c, err
}

// LiveProposalsOn counts, for each passage of a page as it stands, live
// proposals; "" is the top of the page. Passages with none are left out.
func (tx *Tx) LiveProposalsOn(ctx context.Context, p docs.Path) (map[docs.PassageID]int, error) {
	counts, err := all(ctx, tx, readPassageCount, `SELECT m.passage, COUNT(DISTINCT m.proposal)
		FROM proposal_passages m JOIN proposals p ON p.id = m.proposal
		WHERE p.state IN ($2, $3) AND (m.passage IN (SELECT passage FROM page_passages WHERE path = $1)
			OR (m.passage = '' AND m.path = $1))
		GROUP BY m.passage`, p, revisions.Open, revisions.Returned)
	if err != nil {
		return nil, err
	}
	out := make(map[docs.PassageID]int, len(counts))
	for _, c := range counts {
		out[c.passage] = c.n
	}
	return out, nil
}
