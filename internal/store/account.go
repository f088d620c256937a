package store

import (
	"context"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"luonnos/internal/fault"
	"luonnos/people"
)

const accountColumns = `id, pseudonym, name, email, role, unit, lang, created, erased`

func readAccount(s scanner) (a people.Account, err error) {
	err = s.Scan(&a.ID, &a.Pseudonym, &a.Name, &a.Email, &a.Role, &a.Unit, &a.Lang,
		(*stamp)(&a.Created), (*stamp)(&a.Erased))
	return a, err
}

// Account returns an account, erased or not.
func (tx *Tx) Account(ctx context.Context, id people.ID) (people.Account, error) {
	return one(ctx, tx, readAccount, `SELECT `+accountColumns+` FROM accounts WHERE id = $1`, id)
}

// AccountByEmail returns the account with exactly the address.
func (tx *Tx) AccountByEmail(ctx context.Context, email string) (people.Account, error) {
	return one(ctx, tx, readAccount, `SELECT `+accountColumns+` FROM accounts WHERE email = $1 AND email <> ''`, email)
}

// AccountByPseudonym returns the account behind a pseudonym.
func (tx *Tx) AccountByPseudonym(ctx context.Context, p people.Pseudonym) (people.Account, error) {
	return one(ctx, tx, readAccount, `SELECT `+accountColumns+` FROM accounts WHERE pseudonym = $1`, p)
}

// Accounts lists living accounts by name, in Finnish order; see people.Tx.
func (tx *Tx) Accounts(ctx context.Context, query string, limit, offset int) ([]people.Account, error) {
	pattern := "%"
	if q := strings.Join(strings.Fields(strings.ToLower(query)), " "); q != "" {
		pattern = "% " + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q) + "%"
	}
	return all(ctx, tx, readAccount, `SELECT `+accountColumns+` FROM accounts
		WHERE erased = $1 AND words LIKE $2 ESCAPE '\' ORDER BY sort_key, id LIMIT $3 OFFSET $4`,
		never, typed(pattern), bound(limit), max(offset, 0))
}

// CountAccounts counts the living accounts of the role, all for "".
func (tx *Tx) CountAccounts(ctx context.Context, role people.Role) (int, error) {
	return one(ctx, tx, value[int], `SELECT COUNT(*) FROM accounts WHERE erased = $1 AND (role = $2 OR $2 = '')`,
		never, role)
}

// AccountNames returns what others see of each account asked for.
func (tx *Tx) AccountNames(ctx context.Context, ids []people.ID) (map[people.ID]people.Account, error) {
	names := make(map[people.ID]people.Account, len(ids))
	for _, id := range ids {
		if _, ok := names[id]; ok {
			continue
		}
		a, ok, err := maybe(ctx, tx, readAccount, `SELECT `+accountColumns+` FROM accounts WHERE id = $1`, id)
		if err != nil {
			return nil, err
		}
		if ok {
			a.Email = ""
			names[id] = a
		}
	}
	return names, nil
}

// PutAccount inserts or replaces an account. An address that another account
// has gives a Conflict fault, key "error.email-taken".
func (tx *Tx) PutAccount(ctx context.Context, a people.Account) error {
	err := tx.put(ctx, `INSERT INTO accounts (`+accountColumns+`, words, sort_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET pseudonym = excluded.pseudonym, name = excluded.name,
			email = excluded.email, role = excluded.role, unit = excluded.unit, lang = excluded.lang,
			created = excluded.created, erased = excluded.erased, words = excluded.words,
			sort_key = excluded.sort_key`,
		a.ID, a.Pseudonym, typed(a.Name), typed(a.Email), a.Role, typed(a.Unit), a.Lang,
		stamp(a.Created), stamp(a.Erased), typed(accountWords(a)), accountSortKey(a))
	if tx.db.dialect.isUnique(err) {
		return fault.New(fault.Conflict, "error.email-taken").Because(err)
	}
	return err
}

// accountWords is what Accounts looks in: each word after a space, lower case.
// The address is there whole and in its words.
func accountWords(a people.Account) string {
	email := strings.ToLower(a.Email)
	parts := append(strings.Fields(strings.ToLower(a.Name)), email)
	parts = append(parts, strings.FieldsFunc(email, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})...)
	return " " + strings.Join(parts, " ")
}

func accountSortKey(a people.Account) []byte {
	var b collate.Buffer
	return collate.New(language.Finnish).KeyFromString(&b, a.Name)
}
