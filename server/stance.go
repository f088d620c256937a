package server

import (
	"net/http"

	"luonnos/revisions"
)

// stanceBox is where a person says what they think of a proposal.
type stanceBox struct {
	Proposal int64
	Options  []stanceOption
	// Open: stances are taken; Author: it is the reader's own proposal.
	Open, Author bool
	// Own is the reader's stance, "" for none. Version is set when there is a
	// newer version than the one they took it on.
	Own     revisions.Stance
	Version int
}

// stanceOption is one stance with how many have taken it.
type stanceOption struct {
	Stance revisions.Stance
	Count  int
	Chosen bool
}

func (h proposals) stance(r *request, p revisions.Proposal) (stanceBox, error) {
	vote, err := h.revisions.StanceOf(r.ctx(), r.actor, p.ID)
	if err != nil {
		return stanceBox{}, err
	}
	b := stanceBox{Proposal: p.ID, Open: p.State.Live(), Author: r.actor.SignedIn() && r.actor.ID == p.Author, Own: vote.Stance}
	if vote.Stance != "" && vote.Version < p.Version {
		b.Version = vote.Version
	}
	for _, o := range []stanceOption{{Stance: revisions.Support, Count: p.Supports}, {Stance: revisions.Oppose, Count: p.Opposes}, {Stance: revisions.Abstain, Count: p.Abstains}} {
		o.Chosen = o.Stance == vote.Stance
		b.Options = append(b.Options, o)
	}
	return b, nil
}

// takeStance records the stance whose button was pressed; "none" takes it back.
func (h proposals) takeStance(r *request) error {
	id, err := r.number("id")
	if err != nil {
		return err
	}
	stance := revisions.Stance(r.value("stance"))
	if stance == "none" {
		stance = ""
	}
	if err := h.revisions.SetStance(r.ctx(), r.actor, id, stance); err != nil {
		return err
	}
	return r.Redirect(http.StatusSeeOther, r.url("proposal", id)+"#stance")
}
