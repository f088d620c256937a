package revisions_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

func TestSubmitOpensAProposal(t *testing.T) {
	h := newHouse(t)
	e := h.reword(t, "Kaupunki", "Kaupunki kertoo rehellisesti.")
	p := h.propose(t, h.aino, e)
	if p.State != revisions.Open || p.Author != h.aino.ID || p.Version != 1 || p.Title != someDetails.Title {
		t.Errorf("proposal is %+v", p)
	}
	got, err := h.Proposal(t.Context(), people.Account{}, p.ID)
	check(t, err)
	if diff := cmp.Diff(p, got); diff != "" {
		t.Error(diff)
	}
	vs, err := h.Versions(t.Context(), people.Account{}, p.ID)
	check(t, err)
	h.view(t, func(tx revisions.Tx) error {
		text, err := h.repo.FileAt(t.Context(), tx, vs[0].Commit, string(aims))
		if want := strings.Replace(aimsText, "Kaupunki kertoo asioistaan selkeästi ja ajoissa.", e.Text, 1); string(text) != want {
			t.Errorf("the proposal's commit has %q", text)
		}
		return err
	})
	for _, s := range []string{"page/" + string(aims), "passage/" + string(e.Passage), "proposals", "proposal/1"} {
		if !h.heard(event.ProposalOpened, s) {
			t.Errorf("nobody heard of %s", s)
		}
	}
	marks, _, err := h.Marks(t.Context(), aims)
	check(t, err)
	if marks[e.Passage].Proposals != 1 {
		t.Errorf("marks are %v", marks)
	}
	hits, err := h.repo.Search(t.Context(), people.Finnish, "ymmärtää", 5)
	check(t, err)
	if len(hits) != 1 || hits[0].Subject != "1" {
		t.Errorf("search finds %+v", hits)
	}
	h.sound(t)
}

func TestSubmitTellsEverythingAmissAndLosesNothing(t *testing.T) {
	h := newHouse(t)
	token, _, err := h.StartDraft(t.Context(), people.Account{}, people.Finnish, 0)
	check(t, err)
	typed := revisions.DraftDetails{
		Title: strings.Repeat("ä", revisions.MaxTitle+1), Area: "ei-ole", Name: " ", Email: "aino(at)example.fi", Named: true,
	}
	_, err = h.SaveDetails(t.Context(), token, typed)
	check(t, err)
	_, err = h.Submit(t.Context(), people.Account{}, "", token)
	var got []string
	var list interface{ Unwrap() []error }
	if errors.As(err, &list) {
		for _, e := range list.Unwrap() {
			f, _ := errors.AsType[*fault.Error](e)
			got = append(got, f.Field+" "+f.Key)
		}
	}
	want := []string{
		"edits error.edits-required", "title error.title-long", "reason error.reason-required", "area error.area",
		"name error.name-required", "email error.email",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	d, err := h.Draft(t.Context(), token)
	check(t, err)
	if d.Title != typed.Title || d.Area != typed.Area || d.Email != typed.Email || !d.Named {
		t.Errorf("draft is %+v", d)
	}
}

func TestSubmitTwiceMakesOneProposal(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	first, err := h.Submit(t.Context(), h.aino, "op-1", token)
	check(t, err)
	again, err := h.Submit(t.Context(), h.aino, "op-1", token)
	check(t, err)
	if first.ID != again.ID {
		t.Errorf("made %d and %d", first.ID, again.ID)
	}
	_, err = h.Submit(t.Context(), h.aino, "op-2", token)
	refused(t, err, fault.Gone, "error.draft-gone")
}

func TestSubmitNewVersion(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	h.decide(t, p, revisions.AskChanges)
	token, _, err := h.StartDraft(t.Context(), h.aino, people.Finnish, p.ID)
	check(t, err)
	_, err = h.PutEdit(t.Context(), token, 0, h.reword(t, "Kaupunki", "Kaupunki kertoo meille."))
	check(t, err)
	_, err = h.PutEdit(t.Context(), token, -1, h.reword(t, "Jokainen", "Jokainen viesti ymmärretään."))
	check(t, err)
	p2, err := h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	if p2.ID != p.ID || p2.Version != 2 || p2.State != revisions.Open || !p2.Created.Equal(p.Created) {
		t.Errorf("proposal is %+v", p2)
	}
	ds, err := h.DifferenceBetween(t.Context(), people.Account{}, p.ID, 1, 2)
	check(t, err)
	if len(ds) != 1 || !strings.Contains(string(ds[0].Old), "Kaupunki kertoo.") || !strings.Contains(string(ds[0].After), "kertoo meille.") {
		t.Errorf("between versions: %+v", ds)
	}
	h.sound(t)
}

func TestDifferenceBetweenLeavesOutWhatCameToMain(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	h.write(t, aims, strings.Replace(aimsText, "vuosittain", "aina", 1))
	token, _, err := h.StartDraft(t.Context(), h.aino, people.Finnish, p.ID)
	check(t, err)
	_, err = h.PutEdit(t.Context(), token, 0, h.reword(t, "Kaupunki", "Kaupunki kertoo meille."))
	check(t, err)
	_, err = h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	ds, err := h.DifferenceBetween(t.Context(), people.Account{}, p.ID, 1, 2)
	check(t, err)
	if len(ds) != 1 || !strings.Contains(string(ds[0].Old), "aina") || !strings.Contains(string(ds[0].Old), "Kaupunki kertoo.") {
		t.Errorf("between versions: %+v", ds)
	}
}

// visitorDraft is a visitor's draft with name and address.
func visitorDraft(t *testing.T, h *house, email string) people.Token {
	t.Helper()
	token := h.draft(t, people.Account{}, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	details := someDetails
	details.Name, details.Email, details.Named = "Vieras", email, true
	_, err := h.SaveDetails(t.Context(), token, details)
	check(t, err)
	return token
}

func confirmLink(p revisions.Proposal, email string) people.Link {
	return people.Link{Kind: people.LinkConfirm, Email: email, Target: "proposal/" + number(p.ID)}
}

func TestVisitorConfirms(t *testing.T) {
	h := newHouse(t)
	token := visitorDraft(t, h, "0@example.fi")
	p, err := h.Submit(t.Context(), people.Account{}, "op", token)
	check(t, err)
	if p.State != revisions.Unconfirmed {
		t.Fatalf("proposal is %+v", p)
	}
	if again, err := h.Submit(t.Context(), people.Account{}, "op", token); err != nil || again.ID != p.ID {
		t.Errorf("repeated: %d, %v", again.ID, err)
	}
	if !h.heard(event.MailQueued, "mail/confirm") {
		t.Error("no mail was queued")
	}
	unseen(t, h, p)

	link := confirmLink(p, "0@example.fi")
	waiting, err := h.Awaiting(t.Context(), link)
	check(t, err)
	if waiting.Name != "Vieras" || waiting.Title != p.Title {
		t.Errorf("waiting is %+v", waiting)
	}
	_, err = h.Confirm(t.Context(), people.Account{}, link)
	refused(t, err, fault.SignIn, "error.sign-in")
	_, err = h.Confirm(t.Context(), h.eero, confirmLink(p, "1@example.fi"))
	refused(t, err, fault.Gone, "error.proposal-gone")

	// Meanwhile main moves on; the proposal follows.
	h.write(t, aims, strings.Replace(aimsText, "vuosittain", "aina", 1))
	opened, err := h.Confirm(t.Context(), h.aino, link)
	check(t, err)
	if opened.State != revisions.Open || opened.Author != h.aino.ID || opened.Pseudonym != h.aino.Pseudonym || !opened.Named {
		t.Errorf("opened as %+v", opened)
	}
	if again, err := h.Confirm(t.Context(), h.aino, link); err != nil || again.ID != p.ID {
		t.Errorf("confirmed again: %+v, %v", again, err)
	}
	_, err = h.Draft(t.Context(), token)
	refused(t, err, fault.Gone, "error.draft-gone")
	if got, err := h.Proposal(t.Context(), people.Account{}, p.ID); err != nil || got.State != revisions.Open {
		t.Errorf("public sees %+v, %v", got, err)
	}
	h.sound(t)
}

// unseen requires that nobody can tell that the unconfirmed proposal exists.
func unseen(t *testing.T, h *house, p revisions.Proposal) {
	t.Helper()
	for _, who := range []people.Account{{}, h.aino, h.official, h.admin} {
		_, err := h.Proposal(t.Context(), who, p.ID)
		refused(t, err, fault.NotFound, "error.not-found")
		_, err = h.Versions(t.Context(), who, p.ID)
		refused(t, err, fault.NotFound, "error.not-found")
		_, err = h.Difference(t.Context(), who, p.ID, 0)
		refused(t, err, fault.NotFound, "error.not-found")
		_, err = h.ProposalThreads(t.Context(), who, p.ID)
		refused(t, err, fault.NotFound, "error.not-found")
		for _, f := range []revisions.Filter{{}, {States: []revisions.State{revisions.Unconfirmed}}, {Author: p.Author}} {
			if ps, n, err := h.Proposals(t.Context(), who, f); err != nil || len(ps) > 0 || n > 0 {
				t.Errorf("%s lists %d with %+v: %v", who.Name, n, f, err)
			}
		}
	}
	refused(t, h.SetStance(t.Context(), h.aino, p.ID, revisions.Support), fault.NotFound, "error.not-found")
	_, err := h.WriteComment(t.Context(), h.aino, "", revisions.Comment{Proposal: p.ID, Body: "Hei"})
	refused(t, err, fault.NotFound, "error.not-found")
	_, err = h.Decide(t.Context(), h.official, "", h.ruling(t, p, revisions.Accept))
	refused(t, err, fault.NotFound, "error.not-found")
	marks, _, err := h.Marks(t.Context(), aims)
	check(t, err)
	hits, err := h.repo.Search(t.Context(), people.Finnish, "ymmärtää", 5)
	check(t, err)
	if len(marks) > 0 || len(hits) > 0 {
		t.Errorf("marks %v, search %v", marks, hits)
	}
	if h.heard(event.ProposalOpened, "proposals") {
		t.Error("an unconfirmed proposal was announced")
	}
	h.sound(t)
}

func TestVisitorMendsTheAddress(t *testing.T) {
	h := newHouse(t)
	token := visitorDraft(t, h, "vaara@example.fi")
	wrong, err := h.Submit(t.Context(), people.Account{}, "", token)
	check(t, err)
	details := someDetails
	details.Name, details.Email = "Vieras", "0@example.fi"
	_, err = h.SaveDetails(t.Context(), token, details)
	check(t, err)
	right, err := h.Submit(t.Context(), people.Account{}, "", token)
	check(t, err)
	_, err = h.Confirm(t.Context(), h.eero, confirmLink(wrong, "vaara@example.fi"))
	refused(t, err, fault.Gone, "error.proposal-gone")
	_, err = h.Confirm(t.Context(), h.aino, confirmLink(right, "0@example.fi"))
	check(t, err)
	h.sound(t)
}

func TestVisitorSendsAgainAfterTheLinkExpired(t *testing.T) {
	h := newHouse(t)
	token := visitorDraft(t, h, "0@example.fi")
	p, err := h.Submit(t.Context(), people.Account{}, "", token)
	check(t, err)
	h.pass(6 * 24 * time.Hour)
	check(t, h.Sweep(t.Context()))
	h.view(t, func(tx revisions.Tx) error {
		_, err := tx.Proposal(t.Context(), p.ID)
		return err
	})
	h.pass(2 * 24 * time.Hour)
	check(t, h.Sweep(t.Context()))
	h.view(t, func(tx revisions.Tx) error {
		if _, err := tx.Proposal(t.Context(), p.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("swept proposal: %v", err)
		}
		return nil
	})
	_, err = h.Confirm(t.Context(), h.aino, confirmLink(p, "0@example.fi"))
	refused(t, err, fault.Gone, "error.proposal-gone")

	again, err := h.Submit(t.Context(), people.Account{}, "", token)
	check(t, err)
	_, err = h.Confirm(t.Context(), h.aino, confirmLink(again, "0@example.fi"))
	check(t, err)
}

func TestVisitorSignsInInsteadOfConfirming(t *testing.T) {
	h := newHouse(t)
	token := visitorDraft(t, h, "0@example.fi")
	waiting, err := h.Submit(t.Context(), people.Account{}, "", token)
	check(t, err)
	p, err := h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	if p.State != revisions.Open || p.Version != 1 {
		t.Errorf("proposal is %+v", p)
	}
	_, err = h.Confirm(t.Context(), h.aino, confirmLink(waiting, "0@example.fi"))
	refused(t, err, fault.Gone, "error.proposal-gone")
}

func TestWithdraw(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	check(t, h.Withdraw(t.Context(), h.aino, "op", p.ID))
	check(t, h.Withdraw(t.Context(), h.aino, "op", p.ID))
	refused(t, h.Withdraw(t.Context(), h.aino, "", p.ID), fault.Conflict, "error.withdrawn")
	_, err := h.Decide(t.Context(), h.official, "", h.ruling(t, p, revisions.Accept))
	refused(t, err, fault.Conflict, "error.withdrawn")
	if _, n, err := h.Proposals(t.Context(), h.eero, revisions.Filter{}); err != nil || n > 0 {
		t.Errorf("%d listed, %v", n, err)
	}
	if _, n, err := h.Proposals(t.Context(), h.aino, revisions.Filter{Author: h.aino.ID}); err != nil || n != 1 {
		t.Errorf("%d of the author's listed, %v", n, err)
	}
	hits, err := h.repo.Search(t.Context(), people.Finnish, "ymmärtää", 5)
	check(t, err)
	if len(hits) > 0 {
		t.Errorf("search finds %v", hits)
	}
	h.sound(t)
}
