package people

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/internal/fault"
)

const (
	// sessionLife is how long a browser stays signed in without a visit.
	sessionLife = 30 * 24 * time.Hour
	// seenStep is how stale Seen may be: reads stay reads for that long.
	seenStep = time.Hour
	// maxDevice is the longest description of a browser, in bytes.
	maxDevice = 200
)

// SignIn makes a session for an existing account. Only the demo calls it
// without a mailed link.
func (s *Service) SignIn(ctx context.Context, id ID, device string) (t Token, err error) {
	err = s.store.Update(ctx, "", func(tx Tx) error {
		a, err := living(ctx, tx, id)
		if err != nil {
			return err
		}
		t, err = newSession(ctx, tx, a, device, s.now())
		return err
	})
	return t, err
}

func newSession(ctx context.Context, tx Tx, a Account, device string, now time.Time) (Token, error) {
	t := NewToken()
	return t, tx.PutSession(ctx, Session{
		Hash: t.Hash(), Account: a.ID, Created: now, Seen: now,
		Expires: now.Add(sessionLife), Device: shortDevice(device),
	})
}

func shortDevice(d string) string {
	d = strings.Join(strings.Fields(strings.ToValidUTF8(d, "")), " ")
	if len(d) <= maxDevice {
		return d
	}
	end := maxDevice
	for !utf8.RuneStart(d[end]) {
		end--
	}
	return d[:end]
}

// Authenticate returns the account of a session token, the visitor for an
// unknown, revoked or expired one. A visit prolongs the session.
func (s *Service) Authenticate(ctx context.Context, t Token) (Account, error) {
	if !t.plausible() {
		return Account{}, nil
	}
	var (
		a     Account
		stale bool
	)
	err := s.store.View(ctx, func(tx Tx) error {
		a, stale = Account{}, false
		ses, err := liveSession(ctx, tx, t.Hash(), s.now())
		if err != nil || ses.Account == "" {
			return err
		}
		stale = s.now().Sub(ses.Seen) >= seenStep
		a, err = living(ctx, tx, ses.Account)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return Account{}, nil
	}
	if err != nil {
		return Account{}, err
	}
	if stale {
		// Best effort: a full disk must not keep people from reading, and the
		// next visit tries again.
		_ = s.touch(ctx, t.Hash())
	}
	return a, nil
}

// touch marks the session as seen, unless it was revoked meanwhile.
func (s *Service) touch(ctx context.Context, h TokenHash) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		now := s.now()
		ses, err := liveSession(ctx, tx, h, now)
		if err != nil || ses.Account == "" {
			return err
		}
		ses.Seen, ses.Expires = now, now.Add(sessionLife)
		return tx.PutSession(ctx, ses)
	})
}

// liveSession returns the session, the zero one for an unknown or expired one.
func liveSession(ctx context.Context, tx Tx, h TokenHash, now time.Time) (Session, error) {
	ses, err := tx.Session(ctx, h)
	if fault.KindOf(err) == fault.NotFound || err == nil && !ses.Expires.After(now) {
		return Session{}, nil
	}
	return ses, err
}

// SignOut ends the session. One that is not there has ended already.
func (s *Service) SignOut(ctx context.Context, t Token) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		ses, err := tx.Session(ctx, t.Hash())
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.DeleteSession(ctx, ses.Account, ses.Hash)
	})
}

// Sessions lists the account's own sessions, newest first.
func (s *Service) Sessions(ctx context.Context, actor Account) (list []Session, err error) {
	if err := Can(actor, ManageAccount, Subject{Owner: actor.ID}); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = tx.Sessions(ctx, actor.ID)
		return err
	})
	return list, err
}

// Revoke ends one of the actor's own sessions, or all of them for "".
func (s *Service) Revoke(ctx context.Context, actor Account, h TokenHash) error {
	if err := Can(actor, ManageAccount, Subject{Owner: actor.ID}); err != nil {
		return err
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		err := tx.DeleteSession(ctx, actor.ID, h)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		return err
	})
}
