package revisions

import (
	"context"
	"errors"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/fault"
)

// fitBatch is how many proposals are tried between two writes: what a crash can
// undo, and how long the write holds others up.
const fitBatch = 25

// KeepFits tries the live proposals that have not been tried since main moved,
// oldest first, and tells the authors of those that have come to need them. It
// can end at any point and be done again, and several processes may do it at
// once: each fit is put down once, and each author told once. A proposal that
// cannot be tried keeps no other waiting: the error tells of it at the end.
func (s *Service) KeepFits(ctx context.Context) error {
	var failed []error
	for after, more := int64(0), true; more; {
		var err error
		if after, more, err = s.tryFits(ctx, after); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(append(failed, s.tellAuthors(ctx))...)
}

// tryFits tries a batch of the proposals with numbers above after that have not
// been tried since they or their pages changed. It returns the last number of
// the batch, and whether there may be more. A proposal that cannot be tried is
// passed over, and told of in the error.
func (s *Service) tryFits(ctx context.Context, after int64) (last int64, more bool, err error) {
	var tried []Fit
	var failed []error
	err = s.store.View(ctx, func(tx Tx) error {
		tried, failed, last, more = nil, nil, after, false
		ids, err := tx.StaleFits(ctx, after, fitBatch)
		if err != nil {
			return err
		}
		more = len(ids) == fitBatch
		for _, id := range ids {
			last = id
			f, err := s.tryFit(ctx, tx, id)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				failed = append(failed, err)
				continue
			}
			tried = append(tried, f)
		}
		return nil
	})
	if err == nil && len(tried) > 0 {
		err = s.store.Update(ctx, "", func(tx Tx) error { return keepFits(ctx, tx, tried, s.time()) })
	}
	if err != nil {
		return after, false, err
	}
	return last, more, errors.Join(failed...)
}

func (s *Service) tryFit(ctx context.Context, tx Tx, id int64) (Fit, error) {
	p, err := tx.Proposal(ctx, id)
	if err != nil {
		return Fit{}, err
	}
	v, err := tx.ProposalVersion(ctx, id, p.Version)
	if err != nil {
		return Fit{}, err
	}
	return s.judge(ctx, tx, v)
}

// keepFits puts down what was found out, but for proposals that have changed
// since or that another has tried against a newer main. The pages that show a
// fit change with it.
func keepFits(ctx context.Context, tx Tx, tried []Fit, now time.Time) error {
	told := event.Event{Kind: event.ProposalFit, Subject: "proposals", Time: now}
	for _, f := range tried {
		p, err := tx.Proposal(ctx, f.Proposal)
		if fault.KindOf(err) == fault.NotFound {
			continue // erased
		}
		if err != nil {
			return err
		}
		before, ok, err := tx.Fit(ctx, f.Proposal)
		if err != nil {
			return err
		}
		late := ok && before.Version == f.Version && before.Seq >= f.Seq
		if !p.State.Live() || p.Version != f.Version || late {
			continue
		}
		f.Told = before.Told
		if err := tx.PutFit(ctx, f); err != nil {
			return err
		}
		if !ok || !before.same(f) {
			told.Touches = append(told.Touches, subject("proposal", f.Proposal))
		}
	}
	if len(told.Touches) == 0 {
		return nil
	}
	return tx.Emit(ctx, told)
}

// fitSent finds out how a version goes with main as it is sent. Its author sees
// that at once and hears no more of it.
func (s *Service) fitSent(ctx context.Context, tx Tx, v Version) error {
	f, err := s.judge(ctx, tx, v)
	if err != nil {
		return err
	}
	f.Told = f.Fitness == NeedsYou
	return tx.PutFit(ctx, f)
}
