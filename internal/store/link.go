package store

import (
	"context"
	"time"

	"luonnos/people"
)

const linkColumns = `hash, kind, email, account, target, lang, created, expires`

func readLink(s scanner) (l people.Link, err error) {
	err = s.Scan(&l.Hash, &l.Kind, &l.Email, &l.Account, &l.Target, &l.Lang, (*stamp)(&l.Created), (*stamp)(&l.Expires))
	return l, err
}

// Link returns a link, expired or not.
func (tx *Tx) Link(ctx context.Context, h people.TokenHash) (people.Link, error) {
	return one(ctx, tx, readLink, `SELECT `+linkColumns+` FROM links WHERE hash = $1`, h)
}

// PutLink inserts or replaces a link.
func (tx *Tx) PutLink(ctx context.Context, l people.Link) error {
	return tx.put(ctx, `INSERT INTO links (`+linkColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (hash) DO UPDATE SET kind = excluded.kind, email = excluded.email,
			account = excluded.account, target = excluded.target, lang = excluded.lang,
			created = excluded.created, expires = excluded.expires`,
		l.Hash, l.Kind, typed(l.Email), l.Account, typed(l.Target), l.Lang, stamp(l.Created), stamp(l.Expires))
}

// DeleteLink removes a link.
func (tx *Tx) DeleteLink(ctx context.Context, h people.TokenHash) error {
	return tx.put(ctx, `DELETE FROM links WHERE hash = $1`, h)
}

// DeleteExpiredLinks removes the links that have expired by now.
func (tx *Tx) DeleteExpiredLinks(ctx context.Context, now time.Time) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM links WHERE expires <= $1`, stamp(now))
	return int(n), err
}

// DeleteLinksOf removes every link mailed to the address or made for the
// account; "" matches none.
func (tx *Tx) DeleteLinksOf(ctx context.Context, email string, account people.ID) error {
	return tx.put(ctx, `DELETE FROM links WHERE (email = $1 AND email <> '') OR (account = $2 AND account <> '')`,
		typed(email), account)
}
