package server

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// reviewing is the officials' side of proposals: the queue and the decision.
type reviewing struct {
	people    *people.Service
	docs      *docs.Repository
	revisions *revisions.Service
	proposals proposals
	write     proposing
	now       func() time.Time
}

// queuePage is what waits for an official, oldest first, and last of all what
// needs its writer.
type queuePage struct {
	Form                 *form
	States, Pages, Areas []choice
	Fits                 []choice
	Rows                 []queueRow
	// All counts what the filters select, First and Last the shown of them.
	All, First, Last int
	Filtered         bool
	Prev, Next       string
	// CanDecide: the reader answers proposals; mentors only read the queue.
	CanDecide bool
	// Done is the proposal that the reader has just answered.
	Done *revisions.Proposal
	// Following leads on to the next one after that, "" for none.
	Following string
}

// queueRow is a proposal in the queue.
type queueRow struct {
	proposalItem
	// Days is how long it has waited.
	Days int
	// Decide leads to its decision, "" for one that the reader may not answer.
	Decide string
}

// queueStates are the choices of the queue's filter; "" is what an official can
// answer now.
var queueStates = []struct {
	value  string
	states []revisions.State
}{
	{"", []revisions.State{revisions.Open}},
	{"returned", []revisions.State{revisions.Returned}},
	{"both", []revisions.State{revisions.Open, revisions.Returned}},
}

// queueKeys are the keys of the query that narrow the queue. A decision keeps
// them, so that it leads back to the same queue.
var queueKeys = []string{"state", "page", "area", "fit"}

// queueQuery is how the reader has narrowed the queue, for an address.
func (r *request) queueQuery() []any {
	var pairs []any
	for _, key := range queueKeys {
		pairs = append(pairs, key, r.query(key))
	}
	return pairs
}

func (h reviewing) queue(r *request) error {
	filter, start := h.proposals.filter(r)
	filter.Order, filter.States = "ready", nil
	for _, x := range queueStates {
		if x.value == r.query("state") {
			filter.States = slices.Clone(x.states)
		}
	}
	found, all, err := h.revisions.Queue(r.ctx(), r.actor, filter)
	if err != nil {
		return err
	}
	view := queuePage{
		Form: newForm("state", r.query("state"), "page", r.query("page"), "area", r.query("area"), "fit", r.query("fit")),
		Fits: fitChoices(r),
		All:  all, First: start + 1, Last: start + len(found),
		Filtered:  r.query("state") != "" || r.query("page") != "" || r.query("area") != "" || filter.Fitness != "",
		CanDecide: r.can(people.DecideProposal, ""),
	}
	titles, err := h.choices(r, &view)
	if err != nil {
		return err
	}
	items, err := h.proposals.items(r, found, titles, view.Areas)
	if err != nil {
		return err
	}
	for _, item := range items {
		view.Rows = append(view.Rows, h.row(r, item))
	}
	if view.Done, view.Following, err = h.afterDecision(r, view.Rows); err != nil {
		return err
	}
	at := func(start int) string {
		return r.url("queue", append(r.queueQuery(), "start", start)...)
	}
	if start > 0 {
		view.Prev = at(max(0, start-perPage))
	}
	if view.Last < all && len(found) > 0 {
		view.Next = at(start + perPage)
	}
	return r.render(http.StatusOK, "queue", head{Title: r.t("queue.title"), Section: "queue", NoIndex: true}, view)
}

// choices fills the filters and returns the titles of the pages.
func (h reviewing) choices(r *request, view *queuePage) (map[docs.Path]string, error) {
	var err error
	if view.Areas, err = areaChoices(r, h.people, "area.any"); err != nil {
		return nil, err
	}
	pages, err := h.docs.Pages(r.ctx())
	if err != nil {
		return nil, err
	}
	titles := map[docs.Path]string{}
	view.Pages = []choice{{Value: "", Label: r.t("proposal.any-page")}}
	for _, p := range pages {
		titles[p.Path] = titleOf(p.Path, p.Title)
		view.Pages = append(view.Pages, choice{Value: p.Path.Slug(), Label: titles[p.Path]})
	}
	for _, s := range queueStates {
		view.States = append(view.States, choice{Value: s.value, Label: r.t("queue.filter-" + cmp.Or(s.value, "open"))})
	}
	return titles, nil
}

func (h reviewing) row(r *request, item proposalItem) queueRow {
	row := queueRow{proposalItem: item, Days: max(0, int(h.now().Sub(item.Created)/(24*time.Hour)))}
	if r.can(people.DecideProposal, item.Author) {
		row.Decide = r.url("decision", append([]any{item.ID}, r.queueQuery()...)...)
	}
	return row
}

// afterDecision tells what the reader has just decided, and the next one.
func (h reviewing) afterDecision(r *request, rows []queueRow) (*revisions.Proposal, string, error) {
	id := r.queryNumber("done")
	if id == 0 {
		return nil, "", nil
	}
	p, err := h.revisions.Proposal(r.ctx(), r.actor, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows {
		if row.Decide != "" && row.ID != id {
			return &p, row.Decide, nil
		}
	}
	return &p, "", nil
}
