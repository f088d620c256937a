package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"luonnos/people"
	"luonnos/themes"
)

// gave sends feedback by the form and returns the address of the sender's page.
func (s *site) gave(pairs ...string) string {
	s.t.Helper()
	b := s.browser().open("/fi/palaute/uusi").send("/fi/palaute/uusi", pairs...)
	if !strings.HasPrefix(b.at, "/fi/palaute/oma/") {
		s.t.Fatalf("the sender is at %s: %s", b.at, b.text())
	}
	return b.at
}

// ruled shows or hides an item as the mentor.
func (s *site) ruled(id int64, r themes.Ruling) {
	s.t.Helper()
	kerttu, err := s.people.Get(s.t.Context(), "kerttu")
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.themes.Moderate(s.t.Context(), kerttu, "", id, r); err != nil {
		s.t.Fatal(err)
	}
}

func TestFeedbackIsGivenAndShown(t *testing.T) {
	s := town(t)
	own := s.gave("text", "Vastaukset tulevat liian myöhään.\n\nViikko on pitkä aika.", "name", "Salla Salainen", "email", "salla@example.test", "tell", "yes")
	sender := s.browser().open(own).reads("Palaute odottaa tarkistusta", "Viikko on pitkä aika.", "Et ole antanut lupaa").lacks("salla@example.test")
	visitor := s.browser().open("/fi/palaute").lacks("liian myöhään")
	visitor.visit("/fi/palaute/1").answers(http.StatusNotFound).lacks("liian myöhään")

	// The kept list is made anew once the item is shown.
	s.ruled(1, themes.Ruling{State: themes.Shown})
	visitor.open("/fi/palaute").reads("1 palaute", "liian myöhään", "Palvelun lomake").follow("Vastaukset tulevat")
	visitor.reads("Palaute 1", "Viikko on pitkä aika.", "Palaute julkaistiin", "ei ole vielä vastattu")
	for _, page := range []string{"/fi/palaute", "/fi/palaute/1", "/sv/respons/1", "/en/feedback/1"} {
		visitor.open(page)
		for _, private := range []string{"Salla", "Salainen", "salla@"} {
			if strings.Contains(visitor.page.body, private) {
				t.Errorf("%s says %s", page, private)
			}
		}
	}
	sender.open(own).reads("Palautteesi on julkaistu", "Julkinen sivu")

	s.ruled(1, themes.Ruling{State: themes.Hidden, Reason: "Siinä on toisen nimi."})
	visitor.open("/fi/palaute").lacks("liian myöhään")
	visitor.visit("/fi/palaute/1").answers(http.StatusNotFound)
	sender.open(own).reads("ei julkaistu", "Siinä on toisen nimi.", "Viikko on pitkä aika.")
}

// TestOwnFeedbackOnTheAccount: who is signed in finds the page of their feedback.
func TestOwnFeedbackOnTheAccount(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("aino").open("/fi/palaute/uusi").send("/fi/palaute/uusi", "text", "Kirjauduin ensin.")
	b.open("/fi/oma").reads("Oma palaute", "Kirjauduin ensin.", "Odottaa tarkistusta").send("/fi/oma/palaute").reads("Kirjauduin ensin.")
	if !strings.HasPrefix(b.at, "/fi/palaute/oma/") {
		t.Errorf("leads to %s", b.at)
	}
	b.open("/fi/oma/poista").reads("1 palaute, jota ei ole julkaistu")
	s.browser().signIn("kerttu").open("/fi/oma").lacks("Kirjauduin ensin.")
}

func TestFeedbackFormKeepsWhatWasTyped(t *testing.T) {
	s := town(t)
	b := s.browser().open("/fi/palaute/uusi")
	b.send("/fi/palaute/uusi", "text", " ", "name", "Salla", "email", "ei osoite", "consent", "yes").answers(http.StatusUnprocessableEntity)
	b.reads("Kirjoita teksti.", "Sähköpostiosoite ei kelpaa.").holds("/fi/palaute/uusi", "name", "Salla").holds("/fi/palaute/uusi", "email", "ei osoite")
	b.holds("/fi/palaute/uusi", "consent", "yes")
	b.send("/fi/palaute/uusi", "text", "Hyvä näin.", "email", "", "tell", "yes").answers(http.StatusUnprocessableEntity).reads("Kirjoita sähköpostiosoite.")
	b.send("/fi/palaute/uusi", "tell", "").reads("Kiitos palautteesta!", "Olet antanut luvan")
	b.send("/lupa", "consent", "refused").reads("vastauksesi on tallessa", "Et ole antanut lupaa")
}

func TestFeedbackSentTwiceIsOne(t *testing.T) {
	s := town(t)
	b := s.browser().open("/fi/palaute/uusi")
	form := url.Values{"op": {"a-click"}, "text": {"Hyvä näin."}}
	var at []string
	for range 2 {
		r := httptest.NewRequest(http.MethodPost, "/fi/palaute/uusi", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		b.request(r)
		b.reads("Kiitos palautteesta!")
		at = append(at, b.at)
	}
	for _, own := range at {
		s.browser().open(own).reads("Oma palautteesi 1", "Hyvä näin.")
	}
	if _, n, err := s.themes.Items(t.Context(), s.person("kerttu"), themes.Filter{}); err != nil || n != 1 {
		t.Errorf("%d items, %v", n, err)
	}
}

// TestOwnPageStaysSecret: the address of a sender's page is its key. No cache
// keeps the page, no other site hears of it, and nobody may try many.
func TestOwnPageStaysSecret(t *testing.T) {
	s := town(t)
	own := s.gave("text", "Hyvä näin.")
	withdraw := s.browser().open(own).follow("Ota palaute takaisin").at
	for _, target := range []string{own, withdraw} {
		a := s.get(target)
		if a.StatusCode != http.StatusOK || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %d %v", target, a.StatusCode, a.Header)
		}
	}
	s.post("/fi/kirjaudu", "email", "aino@example.test")
	if a := s.get(s.server.LinkPath(people.Finnish, s.mailed())); a.StatusCode != http.StatusOK || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a link to sign in: %d %v", a.StatusCode, a.Header)
	}
	for n := 0; ; n++ {
		status := s.get("/fi/palaute/oma/" + strings.Repeat("A", 26)).StatusCode
		if status == http.StatusTooManyRequests {
			break
		}
		if status != http.StatusNotFound || n > 200 {
			t.Fatalf("attempt %d: %d", n, status)
		}
	}
}

func TestFeedbackIsAboutAPassage(t *testing.T) {
	s := town(t)
	b := s.browser().open("/fi/strategia/palaute").open("/fi/kohta/" + string(s.passage("palaute.md", "Kaupunki vastaa")))
	b.follow("Anna palautetta tästä kohdasta").reads("Kaupunki vastaa palautteeseen viikossa.")
	b.send("/fi/palaute/uusi", "text", "").answers(http.StatusUnprocessableEntity).reads("Kaupunki vastaa palautteeseen viikossa.")
	b.send("/fi/palaute/uusi", "text", "Päivässä olisi hyvä.").reads("Palaute koskee kohtaa:", "Kaupunki vastaa palautteeseen viikossa.")
	s.ruled(1, themes.Ruling{State: themes.Shown})
	s.browser().open("/fi/palaute/1").reads("Palaute koskee kohtaa:", "Kaupunki vastaa palautteeseen viikossa.")
	s.browser().visit("/fi/palaute/uusi?passage=zzzz").answers(http.StatusNotFound)
}

func TestSenderTakesFeedbackBack(t *testing.T) {
	s := town(t)
	own := s.gave("text", "Kadun tätä heti.")
	s.ruled(1, themes.Ruling{State: themes.Shown})
	s.browser().open("/fi/palaute").reads("Kadun tätä")
	b := s.browser().open(own).follow("Ota palaute takaisin").reads("Tätä ei voi perua.")
	b.send("/peru").reads("Palaute on otettu takaisin")
	s.browser().open("/fi/palaute").lacks("Kadun tätä")
	s.browser().visit(own).answers(http.StatusNotFound)
	s.browser().visit("/fi/palaute/1").answers(http.StatusNotFound)
}

func TestFeedbackFilters(t *testing.T) {
	s := town(t)
	for _, text := range []string{"Bussit ovat myöhässä joka aamu.", "Kirjasto on auki liian vähän."} {
		s.gave("text", text)
	}
	s.ruled(1, themes.Ruling{State: themes.Shown})
	s.ruled(2, themes.Ruling{State: themes.Shown})
	b := s.browser().open("/fi/palaute").reads("2 palautetta")
	b.send("/fi/palaute", "q", "kirjaston").reads("1 palaute", "Kirjasto on auki").lacks("Bussit")
	b.send("/fi/palaute", "q", "", "from", "2030-01-01").reads("Näillä valinnoilla ei löytynyt")
	b.open("/fi/palaute?from=2026-11-23&until=2026-11-23").reads("2 palautetta")
	b.open("/fi/palaute?until=2026-11-22").reads("Näillä valinnoilla ei löytynyt")
	b.visit("/fi/palaute?from=eilen").answers(http.StatusUnprocessableEntity).reads("Kirjoita päivä muodossa", "Bussit")
}

// TestKeptPageTellsWhatCameOfFeedback: what visitors are given is made anew when
// something comes of the feedback, however far from it.
func TestKeptPageTellsWhatCameOfFeedback(t *testing.T) {
	s := newTown(t, func(c *Config) { c.RecordDir = t.TempDir() })
	s.gave("text", "Viikko on liian pitkä aika.", "consent", "yes")
	s.gave("text", "Palautetta kootaan liian harvoin.")
	s.ruled(1, themes.Ruling{State: themes.Shown})
	s.ruled(2, themes.Ruling{State: themes.Shown})
	visitor := s.browser().open("/fi/palaute/1").lacks("Vastaus päivässä").open("/fi/palaute/2").lacks("Kootaan")

	// One is made into a proposal, the other tied to a passage that one is about.
	form := "/fi/tyopoyta/1"
	b := s.browser().signIn("hanna").open(form).send(form, "do", "draft").reads("Syntyi palautteesta 1").open("/fi/ehdota?page=palaute").follow("Kaupunki vastaa")
	b.send("/fi/ehdota", "text", "Kaupunki vastaa palautteeseen päivässä. Vastaus on julkinen.").send(b.at, "title", "Vastaus päivässä", "do", "send").reads("Vastaus päivässä")
	visitor.open("/fi/palaute/1").reads("Vastaus päivässä")
	form = "/fi/tyopoyta/2"
	b.open(form).send(form, "find", "kootaan vuodessa", "do", "find").send(form, "do", "tie passage "+string(s.passage("palaute.md", "Palaute kootaan")))
	visitor.open("/fi/palaute/2").reads("Palaute kootaan kerran vuodessa.")
	p := s.proposed("aino", "palaute.md", "Palaute kootaan", "Palaute kootaan joka kuukausi.")
	visitor.open("/fi/palaute/2").reads(p.Title)
	s.decided(p.ID)
	visitor.open("/fi/palaute/2").reads("Hyväksytty")

	b.open(publishForm).send(publishForm, "title", "Strategia käyttöön", "text", "Pyydämme tätä.", "sure", "yes", "do", "publish").answers(http.StatusOK)
	visitor.open("/fi/palaute/2").reads("Strategia käyttöön")
}
