package server

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"luonnos/internal/fault"
	"luonnos/people"
)

// serveRow answers one request by a handler in place of a route's own.
func (s *site) serveRow(name, method string, h handler) {
	s.t.Helper()
	found := false
	for i := range s.server.table {
		if s.server.table[i].name == name && s.server.table[i].method == method {
			s.server.table[i].handle = h
			s.server.table[i].limit = ""
			found = true
		}
	}
	if !found {
		s.t.Fatalf("no route %s %s", method, name)
	}
}

func TestEachKindOfFaultHasItsPage(t *testing.T) {
	s := newSite(t)
	for kind, want := range map[fault.Kind]int{
		fault.Invalid: 422, fault.NotFound: 404, fault.Forbidden: 403, fault.Conflict: 409,
		fault.Gone: 410, fault.TooMany: 429, fault.Internal: 500,
	} {
		s.serveRow("help", get, func(*request) error { return fmt.Errorf("wrapped: %w", fault.New(kind, "error.path")) })
		for _, lang := range []string{"/fi/ohje", "/sv/hjalp", "/en/help"} {
			a := s.get(lang)
			if a.StatusCode != want {
				t.Errorf("%s: %d", kind, a.StatusCode)
			}
			for _, problem := range checkPage(a.body) {
				t.Errorf("%s %s: %s", kind, lang, problem)
			}
			if kind == fault.Internal && (strings.Contains(a.body, "wrapped") || strings.Contains(a.body, "error.path")) {
				t.Error("the cause of an internal error is shown")
			}
		}
	}
	s.serveRow("help", get, func(*request) error { panic("secret") })
	if a := s.get("/fi/ohje"); a.StatusCode != 500 || strings.Contains(a.body, "secret") {
		t.Errorf("a panic gave %d %s", a.StatusCode, a.body)
	}
	for _, target := range []string{"/fi/ei-ole", "/nothing", "/fi/strategia/ei-ole", "/fi/strategia/..%2f..%2fetc", "/fi/kohta/xyz", "/fi/ehdotukset/abc"} {
		if a := s.get(target); a.StatusCode != 404 || !strings.Contains(a.body, "<h1>") {
			t.Errorf("%s: %d", target, a.StatusCode)
		}
	}
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

// TestRefusedFormLosesNothing sends a form that meets each kind of error: what
// was typed comes back, ready to be sent again.
func TestRefusedFormLosesNothing(t *testing.T) {
	s := newSite(t)
	const typed = "Rivi <yksi>\nrivi \"kaksi\""
	for _, kind := range []fault.Kind{fault.Conflict, fault.TooMany, fault.Internal, fault.Forbidden, fault.Invalid} {
		s.serveRow("signout", post, func(*request) error { return fault.New(kind, "error.path") })
		a := s.post("/fi/kirjaudu-ulos", "body", typed, "op", "X")
		fields := hiddenFields(a.body)
		if fields.Get("body") != typed || fields.Get("op") != "X" {
			t.Errorf("%s: %q", kind, fields)
		}
		if !strings.Contains(a.body, `action="/fi/kirjaudu-ulos"`) || !strings.Contains(a.body, "Rivi &lt;yksi&gt;") {
			t.Errorf("%s: the form is not shown again", kind)
		}
	}
}

// TestFormWaitsForSignIn sends a form without a session: it is held, given back
// after signing in and sent again.
func TestFormWaitsForSignIn(t *testing.T) {
	s := newSite(t)
	taken := ""
	s.serveRow("signout", post, func(r *request) error {
		if !r.actor.SignedIn() {
			return fault.New(fault.SignIn, "error.sign-in")
		}
		taken = string(r.actor.ID) + ": " + r.text("body")
		return r.redirect("home")
	})
	a := s.post("/fi/kirjaudu-ulos", "body", "Ääkkösiä\nja rivejä")
	to, err := url.Parse(a.Header.Get("Location"))
	if err != nil || a.StatusCode != http.StatusSeeOther || to.Path != "/fi/kirjaudu" {
		t.Fatalf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
	target := to.Query().Get("target")
	s.account("u1", "Aino", people.Resident)
	s.signIn("u1")
	s.cookies = append(s.cookies, a.Cookies()...)
	page := s.get(target)
	if page.StatusCode != 200 || !strings.Contains(page.body, "Ääkkösiä") {
		t.Fatalf("%s: %d", target, page.StatusCode)
	}
	for _, problem := range checkPage(page.body) {
		t.Error(problem)
	}
	again := hiddenFields(page.body)
	s.post("/fi/kirjaudu-ulos", "body", again.Get("body"))
	if taken != "u1: Ääkkösiä\nja rivejä" {
		t.Errorf("%q", taken)
	}
	if a := s.get("/fi/jatka/AAAAAAAAAAAAAAAAAAAAAAAAAA"); a.StatusCode != 410 && a.StatusCode != 404 {
		t.Errorf("an unknown token gave %d", a.StatusCode)
	}
}

// TestFormFilledInElsewhereIsOnlyRead: the address of a held form, given to an
// administrator, must not make them send in their own name what a stranger
// filled in.
func TestFormFilledInElsewhereIsOnlyRead(t *testing.T) {
	s := newSite(t)
	s.serveRow("signout", post, func(*request) error { return fault.New(fault.SignIn, "error.sign-in") })
	s.account("u1", "Kirsi", people.Administrator)
	waiting := func() (string, []*http.Cookie) {
		a := s.post("/fi/kirjaudu-ulos", "body", "Näkyvää", "role", "administrator")
		to, err := url.Parse(a.Header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		return to.Query().Get("target"), a.Cookies()
	}
	strangers, _ := waiting()
	own, kept := waiting()
	s.signIn("u1")
	s.cookies = append(s.cookies, kept...)
	page := s.get(strangers)
	if page.StatusCode != 200 || !strings.Contains(page.body, "Näkyvää") {
		t.Fatalf("%d: what was typed is lost", page.StatusCode)
	}
	if _, main, _ := strings.Cut(page.body, "<main"); strings.Contains(main, "<form") || len(hiddenFields(page.body)) > 0 {
		t.Error("a stranger's form can be sent")
	}
	for _, problem := range checkPage(page.body) {
		t.Error(problem)
	}
	if hiddenFields(s.get(own).body).Get("role") != "administrator" {
		t.Error("one's own form cannot be sent")
	}
}

func TestBrowserRemembersSomeHeldForms(t *testing.T) {
	s := newSite(t)
	s.serveRow("signout", post, func(*request) error { return fault.New(fault.SignIn, "error.sign-in") })
	var targets []string
	for range heldMost + 1 {
		a := s.post("/fi/kirjaudu-ulos", "body", "x")
		to, err := url.Parse(a.Header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		targets, s.cookies = append(targets, to.Query().Get("target")), a.Cookies()
	}
	for i, target := range targets {
		if sendable := hiddenFields(s.get(target).body).Get("body") == "x"; sendable != (i > 0) {
			t.Errorf("form %d can be sent: %v", i, sendable)
		}
	}
}

// hiddenFields reads the hidden fields of a page's main part.
func hiddenFields(page string) url.Values {
	out := url.Values{}
	_, page, _ = strings.Cut(page, "<main")
	for part := range strings.SplitSeq(page, `<input type="hidden" name="`) {
		name, rest, ok := strings.Cut(part, `" value="`)
		if !ok {
			continue
		}
		value, _, _ := strings.Cut(rest, `">`)
		out.Add(name, html.UnescapeString(value))
	}
	return out
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := newSite(t)
	taken := false
	s.serveRow("signout", post, func(*request) error { taken = true; return nil })
	for _, h := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.test"}} {
		r := httptest.NewRequest(http.MethodPost, "/fi/kirjaudu-ulos", strings.NewReader("role=administrator"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(h[0], h[1])
		a := s.do(r)
		if a.StatusCode != 403 || taken || strings.Contains(a.body, "administrator") {
			t.Errorf("%v: %d, taken %v", h, a.StatusCode, taken)
		}
	}
	s.post("/fi/kirjaudu-ulos")
	if !taken {
		t.Error("the site's own form was refused")
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	s := newSite(t, func(c *Config) { c.BaseURL, c.RecordDir = "https://example.test", t.TempDir() })
	for _, target := range []string{"/fi", "/fi", "/fi/ei-ole", "/", "/fi//strategia", "/robots.txt", "/healthz", "/favicon.ico",
		s.server.assets.url("icon.svg"), "/static/ei-ole.js", "/strategia.git/HEAD", "/strategia.git"} {
		h := s.get(target).Header
		if !strings.Contains(h.Get("Content-Security-Policy"), "require-trusted-types-for 'script'") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Strict-Transport-Security") == "" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", target, h)
		}
	}
}

// TestPictureInATextSwitchesNoLanguage: the site's own pictures may be anywhere
// on it, and a resident writes where.
func TestPictureInATextSwitchesNoLanguage(t *testing.T) {
	s := newSite(t)
	for dest, want := range map[string]int{"": 1, "document": 1, "image": 0} {
		if n := len(s.get("/sv?lang=sv", "Sec-Fetch-Dest", dest).Cookies()); n != want {
			t.Errorf("asked as %q: %d cookies", dest, n)
		}
	}
}

func TestLimitsHoldTheHastyAlone(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n"})
	last := 0
	for range rules()[limitSearch].burst + 1 {
		last = s.get("/fi/haku?q=x").StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the last of too many searches gave %d", last)
	}
	r := httptest.NewRequest(http.MethodGet, "/fi/haku?q=x", nil)
	r.RemoteAddr = "[2001:db8::1]:1234"
	if a := s.do(r); a.StatusCode != 200 {
		t.Errorf("another sender gave %d", a.StatusCode)
	}
	s.account("u1", "Aktivisti", people.Activist)
	s.signIn("u1")
	if a := s.get("/fi/haku?q=x"); a.StatusCode != 200 {
		t.Errorf("a trusted person gave %d", a.StatusCode)
	}
}

func TestHeldFormsAreLimitedAndStillLoseNothing(t *testing.T) {
	s := newSite(t)
	s.serveRow("signout", post, func(*request) error { return fault.New(fault.SignIn, "error.sign-in") })
	for i := range rules()[limitHold].burst {
		if a := s.post("/fi/kirjaudu-ulos", "body", "x"); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("form %d: %d", i, a.StatusCode)
		}
	}
	a := s.post("/fi/kirjaudu-ulos", "body", "viimeinen")
	if a.StatusCode != http.StatusTooManyRequests || hiddenFields(a.body).Get("body") != "viimeinen" {
		t.Errorf("%d %q", a.StatusCode, hiddenFields(a.body))
	}
}

func TestOperationIsOfOnePersonAndContent(t *testing.T) {
	s := newSite(t)
	var ops []people.OpID
	s.serveRow("signout", post, func(r *request) error { ops = append(ops, r.op()); return r.redirect("home") })
	s.post("/fi/kirjaudu-ulos", "op", "A", "body", "x")
	s.post("/fi/kirjaudu-ulos", "op", "A", "body", "x")
	s.post("/fi/kirjaudu-ulos", "op", "A", "body", "y")
	s.account("u1", "Aino", people.Resident)
	s.signIn("u1")
	s.post("/fi/kirjaudu-ulos", "op", "A", "body", "x")
	s.post("/fi/kirjaudu-ulos", "body", "x")
	s.post("/fi/kirjaudu-ulos", "body", "x")
	if ops[0] != ops[1] {
		t.Error("the same form sent twice is two operations")
	}
	for i, other := range ops[2:] {
		for _, one := range ops[:i+2] {
			if other == one {
				t.Errorf("form %d is taken for another", i+2)
			}
		}
	}
}
