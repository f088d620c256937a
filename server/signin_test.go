package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"luonnos/people"
)

func TestSignInByMail(t *testing.T) {
	s := town(t)
	b := s.browser().open("/fi/kirjaudu?target=%2Ffi%2Fehdotukset")
	b.send("/fi/kirjaudu", "email", "uusi@").answers(http.StatusUnprocessableEntity).holds("/fi/kirjaudu", "email", "uusi@")
	known := s.browser().open("/fi/kirjaudu").send("/fi/kirjaudu", "email", "aino@example.test").text()
	b.send("/fi/kirjaudu", "email", "uusi@example.test").answers(http.StatusOK)
	if got := strings.ReplaceAll(b.text(), "uusi@", "aino@"); got != known {
		t.Errorf("the answer tells a known address from an unknown one:\n%s\n%s", known, got)
	}

	link := s.server.LinkPath(people.Finnish, s.mailed())
	b.open(link).reads("uusi@example.test")
	if b.jar[sessionCookie] != "" {
		t.Fatal("opening the link signs in: programs that scan mail open links")
	}
	b.send(link, "name", "<b>").answers(http.StatusUnprocessableEntity).holds(link, "name", "<b>")
	b.send(link, "name", "Uusi Asukas").answers(http.StatusOK)
	if b.at != "/fi/ehdotukset" || b.jar[sessionCookie] == "" {
		t.Fatalf("came to %s, session %q", b.at, b.jar[sessionCookie])
	}

	// A second click, in another browser, offers a new link.
	again := s.browser().visit(link).answers(http.StatusGone).reads("Linkki ei enää toimi")
	again.send("/fi/kirjaudu", "email", "uusi@example.test").answers(http.StatusOK)
	link = s.server.LinkPath(people.Finnish, s.mailed())
	again.open(link).lacks("Nimi näkyy ehdotuksissasi")
	stale := again.filled(link)
	s.time = s.time.Add(time.Hour)
	again.visit(link).answers(http.StatusGone)
	again.request(stale)
	again.answers(http.StatusGone)

	b.open("/fi").send("/fi/kirjaudu-ulos").answers(http.StatusOK)
	if b.jar[sessionCookie] != "" {
		t.Error("still signed in")
	}
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

// TestNobodyFillsALetterBox: one sender gets few letters to one address, and
// takes nobody else's way in.
func TestNobodyFillsALetterBox(t *testing.T) {
	s := town(t)
	ask := func(from, email string) int {
		r := httptest.NewRequest(http.MethodPost, "/fi/kirjaudu", strings.NewReader(url.Values{"email": {email}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from + ":1234"
		return s.do(r).StatusCode
	}
	for i := range rules()[limitLetter].burst {
		if got := ask("192.0.2.1", "aino@example.test"); got != http.StatusOK {
			t.Fatalf("letter %d: %d", i, got)
		}
	}
	if got := ask("192.0.2.1", " AINO@example.test"); got != http.StatusTooManyRequests {
		t.Errorf("one letter too many: %d", got)
	}
	if got := ask("192.0.2.2", "aino@example.test"); got != http.StatusOK {
		t.Errorf("the receiver cannot sign in: %d", got)
	}
	if got := ask("192.0.2.1", "veikko@example.test"); got != http.StatusOK {
		t.Errorf("a letter to another: %d", got)
	}
	for _, who := range []people.ID{"aino", "hanna"} {
		s.signIn(who)
		last := 0
		for range rules()[limitLetter].burst + 1 {
			last = s.post("/fi/oma/osoite", "email", "kohde@example.test").StatusCode
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("%s fills a letter box: %d", who, last)
		}
	}
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	s := town(t)
	for _, target := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)"} {
		if a := s.post("/fi/kirjaudu", "email", "aino@example.test", "target", target); a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", target, a.StatusCode)
		}
		a := s.post(s.server.LinkPath(people.Finnish, s.mailed()))
		if to := a.Header.Get("Location"); to != "/fi" {
			t.Errorf("target %q leads to %q", target, to)
		}
	}
}

func TestFirstAdministrator(t *testing.T) {
	s := newSite(t)
	token, err := s.people.FirstAdministrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	link := s.server.LinkPath(people.Finnish, token)
	b := s.browser().open(link).reads("Ensimmäinen ylläpitäjä")
	b.send(link, "name", "Ylli P.").answers(http.StatusOK).reads("Oma sivu", "Ylläpitäjä", "Lisää se, jotta voit kirjautua uudelleen.")
	b.open("/fi/henkilot").reads("Ylli P.")
	b.open("/fi/oma").send("/fi/oma/osoite", "email", "ylli@example.test").reads("Lähetimme vahvistuslinkin osoitteeseen ylli@example.test")
	link = s.server.LinkPath(people.Finnish, s.mailed())
	b.open(link).send(link).reads("Kirjaudut osoitteella ylli@example.test.")
	s.browser().visit(link).answers(http.StatusGone)
}

func TestSamplePeopleInTheDemoAlone(t *testing.T) {
	s := town(t)
	address := "/fi/kirjaudu/esimerkki/hanna"
	s.browser().open("/fi/kirjaudu").lacks("esimerkkihenkilönä")
	if got := s.post(address).StatusCode; got != http.StatusNotFound {
		t.Fatalf("outside the demo a sample person comes in: %d", got)
	}
	s = newTown(t, func(c *Config) {
		c.Demo = true
		c.Samples = []people.Account{{ID: "hanna", Name: "Hanna J.", Role: people.Official}}
	})
	if got := s.post("/fi/kirjaudu/esimerkki/aino").StatusCode; got != http.StatusNotFound {
		t.Errorf("one who is no sample comes in: %d", got)
	}
	b := s.browser().open("/fi/kirjaudu?target=%2Ffi%2Fkasittely").reads("Hanna J.")
	b.send(address).answers(http.StatusOK).reads("Jono on tyhjä")
}
