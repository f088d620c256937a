package storetest

import (
	"context"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/revisions"
)

func testAnchors(t *testing.T, s suite) {
	anchored := func(id int64, path docs.Path) revisions.Anchored {
		return revisions.Anchored{Kind: revisions.AnchorComment, ID: id,
			FromPath: path, FromPassage: "p1", FromSeq: 3, Path: path, Passage: "p1", Seq: 3,
			Anchor: revisions.Anchor{Extent: revisions.Extent{Start: 2, End: 9}, Quote: "latin \xe4 \x00", Prefix: "# ", Suffix: "å",
				Fate: revisions.FateUnchanged, Kept: []revisions.Stretch{{Old: revisions.Extent{End: 7}, New: revisions.Extent{Start: 2, End: 9}}}}}
	}

	t.Run("are carried once", func(t *testing.T) {
		b := s.box(t)
		a := anchored(1, "a.md")
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			second := a
			second.Quote = "another"
			return every(tx.AddAnchor(ctx, a), tx.AddAnchor(ctx, second))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, a)(tx.Anchor(ctx, revisions.AnchorComment, 1))
			missing[revisions.Anchored](t)(tx.Anchor(ctx, revisions.AnchorComment, 2))
			missing[revisions.Anchored](t)(tx.Anchor(ctx, "feedback", 1))
		})
		moved := a
		moved.Path, moved.Passage, moved.Seq, moved.Since = "b.md", "", 5, 5
		moved.Anchor.Extent, moved.Fate, moved.Moved, moved.Kept = revisions.Extent{}, revisions.FateOrphaned, true, nil
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, true)(tx.MoveAnchor(ctx, moved, 3))
			want(t, false)(tx.MoveAnchor(ctx, a, 3)) // it is at 5 now
			want(t, false)(tx.MoveAnchor(ctx, anchored(2, "a.md"), 3))
			return nil
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, moved)(tx.Anchor(ctx, revisions.AnchorComment, 1))
			want(t, []revisions.Anchored{moved})(tx.AnchorsOnPage(ctx, "a.md"))
			want(t, []revisions.Anchored{moved})(tx.AnchorsOnPage(ctx, "b.md"))
			want[[]revisions.Anchored](t, nil)(tx.AnchorsOnPage(ctx, "c.md"))
		})
	})

	t.Run("comments", func(t *testing.T) {
		b := s.box(t)
		on := func(id int64, path docs.Path, passage docs.PassageID, parent int64) revisions.Comment {
			return revisions.Comment{ID: id, Path: path, Passage: passage, Parent: parent, Author: "u1", Created: day(1)}
		}
		first, answer, gone, old := on(1, "a.md", "p1", 0), on(2, "a.md", "p1", 1), on(3, "a.md", "p1", 1), on(4, "was.md", "p2", 0)
		gone.Removed = "author"
		proposed := revisions.Comment{ID: 5, Proposal: 1, Path: "a.md", Passage: "p1", Author: "u1", Created: day(1)}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutPage(ctx, docs.Page{Path: "a.md", Passages: []docs.PassageID{"p1", "p2"}}), tx.PutProposal(ctx, proposal(1, revisions.Open)),
				tx.PutComment(ctx, old), tx.PutComment(ctx, answer), tx.PutComment(ctx, first), tx.PutComment(ctx, gone), tx.PutComment(ctx, proposed))
		})
		ids := func(c revisions.Comment) int64 { return c.ID }
		unanchored := func(limit int, expect ...int64) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				got, err := tx.CommentsUnanchored(ctx, "a.md", limit)
				want(t, expect)(project(got, ids), err)
			})
		}
		unanchored(0, 1, 4)
		unanchored(1, 1)
		moved := anchored(4, "was.md")
		moved.Path = "b.md"
		ofProposal := anchored(5, "")
		ofProposal.Proposal = 1
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.AddAnchor(ctx, moved), tx.AddAnchor(ctx, ofProposal))
		})
		unanchored(0, 1)
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, []revisions.Comment{first, answer, gone})(tx.CommentsOfThread(ctx, 1))
			want(t, map[int64]int{1: 2, 4: 1})(tx.ThreadSizes(ctx, "a.md"))
			want(t, map[int64]int{4: 1})(tx.ThreadSizes(ctx, "b.md"))
			want(t, map[int64]int{})(tx.ThreadSizes(ctx, "c.md"))
			want[[]revisions.Anchored](t, nil)(tx.AnchorsOnPage(ctx, ""))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.DeleteProposal(ctx, 1) })
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			missing[revisions.Anchored](t)(tx.Anchor(ctx, revisions.AnchorComment, 5))
			want(t, moved)(tx.Anchor(ctx, revisions.AnchorComment, 4))
		})
	})

	t.Run("the next version of a page", func(t *testing.T) {
		b := s.box(t)
		version := func(path docs.Path, seq int64) docs.Version {
			return docs.Version{Path: path, Seq: seq, Kind: docs.Changed, At: day(1)}
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutVersion(ctx, version("a.md", 2)), tx.PutVersion(ctx, version("b.md", 3)), tx.PutVersion(ctx, version("a.md", 5)))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, version("a.md", 2))(tx.NextVersion(ctx, "a.md", 0))
			want(t, version("a.md", 5))(tx.NextVersion(ctx, "a.md", 2))
			missing[docs.Version](t)(tx.NextVersion(ctx, "a.md", 5))
		})
	})
}
