package people

import (
	"context"
	"time"

	"luonnos/internal/event"
)

// EraseAccount removes the account's name, address, unit, sessions and links in
// the caller's transaction, which also erases what the person wrote. Its row stays with the pseudonym and the time of
// erasure, and so do its merged words. The last administrator cannot be erased.
// Forms kept by Hold belong to a browser, not to an account, and go within a day.
func EraseAccount(ctx context.Context, tx Tx, actor Account, id ID, now time.Time) error {
	if err := stillCan(ctx, tx, actor, ErasePerson, Subject{Owner: id}); err != nil {
		return err
	}
	a, err := living(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := keepsAdministrator(ctx, tx, a); err != nil {
		return err
	}
	if err := tx.DeleteLinksOf(ctx, a.Email, a.ID); err != nil {
		return err
	}
	if err := tx.DeleteSession(ctx, a.ID, ""); err != nil {
		return err
	}
	gone := Account{
		ID: a.ID, Pseudonym: a.Pseudonym, Role: Resident, Lang: a.Lang,
		Created: a.Created, Erased: now,
	}
	if err := tx.PutAccount(ctx, gone); err != nil {
		return err
	}
	return tx.Emit(ctx, event.Event{Kind: event.PersonErased, Subject: subject(a.ID), Time: now})
}
