package people

import (
	"context"
	"time"

	"luonnos/internal/fault"
)

// Settings of this room.
const (
	// settingFirstLink is the hash of the first administrator's unused link.
	settingFirstLink = "people.first-link"
	// settingFirst is the account that such a link made.
	settingFirst = "people.first-administrator"
)

// FirstAdministrator makes the one-time link that makes the first
// administrator, or returns "" when there is one already. It takes back the
// link it made before. An administrator who never confirmed an address and has
// no session left could not come back: for them it makes a link too.
func (s *Service) FirstAdministrator(ctx context.Context) (t Token, err error) {
	err = s.store.Update(ctx, "", func(tx Tx) error {
		t = ""
		stranded, err := wantsFirst(ctx, tx)
		if err != nil || !stranded {
			return err
		}
		old, err := tx.Setting(ctx, settingFirstLink)
		if err != nil {
			return err
		}
		if old != "" {
			if err := tx.DeleteLink(ctx, TokenHash(old)); err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		now := s.now()
		t = NewToken()
		l := Link{
			Hash: t.Hash(), Kind: LinkFirst, Lang: Finnish,
			Created: now, Expires: now.Add(LinkFirst.Life()),
		}
		if err := tx.PutLink(ctx, l); err != nil {
			return err
		}
		return tx.PutSetting(ctx, settingFirstLink, string(l.Hash))
	})
	return t, err
}

// wantsFirst reports whether nobody can come in as an administrator.
func wantsFirst(ctx context.Context, tx Tx) (bool, error) {
	n, err := tx.CountAccounts(ctx, Administrator)
	if err != nil || n > 1 {
		return false, err
	}
	if n == 0 {
		return true, nil
	}
	first, err := firstAccount(ctx, tx)
	if err != nil || first.Email != "" || first.RoleOrVisitor() != Administrator {
		return false, err
	}
	sessions, err := tx.Sessions(ctx, first.ID)
	return len(sessions) == 0, err
}

// firstAccount returns the account that a first link made, the zero one for none.
func firstAccount(ctx context.Context, tx Tx) (Account, error) {
	id, err := tx.Setting(ctx, settingFirst)
	if err != nil || id == "" {
		return Account{}, err
	}
	a, err := tx.Account(ctx, ID(id))
	if fault.KindOf(err) == fault.NotFound {
		return Account{}, nil
	}
	return a, err
}

// firstAdministrator makes the account of a first link, or returns the one it
// made before when its person was stranded.
func firstAdministrator(ctx context.Context, tx Tx, name string, l Link, now time.Time) (Account, error) {
	wanted, err := wantsFirst(ctx, tx)
	if err != nil {
		return Account{}, err
	}
	if !wanted {
		return Account{}, fault.New(fault.Gone, "error.link-gone")
	}
	a, err := firstAccount(ctx, tx)
	if err != nil {
		return Account{}, err
	}
	if a.RoleOrVisitor() != Administrator {
		a = NewAccount(name, "", Administrator, l.Lang, now)
	} else if name != "" {
		a.Name = name
	}
	if err := putAccount(ctx, tx, a, now); err != nil {
		return Account{}, err
	}
	if err := tx.PutSetting(ctx, settingFirstLink, ""); err != nil {
		return Account{}, err
	}
	return a, tx.PutSetting(ctx, settingFirst, string(a.ID))
}
