package server

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// theming shows what feedback speaks of, and lets people put that in order.
type theming struct {
	themes    *themes.Service
	people    *people.Service
	docs      *docs.Repository
	revisions *revisions.Service
	now       func() time.Time
}

const subjectThemes = "themes"

func subjectTheme(id int64) string { return "theme/" + strconv.FormatInt(id, 10) }

const (
	// quotesShown is how many quotations a theme has in the overview.
	quotesShown = 2
	// sparkWeeks is how far back the small pictures go.
	sparkWeeks = 26
	// trendWeeks are compared with as many before them.
	trendWeeks = 4
)

// themesPage is the overview of everything that feedback speaks of.
type themesPage struct {
	Form                  *form
	Langs, Areas, Sources []choice
	Filtered              bool
	// Summary are sentences with the main numbers.
	Summary []string
	Chart   columnChart
	Themes  []themeRow
	// Outside counts what no theme holds, OutsideURL leads to it.
	Outside    int
	OutsideURL string
	Items      int
}

// themeRow is a theme in the overview, with the finer ones in it.
type themeRow struct {
	themes.Theme
	Title  string
	Count  themes.Count
	Spark  spark
	Trend  string
	Quotes []saidView
	Fine   []themeRow
}

// themeFilter is how a reader narrows the overview.
type themeFilter struct {
	period
	lang   people.Lang
	area   string
	source int64
}

func (f themeFilter) themes() themes.ThemeFilter {
	return themes.ThemeFilter{Lang: f.lang, Area: f.area, Source: f.source, From: f.From, Until: f.Until, All: true}
}

func (f themeFilter) tally() themes.TallyFilter {
	return themes.TallyFilter{Lang: f.lang, Area: f.area, Source: f.source, From: f.From, Until: f.Until}
}

// themeKeys are the keys of the query that narrow the overview.
var themeKeys = []string{"in", "area", "source", "from", "until"}

func (h theming) overview(r *request) error {
	r.dependsOn(subjectThemes, subjectFeedback)
	view := themesPage{Form: queryForm(r, themeKeys)}
	filter := themeFilter{period: r.periodOf(view.Form, "from", "until"), area: r.query("area"), source: r.queryNumber("source")}
	if l := people.Lang(r.query("in")); slices.Contains(people.Langs, l) {
		filter.lang = l
	}
	status := http.StatusOK
	if len(view.Form.Faults()) > 0 {
		// Nothing is narrowed by what cannot be understood.
		status, filter.period = http.StatusUnprocessableEntity, period{}
	}
	view.Filtered = filter != themeFilter{}
	tallies, err := h.themes.Tallies(r.ctx(), r.actor, filter.tally())
	if err != nil {
		return err
	}
	found, err := h.themes.Themes(r.ctx(), r.actor, filter.themes())
	if err != nil {
		return err
	}
	view.Items = tallies.Items
	if err := h.overviewChoices(r, &view); err != nil {
		return err
	}
	if err := h.rows(r, &view, filter, found); err != nil {
		return err
	}
	view.Outside = tallies.Items
	for _, t := range found {
		if !t.Theme.Coarse {
			view.Outside -= t.Count.Items
		}
	}
	view.OutsideURL = r.url("themes.outside", queryPairs(r, themeKeys)...)
	view.Summary = summary(r, filter, tallies, found, view.Outside)
	bins, unit := timeBins(r.print, tallies.Weeks, h.chartStart(filter, tallies), h.chartEnd(filter))
	view.Chart = newColumnChart(r.print, r.t("theme.over-time"), unit, bins)
	return r.render(status, "themes", head{Title: r.t("theme.list"), Section: "themes", Description: r.t("theme.list-lead"),
		NoIndex: view.Filtered}, view)
}

// chartEnd is the last moment that a picture of the filter shows, chartStart
// the first.
func (h theming) chartEnd(f themeFilter) time.Time {
	if f.Until.IsZero() || f.Until.After(h.now()) {
		return h.now()
	}
	return f.Until.Add(-time.Second)
}

func (h theming) chartStart(f themeFilter, t themes.Tallies) time.Time {
	switch {
	case !f.From.IsZero():
		return f.From
	case len(t.Weeks) > 0:
		return slices.MinFunc(t.Weeks, func(a, b themes.WeekCount) int { return a.Week.Compare(b.Week) }).Week
	}
	return h.chartEnd(f).AddDate(0, 0, -7*trendWeeks)
}

func (h theming) overviewChoices(r *request, view *themesPage) error {
	areas, err := h.people.Areas(r.ctx())
	if err != nil {
		return err
	}
	sources, err := h.themes.PublicSources(r.ctx())
	if err != nil {
		return err
	}
	c := catalogue{areas: areas, sources: sources}
	view.Langs = append([]choice{{Value: "", Label: r.t("feedback.any-lang")}}, langChoices(r)...)
	view.Areas, view.Sources = c.areaChoices(r, "area.any"), c.sourceChoices(r)
	return nil
}

// summary says the main numbers in sentences.
func summary(r *request, f themeFilter, tallies themes.Tallies, found []themes.ThemeCount, outside int) []string {
	var out []string
	if when := f.period.name(r); when != "" {
		out = append(out, r.n("theme.summary-period", tallies.Items, when, r.n("theme.sources", len(tallies.Sources))))
	} else {
		out = append(out, r.n("theme.summary", tallies.Items, r.n("theme.sources", len(tallies.Sources))))
	}
	var top []string
	for _, t := range found {
		if !t.Theme.Coarse && len(top) < 3 && t.Count.Items > 0 {
			top = append(top, r.t("theme.quoted", r.themeName(t.Theme), r.print.Number(t.Count.Items)))
		}
	}
	if len(top) > 0 {
		out = append(out, r.t("theme.summary-top", listed(r.print, top)))
	}
	if tallies.Folded > 0 {
		out = append(out, r.n("theme.summary-folded", tallies.Folded))
	}
	if outside > 0 {
		out = append(out, r.n("theme.summary-outside", outside))
	}
	return out
}

// rows puts the fine themes under their coarse ones, largest first.
func (h theming) rows(r *request, view *themesPage, f themeFilter, found []themes.ThemeCount) error {
	var ids, quotes []int64
	known := map[int64]bool{}
	for _, t := range found {
		ids, known[t.Theme.ID] = append(ids, t.Theme.ID), true
		quotes = append(quotes, t.Theme.Quotes[:min(len(t.Theme.Quotes), quotesShown)]...)
	}
	until := h.chartEnd(f)
	recent := f.tally()
	// From a Monday on: whole weeks are counted already.
	recent.From, recent.Until = themes.Week(until.AddDate(0, 0, -7*sparkWeeks)), f.tally().Until
	trends, err := h.themes.Trends(r.ctx(), r.actor, ids, recent)
	if err != nil {
		return err
	}
	items, err := h.themes.ItemsByID(r.ctx(), r.actor, quotes)
	if err != nil {
		return err
	}
	fine := map[int64][]themeRow{}
	var top []themeRow
	for _, t := range found {
		if t.Count.Items == 0 {
			continue
		}
		bins, unit := timeBins(r.print, trends[t.Theme.ID], recent.From, until)
		row := themeRow{Theme: t.Theme, Title: r.themeName(t.Theme), Count: t.Count,
			Spark: newSpark(r.print, unit, bins), Trend: trend(r, bins)}
		for _, id := range t.Theme.Quotes[:min(len(t.Theme.Quotes), quotesShown)] {
			if item, ok := items[id]; ok {
				row.Quotes = append(row.Quotes, r.said(item))
			}
		}
		if known[t.Theme.Parent] {
			fine[t.Theme.Parent] = append(fine[t.Theme.Parent], row)
		} else {
			top = append(top, row)
		}
	}
	for _, row := range top {
		row.Fine = fine[row.ID]
		if row.Coarse && len(row.Fine) == 1 && row.Name == "" {
			// A coarse theme of one fine one says nothing that the fine one does not.
			row = row.Fine[0]
		}
		view.Themes = append(view.Themes, row)
	}
	return nil
}
