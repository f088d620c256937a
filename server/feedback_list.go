package server

import (
	"cmp"
	"net/http"

	"luonnos/people"
	"luonnos/themes"
)

// feedbackPage is the list of shown feedback with its filters.
type feedbackPage struct {
	itemChoices
	// About is what all of it is tied to, nil for anything.
	About *link
	Items []itemView
	// All counts what the filters select, First and Last the shown of them.
	All, First, Last int
	Prev, Next       string
}

// itemChoices are the filters of a list of items.
type itemChoices struct {
	Form                          *form
	Themes, Areas, Sources, Langs []choice
	// Channels are asked of the desk alone.
	Channels []choice
	// Filtered: some filter is set; More: one of those that are folded away.
	Filtered, More bool
}

func newItemChoices(r *request, c catalogue, f *form) itemChoices {
	return itemChoices{Form: f, Areas: c.areaChoices(r, "area.any"), Sources: c.sourceChoices(r),
		Themes:   c.themeChoices(r, choice{Label: r.t("feedback.any-theme")}, choice{Value: outside, Label: r.t("feedback.no-theme")}),
		Langs:    append([]choice{{Value: "", Label: r.t("feedback.any-lang")}}, langChoices(r)...),
		Filtered: queried(r, append([]string{"channel"}, itemKeys...)),
		More:     queried(r, []string{"channel", "source", "tag", "in", "from", "until"})}
}

func (h feedback) list(r *request) error {
	// What was searched for differs from reader to reader: it is not kept.
	if r.query("q") == "" {
		r.dependsOn(subjectFeedback, subjectThemes)
	}
	c, err := h.catalogue(r)
	if err != nil {
		return err
	}
	view := feedbackPage{itemChoices: newItemChoices(r, c, queryForm(r, itemKeys))}
	filter := itemFilter(r, view.Form)
	start := int(min(r.queryNumber("start"), 1_000_000))
	filter.Limit, filter.Offset = perPage, start
	found, all, err := h.themes.Items(r.ctx(), people.Account{}, filter)
	if err != nil {
		return err
	}
	if view.About, err = h.onlyAbout(r, filter.To); err != nil {
		return err
	}
	for _, item := range found {
		view.Items = append(view.Items, c.item(r, item))
	}
	view.All, view.First, view.Last = all, start+1, start+len(found)
	at := func(start int) string { return r.url("feedback", append(queryPairs(r, itemKeys), "start", start)...) }
	if start > 0 {
		view.Prev = at(max(0, start-perPage))
	}
	if view.Last < all && len(found) > 0 {
		view.Next = at(start + perPage)
	}
	status := http.StatusOK
	if len(view.Form.Faults()) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.render(status, "feedback", head{Title: r.t("feedback.title"), Section: "feedback",
		NoIndex: view.Filtered || start > 0, Description: r.t("feedback.lead")}, view)
}

// onlyAbout leads to the passage or the proposal that the list is narrowed to.
func (h feedback) onlyAbout(r *request, to themes.Target) (*link, error) {
	if to.Kind == "" {
		return nil, nil
	}
	out := &link{Text: r.t("proposal.number", to.ID), URL: publicTarget(r, to)}
	about, err := h.about(r, to)
	if about != nil {
		out.Text = cmp.Or(about.Heading, about.Title)
	}
	return out, err
}

// publicTarget is where a thing named by kind and id has its page, "" for none.
func publicTarget(r *request, to themes.Target) string {
	return r.server.AboutPath(r.lang, string(to.Kind)+"/"+to.ID)
}
