package revisions_test

import (
	"testing"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// Who may do what is decided in people.Can and tested there for every role;
// here, that each method of the service asks.
func TestEveryMethodAsksWhoMay(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	officials := h.propose(t, h.official, h.reword(t, "Jokainen", "Jokainen viesti ymmärretään."))
	comment := h.say(t, h.aino, revisions.Comment{Proposal: p.ID, Body: "Hei."})
	visitor := people.Account{}
	erased := h.eero
	erased.Erased = h.clock()
	ctx := t.Context()

	revise := func(actor people.Account) error {
		_, _, err := h.StartDraft(ctx, actor, people.Finnish, p.ID)
		return err
	}
	decide := func(p revisions.Proposal) func(people.Account) error {
		return func(actor people.Account) error {
			_, err := h.Decide(ctx, actor, "", h.ruling(t, p, revisions.Accept))
			return err
		}
	}
	write := func(c revisions.Comment) func(people.Account) error {
		return func(actor people.Account) error {
			_, err := h.WriteComment(ctx, actor, "", c)
			return err
		}
	}
	withdraw := func(actor people.Account) error { return h.Withdraw(ctx, actor, "", p.ID) }
	stance := func(actor people.Account) error { return h.SetStance(ctx, actor, p.ID, revisions.Support) }
	editComment := func(actor people.Account) error {
		_, err := h.EditComment(ctx, actor, comment.ID, "Hoi.")
		return err
	}
	removeComment := func(actor people.Account) error { return h.RemoveComment(ctx, actor, comment.ID, "Syy.") }
	queue := func(actor people.Account) error {
		_, _, err := h.Queue(ctx, actor, revisions.Filter{})
		return err
	}
	preview := func(actor people.Account) error {
		_, err := h.Preview(ctx, actor, p.ID, nil)
		return err
	}
	erase := func(actor people.Account) error { return h.EraseFor(ctx, actor, h.aino.ID) }
	asOfficial := revisions.Comment{Proposal: p.ID, Body: "Kanta.", Capacity: people.AsOfficial}
	sendAsOfficial := func(actor people.Account) error {
		token := h.draft(t, actor, h.reword(t, "Tuloksista", "Tuloksista kerrotaan."))
		details := someDetails
		details.Capacity = people.AsOfficial
		details.Name, details.Email = "Nimi", "nimi@example.fi"
		_, err := h.SaveDetails(ctx, token, details)
		check(t, err)
		_, err = h.Submit(ctx, actor, "", token)
		return err
	}
	sendAnothers := func(actor people.Account) error {
		_, err := h.Submit(ctx, actor, "", h.draft(t, h.aino, h.reword(t, "Tuloksista", "Tuloksista kerrotaan.")))
		return err
	}
	for _, c := range []struct {
		name  string
		do    func(people.Account) error
		actor people.Account
		kind  fault.Kind
	}{
		{"revise", revise, visitor, fault.SignIn},
		{"revise", revise, h.official, fault.Forbidden},
		{"withdraw", withdraw, visitor, fault.SignIn},
		{"withdraw", withdraw, h.admin, fault.Forbidden},
		{"stance", stance, visitor, fault.SignIn},
		{"stance", stance, erased, fault.SignIn},
		{"write comment", write(revisions.Comment{Proposal: p.ID, Body: "Hei."}), visitor, fault.SignIn},
		{"speak as official", write(asOfficial), h.mentor, fault.Forbidden},
		{"speak as official", write(asOfficial), h.admin, fault.Forbidden},
		{"propose as official", sendAsOfficial, visitor, fault.SignIn},
		{"propose as official", sendAsOfficial, h.eero, fault.Forbidden},
		{"send another's draft", sendAnothers, h.eero, fault.Forbidden},
		{"send another's draft", sendAnothers, visitor, fault.SignIn},
		{"edit comment", editComment, visitor, fault.SignIn},
		{"edit comment", editComment, h.admin, fault.Forbidden},
		{"remove comment", removeComment, visitor, fault.SignIn},
		{"remove comment", removeComment, h.eero, fault.Forbidden},
		{"queue", queue, visitor, fault.SignIn},
		{"queue", queue, h.eero, fault.Forbidden},
		{"preview", preview, visitor, fault.SignIn},
		{"preview", preview, h.eero, fault.Forbidden},
		{"decide", decide(p), visitor, fault.SignIn},
		{"decide", decide(p), h.aino, fault.Forbidden},
		{"decide", decide(p), h.mentor, fault.Forbidden},
		{"decide", decide(p), h.admin, fault.Forbidden},
		{"decide one's own", decide(officials), h.official, fault.Forbidden},
		{"erase", erase, visitor, fault.SignIn},
		{"erase", erase, h.official, fault.Forbidden},
	} {
		if err := c.do(c.actor); fault.KindOf(err) != c.kind {
			t.Errorf("%s by %s %q: got %v, want %s", c.name, c.actor.RoleOrVisitor(), c.actor.Name, err, c.kind)
		}
	}
	check(t, write(asOfficial)(h.official))
	check(t, sendAsOfficial(h.official))
	check(t, preview(h.aino))
	check(t, decide(officials)(h.second))
}
