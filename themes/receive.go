package themes

import (
	"context"
	"slices"
)

// Longest parts of an item: characters of the title, bytes of the address and
// of an attribute, and how many attributes there may be.
const (
	MaxTitle      = 300
	maxAddress    = 2_000
	maxForeign    = 500
	maxAttribute  = 2_000
	maxAttributes = 50
	// receiveAtOnce is how many arrivals share a transaction.
	receiveAtOnce = 500
)

// Receive takes in what a source has. It is idempotent: what is known already
// and has not changed is left alone. What a person decided of an item stays,
// except that a changed text of a source that is not trusted waits for the desk
// again. An arrival without an id at its source or without words is refused.
func (s *Service) Receive(ctx context.Context, source int64, arrivals []Arrival) (Receipt, error) {
	var all Receipt
	for some := range slices.Chunk(arrivals, receiveAtOnce) {
		ready, err := s.prepare(ctx, source, some)
		if err != nil {
			return all, err
		}
		var r Receipt
		err = s.store.Update(ctx, "", func(tx Tx) (err error) {
			r, err = s.keep(ctx, tx, source, ready)
			return err
		})
		if err != nil {
			return all, err
		}
		all.add(r)
	}
	return all, nil
}

// ReceiveRun is Receive of at most 500 arrivals that keeps the run of the source
// in the same transaction.
func (s *Service) ReceiveRun(ctx context.Context, run Run, arrivals []Arrival) (Receipt, error) {
	ready, err := s.prepare(ctx, run.Source, arrivals)
	if err != nil {
		return Receipt{}, err
	}
	var r Receipt
	err = s.store.Update(ctx, "", func(tx Tx) (err error) {
		if r, err = s.keep(ctx, tx, run.Source, ready); err != nil {
			return err
		}
		now := run
		now.New, now.Changed, now.Removed = run.New+r.New, run.Changed+r.Changed, run.Removed+r.Removed
		now.Known, now.Refused = run.Known+r.Known, run.Refused+r.Refused
		return putRun(ctx, tx, now)
	})
	return r, err
}

func (r *Receipt) add(o Receipt) {
	r.New += o.New
	r.Changed += o.Changed
	r.Removed += o.Removed
	r.Known += o.Known
	r.Refused += o.Refused
	r.IDs = append(r.IDs, o.IDs...)
}

// batch is arrivals made ready: tidied, with what tells a change of each, and
// the themes of those that are new.
type batch struct {
	arrivals []Arrival
	digests  []string
	placed   []assignment
}

// prepare makes arrivals ready before the transaction that keeps them: finding
// themes is the slow part, and others write meanwhile.
func (s *Service) prepare(ctx context.Context, source int64, arrivals []Arrival) (b batch, err error) {
	if err := s.refreshModel(ctx); err != nil {
		return b, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		b, err = s.ready(ctx, tx, source, arrivals)
		return err
	})
	return b, err
}

// ready is prepare in a transaction.
func (s *Service) ready(ctx context.Context, tx Tx, source int64, arrivals []Arrival) (batch, error) {
	from, err := tx.FeedbackSource(ctx, source)
	if err != nil {
		return batch{}, err
	}
	known, err := tx.FeedbackKnown(ctx, source, foreignOf(arrivals))
	if err != nil {
		return batch{}, err
	}
	b := batch{make([]Arrival, len(arrivals)), make([]string, len(arrivals)), make([]assignment, len(arrivals))}
	eachAtOnce(len(arrivals), func(i int) {
		a := tidyArrival(arrivals[i], from.Source)
		b.arrivals[i] = a
		if a.Gone || a.refused() {
			return
		}
		b.digests[i] = a.digest()
		if k, there := known[a.Foreign]; !there || k.Digest != b.digests[i] {
			b.placed[i] = s.assign(0, a.Lang, a.Title, a.Text)
		}
	})
	return b, nil
}

// receive is Receive of one batch in the caller's transaction.
func (s *Service) receive(ctx context.Context, tx Tx, source int64, arrivals []Arrival) (Receipt, error) {
	b, err := s.ready(ctx, tx, source, arrivals)
	if err != nil {
		return Receipt{}, err
	}
	return s.keep(ctx, tx, source, b)
}

// keep writes what has been made ready.
func (s *Service) keep(ctx context.Context, tx Tx, source int64, b batch) (Receipt, error) {
	from, err := tx.FeedbackSource(ctx, source)
	if err != nil {
		return Receipt{}, err
	}
	rules, err := tx.TagRules(ctx)
	if err != nil {
		return Receipt{}, err
	}
	known, err := tx.FeedbackKnown(ctx, source, foreignOf(b.arrivals))
	if err != nil {
		return Receipt{}, err
	}
	list, err := tx.Themes(ctx)
	if err != nil {
		return Receipt{}, err
	}
	in := &intake{s: s, tx: tx, source: from.Source, tagging: NewTagging(rules), known: known, batch: b, themes: newTree(list)}
	in.receipt.IDs = make([]int64, len(b.arrivals))
	for i := range b.arrivals {
		if in.receipt.IDs[i], err = in.take(ctx, i); err != nil {
			return Receipt{}, err
		}
	}
	return in.receipt, in.finish(ctx)
}

func foreignOf(arrivals []Arrival) []string {
	ids := make([]string, 0, len(arrivals))
	for _, a := range arrivals {
		if a.Foreign != "" {
			ids = append(ids, a.Foreign)
		}
	}
	return ids
}
