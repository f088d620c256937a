package revisions

import (
	"context"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Valid reports whether s is a stance that a person can take.
func (s Stance) Valid() bool { return s == Support || s == Oppose || s == Abstain }

// SetStance records the actor's stance; "" takes it back. A proposal speaks for
// its author already: they take no stance on it.
func (s *Service) SetStance(ctx context.Context, actor people.Account, id int64, stance Stance) error {
	if stance != "" && !stance.Valid() {
		return fault.InField("stance", "error.stance")
	}
	return s.write(ctx, actor, "", func(tx Tx, actor people.Account) error {
		p, err := visible(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := people.Can(actor, people.TakeStance, people.Subject{Owner: p.Author}); err != nil {
			return err
		}
		if p.Author == actor.ID {
			return fault.New(fault.Invalid, "error.own-stance")
		}
		if err := live(p); err != nil {
			return err
		}
		if stance == "" {
			err = tx.DeleteVote(ctx, id, actor.ID)
		} else {
			err = tx.PutVote(ctx, Vote{
				Proposal: id, Account: actor.ID, Stance: stance, Version: p.Version, At: s.time(),
			})
		}
		if err != nil {
			return err
		}
		return s.emit(ctx, tx, event.ProposalSupported, p, nil)
	})
}

// StanceOf returns the actor's stance and the version they had before them, a
// zero Vote for none.
func (s *Service) StanceOf(ctx context.Context, actor people.Account, id int64) (Vote, error) {
	if !actor.SignedIn() {
		return Vote{}, nil
	}
	var v Vote
	err := s.store.View(ctx, func(tx Tx) error {
		found, ok, err := tx.VoteOf(ctx, id, actor.ID)
		if ok {
			v = found
		}
		return err
	})
	return v, err
}
