package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"luonnos/internal/fault"
	"luonnos/people"
)

// holding shows forms that could not be taken when they were sent.
type holding struct{ people *people.Service }

// resend is a form to send again: what a person reads of it, and all its fields.
type resend struct {
	Action string
	Typed  []typed
	Hidden []hidden
	// Leave is where to go instead.
	Leave string
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
	return r.render(http.StatusOK, "continue",
		head{Title: r.t("continue.title"), NoIndex: true},
		continuePage{Resend: newResend(r, path, held.Values)})
}
