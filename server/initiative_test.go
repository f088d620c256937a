package server

import (
	"net/http"
	"strings"
	"testing"

	"luonnos/people"
)

// decided accepts the proposal as hanna.
func (s *site) decided(id int64) {
	s.t.Helper()
	at := s.server.path(people.Finnish, "decision", id)
	s.browser().signIn("hanna").open(at).send(at, "verdict", "accept", "reason", "Kyllä.", "do", "decide").answers(http.StatusOK)
}

const publishForm = "/fi/aloitteet/uusi"

func TestWhoPublishes(t *testing.T) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	for who, want := range map[people.ID]int{"": http.StatusSeeOther, "aino": 403, "kerttu": 403, "ylli": 403, "hanna": 200} {
		s.cookies = nil
		if who != "" {
			s.signIn(who)
		}
		if got := s.get(publishForm).StatusCode; got != want {
			t.Errorf("%q: %d, want %d", who, got, want)
		}
		if got := s.post(publishForm, "sure", "yes").StatusCode; who != "hanna" && got != want {
			t.Errorf("%q posts: %d, want %d", who, got, want)
		}
	}
}

func TestVersionIsFrozenAndPublished(t *testing.T) {
	s := newTown(t, func(c *Config) { c.RecordDir = t.TempDir() })
	visitor := s.browser().open("/fi/aloitteet").reads("Aloitteita ei ole vielä julkaistu").lacks("Julkaise aloite")
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.[^1]\n\n[^1]: Arkisin.")
	s.decided(1)
	s.write(map[string]string{"alueet.md": "# Alueet\n\nTeksti.[^1]\n\n## Kanavat\n\nToinen.\n\n[^1]: Viite.\n"})

	b := s.browser().signIn("hanna").open("/fi/aloitteet").follow("Julkaise aloite")
	b.holds(publishForm, "tag", "versio-1").reads("Aino K.", "Yksi tekijä mainitaan nimeltä.", "0 tekijää jää nimeämättä.", "(ehdotus 1)")
	b.send(publishForm, "title", "", "text", "Pyydämme **tätä**.", "tag", "Versio Yksi", "do", "publish")
	b.answers(http.StatusUnprocessableEntity).reads("Vahvista, että olet tarkistanut").holds(publishForm, "text", "Pyydämme **tätä**.")
	b.send(publishForm, "sure", "yes", "do", "publish").answers(http.StatusUnprocessableEntity)
	b.reads("Anna otsikko.", "Version nimi ei kelpaa.").holds(publishForm, "tag", "Versio Yksi").holds(publishForm, "text", "Pyydämme **tätä**.")
	b.send(publishForm, "title", "Strategia käyttöön", "tag", "versio-1", "do", "preview").answers(http.StatusOK).reads("Esikatselu", "Pyydämme tätä.")
	if list, err := s.server.config.Initiatives.List(t.Context()); err != nil || len(list) != 0 {
		t.Fatalf("published by a preview: %v, %v", list, err)
	}
	b.send(publishForm, "do", "publish").answers(http.StatusOK).reads("Aloite on julkaistu", "Strategia käyttöön")

	// What is kept for visitors shows it at once.
	visitor.open("/fi/aloitteet").follow("Strategia käyttöön").reads("Pyydämme tätä.", "Aino K.", "versio-1", "Hanna J.", "git rev-parse versio-1^{commit}")
	if visitor.at != "/fi/aloitteet/1" {
		t.Fatal(visitor.at)
	}
	visitor.lacks("Aloite on julkaistu")
	for _, address := range []string{"/fi/aloitteet/1", "/sv/initiativ/1", "/en/initiatives", "/fi/aloitteet/1/tuloste", "/en/initiatives/1/print"} {
		visitor.open(address)
		for _, problem := range checkPage(visitor.page.body) {
			t.Errorf("%s: %s", address, problem)
		}
	}

	// Later changes leave the frozen text as it was.
	s.write(map[string]string{"palaute.md": "# Palaute\n\nAivan toinen teksti.\n", "alueet.md": ""})
	visitor.open("/fi/aloitteet/1/tuloste").reads("Kaupunki vastaa heti.", "Arkisin.", "Viite.", "Aino K.").lacks("Aivan toinen")
	visitor.open("/fi/aloitteet/1").follow("Alueet").reads("Tämä luku on poistettu strategiasta.", "Toinen.")
	visitor.open("/fi/aloitteet/1").follow("Palaute").reads("Luet vanhaa versiota.", "Kaupunki vastaa heti.").lacks("Aivan toinen")

	// The name of a version is used once.
	b.open(publishForm).holds(publishForm, "tag", "versio-2").send(publishForm, "tag", "versio-1", "sure", "yes", "do", "publish")
	b.answers(http.StatusConflict).reads("jo jäädytetty").holds(publishForm, "tag", "versio-1")
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

func TestInitiativeOfAnErasedContributor(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	s.decided(1)
	s.browser().signIn("hanna").open(publishForm).send(publishForm, "sure", "yes", "do", "publish").answers(http.StatusOK)
	b := s.browser().open("/fi/aloitteet/1").reads("Aino K.")
	b.open("/fi/aloitteet/1/tuloste").reads("Aino K.")
	aino, err := s.people.Get(t.Context(), "aino")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.rev.EraseFor(t.Context(), aino, "aino"); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/fi/aloitteet/1", "/fi/aloitteet/1/tuloste"} {
		if b.open(address); strings.Contains(b.page.body, "Aino") {
			t.Errorf("%s still names the erased contributor", address)
		}
		b.reads("Yksi tekijä ei ole halunnut nimeään näkyviin.")
	}
}

func TestNoTextNoInitiative(t *testing.T) {
	s := newSite(t)
	s.account("hanna", "Hanna J.", people.Official)
	s.browser().signIn("hanna").open(publishForm).reads("ei ole vielä tekstiä")
	if got := s.get("/fi/aloitteet/1").StatusCode; got != http.StatusNotFound {
		t.Errorf("no initiative answers %d", got)
	}
}
