package server

import (
	"net/http"
	"strings"
	"testing"

	"luonnos/people"
	"luonnos/revisions"
)

// proposed is a town where aino has proposed a change to a passage.
func proposed(t *testing.T) *site {
	t.Helper()
	s := town(t)
	b := s.browser().signIn("aino")
	b.open("/fi/ehdota?page=palaute").follow("Kaupunki vastaa")
	b.send("/fi/ehdota", "text", "Kaupunki vastaa heti. Vastaus on julkinen.", "reason", "Nopeus.")
	b.send(b.at, "do", "send").reads("Kiitos!")
	return s
}

func TestProposalIsDiscussed(t *testing.T) {
	s := proposed(t)
	veikko := s.browser().signIn("veikko").open("/fi/ehdotukset/1").reads("Ei vielä kommentteja.")
	veikko.send("/kommentti", "body", " ").answers(http.StatusUnprocessableEntity).reads("Kirjoita kommentti.", "Kaupunki vastaa heti")
	veikko.send("/kommentti", "quote", "1", "body", "Onko *heti* tunti?", "lang", "fi")
	veikko.reads("Keskustelu (1 kommentti)", "Kaupunki vastaa heti.", "Onko heti tunti?")
	if strings.Contains(veikko.text(), "Viranhaltijana") {
		t.Fatal("a resident is asked in what capacity they write")
	}

	hanna := s.browser().signIn("hanna").open("/fi/ehdotukset/1").follow("Vastaa")
	hanna.send("/vastaa", "body", "").answers(http.StatusUnprocessableEntity).reads("Onko heti tunti?")
	hanna.send("/vastaa", "body", "Se on tunti.", "capacity", "official").reads("Keskustelu (2 kommenttia)", "Viranhaltija")

	veikko.open("/fi/ehdotukset/1").follow("Muokkaa").holds("/muokkaa", "body", "Onko *heti* tunti?")
	veikko.send("/muokkaa", "body", "Onko heti yksi tunti?").reads("yksi", "Muokattu")
	s.browser().open("/fi/ehdotukset/1").follow("Muokattu").reads("Aiemmat sanamuodot", "Yksi lause muuttuu")

	// Another resident can neither reword nor remove it.
	s.account("oona", "Oona T.", people.Activist)
	oona := s.browser().signIn("oona").open("/fi/ehdotukset/1").lacks("Muokkaa")
	oona.visit("/fi/kommentti/1/muokkaa").answers(http.StatusForbidden)
	oona.visit("/fi/kommentti/1/poista").answers(http.StatusForbidden)

	// A moderator gives a reason, and the place stays with its answers.
	kerttu := s.browser().signIn("kerttu").open("/fi/kommentti/1/poista")
	kerttu.send("/poista", "reason", "").answers(http.StatusUnprocessableEntity).reads("Kirjoita perustelu.")
	kerttu.send("/poista", "reason", "Asiaton.").reads("Moderaattori on poistanut kommentin. Syy: Asiaton.", "Se on tunti.").lacks("yksi tunti")
	s.browser().open("/fi/kommentti/1/historia").lacks("heti")

	hanna.open("/fi/ehdotukset/1").follow("Poista").reads("poistetaan pysyvästi").send("/poista").reads("Kirjoittaja on poistanut kommentin.", "Keskustelu (0 kommenttia)")
}

func TestQuoteOfAProposalTellsWhenItsTextHasGone(t *testing.T) {
	s := proposed(t)
	s.browser().signIn("veikko").open("/fi/ehdotukset/1").send("/kommentti", "quote", "1", "body", "Miten?").lacks("ei enää ole")
	aino := s.browser().signIn("aino").open("/fi/ehdotukset/1").send("/uusi-versio").press("Muokkaa")
	aino.send("/0", "text", "Kaupunki vastaa kahdessa päivässä. Vastaus on julkinen.")
	aino.send(aino.at, "do", "send").reads("Ehdotettu teksti on muuttunut tämän jälkeen.", "Katso, mikä muuttui versiossa 2", "[poistettu: heti]")
	aino.send("/uusi-versio").press("Muokkaa").send("/0", "text", "Vastaus on julkinen.")
	aino.send(aino.at, "do", "send").reads("Kommentoitua tekstiä ei ole ehdotuksen uusimmassa versiossa.", "Kaupunki vastaa heti.")
}

func TestPassageIsDiscussed(t *testing.T) {
	s := town(t)
	id := s.passage("palaute.md", "Kaupunki vastaa")
	veikko := s.browser().signIn("veikko").open("/fi/kohta/" + string(id))
	veikko.send("/kommentti", "body", "").answers(http.StatusUnprocessableEntity).reads("Kirjoita kommentti.")
	veikko.send("/kommentti", "quote", "2", "body", "Missä se julkaistaan?").reads("Keskustelu (1 kommentti)", "Missä se julkaistaan?")
	s.browser().open("/fi/strategia/palaute").reads("1 kommentti")
	s.browser().open("/sv/avsnitt/"+string(id)).reads("Missä se julkaistaan?", "Diskussion (1 kommentar)")

	s.write(map[string]string{"palaute.md": "# Palaute\n\nKaupunki vastaa palautteeseen viikossa. Vastaus on kaikkien luettavissa.\n"})
	s.browser().open("/fi/kohta/"+string(id)).reads("Teksti on muuttunut tämän jälkeen.", "[poistettu: julkinen]", "[lisätty: kaikkien luettavissa]", "Katso, mitä muutettiin")
	s.browser().open("/fi/kommentti/1").reads("Missä se julkaistaan?")

	s.write(map[string]string{"palaute.md": "# Palaute\n"})
	s.browser().open("/fi/kohta/"+string(id)).reads("ei voi enää keskustella", "Missä se julkaistaan?", "Kommentoitu teksti on poistettu.", "Vastaus on julkinen.")
	s.browser().open("/fi/strategia/palaute").reads("Keskusteluja poistuneista kohdista", "Vastaus on julkinen.", "1 kommentti").follow("1 kommentti").reads("Missä se julkaistaan?")
}

func TestCommentOutlivesTheSession(t *testing.T) {
	s := proposed(t)
	b := s.browser().open("/fi/ehdotukset/1")
	b.request(b.filled("/kommentti", "body", "Hyvä ehdotus, mutta kuka vastaa?"))
	if n := len(s.threads(1)); n != 0 {
		t.Fatalf("%d comments by a visitor", n)
	}
	b.send("/kirjaudu", "email", "veikko@example.test")
	b.open(s.server.LinkPath(people.Finnish, s.mailed())).send(string(s.mailed()))
	b.reads("Hyvä ehdotus, mutta kuka vastaa?").send("/kommentti")
	b.reads("Keskustelu (1 kommentti)", "Veikko S.", "Hyvä ehdotus, mutta kuka vastaa?")
}

func TestCommentSentTwiceIsOne(t *testing.T) {
	s := proposed(t)
	b := s.browser().signIn("veikko").open("/fi/ehdotukset/1")
	first, second := b.filled("/kommentti", "body", "Kerran."), b.filled("/kommentti", "body", "Kerran.")
	b.request(first)
	b.request(second)
	b.answers(http.StatusOK).reads("Keskustelu (1 kommentti)")
}

func TestStanceIsTakenByOthersThanTheAuthor(t *testing.T) {
	s := proposed(t)
	s.browser().signIn("aino").open("/fi/ehdotukset/1").reads("Et voi ottaa kantaa omaan ehdotukseesi.")
	b := s.browser().signIn("veikko").open("/fi/ehdotukset/1").send("/kanta", "stance", "oppose").reads("Vastustan 1")
	b.send("/kanta", "stance", "abstain").reads("Vastustan 0", "En ota kantaa 1")
	s.browser().open("/fi/ehdotukset").reads("0 kannattaa", "0 vastustaa")
	visitor := s.browser().open("/fi/ehdotukset/1").send("/kanta", "stance", "support")
	if !strings.Contains(visitor.at, "/kirjaudu") {
		t.Fatalf("the visitor is at %s", visitor.at)
	}
}

func TestVisitorsSeeANewCommentAtOnce(t *testing.T) {
	s := proposed(t)
	visitor := s.browser().open("/fi/ehdotukset/1").reads("Keskustelu (0 kommenttia)")
	s.browser().signIn("veikko").open("/fi/ehdotukset/1").send("/kommentti", "body", "Uusi.")
	visitor.open("/fi/ehdotukset/1").reads("Keskustelu (1 kommentti)").lacks("Poista")
}

func (s *site) threads(proposal int64) []revisions.Thread {
	s.t.Helper()
	ts, err := s.rev.ProposalThreads(s.t.Context(), people.Account{}, proposal)
	if err != nil {
		s.t.Fatal(err)
	}
	return ts
}

func TestAnyWordsOfAPassageAreDiscussed(t *testing.T) {
	s := town(t)
	s.write(map[string]string{"palaute.md": "# Palaute\n\nVastaus on [julkinen](https://example.test/a), ja **vastaus** on pian. Vastaus on hyvä.\n"})
	id := s.passage("palaute.md", "Vastaus on")
	veikko := s.browser().signIn("veikko").open("/fi/kohta/" + string(id))
	// As a reader sees and selects them, without the marks of Markdown.
	veikko.send("/kommentti", "words", "julkinen, ja vastaus on", "body", "Milloin?")
	b := s.browser().open("/fi/kohta/" + string(id)).reads("julkinen, ja vastaus on Milloin?")
	// Of equal words those that were selected.
	r := veikko.filled("/kommentti", "words", "vastaus on", "body", "Onko?")
	b.lacks("Onko?")
	veikko.request(r)
	if ts, err := s.rev.PassageThreads(t.Context(), id); err != nil || len(ts) != 2 || ts[1].Place.Now != "**vastaus** on" {
		t.Errorf("threads are %+v, %v", ts, err)
	}
	// What is not there is said, and nothing typed is lost.
	veikko.open("/fi/kohta/"+string(id)).send("/kommentti", "words", "aivan muuta", "body", "Säilyykö?").answers(http.StatusUnprocessableEntity)
	veikko.reads("Tekstissä ei ole enää sitä kohtaa").holds("/kommentti", "body", "Säilyykö?")
	veikko.holds("/kommentti", "words", "aivan muuta")
}

func TestSentenceIsOneOfTheTextThatWasRead(t *testing.T) {
	s := town(t)
	id := s.passage("palaute.md", "Kaupunki vastaa")
	veikko := s.browser().signIn("veikko").open("/fi/kohta/" + string(id))
	r := veikko.filled("/kommentti", "quote", "2", "body", "Missä?")
	s.write(map[string]string{"palaute.md": "# Palaute\n\nKaupunki vastaa palautteeseen viikossa. Näin on sovittu. Vastaus on julkinen.\n"})
	veikko.request(r)
	if ts, err := s.rev.PassageThreads(t.Context(), id); err != nil || len(ts) != 1 || ts[0].Place.Then != "Vastaus on julkinen." {
		t.Errorf("threads are %+v, %v", ts, err)
	}
}
