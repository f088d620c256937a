package server

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// desk is where mentors and officials look after feedback.
type desk struct {
	feedback
	revisions *revisions.Service
	now       func() time.Time
}

// perDesk is how many items one page of the inbox has.
const perDesk = 50

// deskKeys are the keys of the query that narrow the inbox. What is done there
// keeps them, so that it leads back to the same inbox.
var deskKeys = append([]string{"view", "channel", "order"}, itemKeys...) // "view" stays first: see views

// deskViews are the parts of the inbox; "" is what waits for an answer.
var deskViews = []struct {
	value  string
	narrow func(*themes.Filter)
}{
	{"", func(f *themes.Filter) { f.Unanswered, f.Status = true, themes.Open }},
	{"waiting", func(f *themes.Filter) { f.Moderation = themes.Waiting }},
	{"hidden", func(f *themes.Filter) { f.Moderation = themes.Hidden }},
	{"all", func(*themes.Filter) {}},
}

// deskPage is the inbox.
type deskPage struct {
	itemChoices
	Views  []deskView
	View   string
	Orders []choice
	Rows   []deskRow
	// All counts what the filters select, First and Last the shown of them.
	All, First, Last int
	Prev, Next       string
	// Action takes what is done to the chosen ones.
	Action string
	Acts   []choice
	// Done tells what has just been done.
	Done string
	// Beside are the pages for the work around the inbox.
	Beside []link
}

// deskView is a part of the inbox and how many there are in it.
type deskView struct {
	Name, URL string
	Count     int
	Current   bool
}

// deskRow is an item in the inbox.
type deskRow struct {
	itemView
	URL string
	// Days is how long it has waited since it came.
	Days   int
	Chosen bool
}

// deskFilter is what the query asks of the inbox.
func deskFilter(r *request, f *form) themes.Filter {
	filter := itemFilter(r, f)
	filter.Channel = themes.Channel(r.query("channel"))
	filter.Order = themes.WaitingFirst
	if r.query("order") == string(themes.Newest) {
		filter.Order = themes.Newest
	}
	for _, v := range deskViews {
		if v.value == r.query("view") {
			v.narrow(&filter)
		}
	}
	return filter
}

func (h desk) inbox(r *request) error {
	if err := people.Can(r.actor, people.ReadDesk, people.Subject{}); err != nil {
		return err
	}
	f := queryForm(r, deskKeys)
	status := http.StatusOK
	filter := deskFilter(r, f)
	if len(f.Faults()) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return h.showInbox(r, status, f, filter)
}

// showInbox shows the inbox; the form holds its filters, and what was chosen of
// it when something is to be mended.
func (h desk) showInbox(r *request, status int, f *form, filter themes.Filter) error {
	c, err := h.catalogue(r)
	if err != nil {
		return err
	}
	start := int(min(r.queryNumber("start"), 1_000_000))
	filter.Limit, filter.Offset = perDesk, start
	found, all, err := h.themes.Items(r.ctx(), r.actor, filter)
	if err != nil {
		return err
	}
	view := deskPage{itemChoices: newItemChoices(r, c, f), View: r.query("view"),
		All: all, First: start + 1, Last: start + len(found), Acts: deskActs(r), Done: deskDone(r)}
	view.Channels = []choice{{Value: "", Label: r.t("desk.any-channel")}}
	for _, ch := range []themes.Channel{themes.ByForm, themes.ByOpen311, themes.FromCity, themes.ByMastodon, themes.ByFeed, themes.ByMail, themes.ByImport} {
		view.Channels = append(view.Channels, choice{Value: string(ch), Label: r.t("channel." + string(ch))})
	}
	view.Orders = []choice{{Value: "", Label: r.t("desk.order-oldest")}, {Value: string(themes.Newest), Label: r.t("desk.order-newest")}}
	for i, item := range found {
		view.Rows = append(view.Rows, h.row(r, c, item, start+i+1))
	}
	if view.Views, err = h.views(r, filter, all); err != nil {
		return err
	}
	at := func(start int) string { return r.url("desk", append(queryPairs(r, deskKeys), "start", start)...) }
	view.Action = at(start)
	if start > 0 {
		view.Prev = at(max(0, start-perDesk))
	}
	if view.Last < all && len(found) > 0 {
		view.Next = at(start + perDesk)
	}
	if r.can(people.CurateThemes, "") {
		view.Beside = append(view.Beside, link{Text: r.t("tag.title"), URL: r.url("tags")})
	}
	if r.can(people.ImportFeedback, "") {
		view.Beside = append(view.Beside, link{Text: r.t("import.title"), URL: r.url("feedback.imports")})
	}
	return r.render(status, "desk", head{Title: r.t("desk.title"), Section: "desk", NoIndex: true}, view)
}

// row is an item of the inbox; n is its place in it, from 1.
func (h desk) row(r *request, c catalogue, item themes.Item, n int) deskRow {
	return deskRow{itemView: c.item(r, item), Days: max(0, int(h.now().Sub(item.Received)/(24*time.Hour))),
		URL:    r.url("desk.item", append([]any{item.ID, "n", n}, queryPairs(r, deskKeys)...)...),
		Chosen: slices.Contains(r.posted["item"], strconv.FormatInt(item.ID, 10))}
}

// views counts the parts of the inbox under the same further filters; all is the
// count of the one that is shown.
func (h desk) views(r *request, filter themes.Filter, all int) ([]deskView, error) {
	var out []deskView
	for _, v := range deskViews {
		f := filter
		f.Moderation, f.Unanswered, f.Status, f.Limit, f.Offset = "", false, "", 0, 0
		v.narrow(&f)
		n := all
		if v.value != r.query("view") {
			var err error
			if _, n, err = h.themes.Items(r.ctx(), r.actor, f); err != nil {
				return nil, err
			}
		}
		var pairs []any
		for _, key := range deskKeys[1:] {
			pairs = append(pairs, key, r.query(key))
		}
		out = append(out, deskView{Name: r.t("desk.view-" + cmp.Or(v.value, "unanswered")), URL: r.url("desk", append(pairs, "view", v.value)...), Count: n,
			Current: v.value == r.query("view")})
	}
	return out, nil
}
