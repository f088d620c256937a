package server

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"luonnos/internal/fault"
	"luonnos/internal/locale"
	"luonnos/people"
)

// request is one request with all a handler needs to answer it.
type request struct {
	echo.Context
	server *Server
	route  *route
	// actor is who asks; the zero account is a visitor.
	actor people.Account
	lang  people.Lang
	print locale.Printer
	// posted is the parsed form, nil for a GET.
	posted url.Values
	// tooLong: the posted file was longer than the route takes.
	tooLong bool
}

// answer makes the echo handler of a route in a language.
func (s *Server) answer(row *route, lang people.Lang) echo.HandlerFunc {
	return func(c echo.Context) error {
		limit := answerTime
		if row.upload > 0 {
			limit = uploadTime
		}
		ctx, cancel := context.WithTimeout(c.Request().Context(), limit)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		r := &request{Context: c, server: s, route: row, lang: lang, print: s.config.Locale.Printer(lang)}
		if err := r.serve(); err != nil {
			return s.fail(r, err)
		}
		return nil
	}
}

func (r *request) serve() error {
	if err := r.authenticate(); err != nil {
		return err
	}
	if r.Request().Method == post {
		if err := r.parseForm(); err != nil {
			return err
		}
	}
	if err := r.server.limits.allow(r.route.limit, r.actor, r.RealIP()); err != nil {
		return err
	}
	if r.route.secret {
		r.Response().Header().Set("Cache-Control", "no-store")
	}
	return r.route.handle(r)
}

func (r *request) authenticate() error {
	token := r.sessionToken()
	if token == "" {
		return nil
	}
	actor, err := r.server.config.People.Authenticate(r.ctx(), token)
	if err != nil {
		return err
	}
	r.actor = actor
	return nil
}

func (r *request) parseForm() error {
	req := r.Request()
	if r.route.upload > 0 {
		if err := r.parseUpload(); err != nil {
			return err
		}
	} else {
		req.Body = http.MaxBytesReader(r.Response(), req.Body, maxBody)
		if err := req.ParseForm(); err != nil {
			return fault.New(fault.Invalid, "problem.too-large").Because(err)
		}
	}
	r.posted = req.PostForm
	for _, values := range r.posted {
		for i, v := range values {
			// A browser sends CRLF for every line end of a textarea.
			v = strings.ReplaceAll(v, "\r\n", "\n")
			values[i] = strings.ToValidUTF8(v, "\uFFFD")
		}
	}
	return nil
}

func (r *request) ctx() context.Context { return r.Request().Context() }

// t and n say a sentence in the request's language.
func (r *request) t(key string, args ...any) string        { return r.print.T(key, args...) }
func (r *request) n(key string, n int, args ...any) string { return r.print.N(key, n, args...) }

// url builds an address in the request's language. A wrong name or number of
// arguments is a mistake in the program.
func (r *request) url(name string, args ...any) string {
	address, err := r.server.addresses.url(r.lang, name, args...)
	if err != nil {
		panic(err)
	}
	return address
}

// param is a parameter of the address: ":id" is "id", the closing "*" is "*".
func (r *request) param(name string) string {
	return strings.ToValidUTF8(r.Param(name), "\uFFFD")
}

// number is a parameter that is a positive number; anything else is a page
// that does not exist.
func (r *request) number(name string) (int64, error) {
	n, err := strconv.ParseInt(r.param(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, errNoPage()
	}
	return n, nil
}

// query is a value of the query, "" without it.
func (r *request) query(key string) string {
	return strings.ToValidUTF8(r.QueryParam(key), "\uFFFD")
}

// queryNumber is a positive number in the query, 0 for anything else.
func (r *request) queryNumber(key string) int64 {
	n, err := strconv.ParseInt(r.QueryParam(key), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// posts reports whether a form was sent.
func (r *request) posts() bool { return r.Request().Method == post }

// value is a value of the posted form without surrounding space.
func (r *request) value(key string) string { return strings.TrimSpace(r.posted.Get(key)) }

// text is a value of the posted form as typed.
func (r *request) text(key string) string { return r.posted.Get(key) }

// can reports whether the actor may do the action to what owner made. It is
// for showing or hiding; the service decides again.
func (r *request) can(action people.Action, owner people.ID) bool {
	return people.Can(r.actor, action, people.Subject{Owner: owner}) == nil
}

// op is the operation id of the posted form. What the sender and the content
// are is part of it: only the same form sent again by the same person is a
// repeat, however many people were given the same page.
func (r *request) op() people.OpID {
	h := sha256.New()
	write := func(s string) { h.Write([]byte(strconv.Itoa(len(s)) + ":" + s)) }
	write(r.posted.Get(opField))
	write(string(r.actor.ID))
	write(r.Request().URL.Path)
	keys := make([]string, 0, len(r.posted))
	for key := range r.posted {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		write(key)
		for _, v := range r.posted[key] {
			write(v)
		}
	}
	if r.posted.Get(opField) == "" {
		write(string(people.NewToken()))
	}
	return people.OpID(base32.StdEncoding.EncodeToString(h.Sum(nil)[:20]))
}

// redirect answers a form that was taken: 303 to the named page.
func (r *request) redirect(name string, args ...any) error {
	return r.Redirect(http.StatusSeeOther, r.url(name, args...))
}

// redirectTo goes to a target that came from outside, or to the named page when
// the target is not a safe address of this site.
func (r *request) redirectTo(target, otherwise string, args ...any) error {
	if to := localTarget(target); to != "" {
		return r.Redirect(http.StatusSeeOther, to)
	}
	return r.redirect(otherwise, args...)
}

// here is the address asked for, for coming back to.
func (r *request) here() string {
	u := r.Request().URL
	if u.RawQuery == "" {
		return u.EscapedPath()
	}
	return u.EscapedPath() + "?" + u.RawQuery
}

// dependsOn lets the page be kept for visitors until an event touches one of
// the subjects; see the package comment.
func (r *request) dependsOn(subjects ...string) {
	if note, ok := r.ctx().Value(keepNoteKey{}).(*keepNote); ok {
		note.keep = true
		note.subjects = append(note.subjects, subjects...)
	}
}

// names returns what others may see of the accounts, and makes the page depend
// on them: an erased person's name must go from kept pages too.
func (r *request) names(ids ...people.ID) (map[people.ID]people.Account, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	found, err := r.server.config.People.Names(r.ctx(), ids)
	for id := range found {
		r.touchPerson(id)
	}
	return found, err
}

// authors is names for pseudonyms, as the permanent record has them.
func (r *request) authors(ps ...people.Pseudonym) (map[people.Pseudonym]people.Account, error) {
	slices.Sort(ps)
	ps = slices.Compact(ps)
	found, err := r.server.config.People.NameOfPseudonym(r.ctx(), ps)
	for _, a := range found {
		r.touchPerson(a.ID)
	}
	return found, err
}

// touch adds a subject to what a kept page depends on, without making the page
// one that may be kept.
func (r *request) touch(subject string) {
	if note, ok := r.ctx().Value(keepNoteKey{}).(*keepNote); ok {
		note.subjects = append(note.subjects, subject)
	}
}

func (r *request) touchPerson(id people.ID) { r.touch("person/" + string(id)) }

// personName is how a person is called on a page: their name, or what stands for it.
func (r *request) personName(a people.Account) string {
	switch {
	case a.Name != "":
		return a.Name
	case !a.Erased.IsZero():
		return r.t("person.erased")
	}
	return r.t("person.unnamed")
}
