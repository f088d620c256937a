package storetest

import (
	"context"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/revisions"
)

func testFits(t *testing.T, s suite) {
	fit := func(id int64, version int, seq int64, fitness revisions.Fitness) revisions.Fit {
		return revisions.Fit{Proposal: id, Version: version, Seq: seq, Fitness: fitness}
	}
	put := func(b box, fits ...revisions.Fit) {
		b.t.Helper()
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for _, f := range fits {
				if err := tx.PutFit(ctx, f); err != nil {
					return err
				}
			}
			return nil
		})
	}
	// authored puts proposals 1, 2, … of these authors, all of the same pages.
	authored := func(b box, authors ...people.ID) {
		b.t.Helper()
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for i, a := range authors {
				p := proposal(int64(i+1), revisions.Open)
				p.Author = a
				if err := tx.PutProposal(ctx, p); err != nil {
					return err
				}
			}
			return nil
		})
	}

	t.Run("as they were put", func(t *testing.T) {
		b := s.box(t)
		authored(b, "u1")
		full := revisions.Fit{Proposal: 1, Version: 2, Base: 1, Seq: 3, Fitness: revisions.NeedsYou, Obstacle: revisions.Clashing,
			Reasons: []string{"merge.adjacent", "merge.same-sentence"}, Told: true,
			Rivals: []revisions.Rival{{Path: "b c.md", Passage: "aaaaaaaaaa", Seq: 2, Proposal: 9, At: day(3)}, {Path: "a.md", Seq: 1, Gone: true, At: day(2)}}}
		for _, f := range []revisions.Fit{full, fit(1, 3, 4, revisions.Fits)} {
			put(b, f)
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				got, ok, err := tx.Fit(ctx, 1)
				want(t, f)(got, err)
				want(t, true)(ok, nil)
				_, ok, err = tx.Fit(ctx, 2)
				want(t, false)(ok, err)
			})
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.DeleteProposal(ctx, 1) })
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			_, ok, err := tx.Fit(ctx, 1)
			want(t, false)(ok, err)
		})
	})

	t.Run("stale", func(t *testing.T) {
		b := s.box(t)
		authored(b, "u1", "u1", "u2", "u2")
		stale := func(after int64, limit int, ids ...int64) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, ids)(tx.StaleFits(ctx, after, limit)) })
		}
		change := func(path docs.Path, seq int64, kind docs.VersionKind) {
			t.Helper()
			b.write(func(ctx context.Context, tx initiatives.Tx) error {
				return tx.PutVersion(ctx, docs.Version{Path: path, Seq: seq, Kind: kind, Commit: hash(int(seq)), At: day(1)})
			})
		}
		change("a.md", 1, docs.Added)
		stale(0, 9, 1, 2, 3, 4)
		stale(1, 2, 2, 3)
		put(b, fit(1, 1, 1, revisions.Fits), fit(2, 1, 1, revisions.Fits), fit(3, 1, 1, revisions.Fits), fit(4, 1, 1, revisions.Fits))
		stale(0, 9)
		change("other.md", 2, docs.Added)
		stale(0, 9)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			next, closed := proposal(2, revisions.Returned), proposal(3, revisions.Rejected)
			next.Version = 2
			return every(tx.PutProposal(ctx, next), tx.PutProposal(ctx, closed))
		})
		stale(0, 9, 2)
		change("a.md", 3, docs.Removed)
		stale(0, 9, 1, 2, 4)
		put(b, fit(1, 1, 3, revisions.NeedsYou))
		stale(0, 9, 2, 4)
	})

	t.Run("who is to be told", func(t *testing.T) {
		b := s.box(t)
		authored(b, "u3", "u1", "u1", "u2", "u4", "u5")
		told := fit(4, 1, 1, revisions.Fits)
		told.Told = true
		knows := fit(5, 1, 1, revisions.NeedsYou)
		knows.Told = true
		put(b, fit(1, 1, 1, revisions.NeedsYou), fit(2, 1, 1, revisions.NeedsYou), fit(3, 1, 1, revisions.NeedsYou), told, knows,
			fit(6, 2, 1, revisions.NeedsYou)) // of another version
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, []people.ID{"u1", "u2", "u3"})(tx.UntoldAuthors(ctx, 9))
			want(t, []people.ID{"u1", "u2"})(tx.UntoldAuthors(ctx, 2))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			p := proposal(1, revisions.Withdrawn)
			p.Author = "u3"
			return tx.PutProposal(ctx, p)
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, []people.ID{"u1", "u2"})(tx.UntoldAuthors(ctx, 9))
		})
	})

	t.Run("in lists", func(t *testing.T) {
		b := s.box(t)
		authored(b, "u1", "u1", "u1", "u1")
		put(b, fit(1, 1, 1, revisions.NeedsYou), fit(2, 1, 1, revisions.Fits), fit(3, 2, 1, revisions.NeedsYou))
		list := func(f revisions.Filter, ids ...int64) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				ps, err := tx.Proposals(ctx, f)
				want(t, ids)(project(ps, func(p revisions.Proposal) int64 { return p.ID }), err)
				want(t, len(ids))(tx.CountProposals(ctx, f))
			})
		}
		list(revisions.Filter{Order: "ready"}, 2, 3, 4, 1)
		list(revisions.Filter{Order: "ready", Author: "u1", Path: "a.md"}, 2, 3, 4, 1)
		list(revisions.Filter{Fitness: revisions.NeedsYou}, 1)
		list(revisions.Filter{Fitness: revisions.Fits, Order: "ready"}, 2)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return tx.PutProposal(ctx, proposal(1, revisions.Rejected))
		})
		list(revisions.Filter{Fitness: revisions.NeedsYou})
	})
}
