package store

import (
	"context"
	"slices"
	"strings"

	"luonnos/people"
	"luonnos/themes"
)

const senderColumns = `item, account, name, email, phone, handle, lang, tell, consent`

func readSender(s scanner) (x themes.Sender, err error) {
	err = s.Scan(&x.Item, &x.Account, &x.Name, &x.Email, &x.Phone, &x.Handle, &x.Lang, &x.Tell, &x.Consent)
	return x, err
}

// PutSender inserts or replaces a sender; what they have been told is left.
func (tx *Tx) PutSender(ctx context.Context, x themes.Sender) error {
	return tx.put(ctx, `INSERT INTO senders (`+senderColumns+`, told) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')
		ON CONFLICT (item) DO UPDATE SET account = excluded.account, name = excluded.name, email = excluded.email,
			phone = excluded.phone, handle = excluded.handle, lang = excluded.lang, tell = excluded.tell,
			consent = excluded.consent`,
		x.Item, x.Account, typed(x.Name), typed(x.Email), typed(x.Phone), typed(x.Handle), x.Lang, x.Tell, x.Consent)
}

// Senders returns those that there are.
func (tx *Tx) Senders(ctx context.Context, items []int64) ([]themes.Sender, error) {
	return inChunks(ctx, tx, readSender, `SELECT `+senderColumns+` FROM senders WHERE item IN (%s) ORDER BY item`, items)
}

// SendersOf lists the items that the account sent, or the address.
func (tx *Tx) SendersOf(ctx context.Context, account people.ID, email string) ([]int64, error) {
	return all(ctx, tx, value[int64], `SELECT item FROM senders WHERE account = $1 AND account <> ''
		UNION SELECT item FROM senders WHERE email = $2 AND email <> '' ORDER BY item`, account, typed(email))
}

// DeleteSender removes who sent an item, and every token to it.
func (tx *Tx) DeleteSender(ctx context.Context, item int64) error {
	if err := tx.put(ctx, `DELETE FROM sender_tokens WHERE item = $1`, item); err != nil {
		return err
	}
	return tx.put(ctx, `DELETE FROM senders WHERE item = $1`, item)
}

// PutSenderToken lets a token open the sender's page of an item.
func (tx *Tx) PutSenderToken(ctx context.Context, hash people.TokenHash, item int64) error {
	return tx.put(ctx, `INSERT INTO sender_tokens (hash, item) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, hash, item)
}

// ItemOfToken returns the item whose sender has the token.
func (tx *Tx) ItemOfToken(ctx context.Context, hash people.TokenHash) (int64, error) {
	return one(ctx, tx, value[int64], `SELECT item FROM sender_tokens WHERE hash = $1`, hash)
}

// SenderNews lists what senders have not been told; see themes.SenderTx. What
// they have been told is "proposal/1" for its coming and "decision/1" for the
// decision, separated by spaces.
func (tx *Tx) SenderNews(ctx context.Context, limit int) ([]themes.News, error) {
	type row struct {
		news themes.News
		told string
	}
	read := func(s scanner) (r row, err error) {
		n := &r.news
		err = s.Scan(&n.Item, &r.told, &n.Proposal, &n.Title, &n.State, &n.Decision, &n.Verdict, &n.Reason)
		return r, err
	}
	rows, err := all(ctx, tx, read, `SELECT x.item, x.told, p.id, p.title, p.state, COALESCE(d.id, 0),
			COALESCE(d.verdict, ''), COALESCE(d.reason, '')
		FROM (`+tiedProposals+`) t JOIN senders x ON x.item = t.item AND x.tell = TRUE
		JOIN proposals p ON p.id = t.proposal LEFT JOIN decisions d ON d.id = p.decision
		WHERE p.state <> 'unconfirmed' ORDER BY x.item, p.id`)
	if err != nil {
		return nil, err
	}
	var news []themes.News
	for _, r := range rows {
		told := strings.Fields(r.told)
		for _, what := range []string{subjectOf("proposal", r.news.Proposal), subjectOf("decision", r.news.Decision)} {
			if what == "decision/0" || slices.Contains(told, what) {
				continue
			}
			n := r.news
			n.What = what
			if news = append(news, n); len(news) == limit {
				return news, nil
			}
		}
	}
	return news, nil
}

// PutTold notes that a sender has been told.
func (tx *Tx) PutTold(ctx context.Context, item int64, what string) error {
	return tx.put(ctx, `UPDATE senders SET told = told || ' ' || $2 WHERE item = $1`, item, what)
}
