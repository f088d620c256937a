package server

import (
	"net/http"
	"slices"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// themePage is one theme with its texts, pictures, ties and history.
type themePage struct {
	themes.Theme
	Form  *form
	Title string
	// Words are those that set it apart, listed; "" for none.
	Words  string
	Parent *themeLink
	Fine   []themeRow
	Count  themes.Count
	// Oldest and Newest are when the texts that are counted were written.
	Oldest, Newest time.Time
	Quotes         []saidView
	// Chart is over time, Bars are by area, source and language.
	Chart   columnChart
	Bars    []barTable
	Compare comparison
	// Passages and Proposals are the confirmed ties, Suggested those that the
	// machine offers to who may confirm them.
	Passages, Proposals, Suggested []themeTie
	Texts                          []saidView
	// All counts the texts, First and Last the shown of them.
	All, First, Last int
	Prev, Next       string
	Near             []themeLink
	Deeds            []deedView
	CanCurate        bool
	CanTie           bool
	// Into are themes to join this one into, To those to move texts to.
	Into, To []choice
	// Done says what the reader has just done.
	Done string
}

// themeLink leads to a theme.
type themeLink struct {
	ID    int64
	Title string
	Lang  people.Lang
}

// deedView is what a person did to the theme.
type deedView struct {
	By    person
	At    time.Time
	Text  string
	Other int64 // a theme to look at, 0 for none
}

// textsPerPage is how many texts of a theme stand on one page.
const textsPerPage = 20

func (h theming) show(r *request) error { return h.showTheme(r, http.StatusOK, nil) }

// showTheme shows the theme of the address; f is what has to be mended, nil for
// nothing.
func (h theming) showTheme(r *request, status int, f *form) error {
	id, err := r.number("id")
	if err != nil {
		return err
	}
	r.dependsOn(subjectTheme(id), subjectThemes)
	theme, err := h.themes.Theme(r.ctx(), r.actor, id)
	if err != nil {
		return err
	}
	if into := theme.Theme.Into; into != 0 {
		return r.Redirect(http.StatusMovedPermanently, r.url("theme", into))
	}
	if f == nil {
		f = newForm("name", theme.Theme.Name)
	}
	view := themePage{Theme: theme.Theme, Form: f, Title: r.themeName(theme.Theme), Count: theme.Count, Oldest: theme.First, Newest: theme.Last,
		CanCurate: r.can(people.CurateThemes, ""), CanTie: r.can(people.TieFeedback, "")}
	if theme.Theme.Name != "" && len(theme.Theme.Words) > 0 {
		view.Words = listed(r.print, theme.Theme.Words)
	}
	if view.Parent, err = h.parent(r, theme.Parent); err != nil {
		return err
	}
	for _, n := range theme.Near {
		view.Near = append(view.Near, themeLink{n.Theme.ID, r.themeName(n.Theme), n.Theme.Lang})
	}
	for _, c := range theme.Children {
		view.Fine = append(view.Fine, themeRow{Theme: c.Theme, Title: r.themeName(c.Theme), Count: c.Count})
	}
	if view.Quotes, err = saidAll(r, h.themes, theme.Quotes); err != nil {
		return err
	}
	if err := h.pictures(r, &view); err != nil {
		return err
	}
	if err := h.ties(r, &view, theme.Links); err != nil {
		return err
	}
	if err := h.texts(r, &view); err != nil {
		return err
	}
	if view.Deeds, err = h.deeds(r, theme.Deeds); err != nil {
		return err
	}
	if view.CanCurate {
		if err := h.destinations(r, &view); err != nil {
			return err
		}
	}
	if done := r.query("ok"); slices.Contains(themeActs, done) {
		if done == "rename" && theme.Theme.Name == "" {
			done = "unname"
		}
		view.Done = r.t("theme.done-" + done)
	}
	if len(view.Compare.Form.Faults()) > 0 {
		status = http.StatusUnprocessableEntity
	}
	crumbs := []crumb{{r.t("theme.list"), r.url("themes")}}
	if view.Parent != nil {
		crumbs = append(crumbs, crumb{view.Parent.Title, r.url("theme", view.Parent.ID)})
	}
	return r.render(status, "theme", head{Title: r.t("theme.title", view.Title), Section: "themes", Crumbs: crumbs,
		NoIndex: r.Request().URL.RawQuery != ""}, view)
}

// parent leads to the coarse theme, unless that says nothing more: it has no
// other theme in it, and nobody named it.
func (h theming) parent(r *request, p themes.Theme) (*themeLink, error) {
	if p.ID == 0 {
		return nil, nil
	}
	within, err := h.themes.Themes(r.ctx(), r.actor, themes.ThemeFilter{Parent: p.ID})
	if err != nil || len(within) < 2 && p.Name == "" {
		return nil, err
	}
	return &themeLink{p.ID, r.themeName(p), p.Lang}, nil
}

// pictures counts the theme's texts in every way that is drawn.
func (h theming) pictures(r *request, view *themePage) error {
	areas, err := h.areaNames(r)
	if err != nil {
		return err
	}
	tallies, err := h.themes.Tallies(r.ctx(), r.actor, themes.TallyFilter{Theme: view.ID})
	if err != nil {
		return err
	}
	bins, unit := timeBins(r.print, tallies.Weeks, h.chartStart(themeFilter{}, tallies), h.now())
	view.Chart = newColumnChart(r.print, r.t("theme.over-time"), unit, bins)
	var area, source, lang []barRow
	for _, x := range tallies.Areas {
		area = append(area, barRow{Name: areaLabel(r, areas, x.Area), N: x.Items})
	}
	for _, x := range tallies.Sources {
		source = append(source, barRow{Name: countedName(r, x), N: x.Items})
	}
	for _, x := range tallies.Langs {
		lang = append(lang, barRow{Name: languageName(r, x.Lang), N: x.Items})
	}
	view.Bars = []barTable{
		newBarTable(r.t("theme.areas"), r.t("theme.area"), area),
		newBarTable(r.t("theme.sources-title"), r.t("theme.source"), source),
	}
	if len(lang) > 1 {
		view.Bars = append(view.Bars, newBarTable(r.t("theme.languages"), r.t("theme.language"), lang))
	}
	view.Compare, err = h.compare(r, view.ID, areas)
	return err
}

func (h theming) areaNames(r *request) (map[string]string, error) {
	areas, err := h.people.Areas(r.ctx())
	names := map[string]string{}
	for _, a := range areas {
		names[a.Code] = a.Name(r.lang)
	}
	return names, err
}

// texts lists the theme's texts, near-duplicates folded.
func (h theming) texts(r *request, view *themePage) error {
	start := int(min(r.queryNumber("start"), 1_000_000))
	items, all, err := h.themes.Items(r.ctx(), people.Account{},
		themes.Filter{Theme: view.ID, NoTwins: true, Limit: textsPerPage, Offset: start})
	if err != nil {
		return err
	}
	if view.Texts, err = saidAll(r, h.themes, items); err != nil {
		return err
	}
	view.All, view.First, view.Last = all, start+1, start+len(items)
	if start > 0 {
		view.Prev = r.url("theme", view.ID, "start", max(0, start-textsPerPage)) + "#texts"
	}
	if view.Last < all && len(items) > 0 {
		view.Next = r.url("theme", view.ID, "start", start+textsPerPage) + "#texts"
	}
	return nil
}

// destinations are the themes that this one can be joined into, and that texts
// can be moved to.
func (h theming) destinations(r *request, view *themePage) error {
	found, err := h.themes.Themes(r.ctx(), r.actor, themes.ThemeFilter{All: true})
	if err != nil {
		return err
	}
	var out []choice
	for _, t := range found {
		if t.Theme.ID != view.ID && !t.Theme.Coarse {
			out = append(out, choice{Value: themeNumber(t.Theme.ID), Label: r.t("theme.with-count", r.themeName(t.Theme), r.print.Number(t.Count.Items))})
		}
	}
	slices.SortStableFunc(out, func(a, b choice) int { return compareNames(a.Label, b.Label) })
	view.Into = append([]choice{{Value: "", Label: r.t("theme.choose")}}, out...)
	view.To = append([]choice{{Value: "", Label: r.t("theme.choose")}, {Value: outside, Label: r.t("theme.to-outside")}}, out...)
	return nil
}

// deeds tell who did what to the theme.
func (h theming) deeds(r *request, deeds []themes.Deed) ([]deedView, error) {
	var ids []people.ID
	for _, d := range deeds {
		ids = append(ids, d.By)
	}
	names, err := r.names(ids...)
	if err != nil {
		return nil, err
	}
	out := make([]deedView, len(deeds))
	for i, d := range deeds {
		v := deedView{By: r.person(names, d.By, people.Private), At: d.At}
		switch d.Act {
		case themes.Renamed:
			v.Text = r.t("theme.deed-renamed", d.Name)
			if d.Name == "" {
				v.Text = r.t("theme.deed-unnamed")
			}
		case themes.Joined:
			v.Text, v.Other = r.t("theme.deed-joined"), d.Other
		case themes.Parted:
			v.Text, v.Other = r.n("theme.deed-split", len(d.Items)), d.Other
		case themes.Moved:
			v.Text, v.Other = r.n("theme.deed-moved", len(d.Items)), d.Other
		default:
			v.Text = r.t("theme.deed-" + string(d.Act))
		}
		out[i] = v
	}
	return out, nil
}
