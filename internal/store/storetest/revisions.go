package storetest

import (
	"context"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/revisions"
)

func testDrafts(t *testing.T, s suite) {
	b := s.box(t)
	mine := revisions.Draft{
		Hash: "h1", Account: "u1", Proposal: 3, Base: hash(1), Title: "Otsikko", Reason: "Syy\r\n", Area: "ita", Lang: people.Finnish,
		Capacity: people.AsOfficial, Named: true, Email: "a@b.fi", Name: "Aino",
		Edits: []revisions.Edit{
			{Op: revisions.EditChange, Path: "a b.md", Passage: "p1", Old: "ennen <i>&</i>", Text: "jälkeen\n", Heading: "Äänensävy"},
			{Op: revisions.EditMove, Path: "b.md", Passage: "p2", From: "p3"},
		},
		Updated: day(2), Expires: day(9),
	}
	older, visitor := mine, mine
	older.Hash, older.Updated, older.Edits = "h2", day(1), nil
	visitor.Hash, visitor.Account, visitor.Named = "h3", "", false
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutDraft(ctx, older), tx.PutDraft(ctx, visitor), tx.PutDraft(ctx, revisions.Draft{Hash: "h1", Account: "u1"}), tx.PutDraft(ctx, mine))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, mine)(tx.Draft(ctx, "h1"))
		want(t, visitor)(tx.Draft(ctx, "h3"))
		missing[revisions.Draft](t)(tx.Draft(ctx, "h4"))
		want(t, []revisions.Draft{mine, older})(tx.DraftsOf(ctx, "u1"))
		want[[]revisions.Draft](t, nil)(tx.DraftsOf(ctx, ""))
	})
	late := mine
	late.Hash, late.Expires = "h5", day(10)
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		if err := every(tx.DeleteDraft(ctx, "h3"), tx.PutDraft(ctx, late)); err != nil {
			return err
		}
		want(t, 2)(tx.DeleteExpiredDrafts(ctx, day(9)))
		want(t, []revisions.Draft{late})(tx.DraftsOf(ctx, "u1"))
		missing[revisions.Draft](t)(tx.Draft(ctx, "h3"))
		return nil
	})
}

func proposal(id int64, state revisions.State) revisions.Proposal {
	return revisions.Proposal{
		ID: id, Author: "u1", Pseudonym: "p-1", State: state, Title: "Otsikko", Reason: "Syy", Area: "ita", Lang: people.Finnish,
		Capacity: people.Private, Named: true, Version: 1, Paths: []docs.Path{"a.md", "b c.md"}, Created: day(1), Updated: day(2),
	}
}

func edition(id int64, n int, edits ...revisions.Edit) revisions.Version {
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
		p.Version, p.Decision, p.Merged, p.Paths, p.Named = 2, 5, hash(9), []docs.Path{"c.md"}, false
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
		marks := func(expect map[docs.PassageID]revisions.Marks) {
			t.Helper()
			b.read(func(ctx context.Context, tx initiatives.Tx) { want(t, expect)(tx.MarksOf(ctx, "a.md")) })
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
				tx.PutProposalVersion(ctx, edition(1, 1, change("a.md", "p1"), change("a.md", "p1"), change("b.md", "q1"))), // before its proposal
				tx.PutProposal(ctx, proposal(1, revisions.Open)),
				tx.PutProposal(ctx, proposal(2, revisions.Returned)),
				tx.PutProposalVersion(ctx, edition(2, 1, revisions.Edit{Op: revisions.EditMove, Path: "a.md", Passage: "p1", From: "p3"})),
				tx.PutProposal(ctx, proposal(3, revisions.Rejected)), tx.PutProposalVersion(ctx, edition(3, 1, change("a.md", "p1"))),
				tx.PutProposal(ctx, proposal(4, revisions.Unconfirmed)), tx.PutProposalVersion(ctx, edition(4, 1, change("a.md", "p1"))),
				tx.PutProposal(ctx, proposal(5, revisions.Open)),
				tx.PutProposalVersion(ctx, edition(5, 1, revisions.Edit{Op: revisions.EditAdd, Path: "a.md"}, revisions.Edit{Op: revisions.EditAdd, Path: "b.md"})))
		})
		marks(map[docs.PassageID]revisions.Marks{"p1": {Proposals: 2}, "p3": {Proposals: 1}, "": {Proposals: 1}})
		of("p1", 3, 2, 1)
		of("q1", 1)
		of("p2")
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(
				tx.PutProposalVersion(ctx, edition(1, 2, change("a.md", "p2"))),
				tx.PutProposalVersion(ctx, edition(1, 1, change("a.md", "p1"))), // an old one again changes no mark
				tx.PutComment(ctx, revisions.Comment{ID: 1, Passage: "p2", Path: "moved-from.md"}),
				tx.PutComment(ctx, revisions.Comment{ID: 2, Passage: "p2", Path: "a.md", Parent: 1}),
				tx.PutComment(ctx, revisions.Comment{ID: 3, Passage: "p2", Path: "a.md", Removed: "author"}),
				tx.PutComment(ctx, revisions.Comment{ID: 4, Passage: "p2", Path: "a.md", Proposal: 1}))
		})
		marks(map[docs.PassageID]revisions.Marks{"p1": {Proposals: 1}, "p2": {Proposals: 1, Comments: 2}, "p3": {Proposals: 1}, "": {Proposals: 1}})
		of("p1", 3, 2)
		of("p2", 1)
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			first, second := edition(1, 1, change("a.md", "p1")), edition(1, 2, change("a.md", "p2"))
			want(t, []revisions.Version{first, second})(tx.ProposalVersions(ctx, 1))
			want(t, second)(tx.ProposalVersion(ctx, 1, 2))
			missing[revisions.Version](t)(tx.ProposalVersion(ctx, 1, 3))
			want(t, map[docs.PassageID]revisions.Marks{})(tx.MarksOf(ctx, "c.md"))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return tx.PutProposal(ctx, proposal(1, revisions.Withdrawn))
		})
		marks(map[docs.PassageID]revisions.Marks{"p1": {Proposals: 1}, "p2": {Comments: 2}, "p3": {Proposals: 1}, "": {Proposals: 1}})
	})

	t.Run("deletion takes everything with it", func(t *testing.T) {
		b := s.box(t)
		kept := revisions.Comment{ID: 3, Passage: "p1", Author: "u1"}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for _, id := range []int64{1, 2} {
				if err := every(
					tx.PutProposal(ctx, proposal(id, revisions.Open)), tx.PutProposalVersion(ctx, edition(id, 1, change("a.md", "p1"))),
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
			"version":         func(tx initiatives.Tx) error { return tx.PutProposalVersion(ctx, edition(9, 1)) },
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

func testDecisions(t *testing.T, s suite) {
	b := s.box(t)
	decision := func(id, of int64) revisions.Decision {
		return revisions.Decision{ID: id, Proposal: of, Version: 2, Verdict: revisions.AcceptChanged, Reason: "Perustelu", By: "u1",
			Pseudonym: "p-1", Unit: "Viestintä", Commit: hash(4), At: day(4)}
	}
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutProposal(ctx, proposal(1, revisions.Open)), tx.PutProposal(ctx, proposal(2, revisions.Open)),
			tx.PutDecision(ctx, decision(3, 1)), tx.PutDecision(ctx, decision(1, 1)), tx.PutDecision(ctx, decision(2, 2)))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, decision(2, 2))(tx.Decision(ctx, 2))
		missing[revisions.Decision](t)(tx.Decision(ctx, 4))
		want(t, []revisions.Decision{decision(1, 1), decision(3, 1)})(tx.DecisionsOf(ctx, 1))
		want(t, []revisions.Decision{decision(3, 1), decision(2, 2)})(tx.Decisions(ctx, 2))
		want(t, 3)(func() (int, error) { ds, err := tx.Decisions(ctx, 0); return len(ds), err }())
	})
}

func testInitiatives(t *testing.T, s suite) {
	b := s.box(t)
	one := initiatives.Initiative{ID: 1, State: initiatives.Published, Title: "Aloite", Text: "Teksti", Lang: people.Finnish, Tag: "v1",
		Source: hash(1), SourceSeq: 12, By: "u1", Created: day(5)}
	two := one
	two.ID, two.Tag = 2, "v2"
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutInitiative(ctx, two), tx.PutInitiative(ctx, initiatives.Initiative{ID: 1}), tx.PutInitiative(ctx, one),
			tx.PutAccount(ctx, account("u1", "Aino", "a@b.fi")),
			tx.PutContributors(ctx, 1, []initiatives.Contributor{{Pseudonym: "p-x"}, {Pseudonym: "p-y"}}),
			tx.PutContributors(ctx, 1, []initiatives.Contributor{
				{Pseudonym: "p-u9", Name: "not kept", Proposals: []int64{4}}, {Pseudonym: "p-u1", Proposals: []int64{2, 7}},
			}))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, one)(tx.Initiative(ctx, 1))
		missing[initiatives.Initiative](t)(tx.Initiative(ctx, 3))
		want(t, []initiatives.Initiative{two, one})(tx.Initiatives(ctx))
		want(t, []initiatives.Contributor{
			{Pseudonym: "p-u9", Proposals: []int64{4}}, {Account: "u1", Pseudonym: "p-u1", Name: "Aino", Proposals: []int64{2, 7}},
		})(tx.Contributors(ctx, 1))
		want[[]initiatives.Contributor](t, nil)(tx.Contributors(ctx, 2))
	})
}
