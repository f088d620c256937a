package revisions_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/people"
	"luonnos/revisions"
)

// keepFits tries all proposals and tells their authors.
func (h *house) keepFits(t failer) {
	t.Helper()
	check(t, h.KeepFits(context.Background()))
}

// fit is how the proposal went with main when it was last tried.
func (h *house) fit(t failer, id int64) (f revisions.Fit) {
	t.Helper()
	h.view(t, func(tx revisions.Tx) (err error) {
		f, _, err = tx.Fit(context.Background(), id)
		return err
	})
	return f
}

// letters are the letters queued so far with the templates, oldest first.
func (h *house) letters(t failer, templates ...people.Template) []people.Mail {
	t.Helper()
	events, err := h.db.Pending(context.Background(), event.MailQueued, 0)
	check(t, err)
	var out []people.Mail
	for _, e := range events {
		m, err := people.ParseMail(e)
		check(t, err)
		if slices.Contains(templates, m.Template) {
			m.At = h.clock()
			out = append(out, m)
		}
	}
	return out
}

// fitLetters are all letters about how proposals go with the text.
func (h *house) fitLetters(t failer) []people.Mail {
	t.Helper()
	return h.letters(t, "proposal-needs-you", "proposal-fits-again", "proposals-fit")
}

// replace rewrites a page of main by replacing words of it.
func (h *house) replace(t failer, path docs.Path, pairs ...string) {
	t.Helper()
	h.write(t, path, strings.NewReplacer(pairs...).Replace(h.text(t, path)))
}

func TestFitsAreToldApart(t *testing.T) {
	h := newHouse(t)
	gone := docs.Path("02-poistuva.md")
	h.write(t, gone, "# Poistuva\n\nTämä sivu katoaa.\n")
	far := h.propose(t, h.aino, h.reword(t, "Tuloksista", "Tuloksista kerrotaan kuukausittain."))
	clash := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan rehellisesti ja ajoissa."))
	there := h.propose(t, h.eero, h.reword(t, "Jokainen", "Jokainen viesti on saavutettava ja selkeä."))
	look := h.propose(t, h.eero, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan selkeästi ja heti."))
	page := h.propose(t, h.eero, revisions.Edit{Op: revisions.EditChange, Path: gone, Passage: h.passage(t, gone, "Tämä"), Text: "Tämä sivu jää."})
	fresh := h.propose(t, h.eero, revisions.Edit{Op: revisions.EditPage, Path: "03-uusi.md", Text: "# Uusi\n\nSivu."})
	for _, p := range []revisions.Proposal{far, clash, there, look, page, fresh} {
		if f := h.fit(t, p.ID); f.Fitness != revisions.Fits || f.Seq != 2 || f.Version != 1 {
			t.Errorf("proposal %d as sent: %+v", p.ID, f)
		}
	}

	by := h.propose(t, h.mentor, h.reword(t, "Kaupunki", "Kaupunki kertoo kaikista asioistaan avoimesti ja ajoissa."))
	h.decide(t, by, revisions.Accept)                                                       // 3
	h.replace(t, aims, "on saavutettava.", "on saavutettava ja selkeä.")                    // 4
	h.write(t, "03-uusi.md", "# Toinen\n\nTeksti.\n")                                       // 5
	h.update(t, func(tx revisions.Tx) error { return h.removePage(t.Context(), tx, gone) }) // 6
	want := map[int64]revisions.Fit{
		far.ID: {Fitness: revisions.Fits},
		clash.ID: {Fitness: revisions.NeedsYou, Obstacle: revisions.Clashing, Rivals: []revisions.Rival{
			{Path: aims, Passage: h.passage(t, aims, "Kaupunki"), Seq: 3, Proposal: by.ID}}},
		there.ID: {Fitness: revisions.NeedsYou, Obstacle: revisions.NothingLeft, Rivals: []revisions.Rival{
			{Path: aims, Passage: h.passage(t, aims, "Jokainen"), Seq: 4}}},
		look.ID: {Fitness: revisions.FitsLook, Reasons: []string{"merge.same-sentence"}, Rivals: []revisions.Rival{
			{Path: aims, Passage: h.passage(t, aims, "Kaupunki"), Seq: 3, Proposal: by.ID}}},
		page.ID: {Fitness: revisions.NeedsYou, Obstacle: revisions.PageGone, Rivals: []revisions.Rival{
			{Path: gone, Passage: first(t, h, page.ID).Edits[0].Passage, Seq: 6, Gone: true}}},
		fresh.ID: {Fitness: revisions.NeedsYou, Obstacle: revisions.PageTaken, Rivals: []revisions.Rival{{Path: "03-uusi.md", Seq: 5}}},
	}
	all, _, err := h.Proposals(t.Context(), people.Account{}, revisions.Filter{})
	check(t, err)
	for _, when := range []string{"before the work is done", "after"} {
		if when == "after" {
			h.keepFits(t)
		}
		got, err := h.Fits(t.Context(), all...)
		check(t, err)
		for id, f := range got {
			f.Proposal, f.Version, f.Base, f.Seq, f.Told = 0, 0, 0, 0, false
			for i := range f.Rivals {
				f.Rivals[i].At = time.Time{}
			}
			if diff := cmp.Diff(want[id], f); diff != "" {
				t.Errorf("%s, proposal %d: %s", when, id, diff)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d fits", when, len(got))
		}
	}
	for _, p := range []revisions.Proposal{clash, there, look, page, fresh} {
		if !h.heard(event.ProposalFit, "proposal/"+number(p.ID)) {
			t.Errorf("nobody heard of proposal %d", p.ID)
		}
	}
	if h.heard(event.ProposalFit, "proposal/"+number(far.ID)) {
		t.Error("what still fits is told of")
	}
}

// What is told of is what the proposal meets, not all that has come meanwhile.
func TestRivalsAreWhatAProposalMeets(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan rehellisesti ja ajoissa."),
		h.reword(t, "Jokainen", "Jokainen viesti on saavutettava. Se on lyhyt."))
	h.replace(t, aims, "vuosittain", "usein")                                                                 // 2
	h.replace(t, aims, "viesti on saavutettava.", "viesti on saavutettava. Se on myös selkeä.", "- V", "- v") // 3
	h.replace(t, aims, "selkeästi", "avoimesti")                                                              // 4
	h.replace(t, aims, "Jokainen viesti", "Kukin viesti")                                                     // 5
	fits, err := h.Fits(t.Context(), p)
	check(t, err)
	for _, r := range fits[p.ID].Rivals {
		if r.Seq == 2 {
			t.Errorf("a change far away is told of: %+v", fits[p.ID])
		}
	}
	if got := fits[p.ID].Rivals[0]; fits[p.ID].Fitness != revisions.NeedsYou || got.Passage == "" {
		t.Errorf("%+v", fits[p.ID])
	}
}

// removePage takes a page from main.
func (h *house) removePage(ctx context.Context, tx revisions.Tx, path docs.Path) error {
	tip, err := tx.Ref(ctx, docs.Main)
	if err != nil {
		return err
	}
	_, err = h.repo.Apply(ctx, tx, docs.Change{Files: []docs.File{{Path: string(path)}}, Author: "p-ffffffffff", Message: "Pois", Tip: tip})
	return err
}

func first(t failer, h *house, id int64) revisions.Version {
	t.Helper()
	vs, err := h.Versions(context.Background(), people.Account{}, id)
	check(t, err)
	return vs[0]
}

func TestAuthorsAreToldOnceOfEachChange(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan rehellisesti ja ajoissa."))
	q := h.propose(t, h.aino, h.reword(t, "Jokainen", "Jokainen viesti on luettava."))
	told := func(want ...people.Mail) {
		t.Helper()
		h.keepFits(t)
		h.keepFits(t)
		for i := range want {
			want[i].To, want[i].At = h.aino.ID, h.clock()
		}
		if diff := cmp.Diff(want, h.fitLetters(t)); diff != "" {
			t.Error(diff)
		}
	}
	needs := func(p revisions.Proposal, why string) people.Mail {
		return people.Mail{Template: "proposal-needs-you", About: "proposal/" + number(p.ID), Args: map[string]string{"title": p.Title, "why": why}}
	}
	told()
	h.replace(t, aims, "vuosittain", "usein")
	told()
	h.replace(t, aims, "selkeästi", "avoimesti")
	one := needs(p, "clash")
	told(one)
	h.replace(t, aims, "avoimesti", "lyhyesti")
	told(one)
	h.replace(t, aims, "lyhyesti", "selkeästi")
	two := people.Mail{Template: "proposal-fits-again", About: "proposal/" + number(p.ID), Args: map[string]string{"title": p.Title}}
	told(one, two)
	// Several at once make one letter.
	h.replace(t, aims, "selkeästi", "lyhyesti", "saavutettava", "selkeä")
	three := people.Mail{Template: "proposals-fit", About: "account/proposals",
		Args: map[string]string{"need": "heading", "needs": "– " + p.Title + "\n– " + q.Title, "fit": "", "fits": ""}}
	told(one, two, three)
	check(t, h.Withdraw(t.Context(), h.aino, "", p.ID))
	h.replace(t, aims, "lyhyesti", "selkeästi")
	told(one, two, three)
}

// Who sends what does not fit sees so on the page, and hears no more of it.
func TestAFitIsFoundOutAsTheProposalIsSent(t *testing.T) {
	h := newHouse(t)
	token := h.draft(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan rehellisesti ja ajoissa."))
	h.replace(t, aims, "selkeästi", "avoimesti")
	p, err := h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	if f := h.fit(t, p.ID); f.Fitness != revisions.NeedsYou || f.Seq != 2 {
		t.Errorf("as sent: %+v", f)
	}
	h.keepFits(t)
	if ms := h.fitLetters(t); len(ms) > 0 {
		t.Errorf("letters %v", ms)
	}
	// The next version is tried by itself, and its writer is told anew.
	token, _, err = h.StartDraft(t.Context(), h.aino, people.Finnish, p.ID)
	check(t, err)
	_, err = h.PutEdit(t.Context(), token, 0, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan rehellisesti ja heti."))
	check(t, err)
	_, err = h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	if f := h.fit(t, p.ID); f.Fitness != revisions.Fits || f.Version != 2 {
		t.Errorf("the second version: %+v", f)
	}
	h.replace(t, aims, "ajoissa", "lyhyesti")
	h.keepFits(t)
	if ms := h.fitLetters(t); len(ms) != 1 {
		t.Errorf("letters %v", ms)
	}
}

func TestListsByFit(t *testing.T) {
	h := newHouse(t)
	needs := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan rehellisesti ja ajoissa."))
	fits := h.propose(t, h.eero, h.reword(t, "Jokainen", "Jokainen viesti on luettava."))
	taken := h.propose(t, h.eero, h.reword(t, "Tuloksista", "Tuloksista kerrotaan."))
	h.decide(t, taken, revisions.Accept)
	h.replace(t, aims, "selkeästi", "avoimesti")
	h.keepFits(t)
	ids := func(ps []revisions.Proposal, n int, err error) []int64 {
		t.Helper()
		check(t, err)
		var ids []int64
		for _, p := range ps {
			ids = append(ids, p.ID)
		}
		if len(ids) != n {
			t.Errorf("%d listed, %d counted", len(ids), n)
		}
		return ids
	}
	if got := ids(h.Queue(t.Context(), h.official, revisions.Filter{Order: "ready"})); !slices.Equal(got, []int64{fits.ID, needs.ID}) {
		t.Errorf("the queue is %v", got)
	}
	for fitness, want := range map[revisions.Fitness][]int64{
		revisions.Fits: {fits.ID}, revisions.FitsLook: nil, revisions.NeedsYou: {needs.ID},
	} {
		if got := ids(h.Proposals(t.Context(), people.Account{}, revisions.Filter{Fitness: fitness})); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", fitness, got, want)
		}
	}
}

func TestVerifyLooksAtFits(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	h.carry(t)
	h.sound(t)
	for name, spoil := range map[string]func(ctx context.Context, tx revisions.Tx) error{
		"a version to come": func(ctx context.Context, tx revisions.Tx) error {
			return tx.PutFit(ctx, revisions.Fit{Proposal: p.ID, Version: 2, Base: 1, Seq: 1, Fitness: revisions.Fits})
		},
		"a text to come": func(ctx context.Context, tx revisions.Tx) error {
			return tx.PutFit(ctx, revisions.Fit{Proposal: p.ID, Version: 1, Base: 1, Seq: 2, Fitness: revisions.Fits})
		},
		"carried too far": func(ctx context.Context, tx revisions.Tx) error {
			_, err := tx.MoveCarried(ctx, 1, 2)
			return err
		},
	} {
		good := h.fit(t, p.ID)
		h.update(t, func(tx revisions.Tx) error { return spoil(t.Context(), tx) })
		problems, err := h.Verify(t.Context())
		check(t, err)
		if len(problems) != 1 {
			t.Errorf("%s: %v", name, problems)
		}
		h.update(t, func(tx revisions.Tx) error {
			if _, err := tx.MoveCarried(t.Context(), 2, 1); err != nil {
				return err
			}
			return tx.PutFit(t.Context(), good)
		})
	}
}
