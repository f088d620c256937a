package server

import (
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"

	"luonnos/people"
)

const (
	sessionCookie = "luonnos_session"
	langCookie    = "luonnos_lang"
	sessionAge    = 30 * 24 * time.Hour
	langAge       = 365 * 24 * time.Hour
	// chooseLang is the query key of the links that switch the language.
	chooseLang = "lang"
)

func (s *Server) sessionCookieName() string {
	if s.config.SecureCookies {
		// The prefix makes browsers refuse one set by another host or over http.
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

func (s *Server) cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: s.config.SecureCookies, SameSite: http.SameSiteLaxMode}
}

// hasSession reports whether the request may be personal. It errs on the side
// of yes: its answer keeps personal pages out of the cache.
func hasSession(r *http.Request) bool {
	for _, line := range r.Header["Cookie"] {
		if strings.Contains(line, sessionCookie) {
			return true
		}
	}
	return false
}

func (r *request) sessionToken() people.Token {
	c, err := r.Cookie(r.server.sessionCookieName())
	if err != nil {
		return ""
	}
	return people.Token(c.Value)
}

// signIn gives the browser a session; signOut takes it away, with the pages
// that the browser keeps for its back button.
func (r *request) signIn(t people.Token) {
	r.SetCookie(r.server.cookie(r.server.sessionCookieName(), string(t), sessionAge))
}

func (r *request) signOut() {
	r.SetCookie(r.server.cookie(r.server.sessionCookieName(), "", -time.Second))
	r.Response().Header().Set("Clear-Site-Data", `"cache"`)
}

// chooseLanguage leads from "/" to the home page in the language chosen before,
// or else in the one the browser asks for.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	address, err := s.addresses.url(s.preferred(r), "home")
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Vary", "Cookie, Accept-Language")
	w.Header().Set("Cache-Control", "private, no-cache")
	http.Redirect(w, r, address, http.StatusFound)
}

func (s *Server) preferred(r *http.Request) people.Lang {
	if c, err := r.Cookie(langCookie); err == nil {
		for _, l := range people.Langs {
			if c.Value == string(l) {
				return l
			}
		}
	}
	tags := make([]language.Tag, len(people.Langs))
	for i, l := range people.Langs {
		tags[i] = language.Make(string(l))
	}
	asked, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(asked) == 0 {
		return people.Langs[0]
	}
	_, i, confidence := language.NewMatcher(tags).Match(asked...)
	if confidence == language.No {
		return people.Langs[0]
	}
	return people.Langs[i]
}

// pathLang is the language an address is in, and whether it names one.
func pathLang(path string) (people.Lang, bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for _, l := range people.Langs {
		if first == string(l) {
			return l, true
		}
	}
	return people.Langs[0], false
}

// rememberLanguage answers the links that switch the language: it keeps the
// choice and goes on to the page without the mark in its address.
func (s *Server) rememberLanguage(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	// A picture in a resident's text must not switch its readers' language.
	if dest := r.Header.Get("Sec-Fetch-Dest"); r.Method != get || !q.Has(chooseLang) || dest != "" && dest != "document" {
		return false
	}
	lang, ok := pathLang(r.URL.Path)
	if !ok {
		return false
	}
	q.Del(chooseLang)
	to := r.URL.EscapedPath()
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	http.SetCookie(w, s.cookie(langCookie, string(lang), langAge))
	http.Redirect(w, r, to, http.StatusSeeOther)
	return true
}
