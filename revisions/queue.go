package revisions

import (
	"context"
	"slices"

	"luonnos/people"
)

// Queue lists what waits for an official, oldest first, and counts it. Returned
// proposals wait for their authors and are left out unless the filter names them.
func (s *Service) Queue(ctx context.Context, actor people.Account, f Filter) ([]Proposal, int, error) {
	if err := people.Can(actor, people.ReadQueue, people.Subject{}); err != nil {
		return nil, 0, err
	}
	if len(f.States) == 0 {
		f.States = []State{Open}
	}
	f.States = slices.DeleteFunc(slices.Clone(f.States), func(s State) bool { return !s.Live() })
	if f.Order == "" {
		f.Order = "oldest"
	}
	return s.list(ctx, f)
}

// Decisions lists a proposal's decisions, oldest first.
func (s *Service) Decisions(ctx context.Context, proposal int64) ([]Decision, error) {
	var ds []Decision
	err := s.store.View(ctx, func(tx Tx) (err error) {
		ds, err = tx.DecisionsOf(ctx, proposal)
		return err
	})
	return ds, err
}

// LatestDecisions lists the newest decisions of all.
func (s *Service) LatestDecisions(ctx context.Context, limit int) ([]Decision, error) {
	var ds []Decision
	err := s.store.View(ctx, func(tx Tx) (err error) {
		ds, err = tx.Decisions(ctx, limit)
		return err
	})
	return ds, err
}
