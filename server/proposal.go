package server

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// proposalPage is one proposal with all that has been said of it.
type proposalPage struct {
	revisions.Proposal
	By     person
	Where  []passageLink
	Area   string
	Reason template.HTML
	// Fit tells how it goes with the text as it stands.
	Fit   fitView
	Pages []pageChange
	// Since tells what has become of the passages after the decision.
	Since sinceView
	Steps []step
	// Decisions are oldest first.
	Decisions []decisionView
	Stance    stanceBox
	// Others are proposals that touch the same passages.
	Others []revisions.Proposal
	Talk   talkView
	// Said is what people said of it, Chain the way from there to the decision.
	Said  saidBox
	Chain chainView
	// Thanks is said to the author who has just sent it.
	Thanks string
	// Origin is the feedback that it grew out of, nil for none.
	Origin *originView
	// Mine: the reader may withdraw it and write a new version.
	Mine bool
	// DecideURL leads those who may answer it to where they do.
	DecideURL string
}

// passageLink leads to a passage that a proposal touches.
type passageLink struct {
	pageLink
	Passage docs.PassageID // "" for a new page, and at the top of one without a title
	Heading string
	New     bool
}

// pageChange is what a proposal does to one page.
type pageChange struct {
	pageLink
	New  bool
	Diff diffView
}

func pageChanges(r *request, ds []revisions.PageDifference) []pageChange {
	out := make([]pageChange, len(ds))
	for i, d := range ds {
		out[i] = pageChange{pageLink{d.Path, d.Title, d.Path.Lang()}, d.New, newDiffView(r.print, "p"+strconv.Itoa(i), d.Difference)}
	}
	return out
}

// step is one step of the handling; the Current one is where it stands.
type step struct {
	Text    string
	At      time.Time
	Current bool
}

// decisionView is an official's answer.
type decisionView struct {
	revisions.Decision
	By     person
	Reason template.HTML
}

func (h proposals) show(r *request) error { return h.showProposal(r, http.StatusOK, nil) }

// showProposal shows the proposal of the address; f is a comment that has to be
// mended, nil otherwise.
func (h proposals) showProposal(r *request, status int, f *form) error {
	p, err := h.asked(r)
	if err != nil {
		return err
	}
	r.dependsOn(subjectProposal(p.ID))
	view := proposalPage{Proposal: p, Reason: docs.RenderFragment([]byte(p.Reason)),
		Mine: r.revises(p)}
	versions, err := h.revisions.Versions(r.ctx(), r.actor, p.ID)
	if err != nil {
		return err
	}
	newest := versions[len(versions)-1]
	if view.Fit, err = h.fit(r, p, newest); err != nil {
		return err
	}
	differences, err := h.revisions.Difference(r.ctx(), r.actor, p.ID, 0)
	if err != nil {
		return err
	}
	view.Pages = pageChanges(r, differences)
	view.Where = passageLinks(newest.Edits, differences)
	if view.Decisions, err = h.decisions(r, p.ID); err != nil {
		return err
	}
	view.Steps = steps(r, p, versions, view.Decisions)
	if view.Since, err = h.since(r, p); err != nil {
		return err
	}
	if view.Stance, err = h.stance(r, p); err != nil {
		return err
	}
	if view.Others, err = h.others(r, p, newest); err != nil {
		return err
	}
	if view.Talk, err = h.talk(r, p, newest, f); err != nil {
		return err
	}
	if view.Said, err = saidOf(r, h.themes, toProposal(p.ID)); err != nil {
		return err
	}
	if view.Chain, err = chainOf(r, h.themes, toProposal(p.ID), view.Said); err != nil {
		return err
	}
	names, err := r.names(p.Author)
	if err != nil {
		return err
	}
	view.By = r.person(names, p.Author, p.Capacity)
	if view.Area, err = h.areaName(r, p.Area); err != nil {
		return err
	}
	if view.Origin, err = r.origin(h.themes, p.Origin); err != nil {
		return err
	}
	if view.Origin != nil {
		r.dependsOn(subjectItem(view.Origin.ID))
	}
	if p.State.Live() && r.can(people.DecideProposal, p.Author) {
		view.DecideURL = r.url("decision", p.ID)
	}
	if r.query("ok") == "sent" && view.Mine {
		view.Thanks = r.t("proposal.thanks")
		if p.Version > 1 {
			view.Thanks = r.t("proposal.thanks-version", p.Version)
		}
	}
	return r.render(status, "proposal", head{Title: r.t("proposal.title", p.ID, p.Title), Section: "proposals",
		NoIndex: p.State == revisions.Withdrawn, Description: excerpt(p.Reason),
		Crumbs: []crumb{{r.t("proposal.list"), r.url("proposals")}}}, view)
}

// asked is the proposal that the address names.
func (h proposals) asked(r *request) (revisions.Proposal, error) {
	id, err := r.number("id")
	if err != nil {
		return revisions.Proposal{}, err
	}
	return h.revisions.Proposal(r.ctx(), r.actor, id)
}

func (h proposals) areaName(r *request, code string) (string, error) {
	if code == "" {
		return r.t("area.whole-city"), nil
	}
	areas, err := h.people.Areas(r.ctx())
	for _, a := range areas {
		if a.Code == code {
			return a.Name(r.lang), err
		}
	}
	return code, err
}

// passageLinks are the passages that the edits touch, one for each heading.
func passageLinks(edits []revisions.Edit, differences []revisions.PageDifference) []passageLink {
	var out []passageLink
	for _, d := range differences {
		page := pageLink{d.Path, d.Title, d.Path.Lang()}
		if d.New {
			out = append(out, passageLink{pageLink: page, New: true})
			continue
		}
		for _, e := range edits {
			link := passageLink{pageLink: page, Passage: subjectOf(e), Heading: e.Heading}
			if link.Heading == "" {
				link.Heading = d.Title
			}
			seen := slices.ContainsFunc(out, func(x passageLink) bool { return x.Path == link.Path && x.Heading == link.Heading })
			if e.Path == d.Path && !seen {
				out = append(out, link)
			}
		}
	}
	return out
}

func (h proposals) decisions(r *request, id int64) ([]decisionView, error) {
	ds, err := h.revisions.Decisions(r.ctx(), id)
	if err != nil {
		return nil, err
	}
	var ids []people.ID
	for _, d := range ds {
		ids = append(ids, d.By)
	}
	names, err := r.names(ids...)
	if err != nil {
		return nil, err
	}
	out := make([]decisionView, len(ds))
	for i, d := range ds {
		by := r.person(names, d.By, people.AsOfficial)
		by.Unit = d.Unit // as it was when they decided
		out[i] = decisionView{d, by, docs.RenderFragment([]byte(d.Reason))}
	}
	return out, nil
}

// steps tells how far the handling has come, and what comes next.
func steps(r *request, p revisions.Proposal, versions []revisions.Version, decisions []decisionView) []step {
	out := []step{{Text: r.t("proposal.step-sent"), At: p.Created}}
	for _, v := range versions[1:] {
		out = append(out, step{Text: r.t("proposal.step-version", v.N), At: v.At})
	}
	for _, d := range decisions {
		out = append(out, step{Text: r.t("verdict." + string(d.Verdict)), At: d.At})
	}
	slices.SortStableFunc(out, func(a, b step) int { return a.At.Compare(b.At) })
	switch p.State {
	case revisions.Open:
		out = append(out, step{Text: r.t("proposal.step-open"), Current: true}, step{Text: r.t("proposal.step-decision")})
	case revisions.Returned:
		out = append(out, step{Text: r.t("proposal.step-returned"), Current: true}, step{Text: r.t("proposal.step-decision")})
	case revisions.Accepted:
		out = append(out, step{Text: r.t("proposal.step-in-text"), Current: true})
	case revisions.Withdrawn:
		out = append(out, step{Text: r.t("state.withdrawn"), At: p.Updated, Current: true})
	case revisions.Rejected:
		out[len(out)-1].Current = true
	}
	return out
}

// maxOthers bounds the proposals listed beside one.
const maxOthers = 10

// others are the proposals that touch the same passages, newest first.
func (h proposals) others(r *request, p revisions.Proposal, v revisions.Version) ([]revisions.Proposal, error) {
	var out []revisions.Proposal
	seen := map[int64]bool{p.ID: true}
	asked := map[docs.PassageID]bool{"": true}
	for _, e := range v.Edits {
		id := subjectOf(e)
		if asked[id] || e.Op == revisions.EditAdd {
			continue
		}
		asked[id] = true
		r.dependsOn(subjectPassage(id))
		found, err := h.revisions.ProposalsOfPassage(r.ctx(), id)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			if !seen[x.ID] {
				seen[x.ID] = true
				out = append(out, x)
			}
		}
	}
	// What can still be decided stands first.
	slices.SortStableFunc(out, func(a, b revisions.Proposal) int {
		switch {
		case a.State.Live() == b.State.Live():
			return 0
		case a.State.Live():
			return -1
		}
		return 1
	})
	return out[:min(len(out), maxOthers)], nil
}
