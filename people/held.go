package people

import (
	"context"
	"time"

	"luonnos/internal/fault"
)

// holdLife is how long a form waits for its sender to sign in.
const holdLife = 24 * time.Hour

// Hold keeps a posted form for a day and returns the token that gives it back.
func (s *Service) Hold(ctx context.Context, route string, values map[string][]string) (Token, error) {
	t := NewToken()
	err := s.store.Update(ctx, "", func(tx Tx) error {
		return tx.PutHeldForm(ctx, HeldForm{
			Hash: t.Hash(), Route: route, Values: values, Expires: s.now().Add(holdLife),
		})
	})
	return t, err
}

// Held returns a kept form, a Gone fault when it was sent or its day is over.
func (s *Service) Held(ctx context.Context, t Token) (f HeldForm, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		f, err = tx.HeldForm(ctx, t.Hash())
		if fault.KindOf(err) == fault.NotFound || err == nil && !f.Expires.After(s.now()) {
			f = HeldForm{}
			return fault.New(fault.Gone, "error.held-gone")
		}
		return err
	})
	return f, err
}

// Release forgets a kept form.
func (s *Service) Release(ctx context.Context, t Token) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		err := tx.DeleteHeldForm(ctx, t.Hash())
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		return err
	})
}
