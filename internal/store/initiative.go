package store

import (
	"context"

	"luonnos/initiatives"
)

const initiativeColumns = `id, state, title, body, lang, tag, source, source_seq, published_by, created`

func readInitiative(s scanner) (i initiatives.Initiative, err error) {
	err = s.Scan(&i.ID, &i.State, &i.Title, &i.Text, &i.Lang, &i.Tag, &i.Source, &i.SourceSeq, &i.By,
		(*stamp)(&i.Created))
	return i, err
}

// PutInitiative inserts or replaces an initiative.
func (tx *Tx) PutInitiative(ctx context.Context, i initiatives.Initiative) error {
	return tx.put(ctx, `INSERT INTO initiatives (`+initiativeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, title = excluded.title, body = excluded.body,
			lang = excluded.lang, tag = excluded.tag, source = excluded.source, source_seq = excluded.source_seq,
			published_by = excluded.published_by, created = excluded.created`,
		i.ID, i.State, typed(i.Title), typed(i.Text), i.Lang, i.Tag, i.Source, i.SourceSeq, i.By, stamp(i.Created))
}

// Initiative returns an initiative in any state.
func (tx *Tx) Initiative(ctx context.Context, id int64) (initiatives.Initiative, error) {
	return one(ctx, tx, readInitiative, `SELECT `+initiativeColumns+` FROM initiatives WHERE id = $1`, id)
}

// Initiatives lists newest first.
func (tx *Tx) Initiatives(ctx context.Context) ([]initiatives.Initiative, error) {
	return all(ctx, tx, readInitiative, `SELECT `+initiativeColumns+` FROM initiatives ORDER BY id DESC`)
}

// PutContributors replaces who contributed to an initiative. Only pseudonyms
// and proposals are kept.
func (tx *Tx) PutContributors(ctx context.Context, initiative int64, list []initiatives.Contributor) error {
	if err := tx.put(ctx, `DELETE FROM contributors WHERE initiative = $1`, initiative); err != nil {
		return err
	}
	for i, c := range list {
		if err := tx.put(ctx, `INSERT INTO contributors (initiative, place, pseudonym, proposals)
			VALUES ($1, $2, $3, $4)`, initiative, i, c.Pseudonym, document{c.Proposals}); err != nil {
			return err
		}
	}
	return nil
}

// Contributors lists who contributed, in the order they were put, with the
// account and name that the pseudonym has now: "" for one that is unknown.
func (tx *Tx) Contributors(ctx context.Context, initiative int64) ([]initiatives.Contributor, error) {
	read := func(s scanner) (c initiatives.Contributor, err error) {
		err = s.Scan(&c.Account, &c.Pseudonym, &c.Name, document{&c.Proposals})
		return c, err
	}
	return all(ctx, tx, read, `SELECT COALESCE(a.id, ''), c.pseudonym, COALESCE(a.name, ''), c.proposals
		FROM contributors c LEFT JOIN accounts a ON a.pseudonym = c.pseudonym
		WHERE c.initiative = $1 ORDER BY c.place`, initiative)
}
