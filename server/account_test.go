package server

import (
	"net/http"
	"strings"
	"testing"

	"luonnos/people"
	"luonnos/revisions"
)

func TestAccountShowsWhatIsOnesOwn(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	s.proposed("veikko", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa ehkä.")
	aino, err := s.people.Get(t.Context(), "aino")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.rev.WriteComment(t.Context(), aino, "", revisions.Comment{Proposal: 2, Body: "Ehkä ei riitä.", Lang: people.Finnish, Capacity: people.Private}); err != nil {
		t.Fatal(err)
	}
	s.browser().visit("/fi/oma").reads("Kirjaudu sisään")
	b := s.browser().signIn("aino").open("/fi/oma").reads("Asukas", "Kaupunki vastaa heti.", "Ehkä ei riitä.", "aino@example.test")
	b.lacks("Kaupunki vastaa ehkä.")
}

func TestProfileIsMended(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("aino").open("/fi/oma")
	b.send("/fi/oma", "name", "<x>", "lang", "sv").answers(http.StatusUnprocessableEntity).reads("Nimessä on merkkejä").holds("/fi/oma", "name", "<x>").holds("/fi/oma", "lang", "sv")
	b.send("/fi/oma", "name", "Aino Uusi", "lang", "sv").answers(http.StatusOK).reads("Uppgifterna har sparats.")
	if b.at != "/sv/mitt" || b.jar[langCookie] != "sv" {
		t.Errorf("at %s, language %q", b.at, b.jar[langCookie])
	}
	b.open("/fi/oma").lacks("Tiedot on tallennettu").holds("/fi/oma", "name", "Aino Uusi")
	b.send("/fi/oma/osoite", "email", "ei ole").answers(http.StatusUnprocessableEntity).holds("/fi/oma/osoite", "email", "ei ole").holds("/fi/oma", "name", "Aino Uusi")
	for _, address := range []string{"/fi/oma", "/sv/mitt", "/en/account", "/en/account/remove"} {
		b.open(address)
		for _, problem := range checkPage(b.page.body) {
			t.Errorf("%s: %s", address, problem)
		}
	}
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

func TestNewAddressIsTakenWhileSignedIn(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("aino").open("/fi/oma").send("/fi/oma/osoite", "email", "uusi@example.test").answers(http.StatusOK)
	link := s.server.LinkPath(people.Finnish, s.mailed())
	stranger := s.browser().open(link)
	stranger.send(link).reads("Kirjaudu sisään")
	if stranger.jar[sessionCookie] != "" {
		t.Fatal("a letter that went astray lets a stranger in")
	}
	s.browser().signIn("veikko").open(link).send(link).answers(http.StatusForbidden)
	b.open(link).send(link).answers(http.StatusOK).reads("Kirjaudut osoitteella uusi@example.test.")
}

func TestSessionsAreEnded(t *testing.T) {
	s := town(t)
	phone, laptop, library := s.browser().signIn("aino"), s.browser().signIn("aino"), s.browser().signIn("aino")
	other := s.browser().signIn("veikko")
	laptop.open("/fi/oma").reads("Tämä selain")
	hash := string(people.Token(phone.jar[sessionCookie]).Hash())
	if a := laptop.site.get("/fi/oma"); strings.Contains(a.body, hash) {
		t.Fatal("a visitor sees sessions")
	}
	// Another person's session is not theirs to end.
	s.signIn("veikko")
	s.post("/fi/oma/istunto", "session", hash)
	s.cookies = nil
	phone.open("/fi/oma").reads("Oma sivu")

	s.signIn("aino")
	if got := s.post("/fi/oma/istunto", "session", hash).StatusCode; got != http.StatusSeeOther {
		t.Fatal(got)
	}
	s.cookies = nil
	phone.open("/fi/oma").reads("Kirjaudu sisään")
	library.open("/fi/oma").reads("Oma sivu")

	s.signIn("aino")
	s.post("/fi/oma/istunto", "session", "")
	s.cookies = nil
	library.open("/fi/oma").reads("Kirjaudu sisään")
	laptop.open("/fi/oma").reads("Kirjaudu sisään")
	other.open("/fi/oma").reads("Oma sivu")
}

func TestDraftIsContinuedInAnotherBrowser(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("aino").open("/fi/ehdota?passage=" + string(s.passage("palaute.md", "Kaupunki vastaa")))
	b.send("/fi/ehdota", "text", "Kaupunki vastaa heti.")
	first := b.at
	elsewhere := s.browser().signIn("aino").open("/fi/oma").reads("Keskeneräiset luonnokset").send("/fi/oma/luonnos")
	elsewhere.answers(http.StatusOK).reads("Kaupunki vastaa heti.")
	b.visit(first).answers(http.StatusGone)

	hash := people.Token(elsewhere.at[strings.LastIndexByte(elsewhere.at, '/')+1:]).Hash()
	s.signIn("veikko")
	if got := s.post("/fi/oma/luonnos", "draft", string(hash)).StatusCode; got != http.StatusGone {
		t.Errorf("another's draft opens: %d", got)
	}
}

func TestErasingOnesOwnAccount(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	s.proposed("aino", "alueet.md", "Jokaisella", "Jokaisella alueella on oma tili.")
	s.decided(1)
	b := s.browser().signIn("aino").open("/fi/oma").follow("Poista tili")
	b.reads("1 ehdotus, jota ei ole hyväksytty", "1 hyväksytty ehdotus", "Poistoa ei voi perua.", "p-aino")
	b.send("/fi/oma/poista").answers(http.StatusOK).reads("Tilisi on poistettu.")
	if b.jar[sessionCookie] != "" {
		t.Error("the session cookie stays")
	}
	s.browser().open("/fi/ehdotukset/1").reads("Poistettu käyttäjä").lacks("Aino")
	if got := s.get("/fi/ehdotukset/2").StatusCode; got != http.StatusNotFound {
		t.Errorf("a proposal that was not accepted stays: %d", got)
	}
	if a, err := s.people.Get(t.Context(), "aino"); err != nil || a.Erased.IsZero() {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestBrowserIsNamed(t *testing.T) {
	s := newSite(t)
	r := &request{print: s.catalog.Printer(people.Finnish)}
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                  "Firefox, Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":           "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                            "Chrome, Android",
		"curl/8": "Tuntematon selain",
	} {
		if got := r.device(agent); got != want {
			t.Errorf("%s: %s, want %s", agent, got, want)
		}
	}
}
