package server

import (
	"net/http"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/people"
	"luonnos/revisions"
)

// town is a site with a strategy of two pages and some people.
func town(t *testing.T) *site {
	t.Helper()
	return newTown(t)
}

func newTown(t *testing.T, change ...func(*Config)) *site {
	t.Helper()
	s := newSite(t, change...)
	s.write(map[string]string{
		"palaute.md": "# Palaute\n\nKaupunki vastaa palautteeseen viikossa. Vastaus on julkinen.\n\n## Kanavat\n\n- verkkolomake\n- puhelin\n\nPalaute kootaan kerran vuodessa.\n",
		"alueet.md":  "# Alueet\n\nJokaisella alueella on tili.\n",
	})
	s.account("aino", "Aino K.", people.Resident)
	s.account("veikko", "Veikko S.", people.Resident)
	s.account("kerttu", "Kerttu M.", people.Mentor)
	s.account("hanna", "Hanna J.", people.Official)
	return s
}

// passage finds the passage of a page that begins so.
func (s *site) passage(path docs.Path, begins string) docs.PassageID {
	s.t.Helper()
	page, source, err := s.docs.Read(s.t.Context(), path)
	if err != nil {
		s.t.Fatal(err)
	}
	for i, p := range docs.Passages(source) {
		if strings.HasPrefix(p.Text(source), begins) {
			return page.Passages[i]
		}
	}
	s.t.Fatalf("%s has no passage %q", path, begins)
	return ""
}

// mailed is the token of the newest mailed link.
func (s *site) mailed() people.Token {
	s.t.Helper()
	events, err := s.db.Pending(s.t.Context(), event.MailQueued, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	var token people.Token
	for _, e := range events {
		m, err := people.ParseMail(e)
		if err != nil {
			s.t.Fatal(err)
		}
		if m.Token != "" {
			token = m.Token
		}
	}
	if token == "" {
		s.t.Fatal("no link was mailed")
	}
	return token
}

func (s *site) allProposals() []revisions.Proposal {
	s.t.Helper()
	ps, _, err := s.rev.Proposals(s.t.Context(), people.Account{}, revisions.Filter{})
	if err != nil {
		s.t.Fatal(err)
	}
	return ps
}

func TestVisitorWritesFirstAndConfirmsAfterwards(t *testing.T) {
	s := town(t)
	b := s.browser().open("/fi/strategia/palaute").follow("Ehdota muutosta")
	b.open("/fi/ehdota?passage=" + string(s.passage("palaute.md", "Kaupunki vastaa")))
	b.holds("/fi/ehdota", "text", "Kaupunki vastaa palautteeseen viikossa. Vastaus on julkinen.")
	b.send("/fi/ehdota", "text", "Kaupunki vastaa palautteeseen kolmessa päivässä. Vastaus on julkinen.", "reason", "Viikko on liian pitkä.")
	b.answers(http.StatusOK).reads("Ehdotuksesi luonnos", "kolmessa päivässä", "viikossa")
	draft := b.at
	b.holds(draft, "title", "Muutos: Palaute").holds(draft, "reason", "Viikko on liian pitkä.")

	// Sending without a name and with half an address loses nothing.
	b.send(draft, "title", "Vastaus kolmessa päivässä", "email", "aino@", "do", "send").answers(http.StatusUnprocessableEntity)
	b.reads("Kirjoita nimi.", "Sähköpostiosoite ei kelpaa.").holds(draft, "email", "aino@").holds(draft, "title", "Vastaus kolmessa päivässä")
	b.open(draft).holds(draft, "email", "aino@")

	b.send(draft, "name", "Uusi Asukas", "email", "uusi@example.test", "named", "yes", "do", "send")
	b.answers(http.StatusOK).reads("Vahvista ehdotus sähköpostistasi", "uusi@example.test")
	if n := len(s.allProposals()); n != 0 {
		t.Fatalf("%d proposals are public before they are confirmed", n)
	}
	if got := s.get("/fi/ehdotukset/1").StatusCode; got != http.StatusNotFound {
		t.Fatalf("an unconfirmed proposal answers %d", got)
	}

	b.open(s.server.LinkPath(people.Finnish, s.mailed())).reads("Vastaus kolmessa päivässä").send(string(s.mailed()))
	b.reads("Kiitos!", "Vastaus kolmessa päivässä", "Uusi Asukas", "Viikko on liian pitkä.", "Oma ehdotuksesi")
	s.browser().open("/fi/ehdotukset").reads("Vastaus kolmessa päivässä", "1 ehdotus")
}

func TestOneProposalChangesSeveralPassagesOfTwoPages(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("aino")
	b.open("/fi/ehdota").follow("Palaute").follow("Kaupunki vastaa")
	b.send("/fi/ehdota", "text", "Kaupunki vastaa heti.", "reason", "Nopeus.").reads("1 muutos")
	draft := b.at
	b.press("Muuta toistakin kohtaa", "title", "Palaute nopeammin").follow("puhelin")
	b.reads("Palaute nopeammin").send("/fi/ehdota", "what", "add", "added", "chat").reads("2 muutosta", "chat")
	b.open("/fi/ehdota?page=palaute").follow("verkkolomake").send("/fi/ehdota", "what", "remove").reads("3 muutosta")
	b.open("/fi/ehdota?page=palaute").follow("Lisää luvun loppuun").send("/fi/ehdota", "added", "Koosteesta tehdään video.").reads("4 muutosta")
	b.open("/fi/ehdota?page=alueet").follow("Jokaisella").send("/fi/ehdota", "what", "move", "after", "")
	b.answers(http.StatusUnprocessableEntity).reads("Valitse, minne kohta siirretään.")
	b.send("/fi/ehdota", "what", "change", "text", "Jokaisella alueella on oma tili.").reads("5 muutosta", "oma")
	b.holds(draft, "title", "Palaute nopeammin")
	if b.at != draft {
		t.Fatalf("the changes went to %s, not to %s", b.at, draft)
	}
	b.send(draft, "do", "send").answers(http.StatusOK).reads("Kiitos!", "Käsittelyn vaiheet")
	ps := s.allProposals()
	if len(ps) != 1 || len(ps[0].Paths) != 2 {
		t.Fatalf("%+v", ps)
	}
	// Seen by a visitor, in each language.
	for _, address := range []string{"/fi/ehdotukset/1", "/sv/forslag/1", "/en/proposals/1"} {
		s.browser().open(address).reads("Kaupunki vastaa heti.", "chat", "Koosteesta tehdään video.", "oma").lacks("Oma ehdotuksesi")
	}
	// The browser has begun nothing any more.
	b.open("/fi/ehdota").lacks("kesken")
}

func TestEditsOfADraftCanBeRewrittenAndTakenOut(t *testing.T) {
	s := town(t)
	b := s.browser()
	b.open("/fi/ehdota?page=palaute").follow("Kaupunki vastaa").send("/fi/ehdota", "text", "Kaupunki vastaa heti.")
	draft := b.at
	b.press("Muokkaa").holds("/0", "text", "Kaupunki vastaa heti.").send("/0", "text", "Kaupunki vastaa nyt.").reads("nyt")
	b.press("Muokkaa").send("/0", "text", "Kaupunki vastaa palautteeseen viikossa. Vastaus on julkinen.")
	b.answers(http.StatusUnprocessableEntity).reads("Teksti on ennallaan.")
	// A second click on the first change's button spares the second change.
	b.open("/fi/ehdota?page=alueet").follow("Jokaisella").send("/fi/ehdota", "text", "Alueilla on tilit.").reads("2 muutosta")
	again := b.pressed("Poista luonnoksesta")
	b.press("Poista luonnoksesta").reads("1 muutos")
	b.request(again)
	b.reads("1 muutos", "Alueilla on tilit.").press("Poista luonnoksesta").reads("ei ole vielä yhtään muutosta")
	b.send(draft, "do", "send").answers(http.StatusUnprocessableEntity).reads("ei ole vielä yhtään muutosta. Lisää ainakin yksi.")
	b.open(draft).follow("Poista luonnos").send("/hylkaa-luonnos").reads("Ehdotukset")
	b.open("/fi/ehdota").lacks("kesken")
	b.visit(draft)
	b.answers(http.StatusGone)
}

func TestDraftOfAnotherBrowserIsNotOffered(t *testing.T) {
	s := town(t)
	aino := s.browser().signIn("aino").open("/fi/ehdota?page=alueet").follow("Jokaisella").send("/fi/ehdota", "text", "Uusi teksti.")
	delete(aino.jar, sessionCookie)
	aino.open("/fi/ehdota").lacks("kesken")
	aino.signIn("veikko").open("/fi/ehdota").lacks("kesken")
	aino.signIn("aino").open("/fi/ehdota").reads("kesken")

	// A form that did not ask begins a draft of its own.
	late := s.browser().open("/fi/ehdota?page=alueet").follow("Jokaisella")
	form := late.filled("/fi/ehdota", "text", "Kolmas teksti.", "reason", "Oma syy.")
	late.send("/fi/ehdota", "text", "Toinen teksti.").request(form)
	late.reads("1 muutos", "Kolmas").holds(late.at, "reason", "Oma syy.")

	// A draft whose address someone sent is not taken for one's own, until one
	// writes in it.
	visitor := s.browser().open("/fi/ehdota?page=alueet").follow("Jokaisella").send("/fi/ehdota", "text", "Toinen teksti.")
	draft := visitor.at
	visitor = s.browser().open(draft)
	visitor.open("/fi/ehdota").lacks("kesken")
	visitor.open(draft).press("Muuta toistakin kohtaa").reads("kesken")
}

func TestNewPageIsProposedAndAnsweredInPlace(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("aino").open("/fi/ehdota?new=1")
	b.send("/fi/ehdota", "heading", "", "text", "Teksti.").answers(http.StatusUnprocessableEntity).reads("Anna luvulle otsikko.")
	b.send("/fi/ehdota", "heading", "Palaute", "text", "Teksti.").answers(http.StatusUnprocessableEntity).reads("on jo olemassa")
	b.holds("/fi/ehdota", "text", "Teksti.")
	b.send("/fi/ehdota", "heading", "Mittarit", "text", "Mittaamme\n\n## Miten\n\nYksi.").reads("Uusi luku", "Mittarit")
	b.press("Muokkaa").holds("/0", "heading", "Mittarit").holds("/0", "text", "Mittaamme\n\n## Miten\n\nYksi.")
	b.send("/0", "text", "Mittaamme paljon.").reads("paljon")
	b.send(b.at, "reason", "Tarvitaan.", "do", "send").reads("Kiitos!", "uusi luku")
}

func TestTextThatMovedOnKeepsWhatWasTyped(t *testing.T) {
	s := town(t)
	b := s.browser()
	b.open("/fi/ehdota?page=alueet").follow("Jokaisella")
	s.write(map[string]string{"alueet.md": "# Alueet\n\nJokaisella alueella on kaksi tiliä.\n"})
	b.send("/fi/ehdota", "text", "Jokaisella alueella on hyvä tili.").answers(http.StatusOK)
	b.reads("Strategian teksti on muuttunut", "Kun aloititJokaisella alueella on tili.", "kaksi tiliä", "hyvä")
	draft := b.at
	b.press("Ehdota omaa tekstiäni").lacks("Strategian teksti on muuttunut").reads("hyvä", "kaksi")

	s.write(map[string]string{"alueet.md": "# Alueet\n\nJokaisella alueella on kolme tiliä.\n"})
	b.open(draft).reads("Strategian teksti on muuttunut", "kolme", "hyvä").press("Kirjoita muutos uudelleen")
	b.holds("/0", "text", "Jokaisella alueella on hyvä tili.").send("/0", "text", "Jokaisella alueella on kolme hyvää tiliä.")
	b.lacks("Strategian teksti on muuttunut").reads("hyvää")

	s.write(map[string]string{"alueet.md": "# Alueet\n\nAivan muuta.\n"})
	b.open(draft).reads("Strategian teksti on muuttunut", "kolme hyvää tiliä").press("Jätä nykyinen teksti").lacks("on muuttunut")
}

func TestSendingTwiceMakesOneProposal(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("aino")
	b.open("/fi/ehdota?page=alueet").follow("Jokaisella").send("/fi/ehdota", "text", "Jokaisella alueella on kanava.", "reason", "Selkeys.")
	first, second := b.filled(b.at, "do", "send"), b.filled(b.at, "do", "send")
	b.request(first)
	b.answers(http.StatusOK).reads("Kiitos!")
	b.request(second)
	b.answers(http.StatusOK).reads("Jokaisella alueella on")
	if n := len(s.allProposals()); n != 1 {
		t.Fatalf("%d proposals", n)
	}
}

func TestNewVersionShowsWhatChangedAndWithdrawingAsksFirst(t *testing.T) {
	s := town(t)
	aino := s.browser().signIn("aino")
	aino.open("/fi/ehdota?page=alueet").follow("Jokaisella").send("/fi/ehdota", "text", "Jokaisella alueella on kanava.", "reason", "Selkeys.")
	aino.send(aino.at, "do", "send").reads("Kiitos!")
	veikko := s.browser().signIn("veikko").open("/fi/ehdotukset/1").send("/kanta", "stance", "support").reads("Kannatat ehdotusta.", "Kannatan 1")

	aino.open("/fi/ehdotukset/1").send("/uusi-versio").reads("Uusi versio ehdotuksesta 1")
	draft := aino.at
	aino.press("Muokkaa").send("/0", "text", "Jokaisella alueella on oma kanava.")
	aino.send(draft, "do", "send").reads("Versio 2 on nyt muiden nähtävillä")
	aino.follow("Versio 2").reads("Mitä muuttui versiosta 1 versioon 2", "Yksi lause muuttuu").send("/versiot", "a", "0", "b", "1").reads("Mitä versio 1 muuttaisi strategiassa")
	veikko.open("/fi/ehdotukset/1").reads("Otit kantaa versioon 1.").send("/kanta", "stance", "none").lacks("Kannatat ehdotusta.").reads("Kannatan 0")

	veikko.visit("/fi/ehdotukset/1/peru")
	veikko.answers(http.StatusForbidden)
	aino.open("/fi/ehdotukset/1").follow("Peru ehdotus").reads("Perutaanko ehdotus?").send("/peru").reads("Peruttu", "keskustelu on päättynyt")
	if n := len(s.allProposals()); n != 0 {
		t.Fatalf("%d proposals are listed", n)
	}
}
