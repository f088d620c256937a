package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
)

// holding shows forms that could not be taken when they were sent.
type holding struct{ people *people.Service }

// heldCookie names the forms that this browser left waiting. Only there can
// they be sent: whoever is given the address of a form that someone else filled
// in must not send it in their own name with one press.
const (
	heldCookie = "luonnos_held"
	heldAge    = 24 * time.Hour
	// heldMost is how many waiting forms a browser remembers.
	heldMost = 8
)

func (r *request) heldCookieName() string {
	if r.server.config.SecureCookies {
		return "__Host-" + heldCookie
	}
	return heldCookie
}

// heldHere are the forms that this browser left waiting, newest first.
func (r *request) heldHere() []string {
	c, err := r.Cookie(r.heldCookieName())
	if err != nil {
		return nil
	}
	return strings.Split(c.Value, ".")
}

// rememberHeld makes the form one that this browser can send.
func (r *request) rememberHeld(t people.Token) {
	all := append([]string{string(t)}, r.heldHere()...)
	all = all[:min(len(all), heldMost)]
	r.SetCookie(r.server.cookie(r.heldCookieName(), strings.Join(all, "."), heldAge))
}

// resend is a form to send again: what a person reads of it, and all its fields.
type resend struct {
	Action string
	Typed  []typed
	Hidden []hidden
	// Leave is where to go instead.
	Leave string
	// Elsewhere: the form was filled in in another browser and can be read alone.
	Elsewhere bool
}

// typed is one thing a person wrote.
type typed struct{ Label, Text string }

type hidden struct{ Name, Value string }

// newResend makes the form; nil when there was nothing in it. What a person can
// read of it are the fields that the sentences "field.<name>" give a label.
func newResend(r *request, action string, values url.Values) *resend {
	out := &resend{Action: action, Leave: r.url("home")}
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		for _, v := range values[key] {
			out.Hidden = append(out.Hidden, hidden{key, v})
			label := "field." + key
			if strings.TrimSpace(v) != "" && r.print.Has(label) {
				out.Typed = append(out.Typed, typed{r.t(label), v})
			}
		}
	}
	if len(out.Hidden) == 0 {
		return nil
	}
	return out
}

// continuePage gives a held form back.
type continuePage struct{ Resend *resend }

// show is where a person comes after signing in: what they typed, and one
// button that sends it to where it was meant to go.
func (h holding) show(r *request) error {
	held, err := h.people.Held(r.ctx(), people.Token(r.param("token")))
	if err != nil {
		return err
	}
	method, path, _ := strings.Cut(held.Route, " ")
	if method != post || localTarget(path) == "" {
		return fault.New(fault.Gone, "problem.held-gone")
	}
	// The form stays held until it expires: sending it may fail once more.
	page := continuePage{Resend: newResend(r, path, held.Values)}
	if page.Resend != nil {
		page.Resend.Elsewhere = !slices.Contains(r.heldHere(), r.param("token"))
	}
	return r.render(http.StatusOK, "continue", head{Title: r.t("continue.title"), NoIndex: true}, page)
}
