package revisions_test

import (
	"testing"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// TestWritesAskWhoTheActorIsNow: a request that began before its sender was
// erased, or lost a role, writes nothing that only the one before could.
func TestWritesAskWhoTheActorIsNow(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	spoken := h.say(t, h.eero, revisions.Comment{Proposal: p.ID, Body: "Minne?"})
	ready := h.draft(t, h.eero, h.reword(t, "Tuloksista", "Tuloksista kerrotaan."))
	check(t, h.EraseFor(ctx, h.eero, h.eero.ID))
	h.update(t, func(tx revisions.Tx) error {
		demoted := h.official
		demoted.Role = people.Resident
		return tx.PutAccount(ctx, demoted)
	})

	said := revisions.Comment{Proposal: p.ID, Body: "Hei."}
	official := said
	official.Capacity = people.AsOfficial
	_, err := h.WriteComment(ctx, h.eero, "", said)
	refused(t, err, fault.SignIn, "error.sign-in")
	_, err = h.EditComment(ctx, h.eero, spoken.ID, "Tänne.")
	refused(t, err, fault.SignIn, "error.sign-in")
	refused(t, h.SetStance(ctx, h.eero, p.ID, revisions.Support), fault.SignIn, "error.sign-in")
	_, _, err = h.StartDraft(ctx, h.eero, people.Finnish, 0)
	refused(t, err, fault.SignIn, "error.sign-in")
	if _, err = h.Submit(ctx, h.eero, "", ready); err == nil {
		t.Error("an erased person's draft was sent")
	}
	_, err = h.Decide(ctx, h.official, "", h.ruling(t, p, revisions.Reject))
	refused(t, err, fault.Forbidden, "error.forbidden")
	_, err = h.WriteComment(ctx, h.official, "", official)
	refused(t, err, fault.Forbidden, "error.forbidden")
	refused(t, h.RemoveComment(ctx, h.official, spoken.ID, "Syy."), fault.Forbidden, "error.not-yours")
	_, err = h.WriteComment(ctx, h.official, "", said)
	check(t, err)
}
