package people

import (
	"context"
	"strings"
	"time"

	"luonnos/internal/fault"
)

// RequestSignIn mails a one-time sign-in link to the address (event MailQueued
// in the outbox). It answers the same for known and unknown addresses.
// target is the local path to go to afterwards.
func (s *Service) RequestSignIn(ctx context.Context, email string, lang Lang, target string) error {
	email, err := NormalizeEmail(email)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		return QueueLink(ctx, tx, LinkSignIn, email, lang, localPath(target), s.now())
	})
}

// localPath returns a path of this site, "" for anything else, so that a link
// in our own mail leads nowhere else.
func localPath(p string) string {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
		return ""
	}
	return p
}

// PeekLink returns the link of a token without using it, for the page that asks
// to confirm; a Gone fault when it is used, expired or unknown.
func (s *Service) PeekLink(ctx context.Context, t Token) (l Link, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		l, err = liveLink(ctx, tx, t, s.now())
		return err
	})
	return l, err
}

func liveLink(ctx context.Context, tx Tx, t Token, now time.Time) (Link, error) {
	gone := fault.New(fault.Gone, "error.link-gone")
	if !t.plausible() {
		return Link{}, gone
	}
	l, err := tx.Link(ctx, t.Hash())
	if fault.KindOf(err) == fault.NotFound {
		return Link{}, gone
	}
	if err != nil {
		return Link{}, err
	}
	if !l.Expires.After(now) {
		return Link{}, gone
	}
	return l, nil
}

// UseLink uses a link: signs its person in, making the account on the first
// visit, and returns the new session's token and the link. name, when given, is
// taken by an account that has none. device describes the browser.
//
// LinkFirst makes the first administrator, whose account has no address until
// they confirm one. LinkEmail is for TakeAddress.
func (s *Service) UseLink(ctx context.Context, t Token, name, device string) (session Token, a Account, l Link, err error) {
	if name != "" {
		if name, err = ValidateName(name); err != nil {
			return "", Account{}, Link{}, err
		}
	}
	err = s.store.Update(ctx, "", func(tx Tx) error {
		now := s.now()
		if l, err = liveLink(ctx, tx, t, now); err != nil {
			return err
		}
		switch l.Kind {
		case LinkFirst:
			a, err = firstAdministrator(ctx, tx, name, l, now)
		case LinkEmail:
			return fault.New(fault.SignIn, "error.sign-in")
		default:
			a, err = enter(ctx, tx, name, l, now)
		}
		if err != nil {
			return err
		}
		if err = tx.DeleteLink(ctx, l.Hash); err != nil {
			return err
		}
		session, err = newSession(ctx, tx, a, device, now)
		return err
	})
	if err != nil {
		return "", Account{}, Link{}, err
	}
	return session, a, l, nil
}

// enter returns the account of the link's address, new if there is none.
func enter(ctx context.Context, tx Tx, name string, l Link, now time.Time) (Account, error) {
	a, err := tx.AccountByEmail(ctx, l.Email)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		a = NewAccount(name, l.Email, Resident, l.Lang, now)
	case err != nil:
		return Account{}, err
	case a.Name != "" || name == "":
		return a, nil
	default:
		a.Name = name
	}
	return a, putAccount(ctx, tx, a, now)
}

// NameAt returns the name of the account that a link signs in to, "" for one
// that is still to be made or has no name.
func (s *Service) NameAt(ctx context.Context, l Link) (name string, err error) {
	if l.Email == "" {
		return "", nil
	}
	err = s.store.View(ctx, func(tx Tx) error {
		a, err := tx.AccountByEmail(ctx, l.Email)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		name = a.Name
		return err
	})
	return name, err
}
