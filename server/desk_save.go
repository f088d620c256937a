package server

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// What the buttons of an item's page do. Those that are about one link are
// followed by its kind and id.
const (
	doNext    = "next"
	doFind    = "find"
	doTie     = "tie"
	doUntie   = "untie"
	doNotSo   = "reject"
	doNumber  = "number"
	doAsk     = "ask"
	doDraft   = "draft"
	doAnswers = "twins"
)

// save does what the pressed button says. What was typed into the page's other
// fields stays there.
func (h desk) save(r *request) error {
	item, err := h.asked(r)
	if err != nil {
		return err
	}
	do, about, _ := strings.Cut(r.value("do"), " ")
	switch do {
	case doFind:
		return h.showItem(r, http.StatusOK, item, r.form())
	case doTie, doUntie, doNotSo:
		kind, id, _ := strings.Cut(about, " ")
		return h.link(r, item, do, themes.Target{Kind: themes.Kind(kind), ID: id})
	case doNumber:
		return h.link(r, item, doTie, themes.Target{Kind: themes.Proposal, ID: r.value("number")})
	case doAsk:
		return h.after(r, item, h.themes.AskConsent(r.ctx(), r.actor, r.op(), item.ID), "asked")
	case doDraft:
		return h.draft(r, item)
	case doAnswers:
		return h.answerAlike(r, item)
	}
	return h.keep(r, item, do)
}

// after shows the item once something has been done to it, with what was typed
// besides.
func (h desk) after(r *request, item themes.Item, err error, did string) error {
	f := r.form()
	if err != nil {
		if !f.take(r, err) {
			return err
		}
		return h.showItem(r, http.StatusUnprocessableEntity, item, f)
	}
	if !h.typed(r, item) {
		return r.redirect("desk.item", append([]any{item.ID, "ok", did}, queryPairs(r, append([]string{"n"}, deskKeys...))...)...)
	}
	if item, err = h.themes.Item(r.ctx(), r.actor, item.ID); err != nil {
		return err
	}
	f.values.Set("did", did)
	return h.showItem(r, http.StatusOK, item, f)
}

// typed reports whether the form says something that is not kept yet.
func (h desk) typed(r *request, item themes.Item) bool {
	return r.value("answer") != "" || h.ruled(r, item) ||
		r.value("area") != r.value("was-area") || r.value("tags") != r.value("was-tags") || r.value("theme") != r.value("was-theme") ||
		r.value("status") != r.value("was-status")
}

// ruled reports whether the form says otherwise of what is shown than the item
// did when the form was made. A form of one who may not say has no such fields.
func (h desk) ruled(r *request, item themes.Item) bool {
	if !r.posted.Has("state") {
		return false
	}
	typed := item
	typed.Moderation, typed.Reason = themes.Moderation(r.value("state")), r.text("reason")
	if r.posted.Has("text") {
		typed.Text = r.text("text")
	}
	if r.posted.Has("title") {
		typed.Title = r.value("title")
	}
	return typed.Ruled() != cmp.Or(r.value("was-ruling"), item.Ruled())
}

// keep does what was typed: what was left as it is, is not touched, so that what
// another has changed meanwhile stays.
func (h desk) keep(r *request, item themes.Item, do string) error {
	for _, step := range []func(*request, themes.Item, people.OpID) error{h.sort, h.moderate, h.reply} {
		if err := step(r, item, r.op()); err != nil {
			f := r.form()
			if !f.take(r, err) {
				return err
			}
			// The page shows the item as it is now: what is sent next goes over that.
			f.values.Del("was-ruling")
			f.values.Del("was-replies")
			if item, err = h.themes.Item(r.ctx(), r.actor, item.ID); err != nil {
				return err
			}
			return h.showItem(r, http.StatusUnprocessableEntity, item, f)
		}
	}
	pairs := queryPairs(r, append([]string{"n"}, deskKeys...))
	if do != doNext {
		return r.redirect("desk.item", append([]any{item.ID, "ok", "saved"}, pairs...)...)
	}
	view := deskItemPage{itemView: itemView{Item: item}}
	if err := h.neighbours(r, &view); err != nil {
		return err
	}
	if view.Next == "" {
		return r.Redirect(http.StatusSeeOther, view.Back)
	}
	return r.Redirect(http.StatusSeeOther, view.Next)
}

// sort takes the area, the tags, the theme, and the status when no answer sets it.
func (h desk) sort(r *request, item themes.Item, op people.OpID) error {
	changed := func(field string) bool {
		return r.posted.Has(field) && r.value(field) != r.value("was-"+field)
	}
	if changed("area") {
		if err := h.themes.SetArea(r.ctx(), r.actor, op+"-area", item.ID, r.value("area")); err != nil {
			return err
		}
	}
	if changed("tags") {
		if err := h.themes.SetTags(r.ctx(), r.actor, op+"-tags", item.ID, typedTags(r.value("tags"))); err != nil {
			return err
		}
	}
	if changed("theme") {
		to, _ := strconv.ParseInt(r.value("theme"), 10, 64) // none is outside all
		if err := h.themes.Move(r.ctx(), r.actor, op+"-theme", []int64{item.ID}, to); err != nil {
			return err
		}
	}
	if changed("status") && r.value("answer") == "" {
		return h.themes.SetStatus(r.ctx(), r.actor, op+"-status", item.ID, themes.Status(r.value("status")))
	}
	return nil
}

// typedTags are tags as people write them in a row.
func typedTags(text string) []string {
	var out []string
	for _, tag := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' || c == ';' || c == '\n' }) {
		out = append(out, strings.TrimLeft(tag, "#"))
	}
	return out
}

// moderate shows or hides the item, and takes words out of it, when the form says
// so.
func (h desk) moderate(r *request, item themes.Item, op people.OpID) error {
	if !h.ruled(r, item) {
		return nil
	}
	ruling := themes.Ruling{State: themes.Moderation(r.value("state")), Over: r.value("was-ruling")}
	if text := r.text("text"); r.posted.Has("text") && text != item.Text {
		if ruling.Text = text; strings.TrimSpace(text) == "" && item.Text != "" {
			return fault.InField("text", "error.text-required")
		}
	}
	if title := r.value("title"); r.posted.Has("title") && title != item.Title {
		ruling.Title = &title
	}
	if ruling.State == themes.Hidden {
		ruling.Reason = r.text("reason")
		return h.themes.Moderate(r.ctx(), r.actor, op+"-hide", item.ID, ruling)
	}
	return h.themes.Moderate(r.ctx(), r.actor, op+"-show", item.ID, ruling)
}

// reply sends the answer, if one was typed.
func (h desk) reply(r *request, item themes.Item, op people.OpID) error {
	if r.value("answer") == "" {
		return nil
	}
	if was := r.value("was-replies"); was != "" && was != strconv.Itoa(item.Replies) {
		return fault.InField("answer", "error.feedback-answered")
	}
	reply, err := h.typedReply(r)
	if err != nil {
		return err
	}
	_, err = h.themes.Reply(r.ctx(), r.actor, op+"-reply", item.ID, reply, r.value("status") == string(themes.Closed))
	return atAnswer(err)
}

// answerAlike asks for one answer to the item and to all that say nearly the same.
func (h desk) answerAlike(r *request, item themes.Item) error {
	alike, _, err := h.themes.Items(r.ctx(), r.actor, themes.Filter{Twins: twinOf(item), Limit: maxTogether})
	if err != nil {
		return err
	}
	var ids []int64
	for _, x := range alike {
		ids = append(ids, x.ID)
	}
	f := r.form()
	f.values.Set("do", actReply)
	return h.showTogether(r, http.StatusOK, f, ids)
}
