package server

import (
	"net/http"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// keysPage lists the keys with which Open311 clients send.
type keysPage struct {
	Form *form
	Keys []themes.Key
	// Made is a key just made, which is shown this once; For is whose it is.
	Made, For string
	// Removed: a key has just been removed.
	Removed bool
	// Address is where clients send to.
	Address string
}

// keys lists the keys, and makes one.
func (h sourcing) keys(r *request) error {
	if err := people.Can(r.actor, people.ManageSources, people.Subject{}); err != nil {
		return err
	}
	status, view := http.StatusOK, keysPage{Form: newForm(), Removed: r.query("ok") == "removed", Address: r.server.config.BaseURL + "/open311/v2"}
	if r.posts() {
		key, secret, err := h.themes.AddKey(r.ctx(), r.actor, r.op(), r.value("name"))
		switch {
		case err == nil:
			// The answer itself holds the key: no address may, and it is kept nowhere.
			view.Made, view.For = secret, key.Name
		case fault.KindOf(err) == fault.Invalid:
			status, view.Form = http.StatusUnprocessableEntity, r.form()
			view.Form.take(r, err)
		default:
			return err
		}
	}
	var err error
	if view.Keys, err = h.themes.Keys311(r.ctx(), r.actor); err != nil {
		return err
	}
	return r.render(status, "keys", head{Title: r.t("key.title"), Section: "sources", NoIndex: true, Crumbs: h.crumbs(r)}, view)
}

// removeKey ends a key at once.
func (h sourcing) removeKey(r *request) error {
	if err := people.Can(r.actor, people.ManageSources, people.Subject{}); err != nil {
		return err
	}
	id, err := r.number("id")
	if err != nil {
		return err
	}
	if err := h.themes.DropKey(r.ctx(), r.actor, id); err != nil {
		return err
	}
	return r.redirect("keys", "ok", "removed")
}
