package docs

import (
	"context"
	"sync"

	"luonnos/internal/fault"
)

// holdings are the objects that public references lead to. They only grow, so
// that after the first time a discard looks at what is new alone.
type holdings struct {
	mu   sync.Mutex
	held map[rawHash]bool
}

// read brings the holdings up to date and returns them, locked until release.
func (h *holdings) read(ctx context.Context, tx Tx) (held map[rawHash]bool, release func(), err error) {
	h.mu.Lock()
	if h.held == nil {
		h.held = map[rawHash]bool{}
	}
	walk := newReach(tx, func(Commit) bool { return false }, func(Hash, ObjectType) error { return nil })
	walk.seen = h.held
	refs, err := publicRefs(ctx, tx)
	for _, ref := range refs {
		if err == nil {
			err = walk.ref(ctx, ref.Hash)
		}
	}
	if err != nil {
		// A commit stands for all that it leads to; a broken walk cannot be kept.
		h.held = nil
		h.mu.Unlock()
		return nil, nil, err
	}
	return h.held, h.mu.Unlock, nil
}

// PrepareDiscard goes through the history outside of any write, which takes
// seconds when it is long, so that the first Discard need not.
func (r *Repository) PrepareDiscard(ctx context.Context) error {
	return r.store.View(ctx, func(tx Tx) error {
		_, release, err := r.holdings.read(ctx, tx)
		if err == nil {
			release()
		}
		return err
	})
}

// Discard removes draft references with the commits and the objects that no
// other reference leads to. See PrepareDiscard.
func (r *Repository) Discard(ctx context.Context, tx Tx, refs ...RefName) error {
	own := map[Hash]ObjectType{}
	mine := newReach(tx, func(c Commit) bool { return c.Seq > 0 }, func(h Hash, t ObjectType) error {
		own[h] = t
		return nil
	})
	for _, name := range refs {
		h, err := tx.Ref(ctx, name)
		if err != nil {
			return err
		}
		if h == "" {
			continue
		}
		if err := mine.ref(ctx, h); err != nil {
			return err
		}
		if err := tx.MoveRef(ctx, name, h, ""); err != nil {
			return err
		}
	}
	if len(own) == 0 {
		return nil
	}
	if err := r.keepHeld(ctx, tx, own); err != nil {
		return err
	}
	for h, t := range own {
		if t == CommitObject {
			if err := tx.DeleteCommit(ctx, h); err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		if err := tx.DeleteObject(ctx, h); err != nil {
			return err
		}
		// What is erased goes from memory too.
		r.texts.remove(h)
		r.trees.Remove(h)
	}
	return nil
}

// keepHeld takes out of own what public references and other drafts hold.
func (r *Repository) keepHeld(ctx context.Context, tx Tx, own map[Hash]ObjectType) error {
	held, release, err := r.holdings.read(ctx, tx)
	if err != nil {
		return err
	}
	defer release()
	for h := range own {
		if held[h.raw()] {
			delete(own, h)
		}
	}
	drafts, err := tx.Refs(ctx, ProposalPrefix)
	if err != nil {
		return err
	}
	known := func(c Commit) bool { return held[c.Hash.raw()] }
	others := newReach(tx, known, func(h Hash, _ ObjectType) error {
		delete(own, h)
		return nil
	})
	for _, ref := range drafts {
		if err := others.ref(ctx, ref.Hash); err != nil {
			return err
		}
	}
	return nil
}
