package store

import (
	"context"
	"time"

	"luonnos/people"
	"luonnos/revisions"
)

const draftColumns = `hash, account, proposal, base, title, reason, area, lang, capacity, named, email, name, origin, edits, updated, expires`

func readDraft(s scanner) (d revisions.Draft, err error) {
	err = s.Scan(&d.Hash, &d.Account, &d.Proposal, &d.Base, &d.Title, &d.Reason, &d.Area, &d.Lang, &d.Capacity,
		&d.Named, &d.Email, &d.Name, &d.Origin, document{&d.Edits}, (*stamp)(&d.Updated), (*stamp)(&d.Expires))
	return d, err
}

// Draft returns a draft, expired or not.
func (tx *Tx) Draft(ctx context.Context, h people.TokenHash) (revisions.Draft, error) {
	return one(ctx, tx, readDraft, `SELECT `+draftColumns+` FROM drafts WHERE hash = $1`, h)
}

// PutDraft inserts or replaces a draft.
func (tx *Tx) PutDraft(ctx context.Context, d revisions.Draft) error {
	return tx.put(ctx, `INSERT INTO drafts (`+draftColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (hash) DO UPDATE SET account = excluded.account, proposal = excluded.proposal,
			base = excluded.base, title = excluded.title, reason = excluded.reason, area = excluded.area,
			lang = excluded.lang, capacity = excluded.capacity, named = excluded.named, email = excluded.email,
			name = excluded.name, origin = excluded.origin, edits = excluded.edits, updated = excluded.updated, expires = excluded.expires`,
		d.Hash, d.Account, d.Proposal, d.Base, typed(d.Title), typed(d.Reason), typed(d.Area), d.Lang, d.Capacity,
		d.Named, typed(d.Email), typed(d.Name), d.Origin, document{d.Edits}, stamp(d.Updated), stamp(d.Expires))
}

// DeleteDraft removes a draft.
func (tx *Tx) DeleteDraft(ctx context.Context, h people.TokenHash) error {
	return tx.put(ctx, `DELETE FROM drafts WHERE hash = $1`, h)
}

// DraftsOf lists a person's drafts, newest first; a visitor has no list.
func (tx *Tx) DraftsOf(ctx context.Context, a people.ID) ([]revisions.Draft, error) {
	return all(ctx, tx, readDraft, `SELECT `+draftColumns+` FROM drafts WHERE account = $1 AND account <> ''
		ORDER BY updated DESC, hash`, a)
}

// DraftsNaming lists visitors' drafts that give the address, however it was
// typed: it is kept as typed until the draft is sent.
func (tx *Tx) DraftsNaming(ctx context.Context, email string) ([]revisions.Draft, error) {
	return all(ctx, tx, readDraft, `SELECT `+draftColumns+` FROM drafts
		WHERE account = '' AND email <> '' AND LOWER(TRIM(email)) = $1 ORDER BY hash`, typed(email))
}

// DeleteExpiredDrafts removes the drafts that have expired by now.
func (tx *Tx) DeleteExpiredDrafts(ctx context.Context, now time.Time) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM drafts WHERE expires <= $1`, stamp(now))
	return int(n), err
}
