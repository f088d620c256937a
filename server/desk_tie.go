package server

import (
	"errors"
	"net/http"
	"strconv"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// tieView is a link of an item to a thing of another room.
type tieView struct {
	Kind      themes.Kind
	ID        string
	Name, URL string
	Lang      people.Lang
	Theme     bool // by the item's theme, not by the item itself
}

// Key names what the link leads to, for the buttons beside it.
func (t tieView) Key() string { return string(t.Kind) + " " + t.ID }

// ties fills in what the item is linked to.
func (h desk) ties(r *request, view *deskItemPage) error {
	links, err := h.themes.Links(r.ctx(), r.actor, view.ID)
	if err != nil {
		return err
	}
	view.Passages = []choice{{Value: "", Label: r.t("desk.draft-elsewhere")}}
	for _, l := range links {
		t, err := h.tie(r, l)
		if err != nil {
			return err
		}
		switch {
		case t.Name == "" || l.State == themes.Rejected:
		case l.State == themes.Suggested:
			view.Offered = append(view.Offered, t)
		default:
			view.Ties = append(view.Ties, t)
			if t.Kind == themes.Passage {
				view.Passages = append(view.Passages, choice{Value: t.ID, Label: t.Name})
			}
		}
	}
	if a := view.About; a != nil && !a.Gone && len(view.Passages) == 1 {
		view.Passages = append(view.Passages, choice{Value: string(a.Passage), Label: passageName(a)})
	}
	if len(view.Passages) > 1 && !view.Form.values.Has("passage") {
		view.Form.values.Set("passage", view.Passages[1].Value)
	}
	return nil
}

// maxPassageName is how much of a passage names it beside the title of its
// page, in characters.
const maxPassageName = 60

func passageName(a *aboutView) string {
	return a.Title + ": " + clipped(a.Text, maxPassageName)
}

// tie names what a link leads to; without a name there is nothing to lead to.
func (h desk) tie(r *request, l themes.Link) (tieView, error) {
	t := tieView{Kind: l.To.Kind, ID: l.To.ID, URL: publicTarget(r, l.To), Theme: l.Item == 0}
	switch l.To.Kind {
	case themes.Passage:
		a, err := h.about(r, l.To)
		if err != nil || a == nil {
			return t, err
		}
		t.Name, t.Lang = passageName(a), a.Lang
	case themes.Proposal:
		id, _ := strconv.ParseInt(l.To.ID, 10, 64) // 0 is no proposal
		p, err := h.revisions.Proposal(r.ctx(), r.actor, id)
		if fault.KindOf(err) == fault.NotFound {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		t.Name, t.Lang = r.t("proposal.title", p.ID, p.Title), p.Lang
	case themes.Initiative:
		t.Name = r.t("desk.initiative", l.To.ID)
	}
	return t, nil
}

// foundPassage is a passage that answers the search.
type foundPassage struct {
	hitView
	Passage docs.PassageID
}

// maxFound bounds the passages found to link to.
const maxFound = 8

// find searches the strategy for passages to link the item to.
func (h desk) find(r *request, view *deskItemPage) error {
	query := clipped(view.Form.Value("find"), maxQuery)
	if query == "" {
		return nil
	}
	view.Searched = true
	hits, err := h.docs.Search(r.ctx(), r.lang, query, maxHits)
	for _, hit := range hits {
		if hit.Kind == docs.DocPage && hit.Passage != "" && len(view.Found) < maxFound {
			view.Found = append(view.Found, foundPassage{r.hitView(hit, query), hit.Passage})
		}
	}
	return err
}

// link ties the item to a passage or a proposal, unties it, or says that a
// suggestion is wrong.
func (h desk) link(r *request, item themes.Item, do string, to themes.Target) error {
	f := r.form()
	switch to.Kind {
	case themes.Passage:
		a, err := h.about(r, to)
		if err != nil {
			return err
		}
		if a == nil {
			return fault.New(fault.NotFound, "error.passage-gone")
		}
		to.Page = string(a.Path)
	case themes.Proposal:
		id, err := strconv.ParseInt(to.ID, 10, 64)
		if err == nil {
			_, err = h.revisions.Proposal(r.ctx(), people.Account{}, id)
		}
		if fault.KindOf(err) == fault.NotFound || errors.Is(err, strconv.ErrSyntax) || errors.Is(err, strconv.ErrRange) {
			f.add("number", r.t("desk.no-proposal"))
			return h.showItem(r, http.StatusUnprocessableEntity, item, f)
		}
		if err != nil {
			return err
		}
	default:
		return errNoPage()
	}
	l := themes.Link{Item: item.ID, To: to, State: themes.Confirmed}
	switch do {
	case doUntie:
		return h.after(r, item, h.themes.Untie(r.ctx(), r.actor, r.op(), l), "untied")
	case doNotSo:
		l.State = themes.Rejected
	}
	return h.after(r, item, h.themes.Tie(r.ctx(), r.actor, r.op(), l), "tied")
}
