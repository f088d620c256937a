package server

import (
	"net/http"

	"luonnos/people"
	"luonnos/themes"
)

// outsidePage is the feedback that no theme holds.
type outsidePage struct {
	Form             *form
	Texts            []saidView
	All, First, Last int
	Prev, Next       string
	CanCurate        bool
	To               []choice
	Moved            bool
}

func (h theming) outside(r *request) error {
	if r.posts() {
		return h.takeIn(r)
	}
	return h.showOutside(r, http.StatusOK, newForm())
}

func (h theming) showOutside(r *request, status int, f *form) error {
	r.dependsOn(subjectThemes, subjectFeedback)
	view := outsidePage{Form: f, CanCurate: r.can(people.CurateThemes, ""), Moved: r.query("ok") == "move"}
	start := int(min(r.queryNumber("start"), 1_000_000))
	days := newForm("from", r.query("from"), "until", r.query("until"))
	when := r.periodOf(days, "from", "until")
	items, all, err := h.themes.Items(r.ctx(), people.Account{}, themes.Filter{Outside: true, NoTwins: true,
		Lang: people.Lang(r.query("in")), Area: r.query("area"), Source: r.queryNumber("source"),
		From: when.From, Until: when.Until, Limit: textsPerPage, Offset: start})
	if err != nil {
		return err
	}
	if view.Texts, err = saidAll(r, h.themes, items); err != nil {
		return err
	}
	view.All, view.First, view.Last = all, start+1, start+len(items)
	at := func(start int) string {
		return r.url("themes.outside", append(queryPairs(r, themeKeys), "start", start)...)
	}
	if start > 0 {
		view.Prev = at(max(0, start-textsPerPage))
	}
	if view.Last < all && len(items) > 0 {
		view.Next = at(start + textsPerPage)
	}
	if view.CanCurate {
		var page themePage
		if err := h.destinations(r, &page); err != nil {
			return err
		}
		view.To = page.Into
	}
	return r.render(status, "themes-outside", head{Title: r.t("theme.outside"), Section: "themes", NoIndex: true,
		Crumbs: []crumb{{r.t("theme.list"), r.url("themes")}}}, view)
}

// takeIn puts the ticked texts in a theme.
func (h theming) takeIn(r *request) error {
	if err := people.Can(r.actor, people.CurateThemes, people.Subject{}); err != nil {
		return err
	}
	if _, err := h.do(r, 0, "move"); err != nil {
		f := r.form()
		if !f.take(r, err) {
			return err
		}
		return h.showOutside(r, http.StatusUnprocessableEntity, f)
	}
	return r.redirect("themes.outside", "ok", "move")
}
