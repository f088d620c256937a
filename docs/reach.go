package docs

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
)

// rawHash is an object name in few bytes, for large sets.
type rawHash [20]byte

func (h Hash) raw() (raw rawHash) {
	hex.Decode(raw[:], []byte(h))
	return raw
}

// reach collects the objects that commits and tags lead to, each once.
type reach struct {
	tx   Tx
	seen map[rawHash]bool
	// known tells the commits whose objects need not be collected, nor those
	// of their ancestors.
	known func(Commit) bool
	// found is called for each new object; blobs are not read.
	found func(h Hash, t ObjectType) error
	// read returns a tree's entries.
	read func(ctx context.Context, tx Tx, h Hash) ([]treeEntry, error)
}

func newReach(tx Tx, known func(Commit) bool, found func(Hash, ObjectType) error) *reach {
	return &reach{tx: tx, seen: map[rawHash]bool{}, known: known, found: found, read: readTree}
}

// visit reports whether the object is new, and tells it.
func (r *reach) visit(h Hash, t ObjectType) (bool, error) {
	raw := h.raw()
	if r.seen[raw] {
		return false, nil
	}
	r.seen[raw] = true
	return true, r.found(h, t)
}

// ref collects what a reference leads to.
func (r *reach) ref(ctx context.Context, h Hash) error {
	o, err := r.tx.Object(ctx, h)
	if err != nil {
		return err
	}
	if o.Type != TagObject {
		return r.commits(ctx, h)
	}
	if fresh, err := r.visit(h, TagObject); err != nil || !fresh {
		return err
	}
	content, err := o.content()
	if err != nil {
		return err
	}
	target, err := tagTarget(content)
	if err != nil {
		return err
	}
	return r.ref(ctx, target)
}

// commits collects a commit, its ancestors and their trees. The graph is read
// from the rows; only trees are opened.
func (r *reach) commits(ctx context.Context, tip Hash) error {
	var fresh []Commit
	for queue := []Hash{tip}; len(queue) > 0; {
		h := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if r.seen[h.raw()] {
			continue
		}
		c, err := r.tx.Commit(ctx, h)
		if err != nil {
			return err
		}
		if r.known(c) {
			continue
		}
		if _, err := r.visit(h, CommitObject); err != nil {
			return err
		}
		fresh = append(fresh, c)
		queue = append(queue, c.Parents...)
	}
	// Oldest first: a tree that was collected is then collected whole, also
	// where a later commit goes back to it.
	slices.SortStableFunc(fresh, func(a, b Commit) int { return cmp.Compare(a.Gen, b.Gen) })
	for _, c := range fresh {
		if err := r.newInTree(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// newInTree collects what the commit's tree has beyond its first parent's:
// that one is known, or has been collected.
func (r *reach) newInTree(ctx context.Context, c Commit) error {
	var before Hash
	if len(c.Parents) > 0 {
		parent, err := r.tx.Commit(ctx, c.Parents[0])
		if err != nil {
			return err
		}
		before = parent.Tree
	}
	return r.tree(ctx, before, c.Tree)
}

func (r *reach) tree(ctx context.Context, before, after Hash) error {
	if before == after {
		return nil
	}
	if fresh, err := r.visit(after, TreeObject); err != nil || !fresh {
		return err
	}
	old, err := r.read(ctx, r.tx, before)
	if err != nil {
		return err
	}
	was := make(map[string]treeEntry, len(old))
	for _, e := range old {
		was[e.name] = e
	}
	entries, err := r.read(ctx, r.tx, after)
	if err != nil {
		return err
	}
	for _, e := range entries {
		o := was[e.name]
		switch {
		case e.mode.isSubmodule() || o.hash == e.hash:
		case e.mode.isTree():
			if !o.mode.isTree() {
				o.hash = ""
			}
			err = r.tree(ctx, o.hash, e.hash)
		default:
			_, err = r.visit(e.hash, BlobObject)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
