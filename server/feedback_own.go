package server

import (
	"net/http"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// ownPage is a sender's own page of an item: whoever has its address has sent it.
type ownPage struct {
	itemView
	Form    *form
	Token   people.Token
	Address string // of this page, to keep
	About   *aboutView
	Answers []replyView
	Chain   chainView
	// Tell: the sender hears by mail what happens.
	Tell    bool
	Consent themes.Consent
	// Sent, Answered: the item, or the answer on consent, has just been sent.
	Sent, Answered bool
}

func (h feedback) own(r *request) error {
	item, sender, err := h.themes.OwnItem(r.ctx(), ownToken(r))
	if err != nil {
		return err
	}
	c, err := h.catalogue(r)
	if err != nil {
		return err
	}
	view := ownPage{itemView: c.item(r, item), Form: newForm(), Token: ownToken(r), Tell: sender.Tell, Consent: sender.Consent,
		Address: r.server.config.BaseURL + r.url("feedback.own", ownToken(r)), Sent: r.query("ok") == "sent", Answered: r.query("ok") == "answered"}
	if view.About, err = h.about(r, item.About); err != nil {
		return err
	}
	found, err := h.themes.OwnReplies(r.ctx(), ownToken(r))
	if err != nil {
		return err
	}
	if view.Answers, err = r.replies(found); err != nil {
		return err
	}
	if view.Chain, err = h.chain(r, item); err != nil {
		return err
	}
	return r.render(http.StatusOK, "feedback-own", head{Title: r.t("own.title", item.ID), Section: "feedback", NoIndex: true,
		Crumbs: []crumb{{r.t("feedback.title"), r.url("feedback")}}}, view)
}

// consent takes the sender's word on making a proposal of the item.
func (h feedback) consent(r *request) error {
	answer := themes.Refused
	if r.value("consent") == string(themes.Agreed) {
		answer = themes.Agreed
	}
	if err := h.themes.AnswerConsent(r.ctx(), ownToken(r), answer); err != nil {
		return err
	}
	return r.redirect("feedback.own", ownToken(r), "ok", "answered")
}

// withdrawPage asks once more.
type withdrawPage struct {
	itemView
	Token people.Token
}

// withdraw takes the item back.
func (h feedback) withdraw(r *request) error {
	if r.posts() {
		// Of two clicks the second finds nothing any more.
		if err := h.themes.Withdraw(r.ctx(), ownToken(r)); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		return r.render(http.StatusOK, "feedback-withdrawn", head{Title: r.t("own.withdrawn"), Section: "feedback", NoIndex: true}, nil)
	}
	item, _, err := h.themes.OwnItem(r.ctx(), ownToken(r))
	if err != nil {
		return err
	}
	return r.render(http.StatusOK, "feedback-withdraw", head{Title: r.t("own.withdraw-title"), Section: "feedback", NoIndex: true,
		Crumbs: []crumb{{r.t("feedback.title"), r.url("feedback")}, {r.t("own.title", item.ID), r.url("feedback.own", ownToken(r))}}},
		withdrawPage{itemView{Item: item, Name: itemName(r, item)}, ownToken(r)})
}
