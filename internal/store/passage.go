package store

import (
	"context"

	"luonnos/docs"
)

const passageColumns = `l.passage, l.path, l.seq, l.change, l.text, l.author, l.decider, l.proposal, l.at`

func readPassageEvent(s scanner) (e docs.PassageEvent, err error) {
	err = s.Scan(&e.Passage, &e.Path, &e.Seq, &e.Change, &e.Text, &e.Author, &e.Decider, &e.Proposal, (*stamp)(&e.At))
	return e, err
}

// PutPassageEvent inserts or replaces the event of the kind that a commit
// brought to a passage.
func (tx *Tx) PutPassageEvent(ctx context.Context, e docs.PassageEvent) error {
	return tx.put(ctx, `INSERT INTO passage_log (passage, path, seq, change, text, author, decider, proposal, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (passage, seq, change) DO UPDATE SET path = excluded.path, text = excluded.text,
			author = excluded.author, decider = excluded.decider, proposal = excluded.proposal, at = excluded.at`,
		e.Passage, e.Path, e.Seq, e.Change, []byte(e.Text), e.Author, e.Decider, e.Proposal, stamp(e.At))
}

// PassageEvents lists the life of a passage, oldest first.
func (tx *Tx) PassageEvents(ctx context.Context, id docs.PassageID) ([]docs.PassageEvent, error) {
	return all(ctx, tx, readPassageEvent, `SELECT `+passageColumns+` FROM passage_log l
		WHERE l.passage = $1 ORDER BY l.seq, l.change`, id)
}
