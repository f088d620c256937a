package server

import (
	"net/http"
	"strings"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// maxQuoted is how much of an item the reason of a proposal quotes, in characters.
const maxQuoted = 1500

// draft begins a proposal of the item, whose sender has agreed to it: its reason
// quotes the item, and the passage is the one chosen.
func (h desk) draft(r *request, item themes.Item) error {
	item, err := h.themes.MayDraft(r.ctx(), r.actor, item.ID)
	if err != nil {
		return err
	}
	lang := item.Lang
	if lang == "" {
		lang = r.lang
	}
	say := r.server.config.Locale.Printer(lang)
	quote := item.Text
	if runes := []rune(quote); len(runes) > maxQuoted {
		quote = string(runes[:maxQuoted]) + "…"
	}
	reason := say.T("desk.draft-reason", item.ID, say.Date(item.At)) + "\n\n> " + strings.ReplaceAll(strings.TrimSpace(quote), "\n", "\n> ") + "\n"
	token, _, err := h.revisions.StartDraftFrom(r.ctx(), r.actor, subjectItem(item.ID), revisions.DraftDetails{Lang: lang,
		Title: item.Title, Reason: reason, Area: item.Area, Capacity: people.Private})
	if err != nil {
		return err
	}
	r.rememberDraft(token)
	if id := docs.PassageID(r.value("passage")); id != "" {
		return r.redirect("propose", "passage", id)
	}
	return r.redirect("draft", token)
}

// eraseSenderPage asks once more.
type eraseSenderPage struct{ itemView }

// erase takes away what is known of who sent the item.
func (h desk) erase(r *request) error {
	item, err := h.asked(r)
	if err != nil {
		return err
	}
	if err := people.Can(r.actor, people.EraseSender, people.Subject{}); err != nil {
		return err
	}
	if r.posts() {
		if err := h.themes.EraseSender(r.ctx(), r.actor, item.ID); err != nil {
			return err
		}
		return r.redirect("desk.item", item.ID, "ok", "erased")
	}
	name := itemName(r, item)
	return r.render(http.StatusOK, "desk-erase", head{Title: r.t("desk.erase-title"), Section: "desk", NoIndex: true,
		Crumbs: []crumb{{r.t("desk.title"), r.url("desk")}, {name, r.url("desk.item", item.ID)}}}, eraseSenderPage{itemView{Item: item, Name: name}})
}
