package server

import (
	"fmt"
	"net/http"
	"testing"

	"luonnos/people"
)

func TestAdministratorAlone(t *testing.T) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	for who, want := range map[people.ID]int{"": http.StatusSeeOther, "aino": 403, "kerttu": 403, "hanna": 403, "ylli": 200} {
		s.cookies = nil
		if who != "" {
			s.signIn(who)
		}
		for _, address := range []string{"/fi/henkilot", "/fi/henkilot/aino", "/fi/henkilot/aino/poista"} {
			if got := s.get(address).StatusCode; got != want {
				t.Errorf("%q at %s: %d, want %d", who, address, got, want)
			}
		}
		if who == "ylli" {
			continue
		}
		for _, address := range []string{"/fi/henkilot/aino", "/fi/henkilot/aino/poista"} {
			if got := s.post(address, "role", "administrator").StatusCode; got != want {
				t.Errorf("%q posts to %s: %d, want %d", who, address, got, want)
			}
		}
	}
	if a, err := s.people.Get(t.Context(), "aino"); err != nil || a.Role != people.Resident || !a.Erased.IsZero() {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestRoleChangesAtOnce(t *testing.T) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	aino := s.browser().signIn("aino")
	aino.visit("/fi/kasittely").answers(http.StatusForbidden)
	b := s.browser().signIn("ylli").open("/fi/henkilot").follow("Aino K.")
	b.holds("/fi/henkilot/aino", "role", "resident")
	b.send("/fi/henkilot/aino", "role", "official", "unit", "Viestintä").answers(http.StatusOK).reads("Rooli on vaihdettu.", "Viranhaltija, Viestintä")
	aino.open("/fi/kasittely").reads("odottavat viranhaltijan ratkaisua")
	b.send("/fi/henkilot/aino", "role", "resident").answers(http.StatusOK)
	aino.visit("/fi/kasittely").answers(http.StatusForbidden)

	// The last administrator stays one, and nothing typed is lost.
	b.open("/fi/henkilot/ylli").send("/fi/henkilot/ylli", "role", "resident").answers(http.StatusConflict)
	b.reads("ainakin yksi ylläpitäjä").holds("/fi/henkilot/ylli", "role", "resident")
	b.open("/fi/henkilot/ylli/poista").send("/fi/henkilot/ylli/poista").answers(http.StatusConflict)
	b.open("/fi/henkilot").reads("Ylli P.")
}

func TestPeopleAreFoundAndPaged(t *testing.T) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	for i := range peoplePerPage {
		s.account(people.ID(fmt.Sprintf("u%03d", i)), fmt.Sprintf("Henkilö %03d", i), people.Resident)
	}
	b := s.browser().signIn("ylli").open("/fi/henkilot").follow("Seuraavat").reads("Ylli P.").follow("Edelliset")
	b.send("/fi/henkilot", "q", "ain").reads("Aino K.", "aino@example.test").lacks("Ylli P.")
	b.send("/fi/henkilot", "q", "zzz").reads("Haku ei löytänyt ketään.")
	b.visit("/fi/henkilot/ei-ole").answers(http.StatusNotFound)
	for _, address := range []string{"/fi/henkilot", "/sv/personer/aino", "/en/people/aino/remove"} {
		b.open(address)
		for _, problem := range checkPage(b.page.body) {
			t.Errorf("%s: %s", address, problem)
		}
	}
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

func TestAdministratorErasesAnAccount(t *testing.T) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	aino := s.browser().signIn("aino")
	b := s.browser().signIn("ylli").open("/fi/henkilot/aino").follow("Poista tili").reads("Poista tili: Aino K.")
	b.send("/fi/henkilot/aino/poista").answers(http.StatusOK).reads("Tili on poistettu.").lacks("Aino K.")
	b.visit("/fi/henkilot/aino").answers(http.StatusNotFound)
	aino.open("/fi/oma").reads("Kirjaudu sisään")
}
