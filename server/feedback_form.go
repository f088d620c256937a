package server

import (
	"net/http"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// givePage is the form for giving feedback.
type givePage struct {
	Form     *form
	About    *aboutView
	Areas    []choice
	SignedIn bool
	MaxText  int
}

// give shows the form, of a passage when the query names one.
func (h feedback) give(r *request) error {
	to := themes.Target{Kind: themes.Passage, ID: r.query("passage")}
	if to.ID == "" {
		to = themes.Target{}
	}
	return h.showGive(r, http.StatusOK, newForm("passage", to.ID), to)
}

func (h feedback) showGive(r *request, status int, f *form, to themes.Target) error {
	about, err := h.about(r, to)
	if err != nil {
		return err
	}
	if to.Kind != "" && about == nil && !r.posts() {
		return errNoPage()
	}
	view := givePage{Form: f, About: about, SignedIn: r.actor.SignedIn(), MaxText: themes.MaxText}
	if view.Areas, err = areaChoices(r, h.people, "give.no-area"); err != nil {
		return err
	}
	h2 := head{Title: r.t("give.title"), Section: "feedback", NoIndex: about != nil, Description: r.t("give.lead"),
		Crumbs: []crumb{{r.t("feedback.title"), r.url("feedback")}}}
	return r.render(status, "feedback-new", h2, view)
}

// send takes the form. Its sender is led to a page of their own.
func (h feedback) send(r *request) error {
	sending := themes.Sending{Text: r.text("text"), Area: r.value("area"), Lang: r.lang, Name: r.value("name"), Email: r.value("email"),
		Tell: r.value("tell") != "", Consent: r.value("consent") != ""}
	if id := docs.PassageID(r.value("passage")); id != "" {
		sending.About = themes.Target{Kind: themes.Passage, ID: string(id)}
		life, err := h.docs.Passage(r.ctx(), id)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			sending.About = themes.Target{} // it was never there
		case err != nil:
			return err
		default:
			sending.About.Page = string(life.Events[len(life.Events)-1].Path)
		}
	}
	if sending.Email != "" {
		// A letter goes to an address that anyone can give.
		if err := r.server.limits.allowLetter(r.actor, r.RealIP(), sending.Email); err != nil {
			return err
		}
	}
	_, token, err := h.themes.Send(r.ctx(), r.actor, r.op(), sending)
	if err != nil {
		f := r.form()
		if !f.take(r, err) {
			return err
		}
		return h.showGive(r, http.StatusUnprocessableEntity, f, sending.About)
	}
	return r.redirect("feedback.own", token, "ok", "sent")
}

// ownToken is the item that the address names, for its sender.
func ownToken(r *request) people.Token { return people.Token(r.param("token")) }
