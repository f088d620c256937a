package server

import (
	"net/http"
	"strconv"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// proposalVersionsPage compares two versions of a proposal. Version 0 is the
// strategy's own text, which the version was written against.
type proposalVersionsPage struct {
	revisions.Proposal
	Form     *form
	From, To []choice
	A, B     int
	Pages    []pageChange
	Versions []revisions.Version // newest first
}

func (h proposals) versions(r *request) error {
	p, err := h.asked(r)
	if err != nil {
		return err
	}
	r.dependsOn(subjectProposal(p.ID))
	vs, err := h.revisions.Versions(r.ctx(), r.actor, p.ID)
	if err != nil {
		return err
	}
	view := proposalVersionsPage{Proposal: p, B: p.Version, A: p.Version - 1}
	if n := int(r.queryNumber("b")); n > 0 && n <= p.Version {
		view.B, view.A = n, n-1
	}
	if a := r.query("a"); a != "" {
		view.A = int(min(r.queryNumber("a"), int64(p.Version)))
	}
	var differences []revisions.PageDifference
	switch {
	case view.A == 0:
		differences, err = h.revisions.Difference(r.ctx(), r.actor, p.ID, view.B)
	case view.A != view.B:
		differences, err = h.revisions.DifferenceBetween(r.ctx(), r.actor, p.ID, view.A, view.B)
	}
	if err != nil {
		return err
	}
	view.Pages = pageChanges(r, differences)
	view.Form = newForm("a", strconv.Itoa(view.A), "b", strconv.Itoa(view.B))
	view.From = []choice{{Value: "0", Label: r.t("proposal.version-base")}}
	for i := range vs {
		v := vs[len(vs)-1-i]
		view.Versions = append(view.Versions, v)
		c := choice{Value: strconv.Itoa(v.N), Label: r.t("proposal.version-at", v.N, r.print.Date(v.At))}
		view.To, view.From = append(view.To, c), append(view.From, c)
	}
	return r.render(http.StatusOK, "proposal-versions", head{Title: r.t("proposal.versions-title", p.Title), Section: "proposals", NoIndex: true, Crumbs: h.crumbs(r, p)}, view)
}

func (h proposals) crumbs(r *request, p revisions.Proposal) []crumb {
	return []crumb{{r.t("proposal.list"), r.url("proposals")}, {p.Title, r.url("proposal", p.ID)}}
}

// withdraw asks once more, and withdraws.
func (h proposals) withdraw(r *request) error {
	p, err := h.asked(r)
	if err != nil {
		return err
	}
	if r.posts() {
		if err := h.revisions.Withdraw(r.ctx(), r.actor, r.op(), p.ID); err != nil {
			return err
		}
		return r.redirect("proposal", p.ID)
	}
	if err := people.Can(r.actor, people.WithdrawProposal, people.Subject{Owner: p.Author}); err != nil {
		return err
	}
	if !p.State.Live() {
		return fault.New(fault.Conflict, "error.decided")
	}
	return r.render(http.StatusOK, "proposal-withdraw", head{Title: r.t("proposal.withdraw-title"), Section: "proposals", NoIndex: true, Crumbs: h.crumbs(r, p)}, p)
}

// revise begins a draft of the next version.
func (h proposals) revise(r *request) error {
	p, err := h.asked(r)
	if err != nil {
		return err
	}
	before, err := h.revisions.Versions(r.ctx(), r.actor, p.ID)
	if err != nil {
		return err
	}
	token, d, err := h.revisions.StartDraft(r.ctx(), r.actor, p.Lang, p.ID)
	if err != nil {
		return err
	}
	r.rememberDraft(token)
	if !sameEdits(d.Edits, before[len(before)-1].Edits) {
		return r.redirect("draft", token, "ok", "carried")
	}
	return r.redirect("draft", token)
}
