package server

import (
	"testing"

	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

// reword is the change of the passage that begins so.
func (s *site) reword(begins, text string) revisions.Edit {
	s.t.Helper()
	return revisions.Edit{Op: revisions.EditChange, Path: "palaute.md", Passage: s.passage("palaute.md", begins), Text: text}
}

func (s *site) keepFits() {
	s.t.Helper()
	if err := s.rev.KeepFits(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// rivalry is a town where veikko's accepted proposal, number 3, has overtaken
// aino's first, and left her second alone.
func rivalry(t *testing.T) *site {
	s := town(t)
	s.propose("aino", "Kaksi päivää", s.reword("Kaupunki vastaa", "Kaupunki vastaa palautteeseen kahdessa päivässä. Vastaus on julkinen."))
	s.propose("aino", "Kahdesti", s.reword("Palaute kootaan", "Palaute kootaan kaksi kertaa vuodessa."))
	s.propose("veikko", "Neljä päivää", s.reword("Kaupunki vastaa", "Kaupunki vastaa palautteeseen neljässä päivässä. Vastaus on julkinen."))
	return s
}

func TestAnOvertakenProposalSaysSo(t *testing.T) {
	s := rivalry(t)
	visitor := s.browser().open("/fi/ehdotukset/1").reads("Sopii tekstiin").lacks("Mitä on muuttunut")
	s.decided(3)
	// Also before the work on all proposals has come by.
	for range 2 {
		visitor.open("/fi/ehdotukset/1").reads("Tarvitsee ehdottajaa", "Ehdotus ei sovi sellaisenaan nykyiseen tekstiin",
			"Samaa kohtaa on muutettu", "Neljä päivää (Ehdotus 3)").lacks("Päivitä ehdotus")
		visitor.open("/fi/ehdotukset/2").reads("Sopii tekstiin").lacks("Mitä on muuttunut")
		visitor.open("/fi/ehdotukset/3").reads("Hyväksytty").lacks("Sopii tekstiin", "Tarvitsee")
		s.keepFits()
	}
	visitor.open("/fi/ehdotukset/1").follow("Neljä päivää").reads("Ehdotus 3")
	visitor.open("/fi/ehdotukset/1").follow("Katso muutos").reads("viikossa", "neljässä päivässä")
	s.browser().signIn("aino").open("/fi/oma").reads("Yksi ehdotuksesi tarvitsee sinua", "Tarvitsee sinua", "Sopii tekstiin")
	s.browser().signIn("veikko").open("/fi/oma").lacks("tarvitsee sinua")
	s.write(map[string]string{"palaute.md": ""})
	visitor.open("/fi/ehdotukset/2").reads("Luku, jota ehdotus koskee, on poistettu", "Kaupunki päivitti tekstiä")
}

func TestAnOvertakenProposalIsUpdated(t *testing.T) {
	s := rivalry(t)
	s.decided(3)
	aino := s.browser().signIn("aino").open("/fi/ehdotukset/1").reads("Ehdotuksesi tarvitsee sinua").lacks("Tee uusi versio")
	aino.press("Päivitä ehdotus").reads("Uusi versio ehdotuksesta 1", "Strategian teksti on muuttunut", "neljässä päivässä", "kahdessa päivässä")
	aino.press("Ehdota omaa tekstiäni nykyisen tilalle").lacks("Strategian teksti on muuttunut")
	aino.press("Lähetä uusi versio").reads("Versio 2 on nyt muiden nähtävillä", "Sopii tekstiin").lacks("Ehdotuksesi tarvitsee sinua")
	s.decided(1)
	s.browser().open("/fi/strategia/palaute").reads("kahdessa päivässä")
}

// What merges by itself is merged, and shown to its writer before it is sent.
func TestAnUpdateBringsWhatCameBetween(t *testing.T) {
	s := rivalry(t)
	s.write(map[string]string{"palaute.md": "# Palaute\n\nKaupunki vastaa palautteeseen viikossa. Vastaus on kaikille julkinen.\n\n## Kanavat\n\n- verkkolomake\n- puhelin\n\nPalaute kootaan kerran vuodessa.\n"})
	aino := s.browser().signIn("aino").open("/fi/ehdotukset/1").press("Tee uusi versio")
	aino.reads("Ehdotuksesi on tuotu nykyiseen tekstiin", "kahdessa päivässä. Vastaus on kaikille julkinen.").lacks("Strategian teksti on muuttunut")
	s.browser().signIn("aino").open("/fi/ehdotukset/2").press("Tee uusi versio").lacks("Ehdotuksesi on tuotu")
}

func TestAPageThatAnotherHasMade(t *testing.T) {
	s := town(t)
	s.propose("aino", "Uusi luku", revisions.Edit{Op: revisions.EditPage, Path: "kuvat.md", Heading: "Kuvat", Text: "# Kuvat\n\nKuvissa on selite."})
	s.write(map[string]string{"kuvat.md": "# Kuvat\n\nKuvia käytetään.\n"})
	aino := s.browser().signIn("aino").open("/fi/ehdotukset/1").reads("Saman niminen luku on jo lisätty")
	aino.press("Päivitä ehdotus").reads("Saman niminen luku on jo strategiassa", "Kuvia käytetään.", "Kuvissa on selite.").lacks("Ehdota omaa tekstiäni")
	aino.press("Lähetä uusi versio").answers(422)
	aino.press("Kirjoita muutos uudelleen").press("Esikatsele", "heading", "Kuvien selitteet").lacks("Saman niminen luku on jo strategiassa")
	aino.press("Lähetä uusi versio").reads("Sopii tekstiin", "Kuvien selitteet")
}

func TestListsTellProposalsApart(t *testing.T) {
	s := rivalry(t)
	s.decided(3)
	s.keepFits()
	s.browser().open("/fi/ehdotukset").reads("Tarvitsee ehdottajaa", "Sopii tekstiin").
		send("/ehdotukset", "fit", "needs").reads("Kaksi päivää", "1 ehdotus").lacks("Kahdesti").
		send("/ehdotukset", "fit", "fits").reads("Kahdesti").lacks("Kaksi päivää").
		send("/ehdotukset", "fit", "look").reads("Näillä valinnoilla ei löytynyt ehdotuksia")
	// What needs its writer comes last, though it has waited longest.
	hanna := s.browser().signIn("hanna").open("/fi/kasittely").reads("Kahdesti", "Sopii tekstiin", "Kaksi päivää", "Tarvitsee ehdottajaa")
	// A decision leads back to the queue as it was narrowed.
	hanna.send("/kasittely", "fit", "fits").reads("Kahdesti").lacks("Kaksi päivää").follow("Kahdesti")
	hanna.press("Tallenna ratkaisu", "verdict", "reject").answers(422)
	hanna.press("Tallenna ratkaisu", "verdict", "reject", "reason", "Ei nyt.").reads("Hylätty").lacks("Kaksi päivää").holds("/kasittely", "fit", "fits")
}

// A proposal that nobody has confirmed has no fit, and one that is not tried
// yet is tried as it is read.
func TestProposalsOfAnOlderDatabaseGetTheirFit(t *testing.T) {
	s := rivalry(t)
	s.decided(3)
	err := store.As[revisions.Tx](s.db).Update(t.Context(), "", func(tx revisions.Tx) error {
		f, _, err := tx.Fit(t.Context(), 1)
		f.Version = 0
		if err != nil {
			return err
		}
		return tx.PutFit(t.Context(), f)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.browser().open("/fi/ehdotukset").reads("Tarvitsee ehdottajaa")
	s.keepFits()
	ps, _, err := s.rev.Proposals(t.Context(), people.Account{}, revisions.Filter{Fitness: revisions.NeedsYou})
	if err != nil || len(ps) != 1 {
		t.Errorf("%v, %v", ps, err)
	}
}
