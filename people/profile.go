package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"luonnos/internal/fault"
)

// UpdateProfile changes the actor's own name and language. Only one who has no
// name yet may leave it empty.
func (s *Service) UpdateProfile(ctx context.Context, actor Account, name string, lang Lang) error {
	if err := Can(actor, ManageAccount, Subject{Owner: actor.ID}); err != nil {
		return err
	}
	if !slices.Contains(Langs, lang) {
		return fault.InField("lang", "error.lang")
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		a, err := living(ctx, tx, actor.ID)
		if err != nil {
			return err
		}
		if strings.TrimSpace(name) != "" || a.Name != "" {
			if a.Name, err = ValidateName(name); err != nil {
				return err
			}
		}
		a.Lang = lang
		return putAccount(ctx, tx, a, s.now())
	})
}

// RequestAddress mails a link to a new address of the actor; using it makes the
// address theirs. It answers the same for an address that somebody has.
func (s *Service) RequestAddress(ctx context.Context, actor Account, email string, lang Lang) error {
	if err := Can(actor, ManageAccount, Subject{Owner: actor.ID}); err != nil {
		return err
	}
	email, err := NormalizeEmail(email)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		if _, err := living(ctx, tx, actor.ID); err != nil {
			return err
		}
		return queueLink(ctx, tx, Link{
			Kind: LinkEmail, Email: email, Account: actor.ID, Lang: lang, Created: s.now(),
		})
	})
}

// changeAddress gives the link's account the link's address, and tells the old
// address, in case it was not its owner who asked.
func changeAddress(ctx context.Context, tx Tx, l Link, now time.Time) (Account, error) {
	a, err := living(ctx, tx, l.Account)
	if fault.KindOf(err) == fault.NotFound {
		return Account{}, fault.New(fault.Gone, "error.link-gone")
	}
	if err != nil {
		return Account{}, err
	}
	old := a.Email
	a.Email = l.Email
	if err := putAccount(ctx, tx, a, now); err != nil {
		return Account{}, err
	}
	if old == "" || old == a.Email {
		return a, nil
	}
	return a, QueueMail(ctx, tx, Mail{Email: old, Lang: a.Lang, Template: TemplateAddressChanged, At: now})
}
