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

// RequestAddress mails a link to a new address of the actor; TakeAddress with it
// makes the address theirs. It answers the same for an address that somebody has.
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

// TakeAddress uses the link that RequestAddress mailed. Its account has to be
// signed in: a letter to a mistyped address must not give the account away.
func (s *Service) TakeAddress(ctx context.Context, actor Account, t Token) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		now := s.now()
		l, err := liveLink(ctx, tx, t, now)
		if err != nil {
			return err
		}
		if l.Kind != LinkEmail {
			return fault.New(fault.Gone, "error.link-gone")
		}
		if err := stillCan(ctx, tx, actor, ManageAccount, Subject{Owner: l.Account}); err != nil {
			return err
		}
		if err := changeAddress(ctx, tx, l, now); err != nil {
			return err
		}
		return tx.DeleteLink(ctx, l.Hash)
	})
}

// changeAddress gives the link's account the link's address, and tells the old
// address, in case it was not its owner who asked.
func changeAddress(ctx context.Context, tx Tx, l Link, now time.Time) error {
	a, err := living(ctx, tx, l.Account)
	if err != nil {
		return err
	}
	old := a.Email
	a.Email = l.Email
	if err := putAccount(ctx, tx, a, now); err != nil {
		return err
	}
	if old == "" || old == a.Email {
		return nil
	}
	return QueueMail(ctx, tx, Mail{Email: old, Lang: a.Lang, Template: TemplateAddressChanged, At: now})
}
