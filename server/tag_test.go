package server

import (
	"net/http"
	"testing"

	"luonnos/people"
	"luonnos/themes"
)

func TestTagsAreGivenMeaning(t *testing.T) {
	s := town(t)
	s.rantakyla()
	s.account("minna", "Minna E.", people.Mentor)
	source, err := s.themes.ImportSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	receive := func(id string, tags ...string) themes.Item {
		t.Helper()
		got, err := s.themes.Receive(t.Context(), source, []themes.Arrival{{Foreign: id, Text: "Katuvalo on pimeä", Tags: tags}})
		if err != nil {
			t.Fatal(err)
		}
		item, err := s.themes.Item(t.Context(), official(t, s), got.IDs[0])
		if err != nil {
			t.Fatal(err)
		}
		return item
	}
	receive("1", "Töölö", "valo")
	receive("2", "toolo")
	b := s.browser().signIn("minna").open("/fi/tunnisteet").reads("#valo", "#toolo")
	b.follow("#toolo").reads("2 palautetta")
	at := b.at
	b.send(at, "into", "!", "do", "save").answers(http.StatusUnprocessableEntity).holds(at, "into", "!")
	b.send(at, "into", "", "area", "rantakyla", "find", "zzz", "do", "find").reads("Haku ei löytänyt kohtia.").holds(at, "area", "rantakyla")
	b.send(at, "find", "vastaa", "do", "find").holds(at, "area", "rantakyla").holds(at, "find", "vastaa")
	passage := string(s.passage("palaute.md", "Kaupunki vastaa"))
	b.send(at, "passage", passage, "do", "save").answers(http.StatusOK).reads("Tunnisteen merkitys on tallennettu.").holds(at, "passage", passage)
	if item := receive("3", "TÖÖLÖ"); item.Area != "rantakyla" {
		t.Errorf("the area of a tagged item is %q", item.Area)
	}
	b.open("/fi/tunnisteet").reads("Alue: Rantakylä", "Kaupunki vastaa")
	b.open("/fi/tunnisteet/valo").send("/valo", "into", "#toolo", "do", "save").answers(http.StatusOK)
	b.open("/fi/tunnisteet").reads("Myös #valo")
	b.open("/fi/tunnisteet/toolo").send("/toolo", "into", "valo", "do", "save").answers(http.StatusUnprocessableEntity).reads("toinen nimi itselleen")
	// A tag that nobody has used yet can wait with its meaning.
	b.open("/fi/tunnisteet").send("/tunnisteet", "tag", "#Uimaranta").reads("#uimaranta", "0 palautetta")
	for _, address := range []string{"/fi/tunnisteet", "/sv/hashtaggar/toolo", "/en/tags/toolo"} {
		b.open(address)
		for _, problem := range checkPage(b.page.body) {
			t.Errorf("%s: %s", address, problem)
		}
	}
	b.visit("/fi/tunnisteet/%23").answers(http.StatusNotFound)
	for who, want := range map[people.ID]int{"": http.StatusSeeOther, "aino": 403, "minna": 200, "hanna": 200} {
		s.cookies = nil
		if who != "" {
			s.signIn(who)
		}
		for _, address := range []string{"/fi/tunnisteet", "/fi/tunnisteet/toolo"} {
			if got := s.get(address).StatusCode; got != want {
				t.Errorf("%q at %s: %d, want %d", who, address, got, want)
			}
		}
		if want != 200 {
			if got := s.post("/fi/tunnisteet/toolo", "into", "valo").StatusCode; got != want {
				t.Errorf("%q posts: %d, want %d", who, got, want)
			}
		}
	}
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}
