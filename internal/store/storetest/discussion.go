package storetest

import (
	"context"
	"testing"

	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/revisions"
)

func testDiscussion(t *testing.T, s suite) {
	t.Run("votes", func(t *testing.T) {
		b := s.box(t)
		counts := func(supports, opposes, abstains int) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				p, err := tx.Proposal(ctx, 1)
				want(t, []int{supports, opposes, abstains})([]int{p.Supports, p.Opposes, p.Abstains}, err)
			})
		}
		vote := func(a people.ID, st revisions.Stance) revisions.Vote {
			return revisions.Vote{Proposal: 1, Account: a, Stance: st, Version: 2, At: day(3)}
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutProposal(ctx, proposal(1, revisions.Open)),
				tx.PutVote(ctx, vote("u1", revisions.Support)), tx.PutVote(ctx, vote("u2", revisions.Support)),
				tx.PutVote(ctx, vote("u3", revisions.Oppose)), tx.PutVote(ctx, vote("u4", revisions.Abstain)))
		})
		counts(2, 1, 1)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutVote(ctx, vote("u1", revisions.Oppose)), tx.DeleteVote(ctx, 1, "u4"), tx.DeleteVote(ctx, 1, "u9"),
				tx.PutProposal(ctx, proposal(1, revisions.Returned)))
		})
		counts(1, 2, 0)
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			v, ok, err := tx.VoteOf(ctx, 1, "u1")
			want(t, true)(ok, err)
			want(t, vote("u1", revisions.Oppose))(v, err)
			_, ok, err = tx.VoteOf(ctx, 1, "u4")
			want(t, false)(ok, err)
		})
	})

	t.Run("comments", func(t *testing.T) {
		b := s.box(t)
		on := revisions.Comment{ID: 2, Proposal: 1, Path: "a.md", Passage: "p1", Quote: "lainaus", Parent: 1, Author: "u1", Capacity: people.AsOfficial,
			Lang: people.Swedish, Body: "Hyvä *ajatus* 👍", Created: day(2), Edited: day(3)}
		first := revisions.Comment{ID: 1, Proposal: 1, Author: "u2", Created: day(1)}
		passage := revisions.Comment{ID: 3, Path: "a.md", Passage: "p1", Author: "u1", Created: day(3)}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutProposal(ctx, proposal(1, revisions.Open)), tx.PutComment(ctx, passage), tx.PutComment(ctx, on), tx.PutComment(ctx, first))
		})
		count := func(n int) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				p, err := tx.Proposal(ctx, 1)
				want(t, n)(p.Comments, err)
			})
		}
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, on)(tx.Comment(ctx, 2))
			missing[revisions.Comment](t)(tx.Comment(ctx, 9))
			want(t, []revisions.Comment{first, on})(tx.CommentsOfProposal(ctx, 1))
			want[[]revisions.Comment](t, nil)(tx.CommentsOfProposal(ctx, 0))
			want(t, []revisions.Comment{passage})(tx.CommentsOfPassage(ctx, "p1"))
			want(t, []revisions.Comment{on, passage})(tx.CommentsBy(ctx, "u1"))
		})
		count(2)
		on.Removed, on.RemovedWhy, on.Body = "moderator", "Asiaton", ""
		v1 := revisions.CommentVersion{Comment: 2, N: 1, Body: "Hyvä", At: day(2)}
		v2 := revisions.CommentVersion{Comment: 2, N: 2, Body: "Hyvä ajatus", At: day(3)}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutComment(ctx, on), tx.PutCommentVersion(ctx, v2), tx.PutCommentVersion(ctx, revisions.CommentVersion{Comment: 2, N: 1}), tx.PutCommentVersion(ctx, v1))
		})
		count(1)
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, on)(tx.Comment(ctx, 2))
			want(t, []revisions.CommentVersion{v1, v2})(tx.CommentVersions(ctx, 2))
		})
	})
}
