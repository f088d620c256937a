package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// works is town with an administrator who has the site open.
func works(t *testing.T) (*site, *browser) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	return s, s.browser().signIn("ylli")
}

func TestSourcesAreForAdministrators(t *testing.T) {
	s, b := works(t)
	made := mastodon(b)
	for who, want := range map[people.ID]int{"": http.StatusSeeOther, "aino": 403, "kerttu": 403, "hanna": 403, "ylli": 200} {
		s.cookies = nil
		if who != "" {
			s.signIn(who)
		}
		for _, address := range []string{"/fi/lahteet", "/fi/lahteet/uusi", made, made + "/poista", "/fi/lahteet/avaimet"} {
			if got := s.get(address).StatusCode; got != want {
				t.Errorf("%q at %s: %d, want %d", who, address, got, want)
			}
		}
		if who == "ylli" {
			continue
		}
		for _, address := range []string{"/fi/lahteet/uusi", made, made + "/hae", made + "/keskeyta", made + "/poista", "/fi/lahteet/avaimet", "/fi/lahteet/avaimet/1/poista"} {
			if got := s.post(address, "name", "Oma", "channel", "import", "paused", "yes").StatusCode; got != want {
				t.Errorf("%q posts to %s: %d, want %d", who, address, got, want)
			}
		}
	}
	b.open("/fi/lahteet").reads("Tunniste", "Odottaa ensimmäistä hakua").lacks("Oma")
}

// mastodon makes a source and returns its address.
func mastodon(b *browser) string {
	b.open("/fi/lahteet").follow("Lisää lähde").follow("Mastodonin aihetunniste")
	b.send("channel=mastodon", "name", "Tunniste", "address", "https://mastodon.example.fi", "tag", "#EsimerkkiläPalaute", "secret", "aivan-salainen", "every", "15")
	b.answers(http.StatusOK).reads("Lähde on tallennettu.", "Mastodon", "Tieto on tallessa.").lacks("aivan-salainen")
	return b.at
}

func TestSourceIsMadeAndChanged(t *testing.T) {
	s, b := works(t)
	b.open("/fi/lahteet/uusi?channel=mastodon")
	b.send("channel=mastodon", "name", "Tunniste", "address", "mastodon", "tag", "#", "every", "60", "trusted", "yes")
	b.answers(http.StatusUnprocessableEntity).reads("Osoite ei kelpaa.")
	b.holds("channel=mastodon", "name", "Tunniste").holds("channel=mastodon", "address", "mastodon").holds("channel=mastodon", "trusted", "yes")
	made := mastodon(b)
	b.holds(made, "tag", "EsimerkkiläPalaute").holds(made, "every", "15").holds(made, "secret", "")
	if strings.Contains(b.page.body, "aivan-salainen") {
		t.Error("the page holds the secret")
	}
	ylli, err := s.people.Get(t.Context(), "ylli")
	if err != nil {
		t.Fatal(err)
	}
	due := func() []themes.SourceRun {
		t.Helper()
		due, err := s.themes.Due(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return due
	}
	// The secret stays when its field is left empty, and through a pause.
	b.send(made, "name", "Tunnus", "every", "360").reads("Lähde on tallennettu.", "Tunnus")
	b.send("/keskeyta").reads("Haku on keskeytetty.", "Tauolla").lacks("Hae nyt")
	if len(due()) != 0 {
		t.Error("a paused source is due")
	}
	b.send("/keskeyta").reads("Haku jatkuu.")
	if list := due(); len(list) != 1 || list[0].Source.Secret != "aivan-salainen" || list[0].Source.Name != "Tunnus" {
		t.Fatalf("due: %+v", list)
	}

	// How the fetching goes is told, and what the machine said.
	was := due()[0].Run
	run := was
	run.Started, run.Ended, run.Next = s.time, s.time.Add(time.Second), s.time.Add(time.Hour)
	run.Failures, run.Error = 3, "error.fetch-status HTTP 503"
	if ok, err := s.themes.ClaimRun(t.Context(), was, run); err != nil || !ok {
		t.Fatal(ok, err)
	}
	b.open(made).reads("Haku ei onnistu", "Lähteen palvelin ilmoitti virheestä.", "HTTP 503", "epäonnistunut 3")
	b.open("/fi/lahteet").reads("Haku ei onnistu", "Lähteen palvelin ilmoitti virheestä.")
	b.open(made).send("/hae").reads("Haku alkaa hetken päästä.")
	if len(due()) != 1 {
		t.Error("it is not due when asked for")
	}
	for _, address := range []string{"/fi/lahteet", "/sv/kallor/nytt", "/en/sources/new?channel=mail", "/sv/kallor/nycklar", made, made + "/poista"} {
		b.open(address)
		for _, problem := range checkPage(b.page.body) {
			t.Errorf("%s: %s", address, problem)
		}
	}
	b.open(made).follow("Poista lähde").send("/poista").reads("Lähde on poistettu.").lacks("Tunnus")

	// What always is cannot be changed.
	form, err := s.themes.FormSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.themes.Source(t.Context(), ylli, form); err != nil {
		t.Fatal(err)
	}
	b.open("/fi/lahteet").follow("Palvelun lomake").reads("aina käytössä").lacks("Tallenna", "Poista lähde", "Keskeytä")
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

// TestEveryChannelHasItsForm: each channel's form takes what its own hints say.
func TestEveryChannelHasItsForm(t *testing.T) {
	_, b := works(t)
	for channel, pairs := range map[themes.Channel][]string{
		themes.ByFeed:   {"address", "https://example.fi/uutiset.xml"},
		themes.ByMail:   {"address", "imaps://posti.example.fi:993/INBOX", "user", "palaute", "secret", "sala"},
		themes.FromCity: {"address", "https://palaute.example.fi/open311/v2"},
		themes.ByImport: nil,
	} {
		b.open("/fi/lahteet/uusi?channel=" + string(channel))
		b.send("channel="+string(channel), append([]string{"name", "Nimi " + string(channel)}, pairs...)...)
		b.answers(http.StatusOK).reads("Lähde on tallennettu.", "Nimi "+string(channel))
	}
	b.open("/fi/lahteet/uusi?channel=form").reads("Mistä palautetta haetaan?")
}

// TestSecretIsNotHeld: a form that meets an expired session waits without its secret.
func TestSecretIsNotHeld(t *testing.T) {
	s, b := works(t)
	b.open("/fi/lahteet/uusi?channel=mail")
	delete(b.jar, sessionCookie)
	b.send("channel=mail", "name", "Postilaatikko", "address", "imaps://posti.example.fi/INBOX", "user", "palaute", "secret", "aivan-salainen")
	b.signIn("ylli")
	var held string
	for name := range b.jar {
		if strings.HasSuffix(name, heldCookie) {
			held = b.jar[name]
		}
	}
	b.open("/fi/jatka/" + held).reads("Postilaatikko")
	if strings.Contains(b.page.body, "aivan-salainen") {
		t.Error("the secret waits with the form")
	}
	form, err := s.people.Held(t.Context(), people.Token(held))
	if err != nil || form.Values[secretField] != nil {
		t.Errorf("%v, %v", form.Values, err)
	}
}

func TestKeyIsShownOnce(t *testing.T) {
	s, b := works(t)
	b.open("/fi/lahteet").follow("Open311-avaimet").reads("Yhtään avainta ei ole vielä annettu.", "/open311/v2")
	b.send("/avaimet", "name", "").answers(http.StatusUnprocessableEntity)
	b.send("/avaimet", "name", "Kyläyhdistyksen sovellus").reads("Avain on luotu: Kyläyhdistyksen sovellus.", "ei vielä käytetty")
	var key string
	for n := range b.doc.Descendants() {
		if attr(n, "id") == "key" {
			key = textOf(n)
		}
	}
	if k, err := s.themes.Key311(t.Context(), key); err != nil || k.Name != "Kyläyhdistyksen sovellus" {
		t.Fatalf("%q: %+v, %v", key, k, err)
	}
	b.open("/fi/lahteet/avaimet").reads("Kyläyhdistyksen sovellus")
	if strings.Contains(b.page.body, key) {
		t.Error("the key is shown again")
	}
	b.press("Poista avain").reads("Avain on poistettu.", "Yhtään avainta ei ole vielä annettu.")
	if _, err := s.themes.Key311(t.Context(), key); err == nil {
		t.Error("a removed key opens")
	}
}
