package server

import (
	"net/http"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// draftCookie holds the token of the draft that the browser has begun. Pages
// that may be kept for visitors never look at it.
const (
	draftCookie = "luonnos_draft"
	draftAge    = 30 * 24 * time.Hour
)

// begunDraft is the draft that a person has begun in this browser.
type begunDraft struct {
	Token   people.Token
	Title   string
	Edits   int
	Updated time.Time
}

func (r *request) draftCookieName() string {
	if r.server.config.SecureCookies {
		return "__Host-" + draftCookie
	}
	return draftCookie
}

func (r *request) rememberDraft(t people.Token) {
	r.SetCookie(r.server.cookie(r.draftCookieName(), string(t), draftAge))
}

func (r *request) forgetDraft() {
	r.SetCookie(r.server.cookie(r.draftCookieName(), "", -time.Second))
}

// begun returns the begun draft, nil for none. A draft that someone signed in
// began is shown to them alone: the browser may be a library's.
func (h proposing) begun(r *request) (*begunDraft, error) {
	c, err := r.Cookie(r.draftCookieName())
	if err == http.ErrNoCookie || err == nil && c.Value == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	token := people.Token(c.Value)
	d, err := h.revisions.Draft(r.ctx(), token)
	switch {
	case fault.KindOf(err) == fault.Gone:
		return nil, nil
	case err != nil:
		return nil, err
	case d.Account != "" && d.Account != r.actor.ID:
		return nil, nil
	}
	return &begunDraft{Token: token, Title: draftTitle(r, d), Edits: len(d.Edits), Updated: d.Updated}, nil
}

// draftTitle is what a draft is called until its writer has named it.
func draftTitle(r *request, d revisions.Draft) string {
	if d.Title != "" {
		return d.Title
	}
	return r.t("draft.unnamed")
}
