package server

import (
	"net/http"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// proposed sends a proposal that rewords the passage that begins so.
func (s *site) proposed(author people.ID, path docs.Path, begins, text string) revisions.Proposal {
	s.t.Helper()
	return s.proposedEdits(author, revisions.Edit{Op: revisions.EditChange, Path: path, Passage: s.passage(path, begins), Text: text})
}

func (s *site) proposedEdits(author people.ID, edits ...revisions.Edit) revisions.Proposal {
	s.t.Helper()
	return s.submitted(author, revisions.DraftDetails{Title: "Muutos: " + edits[0].Text, Reason: "Näin on parempi.", Capacity: people.Private, Named: true}, edits)
}

// source is the page as it stands.
func (s *site) source(path docs.Path) string {
	s.t.Helper()
	_, text, err := s.docs.Read(s.t.Context(), path)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

func (s *site) state(id int64) revisions.State {
	s.t.Helper()
	for _, p := range s.allProposals() {
		if p.ID == id {
			return p.State
		}
	}
	return ""
}

const decide1 = "/fi/ehdotukset/1/ratkaise"

func TestWhoReadsTheQueueAndDecides(t *testing.T) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	s.proposed("hanna", "alueet.md", "Jokaisella", "Jokaisella alueella on oma tili.")
	for _, x := range []struct {
		who           people.ID
		queue, decide int
	}{{"", http.StatusSeeOther, http.StatusSeeOther}, {"aino", 403, 403}, {"kerttu", 200, 403}, {"hanna", 200, 200}, {"ylli", 200, 403}} {
		s.cookies = nil
		if x.who != "" {
			s.signIn(x.who)
		}
		if got := s.get("/fi/kasittely").StatusCode; got != x.queue {
			t.Errorf("%q reads the queue: %d, want %d", x.who, got, x.queue)
		}
		if got := s.get(decide1).StatusCode; got != x.decide {
			t.Errorf("%q sees the decision: %d, want %d", x.who, got, x.decide)
		}
		if x.who == "hanna" {
			continue
		}
		if got := s.post(decide1, "version", "1", "verdict", "accept", "reason", "x").StatusCode; got != x.decide {
			t.Errorf("%q decides: %d, want %d", x.who, got, x.decide)
		}
	}
	// Four eyes: one's own proposal is another official's.
	b := s.browser().signIn("hanna").open("/fi/kasittely").reads("2 ehdotusta")
	b.visit("/fi/ehdotukset/2/ratkaise").answers(http.StatusForbidden).reads("Et voi ratkaista omaa ehdotustasi")
	b.open("/fi/ehdotukset/2").lacks("Siirry ratkaisuun")
	b.open("/fi/ehdotukset/1").follow("Siirry ratkaisuun").reads("Kaupunki vastaa heti.")
	s.browser().signIn("kerttu").open("/fi/kasittely").reads("mutta et ratkaista").open("/fi/ehdotukset/1").lacks("Siirry ratkaisuun")
}

func TestQueueIsOldestFirstAndFiltered(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	s.time = s.time.AddDate(0, 0, 3)
	s.proposed("veikko", "alueet.md", "Jokaisella", "Jokaisella alueella on oma tili.")
	s.time = s.time.AddDate(0, 0, 1)
	b := s.browser().signIn("hanna").open("/fi/kasittely").reads("2 ehdotusta", "4 päivää", "1 päivä")
	if text := b.text(); strings.Index(text, "heti") > strings.Index(text, "oma tili") {
		t.Errorf("the newer stands first:\n%s", text)
	}
	b.send("/fi/kasittely", "page", "alueet").reads("1 ehdotus", "oma tili").lacks("heti")
	b.send("/fi/kasittely", "page", "", "state", "returned").reads("Näillä valinnoilla ei löytynyt")
	for _, address := range []string{"/sv/behandling", "/en/review"} {
		b.open(address)
		for _, problem := range checkPage(b.page.body) {
			t.Errorf("%s: %s", address, problem)
		}
	}
}

func TestEveryVerdict(t *testing.T) {
	for _, x := range []struct {
		verdict revisions.Verdict
		state   revisions.State
		text    string
	}{
		{revisions.Accept, revisions.Accepted, "Kaupunki vastaa heti."},
		{revisions.AcceptChanged, revisions.Accepted, "Kaupunki vastaa parissa päivässä."},
		{revisions.Reject, revisions.Rejected, "Kaupunki vastaa palautteeseen viikossa."},
		{revisions.AskChanges, revisions.Returned, "Kaupunki vastaa palautteeseen viikossa."},
	} {
		t.Run(string(x.verdict), func(t *testing.T) {
			s := town(t)
			s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
			s.proposed("veikko", "alueet.md", "Jokaisella", "Jokaisella alueella on oma tili.")
			b := s.browser().signIn("hanna").open(decide1)
			b.send(decide1, "do", "decide").answers(http.StatusUnprocessableEntity).reads("Valitse ratkaisu.")
			// Without a reason nothing is decided and nothing typed is lost.
			changes := []string{"verdict", string(x.verdict), "do", "decide"}
			if x.verdict == revisions.AcceptChanged {
				b.send(decide1, "verdict", "accept_changed", "reason", "Syy", "do", "decide").answers(http.StatusUnprocessableEntity).reads("Ehdotuksen teksti on ennallaan")
				changes = append(changes, "e0", x.text, "reason", "")
			}
			b.send(decide1, changes...).answers(http.StatusUnprocessableEntity).reads("Kirjoita perustelu.").holds(decide1, "verdict", string(x.verdict))
			if x.verdict == revisions.AcceptChanged {
				b.holds(decide1, "e0", x.text)
				b.send(decide1, "do", "preview").answers(http.StatusOK).reads(x.text)
			}
			if got := s.state(1); got != revisions.Open {
				t.Fatalf("decided without a reason: %s", got)
			}
			b.send(decide1, "reason", "Asia on **harkittu**.", "do", "decide").answers(http.StatusOK).reads("Muutos: Kaupunki vastaa heti.", "1 ehdotus")
			if got := s.state(1); got != x.state {
				t.Fatalf("state %s, want %s", got, x.state)
			}
			if text := s.source("palaute.md"); !strings.Contains(text, x.text) {
				t.Errorf("the page says\n%s", text)
			}
			b.follow("Seuraava ehdotus").reads("Ratkaise ehdotus 2")
			s.browser().open("/fi/ehdotukset/1").reads("Asia on harkittu.", "Hanna J.", "Aino K.")
			if x.state != revisions.Returned {
				b.open(decide1)
				if b.at != "/fi/ehdotukset/1" {
					t.Errorf("a decided proposal is answered again at %s", b.at)
				}
			}
		})
	}
}

// moved gives a site where main has changed the sentence that proposal 1 rewords.
func moved(t *testing.T) (*site, *browser) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa palautteeseen kolmessa päivässä. Vastaus on julkinen.")
	s.write(map[string]string{"palaute.md": strings.Replace(s.source("palaute.md"), "viikossa", "kahdessa viikossa", 1)})
	b := s.browser().signIn("hanna").open(decide1)
	b.reads("Yksi kohta on ristiriidassa", "Nykyinen teksti", "kahdessa viikossa", "kolmessa päivässä", "Teksti, kun ehdotus tehtiin")
	return s, b
}

func TestConflictIsSettledByChoice(t *testing.T) {
	for side, want := range map[string]string{"ours": "kahdessa viikossa", "theirs": "kolmessa päivässä"} {
		t.Run(side, func(t *testing.T) {
			s, b := moved(t)
			b.send(decide1, "verdict", "accept", "reason", "Näin on hyvä.", "do", "decide").answers(http.StatusUnprocessableEntity)
			b.reads("Valitse, mikä teksti jää, tai kirjoita oma.").holds(decide1, "reason", "Näin on hyvä.")
			b.send(decide1, "c0-0", side, "do", "preview").answers(http.StatusOK).holds(decide1, "c0-0", side)
			b.send(decide1, "do", "decide")
			if side == "ours" {
				// Choosing the current text leaves nothing of this proposal.
				b.answers(http.StatusConflict).reads("eikä mitään jää muutettavaksi").holds(decide1, "c0-0", "ours")
				return
			}
			b.answers(http.StatusOK)
			if text := s.source("palaute.md"); !strings.Contains(text, want) || strings.Contains(text, "kahdessa") {
				t.Errorf("the page says\n%s", text)
			}
		})
	}
}

func TestConflictIsSettledByWriting(t *testing.T) {
	s, b := moved(t)
	b.send(decide1, "verdict", "accept", "reason", "Sovittiin.", "c0-0", "own", "c0-0-text", " ", "do", "decide")
	b.answers(http.StatusUnprocessableEntity).reads("Valitse, mikä teksti jää")
	b.send(decide1, "c0-0-text", "Kaupunki vastaa palautteeseen viidessä päivässä.", "do", "preview").reads("viidessä")
	b.send(decide1, "do", "decide").answers(http.StatusOK)
	text := s.source("palaute.md")
	if !strings.Contains(text, "Kaupunki vastaa palautteeseen viidessä päivässä.") || !strings.Contains(text, "\n\n## Kanavat\n") {
		t.Errorf("the page says\n%s", text)
	}
	if s.state(1) != revisions.Accepted {
		t.Error("not accepted")
	}
}

// TestTextThatMovesAgainAsksAnew: what was written for one conflict is not put
// in the place of another, and it is not lost.
func TestTextThatMovesAgainAsksAnew(t *testing.T) {
	s, b := moved(t)
	s.write(map[string]string{"palaute.md": strings.Replace(s.source("palaute.md"), "kahdessa viikossa", "kuukaudessa", 1)})
	b.send(decide1, "verdict", "accept", "reason", "Sovittiin.", "c0-0", "own", "c0-0-text", "Kaupunki vastaa tänään.", "do", "decide")
	b.answers(http.StatusConflict).reads("toinen kuin se, jonka näit", "Kaupunki vastaa tänään.", "kuukaudessa").holds(decide1, "reason", "Sovittiin.")
	if strings.Contains(s.source("palaute.md"), "tänään") {
		t.Fatal("a choice for another conflict went in")
	}
	b.send(decide1, "c0-0", "theirs", "do", "decide").answers(http.StatusOK)
	if !strings.Contains(s.source("palaute.md"), "kolmessa päivässä") {
		t.Error("the choice did not go in")
	}
}

func TestSomeoneElseDecidedFirst(t *testing.T) {
	s := town(t)
	s.account("matti", "Matti V.", people.Official)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	b := s.browser().signIn("hanna").open(decide1)
	late := s.browser().signIn("matti").open(decide1)
	sent := late.filled(decide1, "verdict", "accept_changed", "e0", "Kaupunki vastaa pian.", "reason", "Pitkä ja hyvä perustelu.", "do", "decide")
	b.send(decide1, "verdict", "accept", "reason", "Kyllä.", "do", "decide").answers(http.StatusOK)
	late.request(sent)
	late.answers(http.StatusConflict).reads("Ehdotus on jo ratkaistu.", "Pitkä ja hyvä perustelu.", "Kaupunki vastaa pian.", "Katso ehdotus")
	if s.state(1) != revisions.Accepted {
		t.Error("the second decision overrode the first")
	}
}

func TestDecisionSentTwiceCountsOnce(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	b := s.browser().signIn("hanna").open(decide1)
	pairs := []string{"verdict", "accept", "reason", "Kyllä.", "do", "decide"}
	first, second := b.filled(decide1, pairs...), b.filled(decide1, pairs...)
	b.request(first)
	b.answers(http.StatusOK)
	b.request(second)
	b.answers(http.StatusOK).reads("Hyväksytty")
	if ds, err := s.rev.Decisions(t.Context(), 1); err != nil || len(ds) != 1 {
		t.Errorf("%d decisions, %v", len(ds), err)
	}
}

func TestNewVersionIsReadBeforeTheDecision(t *testing.T) {
	s := town(t)
	p := s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	b := s.browser().signIn("hanna").open(decide1)
	sent := b.filled(decide1, "verdict", "accept_changed", "e0", "Kaupunki vastaa pian.", "reason", "Kyllä.", "do", "decide")
	author, err := s.people.Get(t.Context(), "aino")
	if err != nil {
		t.Fatal(err)
	}
	token, d, err := s.rev.StartDraft(t.Context(), author, people.Finnish, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	edit := d.Edits[0]
	edit.Text = "Kaupunki vastaa huomenna."
	if _, err := s.rev.PutEdit(t.Context(), token, 0, edit); err != nil {
		t.Fatal(err)
	}
	if _, err := s.rev.Submit(t.Context(), author, "", token); err != nil {
		t.Fatal(err)
	}
	b.request(sent)
	b.answers(http.StatusConflict).reads("uusi versio", "Kaupunki vastaa pian.", "huomenna").holds(decide1, "reason", "Kyllä.").holds(decide1, "e0", "Kaupunki vastaa huomenna.")
	b.send(decide1, "verdict", "accept", "do", "decide").answers(http.StatusOK)
	if !strings.Contains(s.source("palaute.md"), "huomenna") {
		t.Error("the newest version did not go in")
	}
}

// TestMergedSentenceIsConfirmed: both sides changed one sentence at different
// words; a person reads the result before it goes in.
func TestMergedSentenceIsConfirmed(t *testing.T) {
	s := town(t)
	long := "Kaupunki vastaa palautteeseen viikossa ja kertoo samalla avoimesti, mitä asialle tehdään seuraavaksi."
	s.write(map[string]string{"palaute.md": "# Palaute\n\n" + long + "\n"})
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", strings.Replace(long, "viikossa", "päivässä", 1))
	s.write(map[string]string{"palaute.md": "# Palaute\n\n" + strings.Replace(long, "seuraavaksi", "ja milloin", 1) + "\n"})
	b := s.browser().signIn("hanna").open(decide1)
	merged := strings.Replace(strings.Replace(long, "viikossa", "päivässä", 1), "seuraavaksi", "ja milloin", 1)
	b.reads("Tarkista yhdistetty teksti", merged)
	b.send(decide1, "verdict", "accept", "reason", "Kyllä.", "do", "decide").answers(http.StatusConflict).reads("Tarkista yhdistetty teksti ja vahvista se.")
	b.send(decide1, "looked", "yes", "do", "decide").answers(http.StatusOK)
	if !strings.Contains(s.source("palaute.md"), merged) {
		t.Errorf("the page says\n%s", s.source("palaute.md"))
	}
}

func TestChangeIsLeftOut(t *testing.T) {
	s := town(t)
	s.proposedEdits("aino",
		revisions.Edit{Op: revisions.EditChange, Path: "palaute.md", Passage: s.passage("palaute.md", "Kaupunki vastaa"), Text: "Kaupunki vastaa heti."},
		revisions.Edit{Op: revisions.EditRemove, Path: "alueet.md", Passage: s.passage("alueet.md", "Jokaisella")})
	s.proposed("veikko", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa ehkä.")
	b := s.browser().signIn("hanna").open(decide1).reads("Avoimet ehdotukset samasta kohdasta", "Kaupunki vastaa ehkä.")
	b.send(decide1, "verdict", "accept_changed", "e0-drop", "yes", "e1-drop", "yes", "reason", "Ei.", "do", "decide")
	b.answers(http.StatusUnprocessableEntity).reads("Ehdotuksessa ei ole vielä yhtään muutosta")
	b.send(decide1, "e0-drop", "", "do", "decide").answers(http.StatusOK)
	if !strings.Contains(s.source("palaute.md"), "heti") || !strings.Contains(s.source("alueet.md"), "Jokaisella") {
		t.Errorf("%s\n%s", s.source("palaute.md"), s.source("alueet.md"))
	}
}

// TestDecisionWithoutASessionIsHeld: an official whose session has ended loses nothing.
func TestDecisionWithoutASessionIsHeld(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	b := s.browser().signIn("hanna").open(decide1)
	sent := b.filled(decide1, "verdict", "accept", "reason", "Kyllä vain.", "do", "decide")
	delete(b.jar, sessionCookie)
	sent.Header.Del("Cookie")
	b.request(sent)
	b.answers(http.StatusOK).reads("Kirjaudu sisään")
	target := defaults(b.form("/fi/kirjaudu")).Get("target")
	b.signIn("hanna").open(target).reads("Kyllä vain.")
	b.send(decide1).answers(http.StatusOK).reads("Hyväksytty")
	if s.state(1) != revisions.Accepted {
		t.Error("the held decision did not count")
	}
}

func TestDecisionPageIsSound(t *testing.T) {
	s, b := moved(t)
	for _, address := range []string{decide1, "/sv/forslag/1/avgor", "/en/proposals/1/decide"} {
		b.open(address)
		for _, problem := range checkPage(b.page.body) {
			t.Errorf("%s: %s", address, problem)
		}
	}
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}
