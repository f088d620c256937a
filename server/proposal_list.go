package server

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// proposals shows what has been proposed.
type proposals struct {
	people    *people.Service
	docs      *docs.Repository
	revisions *revisions.Service
	themes    *themes.Service
}

func subjectProposal(id int64) string { return "proposal/" + strconv.FormatInt(id, 10) }

// perPage is how many proposals one page of the list has.
const perPage = 20

// listPage is the list of proposals with its filters.
type listPage struct {
	Form                         *form
	Fits                         []choice
	States, Pages, Areas, Orders []choice
	Proposals                    []proposalItem
	// All counts what the filters select, First and Last the shown of them.
	All, First, Last int
	Filtered         bool
	// Prev and Next are addresses, "" for none.
	Prev, Next string
	CanPropose bool
}

// proposalItem is a proposal in the list.
type proposalItem struct {
	revisions.Proposal
	By    person
	Fit   fitBadge
	Where []pageLink
	Area  string
	Date  time.Time
}

// pageLink leads to a page of the strategy.
type pageLink struct {
	Path  docs.Path
	Title string
	Lang  people.Lang
}

// stateFilters are the choices of the list; "" is what waits for an answer.
var stateFilters = []struct {
	value  string
	states []revisions.State
}{
	{"", []revisions.State{revisions.Open, revisions.Returned}},
	{"accepted", []revisions.State{revisions.Accepted}},
	{"rejected", []revisions.State{revisions.Rejected}},
	{"all", nil},
}

func (h proposals) list(r *request) error {
	r.dependsOn(subjectProposals, subjectChanges)
	pages, err := h.docs.Pages(r.ctx())
	if err != nil {
		return err
	}
	view := listPage{Form: newForm("state", r.query("state"), "page", r.query("page"), "area", r.query("area"), "fit", r.query("fit"), "order", r.query("order")),
		Fits: fitChoices(r), CanPropose: r.can(people.Propose, "")}
	if view.Areas, err = areaChoices(r, h.people, "area.any"); err != nil {
		return err
	}
	view.Pages = []choice{{Value: "", Label: r.t("proposal.any-page")}}
	titles := map[docs.Path]string{}
	for _, p := range pages {
		titles[p.Path] = titleOf(p.Path, p.Title)
		view.Pages = append(view.Pages, choice{Value: p.Path.Slug(), Label: titles[p.Path]})
	}
	for _, f := range stateFilters {
		view.States = append(view.States, choice{Value: f.value, Label: r.t("proposal.filter-" + cmp.Or(f.value, "live"))})
	}
	for _, order := range []string{"", "oldest", "supported"} {
		view.Orders = append(view.Orders, choice{Value: order, Label: r.t("proposal.order-" + cmp.Or(order, "newest"))})
	}
	filter, start := h.filter(r)
	found, all, err := h.revisions.Proposals(r.ctx(), people.Account{}, filter)
	if err != nil {
		return err
	}
	view.All, view.First, view.Last = all, start+1, start+len(found)
	view.Filtered = r.query("page") != "" || r.query("area") != "" || r.query("state") != "" || filter.Fitness != ""
	if view.Proposals, err = h.items(r, found, titles, view.Areas); err != nil {
		return err
	}
	at := func(start int) string {
		return r.url("proposals", "state", r.query("state"), "page", r.query("page"), "area", r.query("area"), "fit", r.query("fit"), "order", r.query("order"), "start", start)
	}
	if start > 0 {
		view.Prev = at(max(0, start-perPage))
	}
	if view.Last < all && len(found) > 0 {
		view.Next = at(start + perPage)
	}
	return r.render(http.StatusOK, "proposals", head{Title: r.t("proposal.list"), Section: "proposals", Description: r.t("proposal.list-lead")}, view)
}

// filter reads the query; start is the number of the first proposal shown, from 0.
func (h proposals) filter(r *request) (f revisions.Filter, start int) {
	start = int(min(r.queryNumber("start"), 1_000_000))
	f = revisions.Filter{Area: r.query("area"), Fitness: r.queryFitness(), Order: cmp.Or(r.query("order"), "newest"), Limit: perPage, Offset: start}
	for _, x := range stateFilters {
		if x.value == r.query("state") {
			f.States = slices.Clone(x.states)
		}
	}
	if slug := r.query("page"); slug != "" {
		f.Path = docs.Path(slug + ".md")
	}
	return f, start
}

func (h proposals) items(r *request, found []revisions.Proposal, titles map[docs.Path]string, areas []choice) ([]proposalItem, error) {
	var ids []people.ID
	for _, p := range found {
		ids = append(ids, p.Author)
	}
	names, err := r.names(ids...)
	if err != nil {
		return nil, err
	}
	fits, err := fitBadges(r, h.revisions, found)
	if err != nil {
		return nil, err
	}
	out := make([]proposalItem, len(found))
	for i, p := range found {
		out[i] = proposalItem{Proposal: p, By: r.person(names, p.Author, p.Capacity), Fit: fits[p.ID], Date: p.Created}
		for _, path := range p.Paths {
			out[i].Where = append(out[i].Where, pageLink{path, cmp.Or(titles[path], titleOf(path, "")), path.Lang()})
		}
		for _, a := range areas {
			if p.Area != "" && a.Value == p.Area {
				out[i].Area = a.Label
			}
		}
	}
	return out, nil
}
