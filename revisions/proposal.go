package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// visible loads a proposal that the actor may see: NotFound for another's
// unconfirmed one, whose existence is nobody's business.
func visible(ctx context.Context, tx Tx, actor people.Account, id int64) (Proposal, error) {
	p, err := tx.Proposal(ctx, id)
	if err != nil {
		return Proposal{}, err
	}
	if p.State == Unconfirmed && people.Can(actor, people.ReadUnconfirmed, people.Subject{Owner: p.Author}) != nil {
		return Proposal{}, fault.New(fault.NotFound, "error.not-found")
	}
	return p, nil
}

// Proposal returns a proposal the actor may see; NotFound otherwise.
func (s *Service) Proposal(ctx context.Context, actor people.Account, id int64) (Proposal, error) {
	var p Proposal
	err := s.store.View(ctx, func(tx Tx) (err error) {
		p, err = visible(ctx, tx, actor, id)
		return err
	})
	return p, err
}

// defaultLimit is how many proposals a filter without a limit gets.
const defaultLimit = 100

// Proposals lists public proposals (an author's own unconfirmed ones too when
// the filter names them) and counts all that match. Without States: all but the
// withdrawn, which only their author's own list shows.
func (s *Service) Proposals(ctx context.Context, actor people.Account, f Filter) ([]Proposal, int, error) {
	own := f.Author != "" && people.Can(actor, people.ReadUnconfirmed, people.Subject{Owner: f.Author}) == nil
	if len(f.States) == 0 {
		f.States = []State{Open, Returned, Accepted, Rejected}
		if own {
			f.States = append(f.States, Withdrawn)
		}
	}
	if !own {
		f.States = slices.DeleteFunc(slices.Clone(f.States), func(s State) bool { return s == Unconfirmed })
	}
	return s.list(ctx, f)
}

// list returns what the filter selects, and how many there are without its
// limit; nothing for a filter without states.
func (s *Service) list(ctx context.Context, f Filter) ([]Proposal, int, error) {
	if len(f.States) == 0 {
		return nil, 0, nil
	}
	if f.Limit <= 0 {
		f.Limit = defaultLimit
	}
	var ps []Proposal
	var n int
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if ps, err = tx.Proposals(ctx, f); err != nil {
			return err
		}
		n, err = tx.CountProposals(ctx, f)
		return err
	})
	return ps, n, err
}

// ProposalsOfPassage lists the public proposals that touch a passage.
func (s *Service) ProposalsOfPassage(ctx context.Context, id docs.PassageID) ([]Proposal, error) {
	var ps []Proposal
	err := s.store.View(ctx, func(tx Tx) (err error) {
		ps, err = tx.ProposalsOfPassage(ctx, id)
		return err
	})
	return slices.DeleteFunc(ps, func(p Proposal) bool { return p.State == Unconfirmed || p.State == Withdrawn }), err
}

// Versions lists a proposal's versions, oldest first.
func (s *Service) Versions(ctx context.Context, actor people.Account, id int64) ([]Version, error) {
	var vs []Version
	err := s.store.View(ctx, func(tx Tx) error {
		if _, err := visible(ctx, tx, actor, id); err != nil {
			return err
		}
		var err error
		vs, err = tx.ProposalVersions(ctx, id)
		return err
	})
	return vs, err
}

// Withdraw takes back the actor's own live proposal. It can still be read at
// its address, but is no longer listed or found.
func (s *Service) Withdraw(ctx context.Context, actor people.Account, op people.OpID, id int64) error {
	err := s.write(ctx, actor, op, func(tx Tx, actor people.Account) error {
		p, err := visible(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := people.Can(actor, people.WithdrawProposal, people.Subject{Owner: p.Author}); err != nil {
			return err
		}
		if err := live(p); err != nil {
			return err
		}
		v, err := tx.ProposalVersion(ctx, id, p.Version)
		if err != nil {
			return err
		}
		p.State, p.Updated = Withdrawn, s.time()
		if err := tx.PutProposal(ctx, p); err != nil {
			return err
		}
		if err := unindex(ctx, tx, p); err != nil {
			return err
		}
		tx.SetResult(subject("proposal", id))
		return s.emit(ctx, tx, event.ProposalWithdrawn, p, v.Edits)
	})
	if _, again := repeated(err, "proposal"); again {
		return nil
	}
	return err
}
