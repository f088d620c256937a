package people

import (
	"context"
	"strings"
	"unicode/utf8"

	"luonnos/internal/fault"
)

// MaxUnit is the longest name of a unit, in characters.
const MaxUnit = 80

// SetRole gives an account a role and, for a mentor or an official, a unit. It
// takes effect at once, in open sessions too. The last administrator stays one.
func (s *Service) SetRole(ctx context.Context, actor Account, id ID, role Role, unit string) error {
	if !role.Valid() {
		return fault.InField("role", "error.role")
	}
	unit = strings.Join(strings.Fields(strings.ToValidUTF8(unit, "")), " ")
	if utf8.RuneCountInString(unit) > MaxUnit {
		return fault.InField("unit", "error.unit-long", MaxUnit)
	}
	if role != Mentor && role != Official {
		unit = ""
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		if err := stillCan(ctx, tx, actor, ChangeRole, Subject{Owner: id}); err != nil {
			return err
		}
		a, err := living(ctx, tx, id)
		if err != nil {
			return err
		}
		if role != Administrator {
			if err := keepsAdministrator(ctx, tx, a); err != nil {
				return err
			}
		}
		a.Role, a.Unit = role, unit
		return putAccount(ctx, tx, a, s.now())
	})
}

// Present returns the actor as they are in this transaction: since their request
// began they may have been given another role, or have been erased, which is a
// SignIn fault.
func Present(ctx context.Context, tx Tx, actor Account) (Account, error) {
	if !actor.SignedIn() {
		return actor, nil
	}
	now, err := tx.Account(ctx, actor.ID)
	if err == nil && !now.SignedIn() {
		err = fault.New(fault.SignIn, "error.sign-in")
	}
	return now, err
}

// stillCan asks Can about the actor as they are in this transaction.
func stillCan(ctx context.Context, tx Tx, actor Account, action Action, on Subject) error {
	now, err := Present(ctx, tx, actor)
	if err != nil {
		return err
	}
	return Can(now, action, on)
}

// keepsAdministrator is a Conflict when a is the last administrator.
func keepsAdministrator(ctx context.Context, tx Tx, a Account) error {
	if a.Role != Administrator {
		return nil
	}
	n, err := tx.CountAccounts(ctx, Administrator)
	if err != nil {
		return err
	}
	if n <= 1 {
		return fault.New(fault.Conflict, "error.last-administrator")
	}
	return nil
}
