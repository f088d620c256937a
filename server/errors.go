package server

import (
	"crypto/rand"
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"luonnos/internal/fault"
)

// status is the one place where fault kinds meet HTTP.
func status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.SignIn:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Gone:
		return http.StatusGone
	case fault.TooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

// errorPage explains a failure; Resend is what was typed, when a form was sent.
type errorPage struct {
	Kind   fault.Kind
	Text   string
	Ref    string // names the log line of an internal error
	Resend *resend
}

// fail answers for an error that a handler returned.
func (s *Server) fail(r *request, err error) error {
	if r.Response().Committed {
		s.config.Log.Error("failed after the answer had begun", "path", redactPath(r.Request().URL.Path), "error", err)
		return nil
	}
	kind := fault.KindOf(err)
	if kind == fault.SignIn {
		return s.sendToSignIn(r)
	}
	page := errorPage{Kind: kind}
	if f, ok := errors.AsType[*fault.Error](err); ok && kind != fault.Internal {
		page.Text = r.t(f.Key, f.Args...)
	}
	if kind == fault.Internal {
		page.Ref = rand.Text()[:8]
		page.Text = r.t("problem.internal")
		s.config.Log.Error("request failed", "ref", page.Ref, "method", r.Request().Method,
			"path", redactPath(r.Request().URL.Path), "error", err)
	}
	if kind == fault.TooMany {
		r.Response().Header().Set("Retry-After", "60")
	}
	if r.posted != nil {
		page.Resend = newResend(r, r.Request().URL.EscapedPath(), withoutSecret(r.posted))
	}
	return r.render(status(kind), "error", head{Title: r.t("problem.title." + string(kind)), NoIndex: true}, page)
}

// sendToSignIn keeps a form that needs a signed-in sender, and leads to the
// sign-in page with the way back.
func (s *Server) sendToSignIn(r *request) error {
	target := r.here()
	if r.posts() && r.route.upload > 0 {
		// A file is not kept for a visitor: it is chosen again.
		target = r.inLanguage(r.lang)
	} else if r.posts() {
		if err := s.limits.allow(limitHold, r.actor, r.RealIP()); err != nil {
			return s.fail(r, err)
		}
		token, err := s.config.People.Hold(r.ctx(), r.Request().Method+" "+r.Request().URL.EscapedPath(), withoutSecret(r.posted))
		if err != nil {
			return s.fail(r, fault.New(fault.Internal, "problem.internal").Because(err))
		}
		r.rememberHeld(token)
		target = r.url("continue", token)
	}
	return r.redirect("signin", "target", target)
}

// echoError answers for what no route took: 404 and 405.
func (s *Server) echoError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	f := fault.New(fault.Internal, "problem.internal").Because(err)
	if he, ok := errors.AsType[*echo.HTTPError](err); ok &&
		(he.Code == http.StatusNotFound || he.Code == http.StatusMethodNotAllowed) {
		f = fault.New(fault.NotFound, "problem.no-page")
	}
	s.failPlain(c.Response(), c.Request(), f)
}

// failPlain answers for an error met outside the handlers of routes. It never
// offers to send a form again: another site may have written it.
func (s *Server) failPlain(w http.ResponseWriter, req *http.Request, f *fault.Error) {
	lang, ok := pathLang(req.URL.Path)
	if !ok {
		lang = s.preferred(req)
	}
	row := &route{name: "home", method: get, pattern: "/"}
	c := s.echo.NewContext(req, w)
	r := &request{Context: c, server: s, route: row, lang: lang, print: s.config.Locale.Printer(lang)}
	if err := s.fail(r, f); err != nil {
		s.config.Log.Error("the error page failed", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

func stack() string { return string(debug.Stack()) }

// errNoPage is the fault of an address that leads nowhere.
func errNoPage() *fault.Error { return fault.New(fault.NotFound, "problem.no-page") }
