package revisions_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

func (h *house) say(t failer, actor people.Account, c revisions.Comment) revisions.Comment {
	t.Helper()
	c, err := h.WriteComment(context.Background(), actor, "", c)
	check(t, err)
	return c
}

func TestThreadsHaveOneLevel(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	first := h.say(t, h.eero, revisions.Comment{Proposal: p.ID, Body: " Miksi?\r\n"})
	other := h.say(t, h.mentor, revisions.Comment{Proposal: p.ID, Body: "Kannatan."})
	answer := h.say(t, h.aino, revisions.Comment{Parent: first.ID, Body: "Siksi."})
	deeper := h.say(t, h.eero, revisions.Comment{Parent: answer.ID, Body: "Ahaa."})
	ts, err := h.ProposalThreads(t.Context(), people.Account{}, p.ID)
	check(t, err)
	want := []revisions.Thread{{Comment: first, Answers: []revisions.Comment{answer, deeper}}, {Comment: other}}
	if diff := cmp.Diff(want, ts); diff != "" {
		t.Error(diff)
	}
	if deeper.Parent != first.ID || deeper.Proposal != p.ID || first.Body != "Miksi?" {
		t.Errorf("comments are %+v, %+v", first, deeper)
	}
	if got, err := h.Proposal(t.Context(), h.aino, p.ID); err != nil || got.Comments != 4 {
		t.Errorf("%d comments counted, %v", got.Comments, err)
	}
	if !h.heard(event.ProposalCommented, "proposal/1") {
		t.Error("nobody heard")
	}
}

func TestCommentOnceForOneOperation(t *testing.T) {
	h := newHouse(t)
	c := revisions.Comment{Passage: h.passage(t, aims, "Jokainen"), Body: "Hyvä."}
	first, err := h.WriteComment(t.Context(), h.aino, "op", c)
	check(t, err)
	again, err := h.WriteComment(t.Context(), h.aino, "op", c)
	check(t, err)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
}

func TestCommentTellsWhatBecameOfItsPassage(t *testing.T) {
	h := newHouse(t)
	id := h.passage(t, aims, "Kaupunki")
	whole := h.say(t, h.aino, revisions.Comment{Passage: id, Body: "Hyvä lause."})
	part := h.say(t, h.aino, revisions.Comment{Passage: id, Path: "muu.md", Quote: "kertoo\r\nasioistaan", Body: "Mistä?"})
	if whole.Quote != "Kaupunki kertoo asioistaan selkeästi ja ajoissa." || part.Quote != "kertoo\nasioistaan" || part.Path != aims {
		t.Fatalf("quotes are %q and %q", whole.Quote, part.Quote)
	}
	places := func(want ...revisions.Fate) {
		t.Helper()
		ts, err := h.PassageThreads(t.Context(), id)
		check(t, err)
		var got []revisions.Fate
		for _, thread := range ts {
			got = append(got, thread.Place.Fate)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	places("unchanged", "unchanged")
	h.write(t, aims, strings.Replace(aimsText, "kertoo asioistaan selkeästi ja ajoissa", "kertoo\nasioistaan aina ja ajoissa", 1))
	places("changed", "unchanged")
	h.write(t, aims, strings.Replace(aimsText, "Kaupunki kertoo asioistaan selkeästi ja ajoissa.\n\n", "", 1))
	places("orphaned", "orphaned")
	_, err := h.WriteComment(t.Context(), h.aino, "", revisions.Comment{Passage: id, Body: "Minne meni?"})
	refused(t, err, fault.NotFound, "error.not-found")
	// The thread goes on, though.
	h.say(t, h.eero, revisions.Comment{Parent: whole.ID, Body: "Se poistettiin."})
	if !h.heard(event.PassageCommented, "page/"+string(aims)) {
		t.Error("nobody heard")
	}
}

func TestCommentNeedsWords(t *testing.T) {
	h := newHouse(t)
	place := revisions.Comment{Passage: h.passage(t, aims, "Jokainen")}
	for body, key := range map[string]string{
		" \n": "error.comment-required",
		strings.Repeat("a", revisions.MaxComment+1): "error.comment-long",
		"a\x00":  "error.text-characters",
		"\xff a": "error.text-characters",
	} {
		place.Body = body
		_, err := h.WriteComment(t.Context(), h.aino, "", place)
		refused(t, err, fault.Invalid, key)
	}
}

func TestCommentsWhereProposalsTakeThem(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	h.decide(t, p, revisions.Reject)
	h.say(t, h.eero, revisions.Comment{Proposal: p.ID, Body: "Sääli."})
	gone := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	check(t, h.Withdraw(t.Context(), h.aino, "", gone.ID))
	_, err := h.WriteComment(t.Context(), h.eero, "", revisions.Comment{Proposal: gone.ID, Body: "Miksi?"})
	refused(t, err, fault.Conflict, "error.withdrawn")
}

func TestEditKeepsHistory(t *testing.T) {
	h := newHouse(t)
	c := h.say(t, h.aino, revisions.Comment{Passage: h.passage(t, aims, "Jokainen"), Body: "Yksi."})
	h.pass(1e9)
	_, err := h.EditComment(t.Context(), h.aino, c.ID, "Kaksi.")
	check(t, err)
	h.pass(1e9)
	_, err = h.EditComment(t.Context(), h.aino, c.ID, "Kaksi.")
	check(t, err)
	edited, err := h.EditComment(t.Context(), h.aino, c.ID, "Kolme.")
	check(t, err)
	history, err := h.CommentHistory(t.Context(), c.ID)
	check(t, err)
	want := []revisions.CommentVersion{
		{Comment: c.ID, N: 1, Body: "Yksi.", At: c.Created},
		{Comment: c.ID, N: 2, Body: "Kaksi.", At: c.Created.Add(1e9)},
	}
	if diff := cmp.Diff(want, history); diff != "" || edited.Body != "Kolme." {
		t.Error(edited.Body, diff)
	}
}

func TestRemovalKeepsThePlace(t *testing.T) {
	h := newHouse(t)
	id := h.passage(t, aims, "Jokainen")
	own := h.say(t, h.aino, revisions.Comment{Passage: id, Body: "Yksi."})
	_, err := h.EditComment(t.Context(), h.aino, own.ID, "Kaksi.")
	check(t, err)
	bad := h.say(t, h.eero, revisions.Comment{Passage: id, Body: "Ilkeä sana."})
	h.say(t, h.eero, revisions.Comment{Parent: own.ID, Body: "Niin."})

	refused(t, h.RemoveComment(t.Context(), h.aino, bad.ID, "En pidä."), fault.Forbidden, "error.not-yours")
	refused(t, h.RemoveComment(t.Context(), h.mentor, bad.ID, " "), fault.Invalid, "error.reason-required")
	check(t, h.RemoveComment(t.Context(), h.mentor, bad.ID, "Asiaton."))
	check(t, h.RemoveComment(t.Context(), h.aino, own.ID, ""))
	ts, err := h.PassageThreads(t.Context(), id)
	check(t, err)
	if len(ts) != 2 || ts[0].Body != "" || ts[0].Removed != "author" || len(ts[0].Answers) != 1 ||
		ts[1].Body != "" || ts[1].Removed != "moderator" || ts[1].RemovedWhy != "Asiaton." {
		t.Errorf("threads are %+v", ts)
	}
	history, err := h.CommentHistory(t.Context(), own.ID)
	check(t, err)
	if len(history) > 0 {
		t.Errorf("history is %+v", history)
	}
	h.view(t, func(tx revisions.Tx) error {
		vs, err := tx.CommentVersions(t.Context(), own.ID)
		c, _ := tx.Comment(t.Context(), own.ID)
		if c.Body != "" || vs[0].Body != "" {
			t.Errorf("words stay in the store: %+v %+v", c, vs)
		}
		return err
	})
	_, err = h.EditComment(t.Context(), h.aino, own.ID, "Sittenkin.")
	refused(t, err, fault.Gone, "error.comment-removed")
}

func TestStances(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	counts := func(supports, opposes, abstains int) {
		t.Helper()
		got, err := h.Proposal(t.Context(), people.Account{}, p.ID)
		check(t, err)
		if got.Supports != supports || got.Opposes != opposes || got.Abstains != abstains {
			t.Errorf("counts are %+v", got)
		}
	}
	check(t, h.SetStance(t.Context(), h.eero, p.ID, revisions.Support))
	check(t, h.SetStance(t.Context(), h.mentor, p.ID, revisions.Abstain))
	counts(1, 0, 1)
	check(t, h.SetStance(t.Context(), h.eero, p.ID, revisions.Oppose))
	counts(0, 1, 1)
	v, err := h.StanceOf(t.Context(), h.eero, p.ID)
	check(t, err)
	if v.Stance != revisions.Oppose || v.Version != 1 {
		t.Errorf("vote is %+v", v)
	}
	check(t, h.SetStance(t.Context(), h.eero, p.ID, ""))
	counts(0, 0, 1)
	if v, err := h.StanceOf(t.Context(), h.eero, p.ID); err != nil || v.Stance != "" {
		t.Errorf("vote is %+v, %v", v, err)
	}
	refused(t, h.SetStance(t.Context(), h.eero, p.ID, "love"), fault.Invalid, "error.stance")
	refused(t, h.SetStance(t.Context(), h.aino, p.ID, revisions.Support), fault.Invalid, "error.own-stance")
	h.decide(t, p, revisions.Accept)
	refused(t, h.SetStance(t.Context(), h.eero, p.ID, revisions.Support), fault.Conflict, "error.decided")
	if !h.heard(event.ProposalSupported, "proposal/1") {
		t.Error("nobody heard")
	}
}
