package revisions_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

func TestAcceptMergesWithWhatCameBetween(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo rehellisesti."))
	h.write(t, aims, strings.Replace(aimsText, "vuosittain", "aina", 1))
	tip := h.tip(t)
	d := h.decide(t, p, revisions.Accept)

	want := strings.NewReplacer("Kaupunki kertoo asioistaan selkeästi ja ajoissa.", "Kaupunki kertoo rehellisesti.", "vuosittain", "aina").Replace(aimsText)
	if diff := cmp.Diff(want, h.text(t, aims)); diff != "" {
		t.Error(diff)
	}
	got, err := h.Proposal(t.Context(), people.Account{}, p.ID)
	check(t, err)
	if got.State != revisions.Accepted || got.Decision != d.ID || got.Merged != d.Commit || d.Commit != h.tip(t) {
		t.Errorf("proposal is %+v, decision %+v", got, d)
	}
	h.view(t, func(tx revisions.Tx) error {
		c, err := tx.Commit(t.Context(), d.Commit)
		v, _ := tx.ProposalVersion(t.Context(), p.ID, 1)
		if c.Author != h.aino.Pseudonym || c.Decider != h.official.Pseudonym || c.Proposal != p.ID || c.Summary != p.Title ||
			!cmp.Equal(c.Parents, []docs.Hash{tip, v.Commit}) {
			t.Errorf("commit is %+v", c)
		}
		return err
	})
	for _, s := range []string{"page/" + string(aims), "proposals", "changes", "proposal/1"} {
		if !h.heard(event.ProposalAccepted, s) {
			t.Errorf("nobody heard of %s", s)
		}
	}
	if !h.heard(event.MailQueued, "mail/proposal-decided") {
		t.Error("the author gets no mail")
	}
	h.sound(t)
}

func TestFirstPagesOfAnEmptyStrategy(t *testing.T) {
	h := emptyHouse(t)
	a := h.propose(t, h.aino, revisions.Edit{Op: revisions.EditPage, Path: "a/uusi.md", Text: "# Uusi\n\nSivu."})
	b := h.propose(t, h.eero, revisions.Edit{Op: revisions.EditPage, Path: "b/uusi.md", Text: "# Toinen\n\nSivu."})
	same := h.propose(t, h.eero, revisions.Edit{Op: revisions.EditPage, Path: "a/uusi.md", Text: "# Eri\n\nTeksti."})
	h.decide(t, a, revisions.Accept)
	h.decide(t, b, revisions.Accept)
	if got := h.text(t, "a/uusi.md") + h.text(t, "b/uusi.md"); got != "# Uusi\n\nSivu.\n# Toinen\n\nSivu.\n" {
		t.Errorf("pages are %q", got)
	}
	// A page that another has made meanwhile is a question, never overwritten.
	r := h.ruling(t, same, revisions.Accept)
	if _, err := h.Decide(t.Context(), h.official, "", r); fault.KindOf(err) != fault.Conflict {
		t.Errorf("second page of one name: %v", err)
	}
	h.sound(t)
}

func TestDecideOnceOnly(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	r := h.ruling(t, p, revisions.Accept)
	first, err := h.Decide(t.Context(), h.official, "op", r)
	check(t, err)
	again, err := h.Decide(t.Context(), h.official, "op", r)
	check(t, err)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
	_, err = h.Decide(t.Context(), h.second, "", r)
	refused(t, err, fault.Conflict, "error.decided")
}

func TestDecideNeedsAReasonAndTheNewestVersion(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	for _, v := range []revisions.Verdict{revisions.Accept, revisions.AcceptChanged, revisions.Reject, revisions.AskChanges} {
		r := h.ruling(t, p, v)
		r.Reason = " \r\n "
		_, err := h.Decide(t.Context(), h.official, "", r)
		refused(t, err, fault.Invalid, "error.reason-required")
		r.Reason = strings.Repeat("ä", 10_001)
		_, err = h.Decide(t.Context(), h.official, "", r)
		refused(t, err, fault.Invalid, "error.reason-long")
		r.Reason, r.Version = "Hyvä.", 2
		_, err = h.Decide(t.Context(), h.official, "", r)
		refused(t, err, fault.Conflict, "error.proposal-changed")
	}
	_, err := h.Decide(t.Context(), h.official, "", h.ruling(t, p, "perhaps"))
	refused(t, err, fault.Invalid, "error.verdict")
}

func TestRejectIsOnTheRecordWithoutTheAuthorsWords(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	before := h.tip(t)
	d := h.decide(t, p, revisions.Reject)
	if h.tip(t) != before || d.Commit != "" {
		t.Error("a rejection moved main")
	}
	got, err := h.Proposal(t.Context(), people.Account{}, p.ID)
	check(t, err)
	if got.State != revisions.Rejected || got.Decision != d.ID {
		t.Errorf("proposal is %+v", got)
	}
	h.view(t, func(tx revisions.Tx) error {
		tip, err := tx.Ref(t.Context(), docs.Record)
		if err != nil {
			return err
		}
		content, err := h.repo.FileAt(t.Context(), tx, tip, "decisions/0/1.json")
		if err != nil {
			return err
		}
		var record map[string]any
		check(t, json.Unmarshal(content, &record))
		if record["verdict"] != "reject" || record["decided_by"] != string(h.official.Pseudonym) {
			t.Errorf("record is %v", record)
		}
		for _, private := range []string{p.Title, h.official.Name, h.aino.Name, string(h.official.ID)} {
			if strings.Contains(string(content), private) {
				t.Errorf("record holds %q", private)
			}
		}
		return nil
	})
	h.sound(t)
}

func TestAcceptChanged(t *testing.T) {
	h := newHouse(t)
	e := h.reword(t, "Kaupunki", "Kaupunki kertoo rehellisesti.")
	p := h.propose(t, h.aino, e, h.reword(t, "Jokainen", "Jokainen viesti ymmärretään."))
	r := h.ruling(t, p, revisions.AcceptChanged)
	_, err := h.Decide(t.Context(), h.official, "", r)
	refused(t, err, fault.Invalid, "error.edits-required")
	e.Text = "Kaupunki kertoo\r\nrehellisesti ja ajoissa."
	r.Edits = []revisions.Edit{e}
	preview, err := h.Preview(t.Context(), h.official, p.ID, r.Edits)
	check(t, err)
	_, err = h.Decide(t.Context(), h.official, "", r)
	check(t, err)
	want := strings.Replace(aimsText, "Kaupunki kertoo asioistaan selkeästi ja ajoissa.", "Kaupunki kertoo\nrehellisesti ja ajoissa.", 1)
	if diff := cmp.Diff(want, h.text(t, aims)); diff != "" {
		t.Error(diff)
	}
	if got := string(preview.Pages[0].Result); got != want {
		t.Errorf("preview promised %q", got)
	}
	h.sound(t)
}

func TestAcceptWhatIsThereAlready(t *testing.T) {
	h := newHouse(t)
	a := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	b := h.propose(t, h.eero, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	h.decide(t, a, revisions.Accept)
	_, err := h.Decide(t.Context(), h.official, "", h.ruling(t, b, revisions.Accept))
	refused(t, err, fault.Conflict, "error.nothing-left")
	h.sound(t)
}

// rivals are two proposals for the same sentence, the first accepted.
func rivals(t *testing.T, h *house) (waiting revisions.Proposal) {
	t.Helper()
	a := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki vaikenee viisaasti."))
	b := h.propose(t, h.eero, h.reword(t, "Kaupunki", "Kunta huutaa rohkeasti."))
	h.decide(t, a, revisions.Accept)
	return b
}

func TestConflictIsForAPersonToChoose(t *testing.T) {
	h := newHouse(t)
	p := rivals(t, h)
	preview, err := h.Preview(t.Context(), h.official, p.ID, nil)
	check(t, err)
	if preview.Outcome != revisions.Conflict || preview.Pages[0].Result != nil || preview.Tip != h.tip(t) {
		t.Fatalf("preview is %+v", preview)
	}
	r := h.ruling(t, p, revisions.Accept)
	_, err = h.Decide(t.Context(), h.official, "", r)
	refused(t, err, fault.Conflict, "error.needs-choices")

	r.Choices = map[docs.Path][]string{aims: {"Kaupunki kertoo,\r\nkun on asiaa.\r\n"}}
	h.write(t, "muu.md", "# Muu\n") // another page moves nothing here
	_, err = h.Decide(t.Context(), h.official, "", r)
	check(t, err)
	want := strings.Replace(aimsText, "Kaupunki kertoo asioistaan selkeästi ja ajoissa.", "Kaupunki kertoo,\nkun on asiaa.", 1)
	if diff := cmp.Diff(want, h.text(t, aims)); diff != "" {
		t.Error(diff)
	}
	h.sound(t)
}

func TestChoicesHoldOnlyForTheTextSeen(t *testing.T) {
	h := newHouse(t)
	p := rivals(t, h)
	r := h.ruling(t, p, revisions.Accept)
	r.Choices = map[docs.Path][]string{aims: {"Kaupunki kertoo."}}
	h.write(t, aims, strings.Replace(h.text(t, aims), "vuosittain", "aina", 1))
	_, err := h.Decide(t.Context(), h.official, "", r)
	refused(t, err, fault.Conflict, "error.text-moved")
	r.Tip = h.tip(t)
	_, err = h.Decide(t.Context(), h.official, "", r)
	check(t, err)
	h.sound(t)
}

func TestLookNeedsEyes(t *testing.T) {
	h := newHouse(t)
	long := "Kaupunki julkaisee joka viikko selkeän koosteen päätöksistään kaikille asukkailleen verkossa."
	h.write(t, aims, strings.Replace(aimsText, "Kaupunki kertoo asioistaan selkeästi ja ajoissa.", long, 1))
	a := h.propose(t, h.aino, h.reword(t, "Kaupunki", strings.Replace(long, "joka viikko", "joka kuukausi", 1)))
	b := h.propose(t, h.eero, h.reword(t, "Kaupunki", strings.Replace(long, "kaikille asukkailleen", "kaikille nuorilleen", 1)))
	h.decide(t, a, revisions.Accept)
	preview, err := h.Preview(t.Context(), h.official, b.ID, nil)
	check(t, err)
	if preview.Outcome == revisions.Conflict {
		t.Skip("the merge asks for a choice here")
	}
	r := h.ruling(t, b, revisions.Accept)
	_, err = h.Decide(t.Context(), h.official, "", r)
	refused(t, err, fault.Conflict, "error.needs-look")
	r.Looked = true
	h.write(t, aims, strings.Replace(h.text(t, aims), "vuosittain", "aina", 1))
	_, err = h.Decide(t.Context(), h.official, "", r)
	refused(t, err, fault.Conflict, "error.text-moved")
	r.Tip = h.tip(t)
	_, err = h.Decide(t.Context(), h.official, "", r)
	check(t, err)
	if got := h.text(t, aims); !strings.Contains(got, "joka kuukausi") || !strings.Contains(got, "nuorilleen") {
		t.Errorf("page is %q", got)
	}
	h.sound(t)
}

func TestQueueHoldsWhatWaits(t *testing.T) {
	h := newHouse(t)
	a := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	b := h.propose(t, h.eero, h.reword(t, "Jokainen", "Jokainen viesti ymmärretään."))
	c := h.propose(t, h.eero, h.reword(t, "Tuloksista", "Tuloksista kerrotaan."))
	h.decide(t, b, revisions.AskChanges)
	ps, n, err := h.Queue(t.Context(), h.mentor, revisions.Filter{})
	check(t, err)
	if n != 2 || ps[0].ID != a.ID || ps[1].ID != c.ID {
		t.Errorf("queue is %+v", ps)
	}
	ps, _, err = h.Queue(t.Context(), h.official, revisions.Filter{States: []revisions.State{revisions.Returned, revisions.Accepted}})
	check(t, err)
	if len(ps) != 1 || ps[0].ID != b.ID {
		t.Errorf("returned are %+v", ps)
	}
}

// Thirty-two officials at once on one reference: every decision is there after.
func TestManyDecideAtOnce(t *testing.T) {
	const writers = 32
	h := newHouse(t)
	var page strings.Builder
	page.WriteString("# Luettelo\n")
	for i := range writers {
		page.WriteString("\nKohta numero " + strconv.Itoa(i) + " on vielä kirjoittamatta.\n")
	}
	h.write(t, "luettelo.md", page.String())
	var ps []revisions.Proposal
	for i := range writers {
		n := strconv.Itoa(i)
		ps = append(ps, h.propose(t, h.aino, revisions.Edit{
			Op: revisions.EditChange, Path: "luettelo.md",
			Passage: h.passage(t, "luettelo.md", "Kohta numero "+n+" "), Text: "Kohta numero " + n + " sanoo nyt sana" + n + ".",
		}))
	}
	var wg sync.WaitGroup
	errs := make([]error, writers)
	tip := h.tip(t)
	for i, p := range ps {
		wg.Go(func() {
			_, errs[i] = h.Decide(t.Context(), h.official, people.OpID("op"+strconv.Itoa(i)), revisions.Ruling{
				Proposal: p.ID, Version: 1, Verdict: revisions.Accept, Reason: "Hyvä.", Tip: tip,
			})
		})
	}
	wg.Wait()
	text := h.text(t, "luettelo.md")
	for i, err := range errs {
		check(t, err)
		if !strings.Contains(text, "sana"+strconv.Itoa(i)+".") {
			t.Errorf("decision %d is lost", i)
		}
	}
	h.sound(t)
}
