package people

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/fault"
)

// NewID makes a random account id.
func NewID() ID { return ID("u" + strings.ToLower(rand.Text()[:16])) }

// NewPseudonym makes a random pseudonym. 40 bits keep it short enough to say
// aloud; the store refuses the one in a billion that is taken.
func NewPseudonym() Pseudonym {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return Pseudonym("p-" + hex.EncodeToString(b[:]))
}

// NewAccount returns a new account with a random id and pseudonym, not yet
// stored. A language that is not one of Langs becomes Finnish.
func NewAccount(name, email string, role Role, lang Lang, now time.Time) Account {
	if !slices.Contains(Langs, lang) {
		lang = Finnish
	}
	return Account{
		ID: NewID(), Pseudonym: NewPseudonym(), Name: name, Email: email,
		Role: role, Lang: lang, Created: now,
	}
}

// putAccount stores the account and tells those who show its name.
func putAccount(ctx context.Context, tx Tx, a Account, now time.Time) error {
	if err := tx.PutAccount(ctx, a); err != nil {
		return err
	}
	return tx.Emit(ctx, event.Event{Kind: event.PersonChanged, Subject: subject(a.ID), Time: now})
}

func subject(id ID) string { return "person/" + string(id) }

// living returns the account, NotFound when it has been erased.
func living(ctx context.Context, tx Tx, id ID) (Account, error) {
	a, err := tx.Account(ctx, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && !a.SignedIn() {
		return Account{}, fault.New(fault.NotFound, "error.person-missing")
	}
	return a, err
}

// public is the account as others see it.
func (a Account) public() Account {
	a.Email = ""
	return a
}

// Get returns what others may see of the account, erased ones too.
func (s *Service) Get(ctx context.Context, id ID) (a Account, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		a, err = tx.Account(ctx, id)
		if fault.KindOf(err) == fault.NotFound {
			return fault.New(fault.NotFound, "error.person-missing")
		}
		return err
	})
	return a.public(), err
}

// Names returns what others may see of the accounts (no address). An id that
// never was is left out.
func (s *Service) Names(ctx context.Context, ids []ID) (map[ID]Account, error) {
	seen := map[ID]Account{}
	if len(ids) == 0 {
		return seen, nil
	}
	err := s.store.View(ctx, func(tx Tx) error {
		got, err := tx.AccountNames(ctx, ids)
		for id, a := range got {
			seen[id] = a.public()
		}
		return err
	})
	return seen, err
}

// NameOfPseudonym returns what others may see of the people behind pseudonyms.
// A pseudonym that is nobody's here, such as an imported author, is left out.
func (s *Service) NameOfPseudonym(ctx context.Context, ps []Pseudonym) (map[Pseudonym]Account, error) {
	seen := map[Pseudonym]Account{}
	if len(ps) == 0 {
		return seen, nil
	}
	err := s.store.View(ctx, func(tx Tx) error {
		for _, p := range ps {
			if _, ok := seen[p]; ok {
				continue
			}
			a, err := tx.AccountByPseudonym(ctx, p)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			seen[p] = a.public()
		}
		return nil
	})
	return seen, err
}

// maxList is the most accounts listed at once.
const maxList = 200

// List lists living accounts by name for an administrator, addresses included.
// query matches the beginning of a word of the name or of the address.
func (s *Service) List(ctx context.Context, actor Account, query string, limit, offset int) (list []Account, err error) {
	if err := Can(actor, ListPeople, Subject{}); err != nil {
		return nil, err
	}
	if limit <= 0 || limit > maxList {
		limit = maxList
	}
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = tx.Accounts(ctx, strings.TrimSpace(query), limit, max(offset, 0))
		return err
	})
	return list, err
}
