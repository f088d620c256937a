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
	var person, actor people.Account
	err = store.As[people.Tx](r.db).View(ctx, func(tx people.Tx) error {
		if person, err = tx.AccountByEmail(ctx, c.Email); err != nil {
			return err
		}
		actor, err = tx.AccountByEmail(ctx, c.By)
		return err
	})
	if err != nil {
		return err
	}
	return r.revisions.EraseFor(ctx, actor, person.ID)
}
