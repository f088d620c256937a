package server

import (
	"net/http"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// itemPage is one item as anyone reads it.
type itemPage struct {
	itemView
	About   *aboutView
	Answers []replyView
	Chain   chainView
	// Twins counts those that say nearly the same.
	Twins int
	// DeskURL leads those of the desk to where they look after the item.
	DeskURL string
}

func (h feedback) show(r *request) error {
	id, err := r.number("id")
	if err != nil {
		return err
	}
	r.dependsOn(subjectItem(id), subjectThemes)
	item, err := h.themes.Item(r.ctx(), r.actor, id)
	if err != nil {
		return err
	}
	c, err := h.catalogue(r)
	if err != nil {
		return err
	}
	view := itemPage{itemView: c.item(r, item)}
	if view.About, err = h.about(r, item.About); err != nil {
		return err
	}
	if view.Answers, err = h.repliesTo(r, id); err != nil {
		return err
	}
	if view.Chain, err = h.chain(r, item); err != nil {
		return err
	}
	if item.Moderation == themes.Shown {
		_, n, err := h.themes.Items(r.ctx(), people.Account{}, themes.Filter{Twins: twinOf(item)})
		if err != nil {
			return err
		}
		view.Twins = max(0, n-1)
	}
	if r.can(people.ReadDesk, "") {
		view.DeskURL = r.url("desk.item", id)
	}
	return r.render(http.StatusOK, "feedback-item", head{Title: r.t("feedback.title-of", id, view.Name), Section: "feedback",
		NoIndex: item.Moderation != themes.Shown, Description: clipped(item.Text, maxItemExcerpt),
		Crumbs: []crumb{{r.t("feedback.title"), r.url("feedback")}}}, view)
}

func (h feedback) repliesTo(r *request, item int64) ([]replyView, error) {
	found, err := h.themes.Replies(r.ctx(), r.actor, item)
	if err != nil {
		return nil, err
	}
	return r.replies(found)
}

// chain is what has come of the item, besides the item itself: public things alone.
func (h feedback) chain(r *request, item themes.Item) (chainView, error) {
	c, err := h.themes.Chain(r.ctx(), people.Account{}, itemTarget(item.ID))
	if fault.KindOf(err) == fault.NotFound {
		return chainView{}, nil // it is not public
	}
	if err != nil {
		return chainView{}, err
	}
	c.Items, c.More = nil, 0
	return r.chain(c), nil
}
