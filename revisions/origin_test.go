package revisions_test

import (
	"testing"

	"luonnos/people"
	"luonnos/revisions"
)

// TestOriginStays with a draft in another browser, with the proposal that it
// becomes, with later versions of it and after the decision.
func TestOriginStays(t *testing.T) {
	h := newHouse(t)
	const origin = "feedback/12"
	details := someDetails
	details.Lang = people.Swedish
	_, d, err := h.StartDraftFrom(t.Context(), h.aino, origin, details)
	check(t, err)
	if d.Origin != origin || d.Title != details.Title || d.Reason != details.Reason || d.Lang != people.Swedish || d.Account != h.aino.ID {
		t.Errorf("draft is %+v", d)
	}
	token, err := h.ReopenDraft(t.Context(), h.aino, d.Hash)
	check(t, err)
	_, err = h.PutEdit(t.Context(), token, -1, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	check(t, err)
	p, err := h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	h.decide(t, p, revisions.AskChanges)
	token, d, err = h.StartDraft(t.Context(), h.aino, people.Finnish, p.ID)
	check(t, err)
	if d.Origin != "" {
		t.Errorf("the draft of a version has the origin %q", d.Origin)
	}
	_, err = h.PutEdit(t.Context(), token, 0, h.reword(t, "Kaupunki", "Kaupunki kertoo meille."))
	check(t, err)
	_, err = h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	p, err = h.Proposal(t.Context(), people.Account{}, p.ID)
	check(t, err)
	h.decide(t, p, revisions.Accept)
	p, err = h.Proposal(t.Context(), people.Account{}, p.ID)
	check(t, err)
	if p.Origin != origin || p.Version != 2 || p.State != revisions.Accepted {
		t.Errorf("proposal is %+v", p)
	}
}

func TestConfirmedProposalKeepsItsOrigin(t *testing.T) {
	h := newHouse(t)
	details := someDetails
	details.Lang, details.Name, details.Email = people.Finnish, "Aino", "aino@example.test"
	token, _, err := h.StartDraftFrom(t.Context(), people.Account{}, "feedback/12", details)
	check(t, err)
	_, err = h.PutEdit(t.Context(), token, -1, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	check(t, err)
	p, err := h.Submit(t.Context(), people.Account{}, "", token)
	check(t, err)
	_, err = h.Confirm(t.Context(), h.aino, people.Link{Kind: people.LinkConfirm, Email: details.Email, Target: "proposal/1"})
	check(t, err)
	p, err = h.Proposal(t.Context(), people.Account{}, p.ID)
	check(t, err)
	if p.State != revisions.Open || p.Origin != "feedback/12" {
		t.Errorf("proposal is %+v", p)
	}
}
