package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"luonnos/people"
	"luonnos/themes"
)

// office is a town where residents have given feedback.
func office(t *testing.T, texts ...string) *site {
	t.Helper()
	s := town(t)
	s.account("kirsi", "Kirsi B.", people.Administrator)
	s.account("oona", "Oona T.", people.Activist)
	for _, text := range texts {
		s.gave("text", text, "name", "Salla Salainen", "email", "salla@example.test", "consent", "yes")
	}
	return s
}

func TestDeskIsForThoseWhoLookAfterFeedback(t *testing.T) {
	s := office(t, "Bussit ovat myöhässä.")
	pages := []string{"/fi/tyopoyta", "/fi/tyopoyta/1", "/fi/tyopoyta/1/poista-tiedot"}
	for id, want := range map[people.ID][]int{"aino": {403, 403, 403}, "oona": {403, 403, 403}, "kerttu": {200, 200, 403}, "hanna": {200, 200, 200}, "kirsi": {200, 200, 200}} {
		b := s.browser().signIn(id)
		for i, page := range pages {
			b.visit(page).answers(want[i])
			if want[i] == http.StatusForbidden {
				b.lacks("Bussit")
			}
			if strings.Contains(b.page.body, "salla@example.test") {
				t.Errorf("%s shows %s an address", page, id)
			}
		}
	}
	for _, page := range pages {
		s.browser().visit(page).reads("Kirjaudu sisään").lacks("Bussit")
	}
	// An administrator shows and hides, and neither answers nor ties.
	s.browser().signIn("kirsi").open("/fi/tyopoyta/1").reads("Julkaistaanko palaute?", "Salla Salainen").lacks("Vastaus näkyy kaikille", "Mihin palaute liittyy")
	for id, forbidden := range map[people.ID]bool{"aino": true, "oona": true, "kirsi": false} {
		s.signIn(id)
		a := s.post("/fi/tyopoyta/1", "do", "save", "state", "shown", "answer", "Vastaus.", "capacity", "private", "status", "closed", "was-status", "open")
		if a.StatusCode != http.StatusForbidden {
			t.Errorf("%s answers feedback: %d", id, a.StatusCode)
		}
		if forbidden {
			for _, do := range []string{"tie passage x", "ask", "draft", "show"} {
				if a := s.post("/fi/tyopoyta/1", "do", do); a.StatusCode != http.StatusForbidden {
					t.Errorf("%s does %s: %d", id, do, a.StatusCode)
				}
			}
			if a := s.post("/fi/tyopoyta", "item", "1", "do", "show"); a.StatusCode != http.StatusForbidden {
				t.Errorf("%s publishes: %d", id, a.StatusCode)
			}
		}
	}
	s.cookies = nil
}

func TestDeskShowsHidesAndAnswersTogether(t *testing.T) {
	s := office(t, "Bussit ovat myöhässä.", "Kirjasto on auki liian vähän.", "Uimahalli on kylmä.")
	b := s.browser().signIn("hanna").open("/fi/tyopoyta").reads("Vastaamatta 3", "Tarkistamatta 3", "0 päivää")
	b.press("Tee", "do", "show").answers(http.StatusUnprocessableEntity).reads("Valitse ensin palautteet")
	b.open("/fi/tyopoyta").press("Tee", "every", "yes").answers(http.StatusUnprocessableEntity).reads("Valitse, mitä palautteille tehdään.")
	b.open("/fi/tyopoyta").press("Tee", "item", "1", "do", "show").reads("1 palaute on julkaistu.", "Tarkistamatta 2")
	s.browser().open("/fi/palaute").reads("1 palaute", "Bussit").lacks("Kirjasto")

	// Hiding needs a reason, an answer its words and who gives it.
	b.open("/fi/tyopoyta").press("Tee", "item", "2", "do", "hide").reads("Piilota 1 palaute", "Kirjasto").lacks("Bussit")
	b.send("/fi/tyopoyta", "reason", " ").answers(http.StatusUnprocessableEntity)
	b.send("/fi/tyopoyta", "reason", "Asiaton.").reads("1 palaute on piilotettu.", "Piilotetut 1")
	b.open("/fi/tyopoyta").press("Tee", "every", "yes", "do", "reply").reads("Vastaa 2 palautteeseen", "Bussit", "Uimahalli").lacks("Kirjasto")
	b.send("/fi/tyopoyta", "answer", "Asia korjataan.").answers(http.StatusUnprocessableEntity).reads("Valitse, vastaatko").holds("/fi/tyopoyta", "answer", "Asia korjataan.")
	b.send("/fi/tyopoyta", "capacity", "official", "close", "yes").reads("2 palautteeseen on vastattu.", "Vastaamatta 0")
	s.browser().open("/fi/palaute/1").reads("Asia korjataan.", "Hanna J.", "Viranhaltija", "Käsitelty")

	// A view and its filters are kept.
	b.open("/fi/tyopoyta?view=hidden&q=kirjasto").reads("1 palaute", "Kirjasto").lacks("Bussit")
	b.press("Tee", "item", "2", "do", "show").reads("1 palaute on julkaistu.", "Näillä valinnoilla ei löytynyt")
}

func TestDeskItemIsHandled(t *testing.T) {
	s := office(t, "Soita Liisalle numeroon 0401234567, bussit ovat myöhässä.")
	b := s.browser().signIn("hanna").open("/fi/tyopoyta").follow("Soita Liisalle").reads("Salla Salainen", "Voidaan tavoittaa sähköpostilla")
	form := "/fi/tyopoyta/1?n=1"

	// Personal details go before it is shown; the answer says who gives it.
	b.send(form, "state", "shown", "text", "Bussit ovat myöhässä.", "answer", "Vuoroja lisätään.", "status", "closed", "do", "save")
	b.answers(http.StatusUnprocessableEntity).reads("Valitse, vastaatko").holds(form, "answer", "Vuoroja lisätään.").holds(form, "text", "Bussit ovat myöhässä.")
	b.send(form, "capacity", "official", "do", "save").reads("Tallennettu.", "Vuoroja lisätään.", "Käsitelty")
	visitor := s.browser().open("/fi/palaute/1").reads("Bussit ovat myöhässä.", "Tekstistä on poistettu", "Vuoroja lisätään.", "Viranhaltija").lacks("Liisa", "0401234567")
	if strings.Contains(visitor.page.body, "040") {
		t.Error("what was taken out is on the page")
	}

	// Hidden and shown again by many at once, it stays without them.
	b.open("/fi/tyopoyta/1").send("/fi/tyopoyta/1", "state", "hidden", "reason", "Tarkistetaan.", "do", "save").reads("Tallennettu.")
	b.open("/fi/tyopoyta?view=hidden").press("Tee", "item", "1", "do", "show").reads("1 palaute on julkaistu.")
	s.browser().open("/fi/palaute/1").lacks("Liisa", "0401234567")

	// What another has changed meanwhile stays.
	kerttu := s.browser().signIn("kerttu").open("/fi/tyopoyta/1")
	b.open("/fi/tyopoyta/1").send("/fi/tyopoyta/1", "tags", "bussit, #ajoissa", "do", "save").reads("#bussit", "#ajoissa")
	kerttu.send("/fi/tyopoyta/1", "status", "open", "do", "save").reads("#bussit", "Tallennettu.").lacks("Käsitelty 23")
}

func TestDeskLeadsOn(t *testing.T) {
	s := office(t, "Bussit ovat myöhässä yksi.", "Kirjasto kiinni kaksi.", "Uimahalli kylmä kolme.")
	b := s.browser().signIn("hanna").open("/fi/tyopoyta?view=waiting").follow("Kirjasto").reads("Palaute 2")
	b.follow("Seuraava palaute").reads("Palaute 3").lacks("Seuraava palaute").follow("Edellinen palaute").reads("Palaute 2").follow("Edellinen palaute").reads("Palaute 1").lacks("Edellinen palaute")
	// What is dealt with leaves the view, and the next one takes its place.
	b.send("/fi/tyopoyta/1?n=1&view=waiting", "state", "shown", "do", "next").reads("Palaute 2").lacks("Edellinen palaute")
	b.send("/fi/tyopoyta/2?n=1&view=waiting", "state", "shown", "do", "save").reads("Palaute 2").follow("Seuraava palaute").reads("Palaute 3")
	b.send("/fi/tyopoyta/3?n=1&view=waiting", "state", "shown", "do", "save").reads("Palaute 3").lacks("Seuraava palaute")
	b.open("/fi/tyopoyta?view=waiting").reads("Täällä ei ole nyt mitään")
}

func TestDeskTiesFeedback(t *testing.T) {
	s := office(t, "Vastauksia saa odottaa.")
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	form := "/fi/tyopoyta/1"
	b := s.browser().signIn("hanna").open(form).reads("ei ole liitetty")
	b.send(form, "find", "zzzz", "answer", "Kesken.", "do", "find").reads("Kohtia ei löytynyt.").holds(form, "answer", "Kesken.")
	id := string(s.passage("palaute.md", "Kaupunki vastaa"))
	b.send(form, "find", "palautteeseen vastaa", "do", "find").reads("Palaute", "Liitä")
	// What is being written stays through everything else.
	b.send(form, "do", "tie passage "+id).reads("Palaute: Kaupunki vastaa palautteeseen viikossa.", "Pura liitos").holds(form, "answer", "Kesken.")
	b.send(form, "number", "99", "do", "number").answers(http.StatusUnprocessableEntity).reads("Sen numeroista ehdotusta ei ole.").holds(form, "answer", "Kesken.")
	b.send(form, "number", "1", "do", "number").reads("Ehdotus 1: ").holds(form, "answer", "Kesken.")
	b.send(form, "answer", "", "do", "untie passage "+id).reads("Liitos on purettu.").lacks("Palaute: Kaupunki vastaa")
}

func TestProposalIsMadeOfFeedback(t *testing.T) {
	s := office(t, "Viikko on liian pitkä aika.\nPäivä riittäisi.")
	s.gave("text", "Tästä en halua ehdotusta.")
	form := "/fi/tyopoyta/1"
	b := s.browser().signIn("hanna").open(form)
	id := string(s.passage("palaute.md", "Kaupunki vastaa"))
	b.send(form, "find", "palautteeseen vastaa", "do", "find").send(form, "do", "tie passage "+id)
	b.send(form, "passage", id, "do", "draft").reads("Lisätään ehdotukseen, jonka olet aloittanut")
	b.send("/fi/ehdota", "text", "Kaupunki vastaa palautteeseen päivässä. Vastaus on julkinen.").reads("Syntyi asukkaan palautteesta")
	b.holds(b.at, "reason", "Ehdotus perustuu asukkaan palautteeseen 1 (23.11.2026):\n\n> Viikko on liian pitkä aika.\n> Päivä riittäisi.\n")
	b.send(b.at, "title", "Vastaus päivässä", "do", "send").reads("Vastaus päivässä", "Viikko on liian pitkä aika.")
	if p := s.allProposals(); len(p) != 1 || p[0].Origin != "feedback/1" {
		t.Fatalf("proposals are %+v", p)
	}
	// The public is led to the feedback once it is public too.
	visitor := s.browser().open("/fi/ehdotukset/1").reads("Syntyi asukkaan palautteesta")
	s.ruled(1, themes.Ruling{State: themes.Shown})
	visitor.open("/fi/ehdotukset/1").follow("Syntyi palautteesta 1").reads("Viikko on liian pitkä aika.")

	// Without its sender's word there is none.
	b.open("/fi/tyopoyta/2").reads("vain, jos lähettäjä on antanut siihen luvan")
	s.signIn("hanna")
	if a := s.post("/fi/tyopoyta/2", "do", "draft"); a.StatusCode != http.StatusForbidden {
		t.Errorf("a proposal is begun without consent: %d", a.StatusCode)
	}
	s.cookies = nil
}

// TestConsentTakenBack: a proposal that was begun cannot be sent once the sender
// of the feedback has taken their word back.
func TestConsentTakenBack(t *testing.T) {
	s := town(t)
	own := s.gave("text", "Viikko on liian pitkä aika.", "consent", "yes")
	b := s.browser().signIn("hanna").open("/fi/tyopoyta/1").send("/fi/tyopoyta/1", "do", "draft").reads("Syntyi asukkaan palautteesta")
	s.browser().open(own).send("/lupa", "consent", "refused")
	draft := b.at
	b.send(draft, "title", "Vastaus päivässä", "do", "send").answers(http.StatusForbidden)
	b.open(draft).holds(draft, "title", "Vastaus päivässä")
	if p := s.allProposals(); len(p) != 0 {
		t.Errorf("proposals are %+v", p)
	}
}

func TestAnswerWaitsForSigningIn(t *testing.T) {
	s := office(t, "Bussit ovat myöhässä.")
	b := s.browser().signIn("hanna").open("/fi/tyopoyta/1")
	delete(b.jar, sessionCookie)
	b.send("/fi/tyopoyta/1", "answer", "Vuoroja lisätään.", "capacity", "official", "do", "save").reads("Kirjaudu sisään")
	b.signIn("hanna")
	held := strings.Split(b.jar[heldCookie], ".")[0]
	b.open("/fi/jatka/"+held).reads("Vuoroja lisätään.").send("/fi/tyopoyta/1").reads("Vuoroja lisätään.", "Viranhaltija")
}

func TestManyWhoSayTheSameAreAnsweredAtOnce(t *testing.T) {
	var texts []string
	for i := range 4 {
		texts = append(texts, fmt.Sprintf("Bussi 12 on aina myöhässä aamulla kello kahdeksan keskustassa %d", i))
	}
	s := office(t, texts...)
	for i := range texts {
		s.ruled(int64(i+1), themes.Ruling{State: themes.Shown})
	}
	if err := s.themes.Regroup(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := s.browser().signIn("hanna").open("/fi/tyopoyta/2")
	b.send("/fi/tyopoyta/2", "answer", "Vuoroja lisätään.", "do", "twins").reads("Vastaa 4 palautteeseen").holds("/fi/tyopoyta", "answer", "Vuoroja lisätään.")
	b.send("/fi/tyopoyta", "capacity", "official").reads("4 palautteeseen on vastattu.")
}

// TestDeskOfTwo: what one official has done is not undone by another who looked
// at the item before, and who does not see it.
func TestDeskOfTwo(t *testing.T) {
	s := office(t, "Soita Liisalle numeroon 0401234567, bussit ovat myöhässä.")
	s.ruled(1, themes.Ruling{State: themes.Shown})
	form := "/fi/tyopoyta/1"
	kerttu := s.browser().signIn("kerttu").open(form)
	hanna := s.browser().signIn("hanna").open(form)
	hanna.send(form, "text", "Bussit ovat myöhässä.", "do", "save").reads("Tallennettu.")
	// Saving something else from the older page brings nothing back.
	kerttu.send(form, "tags", "bussit", "do", "save").reads("Tallennettu.", "#bussit")
	s.browser().open("/fi/palaute/1").reads("Bussit ovat myöhässä.").lacks("0401234567")

	kerttu.open(form)
	hanna.open(form).send(form, "state", "hidden", "reason", "Asiaton.", "do", "save").reads("Tallennettu.")
	kerttu.send(form, "tags", "bussit, aikataulu", "do", "save").reads("Tallennettu.", "#aikataulu")
	s.browser().visit("/fi/palaute/1").answers(http.StatusNotFound)

	// Ruling on what is no more as it was is asked once more, with all that was typed.
	kerttu.open(form)
	hanna.open(form).send(form, "state", "shown", "do", "save").reads("Tallennettu.")
	kerttu.send(form, "reason", "Kaksoiskappale.", "answer", "Kiitos.", "do", "save").answers(http.StatusUnprocessableEntity).
		reads("Toinen käsittelijä on sillä välin muuttanut").holds(form, "reason", "Kaksoiskappale.").holds(form, "answer", "Kiitos.")
	kerttu.send(form, "do", "save").reads("Tallennettu.", "Kiitos.")
	s.browser().visit("/fi/palaute/1").answers(http.StatusNotFound)

	// So is an answer to what has been answered.
	hanna.open(form)
	kerttu.open(form).send(form, "answer", "Vielä tämä.", "do", "save").reads("Vielä tämä.")
	hanna.send(form, "answer", "Vuoroja lisätään.", "capacity", "official", "do", "save").answers(http.StatusUnprocessableEntity).
		reads("Toinen käsittelijä on sillä välin vastannut", "Vielä tämä.").holds(form, "answer", "Vuoroja lisätään.")
	hanna.send(form, "do", "save").reads("Tallennettu.", "Vuoroja lisätään.")
}

// TestDeskTakesWordsOut: of a title too, and of what still waits or is hidden.
func TestDeskTakesWordsOut(t *testing.T) {
	s := office(t)
	source, err := s.themes.MailSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.themes.Receive(t.Context(), source, []themes.Arrival{{Foreign: "1", Title: "Terveisin Salla Salainen", Text: "Soita numeroon 0401234567."}}); err != nil {
		t.Fatal(err)
	}
	form := "/fi/tyopoyta/1"
	b := s.browser().signIn("hanna").open(form)
	b.send(form, "text", "Soittakaa.", "do", "save").answers(http.StatusUnprocessableEntity).reads("Valitse, julkaistaanko").holds(form, "text", "Soittakaa.")
	b.send(form, "state", "hidden", "reason", "Tarkistetaan.", "title", "Terveisin asukas", "do", "save").reads("Tallennettu.", "Terveisin asukas", "Soittakaa.").lacks("0401234567", "Salainen")
	b.send(form, "state", "shown", "do", "save").reads("Tallennettu.")
	s.browser().open("/fi/palaute/1").reads("Terveisin asukas", "Tekstistä on poistettu").lacks("Salainen")
	// A number that is nobody's finds nothing.
	s.browser().open("/fi/palaute?q=Salainen").lacks("Terveisin")
}
