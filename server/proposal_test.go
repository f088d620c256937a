package server

import (
	"fmt"
	"testing"
	"time"

	"luonnos/people"
	"luonnos/revisions"
)

// propose sends a proposal in the name of an account, past the forms.
func (s *site) propose(author people.ID, title string, edits ...revisions.Edit) revisions.Proposal {
	s.t.Helper()
	return s.submitted(author, revisions.DraftDetails{Title: title, Reason: "Syy.", Capacity: people.Private}, edits)
}

// submitted sends a proposal with the details, past the forms.
func (s *site) submitted(author people.ID, details revisions.DraftDetails, edits []revisions.Edit) revisions.Proposal {
	s.t.Helper()
	ctx := s.t.Context()
	actor, err := s.people.Get(ctx, author)
	if err != nil {
		s.t.Fatal(err)
	}
	token, _, err := s.rev.StartDraft(ctx, actor, people.Finnish, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range edits {
		if _, err := s.rev.PutEdit(ctx, token, -1, e); err != nil {
			s.t.Fatal(err)
		}
	}
	if _, err := s.rev.SaveDetails(ctx, token, details); err != nil {
		s.t.Fatal(err)
	}
	p, err := s.rev.Submit(ctx, actor, people.OpID(people.NewToken()), token)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func TestProposalsAreListedFilteredAndPaged(t *testing.T) {
	s := town(t)
	b := s.browser().open("/fi/ehdotukset").reads("Yhtään ehdotusta ei ole avoinna", "Voit tehdä ensimmäisen.")
	alueet := revisions.Edit{Op: revisions.EditChange, Path: "alueet.md", Passage: s.passage("alueet.md", "Jokaisella")}
	for i := range perPage + 1 {
		s.time = s.time.Add(time.Second)
		alueet.Text = fmt.Sprintf("Alueella on %d tiliä.", i+2)
		s.propose("aino", fmt.Sprintf("Tilejä alueella: %d.", i+1), alueet)
	}
	b.open("/fi/ehdotukset").reads("21 ehdotusta (1–20)", "Tilejä alueella: 21.").lacks("alueella: 1.")
	b.follow("Seuraavat").reads("21 ehdotusta (21–21)", "alueella: 1.").lacks("alueella: 21.").follow("Edelliset").reads("(1–20)")
	b.send("/ehdotukset", "page", "palaute").reads("Näillä valinnoilla ei löytynyt ehdotuksia").follow("Näytä kaikki ehdotukset").reads("21 ehdotusta")
	b.send("/ehdotukset", "order", "oldest", "page", "alueet", "state", "").reads("alueella: 1.").holds("/ehdotukset", "order", "oldest")
	b.send("/ehdotukset", "state", "rejected").lacks("alueella")

	// Each of them names some of the others.
	b.open("/fi/ehdotukset/1").reads("Samasta kohdasta on myös", "alueella: 21.")
}

func TestProposalTellsItsDecision(t *testing.T) {
	s := town(t)
	p := s.propose("aino", "Video", revisions.Edit{Op: revisions.EditAdd, Path: "alueet.md", Passage: s.passage("alueet.md", "Jokaisella"), Text: "Tilillä on videoita."})
	hanna, err := s.people.Get(t.Context(), "hanna")
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser().open("/fi/ehdotukset/1").reads("Avoinna keskustelulle", "Mitä muuttuisi?").lacks("Siirry ratkaisuun")
	s.browser().signIn("hanna").open("/fi/ehdotukset/1").follow("Siirry ratkaisuun")
	ruling := revisions.Ruling{Proposal: p.ID, Version: 1, Verdict: revisions.Reject, Reason: "Videoita *on* jo."}
	if _, err := s.rev.Decide(t.Context(), hanna, "decide", ruling); err != nil {
		t.Fatal(err)
	}
	b.open("/fi/ehdotukset/1").reads("Ratkaisu: Hylätty", "Hanna J.", "Videoita on jo.", "Mitä ehdotettiin?", "Tilillä on videoita.")
	s.browser().signIn("aino").open("/fi/ehdotukset/1").lacks("Tee uusi versio")
}

func TestExcerptEndsAtAWord(t *testing.T) {
	for in, want := range map[string]string{
		"**Lyhyt** kohta.": "Lyhyt kohta.",
		"---":              "---",
		"Tämä kohta on niin pitkä, että sitä ei mahdu luetteloon kokonaan, vaan se katkeaa sanan loppuun ja jatkuu vasta sivulla.": "Tämä kohta on niin pitkä, että sitä ei mahdu luetteloon kokonaan, vaan se katkeaa sanan…",
	} {
		if got := excerpt(in); got != want {
			t.Errorf("excerpt(%q) = %q, not %q", in, got, want)
		}
	}
}
