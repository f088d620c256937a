package server

import (
	"net/http"
	"strings"

	"luonnos/internal/fault"
)

// policy lets the page use its own files and nothing else: no inline script or
// style, no strings turned into script, no framing.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'"

// protect puts the guards before the pages: the headers, the refusal of forms
// sent from other sites, and the end of what a panic leaves.
func (s *Server) protect(next http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	if s.config.BaseURL != "" {
		// A proxy may give the host another name; the site's own is always right.
		if err := crossOrigin.AddTrustedOrigin(s.config.BaseURL); err != nil {
			s.config.Log.Warn("the base URL is not an origin", "url", s.config.BaseURL, "error", err)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.recoverPanic(w, r)
		securityHeaders(w.Header(), s.config.SecureCookies)
		w.Header().Set("Cache-Control", "private, no-cache")
		// Addresses are read decoded: an escaped slash is a slash.
		r.URL.RawPath = ""
		if s.rememberLanguage(w, r) {
			return
		}
		if err := crossOrigin.Check(r); err != nil {
			s.failPlain(w, r, fault.New(fault.Forbidden, "problem.cross-origin").Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func securityHeaders(h http.Header, https bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	// Drafts are reached by secret addresses: other sites must not learn them.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

func (s *Server) recoverPanic(w http.ResponseWriter, r *http.Request) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	s.config.Log.Error("panic", "path", redactPath(r.URL.Path), "cause", cause, "stack", stack())
	s.failPlain(w, r, fault.New(fault.Internal, "problem.internal"))
}

// redactPath hides what looks like a token, so that logs hold no keys.
func redactPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) >= 26 && strings.ToUpper(p) == p {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "/")
}
