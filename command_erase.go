package main

import (
	"context"
	"time"

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
	person, err := accountOf(ctx, r, c.Email)
	if err != nil {
		return err
	}
	actor, err := accountOf(ctx, r, c.By)
	if err != nil {
		return err
	}
	if err := r.revisions.EraseFor(ctx, actor, person.ID); err != nil {
		return err
	}
	return r.db.EmptyLog(ctx)
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
