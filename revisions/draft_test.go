package revisions_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

func TestDraftFillsWhatTheEditIsAbout(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, people.Account{}, h.reword(t, "Vastaamme", "Vastaamme saman päivän aikana.\r\n"))
	d, err := h.Draft(t.Context(), token)
	check(t, err)
	want := []revisions.Edit{{
		Op: revisions.EditChange, Path: aims, Passage: h.passage(t, aims, "Vastaamme"),
		Old: "Vastaamme kysymyksiin arkipäivän kuluessa.", Text: "Vastaamme saman päivän aikana.", Heading: "Mittarit",
	}}
	if diff := cmp.Diff(want, d.Edits); diff != "" {
		t.Error(diff)
	}
	if d.Title != someDetails.Title || d.Base != h.tip(t) {
		t.Errorf("draft is %+v", d)
	}
}

func TestDraftRefusesEditsThatDoNothing(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino)
	for name, e := range map[string]revisions.Edit{
		"same words":         h.reword(t, "Jokainen", "Jokainen viesti on saavutettava."),
		"same, other ends":   h.reword(t, "Jokainen", "\r\nJokainen viesti on saavutettava.\r\n"),
		"moved to its place": {Op: revisions.EditMove, Path: aims, From: h.passage(t, aims, "Jokainen"), Passage: h.passage(t, aims, "Kaupunki")},
	} {
		_, err := h.PutEdit(t.Context(), token, -1, e)
		if fault.KindOf(err) != fault.Invalid || !fault.Is(err, "error.no-change") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := h.PutEdit(t.Context(), token, -1, revisions.Edit{Op: revisions.EditAdd, Path: aims, Text: " \n "})
	refused(t, err, fault.Invalid, "error.text-required")
	_, err = h.PutEdit(t.Context(), token, -1, h.reword(t, "Jokainen", strings.Repeat("a", revisions.MaxText+1)))
	refused(t, err, fault.Invalid, "error.text-long")
	_, err = h.PutEdit(t.Context(), token, -1, h.reword(t, "Jokainen", strings.Repeat(">", 50_000)+" a"))
	refused(t, err, fault.Invalid, "error.text-tangled")
	_, err = h.PutEdit(t.Context(), token, -1, revisions.Edit{Op: revisions.EditChange, Path: aims, Passage: "aaaaaaaaaa", Text: "x"})
	refused(t, err, fault.Conflict, "error.passage-gone")
}

func TestDraftSecondChangeTakesThePlaceOfTheFirst(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino,
		h.reword(t, "Kaupunki", "Kaupunki kertoo."),
		h.reword(t, "Jokainen", "Jokainen viesti ymmärretään."),
		revisions.Edit{Op: revisions.EditMove, Path: aims, From: h.passage(t, aims, "Kaupunki"), Passage: h.passage(t, aims, "Jokainen")},
		h.reword(t, "Kaupunki", "Kaupunki kertoo ajoissa."),
	)
	d, err := h.Draft(t.Context(), token)
	check(t, err)
	if len(d.Edits) != 3 || d.Edits[0].Text != "Kaupunki kertoo ajoissa." {
		t.Fatalf("edits are %+v", d.Edits)
	}
	// Emptied, the passage is removed, and with that neither reworded nor moved.
	d, err = h.PutEdit(t.Context(), token, 0, h.reword(t, "Kaupunki", "  "))
	check(t, err)
	if len(d.Edits) != 2 || d.Edits[0].Op != revisions.EditRemove {
		t.Fatalf("edits are %+v", d.Edits)
	}
	d, err = h.DropEdit(t.Context(), token, 1)
	check(t, err)
	if len(d.Edits) != 1 || d.Edits[0].Op != revisions.EditRemove {
		t.Fatalf("edits are %+v", d.Edits)
	}
}

func TestDraftShowsItsDifference(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino,
		h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan selkeästi ja hyvissä ajoin."),
		revisions.Edit{Op: revisions.EditAdd, Path: aims, Passage: h.passage(t, aims, "Jokainen"), Text: "Kuva on selitettävä."},
		revisions.Edit{Op: revisions.EditPage, Text: "# Äänensävy & tyyli\n\nPuhumme ihmisille."},
	)
	d, err := h.Draft(t.Context(), token)
	check(t, err)
	pages, err := h.DraftDifference(t.Context(), d)
	check(t, err)
	if len(pages) != 2 {
		t.Fatalf("%d pages", len(pages))
	}
	want := strings.NewReplacer("ja ajoissa", "ja hyvissä ajoin", "saavutettava.\n", "saavutettava.\n\nKuva on selitettävä.\n").Replace(aimsText)
	if diff := cmp.Diff(want, string(pages[0].After)); diff != "" {
		t.Error(diff)
	}
	if pages[0].Difference.Empty() || pages[0].New || pages[0].Title != "Tavoitteet" {
		t.Errorf("first page is %+v", pages[0])
	}
	if p := pages[1]; p.Path != "äänensävy-tyyli.md" || !p.New || p.Title != "Äänensävy & tyyli" || len(p.Old) > 0 {
		t.Errorf("new page is %+v", p)
	}
	_, err = h.PutEdit(t.Context(), token, -1, revisions.Edit{Op: revisions.EditPage, Path: aims, Text: "# Taas"})
	refused(t, err, fault.Invalid, "error.page-exists")
	_, err = h.PutEdit(t.Context(), token, -1, revisions.Edit{Op: revisions.EditPage, Path: "../x.md", Text: "# Taas"})
	refused(t, err, fault.Invalid, "error.path")
}

func TestDraftFollowsMainWhileItsPassagesStand(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	h.write(t, aims, strings.Replace(aimsText, "vuosittain", "kahdesti vuodessa", 1))
	d, err := h.PutEdit(t.Context(), token, -1, h.reword(t, "Tuloksista", "Tuloksista kerrotaan aina."))
	check(t, err)
	if d.Base != h.tip(t) || d.Edits[1].Old != "Tuloksista kerrotaan kahdesti vuodessa." {
		t.Errorf("draft is %+v", d)
	}
}

func TestDraftBehindKeepsWhatWasTyped(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	before := h.tip(t)
	h.write(t, aims, strings.Replace(aimsText, "selkeästi", "rehellisesti", 1)+"\nUusi kappale.\n")

	d, err := h.PutEdit(t.Context(), token, -1, h.reword(t, "Jokainen", "Jokainen viesti ymmärretään."))
	refused(t, err, fault.Conflict, "error.draft-behind")
	if len(d.Edits) != 2 || d.Base != before {
		t.Fatalf("draft is %+v", d)
	}
	// The new paragraph is not in the draft's base: kept, but not to be sent so.
	d, err = h.PutEdit(t.Context(), token, -1, h.reword(t, "Uusi", "Uudempi kappale."))
	refused(t, err, fault.Conflict, "error.draft-behind")
	kept, err := h.Draft(t.Context(), token)
	check(t, err)
	if diff := cmp.Diff(d.Edits, kept.Edits); diff != "" || len(d.Edits) != 3 || d.Edits[2].Text != "Uudempi kappale." {
		t.Fatalf("edits are %+v %s", d.Edits, diff)
	}
	lost, err := h.Behind(t.Context(), kept)
	check(t, err)
	if diff := cmp.Diff([]int{0}, lost); diff != "" {
		t.Error(diff)
	}
	if _, err := h.DraftDifference(t.Context(), kept); err != nil {
		t.Error(err)
	}
	_, err = h.Submit(t.Context(), h.aino, "", token)
	refused(t, err, fault.Invalid, "error.edit-lost")

	// Written again on main's wording, the draft catches up.
	d, err = h.PutEdit(t.Context(), token, 0, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	check(t, err)
	if d.Base != h.tip(t) || d.Edits[2].Old != "Uusi kappale." {
		t.Errorf("draft is %+v", d)
	}
}

func TestDraftKeepsAnEditOfAnotherWording(t *testing.T) {
	h := newHouse(t)
	e := h.reword(t, "Kaupunki", "Kaupunki kertoo.")
	e.Old = "Kaupunki kertoo asioistaan selkeästi ja ajoissa."
	h.write(t, aims, strings.Replace(aimsText, "selkeästi", "rehellisesti", 1))
	token, _, err := h.StartDraft(t.Context(), h.aino, people.Finnish, 0)
	check(t, err)
	d, err := h.PutEdit(t.Context(), token, -1, e)
	refused(t, err, fault.Conflict, "error.draft-behind")
	if len(d.Edits) != 1 || d.Edits[0].Text != e.Text || d.Edits[0].Old != e.Old {
		t.Errorf("edits are %+v", d.Edits)
	}
}

func TestDraftExpires(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino)
	ds, err := h.DraftsOf(t.Context(), h.aino)
	check(t, err)
	if len(ds) != 1 {
		t.Fatalf("%d drafts", len(ds))
	}
	h.pass(31 * 24 * time.Hour)
	_, err = h.Draft(t.Context(), token)
	refused(t, err, fault.Gone, "error.draft-gone")
	_, err = h.SaveDetails(t.Context(), token, someDetails)
	refused(t, err, fault.Gone, "error.draft-gone")
	check(t, h.Sweep(t.Context()))
	h.view(t, func(tx revisions.Tx) error {
		if _, err := tx.Draft(t.Context(), token.Hash()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("swept draft: %v", err)
		}
		return nil
	})
}

func TestDraftOfANewVersion(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	_, _, err := h.StartDraft(t.Context(), h.eero, people.Finnish, p.ID)
	refused(t, err, fault.Forbidden, "error.not-yours")
	_, _, err = h.StartDraft(t.Context(), people.Account{}, people.Finnish, p.ID)
	refused(t, err, fault.SignIn, "error.sign-in")
	_, d, err := h.StartDraft(t.Context(), h.aino, people.Swedish, p.ID)
	check(t, err)
	if d.Proposal != p.ID || d.Title != p.Title || d.Lang != people.Finnish || len(d.Edits) != 1 {
		t.Errorf("draft is %+v", d)
	}
}
