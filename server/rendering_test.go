package server

import (
	"strings"
	"testing"

	"luonnos/people"
)

// TestRenderingKeptForSessionsIsNeverStale: a reader with a session sees each
// change of the text and of the counts beside it, in their language, though the
// text is not rendered for each of them.
func TestRenderingKeptForSessionsIsNeverStale(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"palaute.md": "# Alku\n\nEnsimmäinen sana.\n", "b.md": "Ilman otsikkoa.\n\n# Yksi\n\n# Kaksi\n"})
	s.account("r", "Rita", people.Resident)
	s.signIn("r")
	holds := func(target string, wants ...string) {
		t.Helper()
		// The second answer is made of what the first one left.
		for range 2 {
			a := s.get(target)
			for _, want := range wants {
				text, no := strings.CutPrefix(want, "!")
				if strings.Contains(a.body, text) == no {
					t.Errorf("%s: %q", target, want)
				}
			}
		}
	}
	holds("/fi/strategia/palaute", "Ensimmäinen sana.", "Ehdota", "!<span class=\"count\">")
	holds("/en/strategy/palaute", "Ensimmäinen sana.", "!Ehdota")
	holds("/fi/strategia/b", "<h1>Yksi</h1>", "<h2 id=\"yksi\">")

	s.propose("r", "Parempi", s.reword("Ensimmäinen", "Toinen sana."))
	holds("/fi/strategia/palaute", "Ensimmäinen sana.", "<span class=\"count\">")
	holds("/en/strategy/palaute", "<span class=\"count\">")

	s.write(map[string]string{"palaute.md": "# Alku\n\nKolmas sana.\n"})
	holds("/fi/strategia/palaute", "Kolmas sana.", "!Ensimmäinen")
	holds("/fi/strategia/palaute?v=1", "Ensimmäinen sana.", "!Ehdota muutosta", "!class=\"margin")
	holds("/fi/strategia/palaute?authors=1", "class=\"who\"")
	holds("/fi/strategia/palaute", "Kolmas sana.", "!class=\"who\"")
}
