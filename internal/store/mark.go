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

// MarksOf counts, for each passage of a page as it stands, live proposals and
// comments not removed; "" is the top of the page. Passages with neither are
// left out.
func (tx *Tx) MarksOf(ctx context.Context, p docs.Path) (map[docs.PassageID]revisions.Marks, error) {
	marks := map[docs.PassageID]revisions.Marks{}
	proposals, err := all(ctx, tx, readPassageCount, `SELECT m.passage, COUNT(DISTINCT m.proposal)
		FROM proposal_passages m JOIN proposals p ON p.id = m.proposal
		WHERE p.state IN ($2, $3) AND (m.passage IN (SELECT passage FROM page_passages WHERE path = $1)
			OR (m.passage = '' AND m.path = $1))
		GROUP BY m.passage`, p, revisions.Open, revisions.Returned)
	if err != nil {
		return nil, err
	}
	for _, c := range proposals {
		marks[c.passage] = revisions.Marks{Proposals: c.n}
	}
	comments, err := all(ctx, tx, readPassageCount, `SELECT passage, COUNT(*) FROM comments
		WHERE proposal = 0 AND removed = '' AND passage IN (SELECT passage FROM page_passages WHERE path = $1)
		GROUP BY passage`, p)
	if err != nil {
		return nil, err
	}
	for _, c := range comments {
		m := marks[c.passage]
		m.Comments = c.n
		marks[c.passage] = m
	}
	return marks, nil
}
