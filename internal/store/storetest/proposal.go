package storetest

import (
	"context"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/revisions"
)

func proposal(id int64, state revisions.State) revisions.Proposal {
	return revisions.Proposal{
		ID: id, Author: "u1", Pseudonym: "p-1", State: state, Title: "Otsikko", Reason: "Syy", Area: "ita", Lang: people.Finnish,
		Capacity: people.Private, Named: true, Version: 1, Paths: []docs.Path{"a.md", "b c.md"}, Created: day(1), Updated: day(2),
	}
}

func proposalVersion(id int64, n int, edits ...revisions.Edit) revisions.Version {
	return revisions.Version{Proposal: id, N: n, Base: hash(1), Commit: hash(2), Title: "Otsikko", Reason: "Syy", Edits: edits, At: day(n)}
}

func change(path docs.Path, id docs.PassageID) revisions.Edit {
	return revisions.Edit{Op: revisions.EditChange, Path: path, Passage: id, Old: "ennen", Text: "jälkeen"}
}

func testProposals(t *testing.T, s suite) {
	ids := func(ps []revisions.Proposal) []int64 {
		return project(ps, func(p revisions.Proposal) int64 { return p.ID })
	}

	t.Run("as they were put", func(t *testing.T) {
		b := s.box(t)
		p := proposal(1, revisions.Open)
		p.Supports, p.Comments = 99, 99 // the store counts itself
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutProposal(ctx, p) })
		p = proposal(1, revisions.Accepted)
		p.Version, p.Decision, p.Merged, p.Paths, p.Named, p.Origin = 2, 5, hash(9), []docs.Path{"c.md"}, false, "feedback/12"
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutProposal(ctx, p) })
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, p)(tx.Proposal(ctx, 1))
			missing[revisions.Proposal](t)(tx.Proposal(ctx, 2))
			want(t, []revisions.Proposal{p})(tx.Proposals(ctx, revisions.Filter{Path: "c.md"}))
			want[[]revisions.Proposal](t, nil)(tx.Proposals(ctx, revisions.Filter{Path: "a.md"}))
		})
	})

	t.Run("filters", func(t *testing.T) {
		b := s.box(t)
		states := []revisions.State{1: revisions.Open, 2: revisions.Returned, 3: revisions.Accepted, 4: revisions.Unconfirmed, 5: revisions.Open, 6: revisions.Withdrawn}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for id := int64(1); id <= 6; id++ {
				p := proposal(id, states[id])
				if id == 5 {
					p.Author, p.Area, p.Paths = "u2", "", []docs.Path{"c.md"}
				}
				if err := tx.PutProposal(ctx, p); err != nil {
					return err
				}
			}
			return every(tx.PutVote(ctx, revisions.Vote{Proposal: 2, Account: "u7", Stance: revisions.Support}),
				tx.PutVote(ctx, revisions.Vote{Proposal: 3, Account: "u7", Stance: revisions.Oppose}))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			for _, c := range []struct {
				f    revisions.Filter
				want []int64
				all  int
			}{
				{revisions.Filter{}, []int64{6, 5, 3, 2, 1}, 5},
				{revisions.Filter{Order: "oldest"}, []int64{1, 2, 3, 5, 6}, 5},
				{revisions.Filter{Order: "supported"}, []int64{2, 6, 5, 3, 1}, 5},
				{revisions.Filter{Limit: 2}, []int64{6, 5}, 5},
				{revisions.Filter{Limit: 2, Offset: 1}, []int64{5, 3}, 5},
				{revisions.Filter{Offset: 4}, []int64{1}, 5},
				{revisions.Filter{States: []revisions.State{revisions.Open, revisions.Returned}}, []int64{5, 2, 1}, 3},
				{revisions.Filter{States: []revisions.State{revisions.Unconfirmed}}, []int64{4}, 1},
				{revisions.Filter{Author: "u1"}, []int64{6, 4, 3, 2, 1}, 5},
				{revisions.Filter{Author: "u2", States: []revisions.State{revisions.Open}}, []int64{5}, 1},
				{revisions.Filter{Path: "b c.md"}, []int64{6, 3, 2, 1}, 4},
				{revisions.Filter{Path: "c.md"}, []int64{5}, 1},
				{revisions.Filter{Area: "ita", States: []revisions.State{revisions.Open}}, []int64{1}, 1},
				{revisions.Filter{Area: "lansi"}, nil, 0},
			} {
				got, err := tx.Proposals(ctx, c.f)
				want(t, c.want)(ids(got), err)
				want(t, c.all)(tx.CountProposals(ctx, c.f))
			}
		})
	})

	t.Run("versions, passages and marks", func(t *testing.T) {
		b := s.box(t)
		marks := func(expect map[docs.PassageID]int) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, expect)(tx.LiveProposalsOn(ctx, "a.md")) })
		}
		of := func(id docs.PassageID, expect ...int64) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				got, err := tx.ProposalsOfPassage(ctx, id)
				want(t, expect)(ids(got), err)
			})
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(
				tx.PutPage(ctx, docs.Page{Path: "a.md", Passages: []docs.PassageID{"p1", "p2", "p3"}}),
				tx.PutPage(ctx, docs.Page{Path: "b.md", Passages: []docs.PassageID{"q1"}}),
				tx.PutProposalVersion(ctx, proposalVersion(1, 1, change("a.md", "p1"), change("a.md", "p1"), change("b.md", "q1"))), // before its proposal
				tx.PutProposal(ctx, proposal(1, revisions.Open)),
				tx.PutProposal(ctx, proposal(2, revisions.Returned)),
				tx.PutProposalVersion(ctx, proposalVersion(2, 1, revisions.Edit{Op: revisions.EditMove, Path: "a.md", Passage: "p1", From: "p3"})),
				tx.PutProposal(ctx, proposal(3, revisions.Rejected)), tx.PutProposalVersion(ctx, proposalVersion(3, 1, change("a.md", "p1"))),
				tx.PutProposal(ctx, proposal(4, revisions.Unconfirmed)), tx.PutProposalVersion(ctx, proposalVersion(4, 1, change("a.md", "p1"))),
				tx.PutProposal(ctx, proposal(5, revisions.Open)),
				tx.PutProposalVersion(ctx, proposalVersion(5, 1, revisions.Edit{Op: revisions.EditAdd, Path: "a.md"}, revisions.Edit{Op: revisions.EditAdd, Path: "b.md"})))
		})
		marks(map[docs.PassageID]int{"p1": 2, "p3": 1, "": 1})
		of("p1", 3, 2, 1)
		of("q1", 1)
		of("p2")
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(
				tx.PutProposalVersion(ctx, proposalVersion(1, 2, change("a.md", "p2"))),
				tx.PutProposalVersion(ctx, proposalVersion(1, 1, change("a.md", "p1")))) // an old one again changes no mark
		})
		marks(map[docs.PassageID]int{"p1": 1, "p2": 1, "p3": 1, "": 1})
		of("p1", 3, 2)
		of("p2", 1)
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			first, second := proposalVersion(1, 1, change("a.md", "p1")), proposalVersion(1, 2, change("a.md", "p2"))
			want(t, []revisions.Version{first, second})(tx.ProposalVersions(ctx, 1))
			want(t, second)(tx.ProposalVersion(ctx, 1, 2))
			missing[revisions.Version](t)(tx.ProposalVersion(ctx, 1, 3))
			want(t, map[docs.PassageID]int{})(tx.LiveProposalsOn(ctx, "c.md"))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return tx.PutProposal(ctx, proposal(1, revisions.Withdrawn))
		})
		marks(map[docs.PassageID]int{"p1": 1, "p3": 1, "": 1})
	})

	t.Run("deletion takes everything with it", func(t *testing.T) {
		b := s.box(t)
		kept := revisions.Comment{ID: 3, Passage: "p1", Author: "u1"}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for _, id := range []int64{1, 2} {
				if err := every(
					tx.PutProposal(ctx, proposal(id, revisions.Open)), tx.PutProposalVersion(ctx, proposalVersion(id, 1, change("a.md", "p1"))),
					tx.PutVote(ctx, revisions.Vote{Proposal: id, Account: "u2", Stance: revisions.Support}),
					tx.PutComment(ctx, revisions.Comment{ID: id, Proposal: id, Author: "u1"}),
					tx.PutCommentVersion(ctx, revisions.CommentVersion{Comment: id, N: 1}),
					tx.PutDecision(ctx, revisions.Decision{ID: id, Proposal: id})); err != nil {
					return err
				}
			}
			return tx.PutComment(ctx, kept)
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.DeleteProposal(ctx, 1), tx.DeleteProposal(ctx, 0))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			missing[revisions.Proposal](t)(tx.Proposal(ctx, 1))
			missing[revisions.Version](t)(tx.ProposalVersion(ctx, 1, 1))
			missing[revisions.Comment](t)(tx.Comment(ctx, 1))
			missing[revisions.Decision](t)(tx.Decision(ctx, 1))
			want[[]revisions.CommentVersion](t, nil)(tx.CommentVersions(ctx, 1))
			_, voted, err := tx.VoteOf(ctx, 1, "u2")
			want(t, false)(voted, err)
			got, err := tx.ProposalsOfPassage(ctx, "p1")
			want(t, []int64{2})(ids(got), err)
			got, err = tx.Proposals(ctx, revisions.Filter{Path: "a.md"})
			want(t, []int64{2})(ids(got), err)
			want(t, kept)(tx.Comment(ctx, 3))
			want(t, 1)(func() (int, error) { vs, err := tx.CommentVersions(ctx, 2); return len(vs), err }())
		})
	})

	t.Run("nothing without its proposal", func(t *testing.T) {
		b := s.box(t)
		ctx := context.Background()
		for name, fn := range map[string]func(initiatives.Tx) error{
			"version":         func(tx initiatives.Tx) error { return tx.PutProposalVersion(ctx, proposalVersion(9, 1)) },
			"vote":            func(tx initiatives.Tx) error { return tx.PutVote(ctx, revisions.Vote{Proposal: 9, Account: "u1"}) },
			"decision":        func(tx initiatives.Tx) error { return tx.PutDecision(ctx, revisions.Decision{ID: 1, Proposal: 9}) },
			"comment version": func(tx initiatives.Tx) error { return tx.PutCommentVersion(ctx, revisions.CommentVersion{Comment: 9}) },
		} {
			if err := b.Update(ctx, "", fn); err == nil {
				t.Errorf("%s was kept", name)
			}
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutSetting(ctx, "k", "v") }) // all is well after
	})
}
