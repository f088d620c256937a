package server

import (
	"net/http"
	"strings"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// draftPage is a proposal being written: its changes, and what is said of them.
type draftPage struct {
	Form  *form
	Token people.Token
	Draft revisions.Draft
	// Pages are what the changes do to each page, Edits the changes one by one.
	Pages []pageChange
	Edits []draftEdit
	// Behind are those that the strategy has left behind.
	Behind []behindEdit
	Areas  []choice
	// Langs are the languages the title and the reason can be in.
	Langs []choice
	// Capacities are offered to those who can speak for the city.
	Capacities []choice
	SignedIn   bool
	// Waiting: it was sent and waits for its writer to confirm the address.
	Waiting bool
	// Origin is the feedback that it grows out of, nil for none.
	Origin *originView
	// Revises is the proposal that this becomes a new version of, 0 for none.
	Revises int64
	// Saved: what was typed has just been kept. Carried: the changes have just
	// been merged with the text as it is now.
	Saved, Carried bool
}

// draftToken is the draft that the address names.
func draftToken(r *request) people.Token { return people.Token(r.param("token")) }

// show is the draft's page. Opening it makes it the begun draft of the one who
// began it, not of whoever was given the address.
func (h proposing) show(r *request) error {
	d, err := h.revisions.Draft(r.ctx(), draftToken(r))
	if err != nil {
		return err
	}
	if r.actor.SignedIn() && d.Account == r.actor.ID {
		r.rememberDraft(draftToken(r))
	}
	return h.showDraft(r, http.StatusOK, d, draftForm(d))
}

// draftForm is the draft's details as typed before.
func draftForm(d revisions.Draft) *form {
	f := newForm("title", d.Title, "reason", d.Reason, "area", d.Area, "name", d.Name, "email", d.Email,
		"capacity", string(d.Capacity), "lang", string(d.Lang))
	if d.Named {
		f.values.Set("named", "yes")
	}
	return f
}

func (h proposing) showDraft(r *request, status int, d revisions.Draft, f *form) error {
	view := draftPage{Form: f, Token: draftToken(r), Draft: d, SignedIn: r.actor.SignedIn(), Saved: r.query("ok") == "saved", Carried: r.query("ok") == "carried"}
	if d.Account == "" {
		view.Waiting = d.Proposal > 0
	} else {
		view.Revises = d.Proposal
	}
	var err error
	if view.Edits, err = h.draftEdits(r, d); err != nil {
		return err
	}
	if view.Behind, err = h.behind(r, d, view.Edits); err != nil {
		return err
	}
	differences, err := h.revisions.DraftDifference(r.ctx(), d)
	if err != nil {
		return err
	}
	view.Pages = pageChanges(r, differences)
	if view.Areas, err = areaChoices(r, h.people, "area.whole-city"); err != nil {
		return err
	}
	view.Capacities, view.Langs = capacityChoices(r), langChoices(r)
	if view.Origin, err = r.origin(h.themes, d.Origin); err != nil {
		return err
	}
	return r.render(status, "draft", head{Title: r.t("draft.title"), Section: "proposals", NoIndex: true,
		Crumbs: []crumb{{r.t("proposal.list"), r.url("proposals")}}}, view)
}

// areaChoices are the areas of the city; the first choice is none of them.
func areaChoices(r *request, p *people.Service, none string) ([]choice, error) {
	areas, err := p.Areas(r.ctx())
	if err != nil {
		return nil, err
	}
	out := []choice{{Value: "", Label: r.t(none)}}
	for _, a := range areas {
		out = append(out, choice{Value: a.Code, Label: a.Name(r.lang)})
	}
	return out, nil
}

// capacityChoices are offered to those who can speak for the city, nil to others.
func capacityChoices(r *request) []choice {
	if !r.can(people.SpeakAsOfficial, "") {
		return nil
	}
	return []choice{
		{Value: string(people.Private), Label: r.t("speak.as-private")},
		{Value: string(people.AsOfficial), Label: r.t("speak.as-official")},
	}
}

// capacity is what the form says the sender speaks as.
func (r *request) capacity() people.Capacity {
	if r.value("capacity") == string(people.AsOfficial) {
		return people.AsOfficial
	}
	return people.Private
}

// detailsOf is what the draft says besides its changes.
func detailsOf(d revisions.Draft) revisions.DraftDetails {
	return revisions.DraftDetails{Lang: d.Lang, Title: d.Title, Reason: d.Reason, Area: d.Area,
		Capacity: d.Capacity, Named: d.Named, Name: d.Name, Email: d.Email}
}

// What the buttons of a draft's page do besides keeping what was typed. Those
// that are about one change are followed by its number and, to remove it, by
// its key.
const (
	doSend    = "send"
	doAnother = "another"
	doEdit    = "edit"
	doRemove  = "remove"
	doMine    = "mine"
)

// save keeps what was typed, whatever it is and whichever button was pressed.
func (h proposing) save(r *request) error {
	token := draftToken(r)
	do, about, _ := strings.Cut(r.value("do"), " ")
	d, err := h.revisions.SaveDetails(r.ctx(), token, revisions.DraftDetails{
		Lang: people.Lang(r.value("lang")), Title: r.text("title"), Reason: r.text("reason"), Area: r.value("area"),
		Capacity: r.capacity(), Named: r.value("named") != "",
		Name: r.text("name"), Email: r.text("email"),
	})
	if err == nil && do == doSend {
		if err := h.mayCome(r, d); err != nil {
			return err
		}
	}
	// A draft that is gone may have been sent by the first of two clicks.
	if do == doSend && (err == nil || fault.KindOf(err) == fault.Gone) {
		return h.submit(r, token)
	}
	if err != nil {
		return h.saveAgain(r, err)
	}
	r.rememberDraft(token)
	switch do {
	case doAnother:
		return r.redirect("propose", "page", lastPage(d))
	case doEdit:
		return r.redirect("draft.edit", token, about)
	case doRemove:
		return h.drop(r, d, about)
	case doMine:
		return h.settle(r, d, about)
	}
	return r.redirect("draft", token, "ok", "saved")
}

// submit sends the draft.
func (h proposing) submit(r *request, token people.Token) error {
	// A visitor's proposal sends a letter to an address that anyone can give.
	if err := r.server.limits.allow(limitSubmit, r.actor, r.RealIP()); err != nil {
		return err
	}
	if !r.actor.SignedIn() {
		if err := r.server.limits.allowLetter(r.actor, r.RealIP(), r.value("email")); err != nil {
			return err
		}
	}
	p, err := h.revisions.Submit(r.ctx(), r.actor, r.op(), token)
	if err != nil {
		return h.saveAgain(r, err)
	}
	if p.State == revisions.Unconfirmed {
		return r.redirect("draft.sent", token)
	}
	r.forgetDraft()
	return r.redirect("proposal", p.ID, "ok", "sent")
}

// lastPage is where the writer may want to change another passage, as a slug;
// "" for none.
func lastPage(d revisions.Draft) string {
	if n := len(d.Edits); n > 0 && d.Edits[n-1].Op != revisions.EditPage {
		return d.Edits[n-1].Path.Slug()
	}
	return ""
}

// saveAgain shows the draft with what is to be mended.
func (h proposing) saveAgain(r *request, err error) error {
	f := r.form()
	if !f.take(r, err) {
		return err
	}
	d, err := h.revisions.Draft(r.ctx(), draftToken(r))
	if err != nil {
		return err
	}
	return h.showDraft(r, http.StatusUnprocessableEntity, d, f)
}

// sentPage tells a visitor to confirm by mail.
type sentPage struct {
	Token people.Token
	Email string
}

func (h proposing) sent(r *request) error {
	d, err := h.revisions.Draft(r.ctx(), draftToken(r))
	if err != nil {
		return err
	}
	if d.Email == "" || d.Proposal == 0 {
		return r.redirect("draft", draftToken(r))
	}
	return r.render(http.StatusOK, "draft-sent", head{Title: r.t("draft.sent-title"), Section: "proposals", NoIndex: true},
		sentPage{draftToken(r), d.Email})
}

// discardPage asks once more.
type discardPage struct {
	Token people.Token
	Title string
	Edits int
}

func (h proposing) discard(r *request) error {
	token := draftToken(r)
	if r.posts() {
		if err := h.revisions.DiscardDraft(r.ctx(), token); err != nil {
			return err
		}
		r.forgetDraft()
		return r.redirect("proposals")
	}
	d, err := h.revisions.Draft(r.ctx(), token)
	if err != nil {
		return err
	}
	return r.render(http.StatusOK, "draft-discard", head{Title: r.t("draft.discard-title"), Section: "proposals", NoIndex: true},
		discardPage{token, draftTitle(r, d), len(d.Edits)})
}
