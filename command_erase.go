package main

import (
	"context"
	"time"

	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
)

// eraseCmd erases a person, for a request that did not come through the site.
type eraseCmd struct {
	Email string `arg:"" help:"The person's address."`
	By    string `required:"" help:"Address of the administrator who does it."`
}

func (c eraseCmd) Run(ctx context.Context, s *settings) error {
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	actor, err := accountOf(ctx, r, c.By)
	if err != nil {
		return err
	}
	person, err := accountOf(ctx, r, c.Email)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		// Whoever wrote by mail or by the form has no account.
		err = eraseAddress(ctx, r, actor, c.Email)
	case err == nil:
		err = r.revisions.EraseFor(ctx, actor, person.ID)
	}
	if err != nil {
		return err
	}
	return r.db.EmptyLog(ctx)
}

func eraseAddress(ctx context.Context, r *rooms, actor people.Account, typed string) error {
	email, err := people.NormalizeEmail(typed)
	if err != nil {
		return err
	}
	return r.themes.EraseAddress(ctx, actor, email)
}

// accountOf is the account with the address, however it is typed.
func accountOf(ctx context.Context, r *rooms, typed string) (a people.Account, err error) {
	email, err := people.NormalizeEmail(typed)
	if err != nil {
		return a, err
	}
	err = store.As[people.Tx](r.db).View(ctx, func(tx people.Tx) error {
		a, err = tx.AccountByEmail(ctx, email)
		return err
	})
	return a, err
}
