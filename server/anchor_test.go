package server

import (
	"testing"

	"luonnos/revisions"
)

func TestProposalTellsWhatBecameOfItsPassages(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa palautteeseen heti. Vastaus on julkinen.")
	s.browser().signIn("hanna").open(decide1).send("/ratkaise", "verdict", string(revisions.Accept), "reason", "Hyvä.", "do", "decide")
	b := s.browser()
	b.open("/fi/ehdotukset/1").lacks("tapahtunut sen jälkeen")
	s.write(map[string]string{"palaute.md": "# Palaute\n\nKaupunki vastaa palautteeseen pian. Vastaus on julkinen.\n"})
	b.open("/fi/ehdotukset/1").reads("sen jälkeen, kun ehdotus hyväksyttiin", "[poistettu: heti]", "[lisätty: pian]", "Teksti on muuttunut.")
	s.write(map[string]string{"palaute.md": "# Palaute\n"})
	b.open("/fi/ehdotukset/1").reads("Tekstiä ei enää ole.", "Kaupunki vastaa palautteeseen heti.")
}
