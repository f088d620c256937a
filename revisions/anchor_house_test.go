package revisions_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// commit puts several files on main at once; "" removes one.
func (h *house) commit(t failer, files map[docs.Path]string) {
	t.Helper()
	h.update(t, func(tx revisions.Tx) error {
		ctx := context.Background()
		tip, err := tx.Ref(ctx, docs.Main)
		if err != nil {
			return err
		}
		c := docs.Change{Author: "p-ffffffffff", Message: "Teksti", Tip: tip}
		for path, text := range files {
			f := docs.File{Path: string(path)}
			if text != "" {
				f.Content = []byte(text)
			}
			c.Files = append(c.Files, f)
		}
		_, err = h.repo.Apply(ctx, tx, c)
		return err
	})
}

// place is where a comment's words are, as the page of the passage tells it.
func (h *house) place(t failer, passage docs.PassageID, comment int64) revisions.Place {
	t.Helper()
	ts, err := h.PassageThreads(context.Background(), passage)
	check(t, err)
	for _, thread := range ts {
		if thread.ID == comment {
			if thread.Place == nil {
				t.Fatalf("comment %d has no place", comment)
			}
			return *thread.Place
		}
	}
	t.Fatalf("comment %d is not on passage %s", comment, passage)
	return revisions.Place{}
}

// everyWay checks a place before and after the worker has come by.
func (h *house) everyWay(t failer, passage docs.PassageID, comment int64, checks func(revisions.Place)) {
	t.Helper()
	before := h.place(t, passage, comment)
	checks(before)
	h.carry(t)
	if diff := cmp.Diff(before, h.place(t, passage, comment)); diff != "" {
		t.Fatalf("carried in the background it is another place (-read +carried)\n%s", diff)
	}
}

func TestAnchorFollowsASplit(t *testing.T) {
	h := emptyHouse(t)
	h.write(t, aims, "# Luku\n\nEnsimmäinen virke on tässä, ja se on pitkä. Toinen virke tulee sen perään.\n")
	id := h.passage(t, aims, "Ensimmäinen")
	c := h.say(t, h.aino, revisions.Comment{Passage: id, Quote: "Toinen virke tulee sen perään.", Body: "Miksi?"})
	h.write(t, aims, "# Luku\n\nEnsimmäinen virke on tässä, ja se on pitkä.\n\nToinen virke tulee sen perään.\n")
	second := h.passage(t, aims, "Toinen")
	h.everyWay(t, id, c.ID, func(p revisions.Place) {
		if p.Fate != revisions.FateMoved || p.Passage != second || p.Since.Seq != 2 || p.Heading != "Luku" {
			t.Errorf("place is %+v, want passage %s", p, second)
		}
	})
	// It can be read at its new place too, and is counted there.
	h.place(t, second, c.ID)
	marks, lost, err := h.Marks(t.Context(), aims)
	check(t, err)
	if marks[second].Comments != 1 || marks[id].Comments != 0 || len(lost) > 0 {
		t.Errorf("marks are %v, lost %v", marks, lost)
	}
	// An answer makes both pages anew.
	h.say(t, h.eero, revisions.Comment{Parent: c.ID, Body: "Siksi."})
	if !h.heard("passage.commented", "passage/"+string(second)) || !h.heard("passage.commented", "passage/"+string(id)) {
		t.Error("nobody heard of the answer")
	}
}

func TestAnchorFollowsToAnotherPage(t *testing.T) {
	h := emptyHouse(t)
	const moving = "Kaupunki vastaa jokaiseen palautteeseen viikossa."
	h.commit(t, map[docs.Path]string{"a.md": "# A\n\n" + moving + "\n\nMuu teksti jää tähän.\n", "b.md": "# B\n\nToisen luvun teksti.\n"})
	id := h.passage(t, "a.md", "Kaupunki")
	c := h.say(t, h.aino, revisions.Comment{Passage: id, Quote: "jokaiseen palautteeseen", Body: "Kaikkeen?"})
	h.commit(t, map[docs.Path]string{"a.md": "# A\n\nMuu teksti jää tähän.\n", "b.md": "# B\n\n" + moving + "\n\nToisen luvun teksti.\n"})
	there := h.passage(t, "b.md", "Kaupunki")
	// The new place knows it also before it is carried.
	h.place(t, there, c.ID)
	h.everyWay(t, id, c.ID, func(p revisions.Place) {
		if p.Fate != revisions.FateMoved || p.Path != "b.md" || p.Passage != there || p.Now != "jokaiseen palautteeseen" {
			t.Errorf("place is %+v", p)
		}
	})
}

func TestAnchorIsNotFoundTwiceOnOtherPages(t *testing.T) {
	h := emptyHouse(t)
	const moving = "Kaupunki vastaa jokaiseen palautteeseen viikossa."
	h.commit(t, map[docs.Path]string{"a.md": "# A\n\n" + moving + "\n\nMuu teksti.\n", "b.md": "# B\n\nTeksti.\n", "c.md": "# C\n\nTeksti.\n"})
	id := h.passage(t, "a.md", "Kaupunki")
	c := h.say(t, h.aino, revisions.Comment{Passage: id, Body: "Kaikkeen?"})
	h.commit(t, map[docs.Path]string{"a.md": "# A\n\nMuu teksti.\n", "b.md": "# B\n\n" + moving + "\n\nTeksti.\n", "c.md": "# C\n\n" + moving + "\n\nTeksti.\n"})
	h.everyWay(t, id, c.ID, func(p revisions.Place) {
		if p.Fate != revisions.FateOrphaned || p.Then != moving || p.Path != "a.md" || p.Since.Seq != 2 {
			t.Errorf("place is %+v", p)
		}
	})
	_, lost, err := h.Marks(t.Context(), "a.md")
	check(t, err)
	if len(lost) != 1 || lost[0].ID != c.ID || lost[0].Comments != 1 || lost[0].From != id {
		t.Errorf("lost threads are %+v", lost)
	}
}

func TestAnchorFollowsARenamedPage(t *testing.T) {
	h := emptyHouse(t)
	text := "# A\n\nKaupunki vastaa jokaiseen palautteeseen viikossa.\n\nMuu teksti jää tähän näin.\n"
	h.commit(t, map[docs.Path]string{"a.md": text})
	id := h.passage(t, "a.md", "Kaupunki")
	c := h.say(t, h.aino, revisions.Comment{Passage: id, Body: "Kaikkeen?"})
	h.commit(t, map[docs.Path]string{"a.md": "", "z.md": strings.Replace(text, "viikossa", "päivässä", 1)})
	h.everyWay(t, id, c.ID, func(p revisions.Place) {
		if p.Fate != revisions.FateChanged || p.Path != "z.md" || p.Passage != id || p.Now != "Kaupunki vastaa jokaiseen palautteeseen päivässä." {
			t.Errorf("place is %+v", p)
		}
	})
	h.commit(t, map[docs.Path]string{"z.md": "", "y.md": "# Aivan muuta\n"})
	h.everyWay(t, id, c.ID, func(p revisions.Place) {
		if p.Fate != revisions.FateOrphaned || p.Path != "z.md" || p.Passage != "" {
			t.Errorf("place is %+v", p)
		}
	})
}

// A database from before there were anchors has comments alone.
func TestAnchorsOfOldComments(t *testing.T) {
	h := emptyHouse(t)
	h.write(t, aims, "# Luku\n\nVanha alku. Toinen virke tulee sen perään.\n")
	h.write(t, aims, "# Luku\n\nEnsimmäinen virke on tässä. Toinen virke tulee sen perään.\n")
	id := h.passage(t, aims, "Ensimmäinen")
	const whole = "Ensimmäinen virke on tässä. Toinen virke tulee sen perään."
	comments := []revisions.Comment{
		{ID: 1, Quote: "Toinen virke\ntulee sen perään.", Body: "Miksi?"},
		{ID: 2, Quote: whole, Body: "Kaikki?"},
		{ID: 3, Quote: "Tätä ei ole koskaan ollut.", Body: "Mitä?"},
	}
	h.update(t, func(tx revisions.Tx) error {
		for _, c := range comments {
			c.Path, c.Passage, c.Author, c.Created = aims, id, h.aino.ID, h.clock()
			if err := tx.PutComment(t.Context(), c); err != nil {
				return err
			}
		}
		return nil
	})
	h.pass(1e9 * 60)
	h.write(t, aims, "# Luku\n\nUutta tekstiä väliin.\n\nEnsimmäinen lause on tässä. Toinen virke tulee sen perään.\n")
	for i, want := range []revisions.Fate{revisions.FateUnchanged, revisions.FateChanged, revisions.FateOrphaned} {
		h.everyWay(t, id, int64(i+1), func(p revisions.Place) {
			if p.Fate != want {
				t.Errorf("comment %d is %+v, want %s", i+1, p, want)
			}
		})
	}
	h.view(t, func(tx revisions.Tx) error {
		a, err := tx.Anchor(t.Context(), revisions.AnchorComment, 1)
		if a.FromSeq != 2 || a.Quote != "Toinen virke tulee sen perään." || a.Prefix != "ku\n\nEnsimmäinen virke on tässä. " {
			t.Errorf("anchored as %+v", a)
		}
		return err
	})
}

func TestAnchorInAProposalFollowsItsVersions(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo kaikesta heti. Kaupunki vastaa kysymyksiin."))
	part := h.say(t, h.eero, revisions.Comment{Proposal: p.ID, Quote: "Kaupunki vastaa kysymyksiin.", Body: "Kuka?"})
	whole := h.say(t, h.eero, revisions.Comment{Proposal: p.ID, Body: "Hyvä."})
	_, err := h.WriteComment(t.Context(), h.eero, "", revisions.Comment{Proposal: p.ID, Quote: "Ei ole.", Body: "Kuka?"})
	refused(t, err, "invalid", "error.quote-missing")
	look := func(id int64) *revisions.Place {
		t.Helper()
		ts, err := h.ProposalThreads(t.Context(), people.Account{}, p.ID)
		check(t, err)
		for _, thread := range ts {
			if thread.ID == id {
				return thread.Place
			}
		}
		t.Fatalf("no thread %d", id)
		return nil
	}
	if look(whole.ID) != nil || look(part.ID).Fate != revisions.FateUnchanged {
		t.Errorf("places are %+v and %+v", look(whole.ID), look(part.ID))
	}
	p = h.revise(t, p, "Kaupunki kertoo kaikesta heti. Viestintä vastaa kysymyksiin.")
	if got := look(part.ID); got.Fate != revisions.FateChanged || got.Now != "Viestintä vastaa kysymyksiin." || got.Version != 2 {
		t.Errorf("after the second version %+v", got)
	}
	p = h.revise(t, p, "Kaupunki kertoo kaikesta heti.")
	if got := look(part.ID); got.Fate != revisions.FateOrphaned || got.Then != "Kaupunki vastaa kysymyksiin." || got.Version != 3 {
		t.Errorf("after the third version %+v", got)
	}
	// What goes with its proposal takes its anchor along.
	check(t, h.EraseFor(t.Context(), h.admin, h.aino.ID))
	h.view(t, func(tx revisions.Tx) error {
		if a, err := tx.Anchor(t.Context(), revisions.AnchorComment, part.ID); err == nil {
			t.Errorf("after erasure %+v", a)
		}
		return nil
	})
}

func TestPassagePlacesOfAProposal(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan selkeästi."),
		revisions.Edit{Op: revisions.EditAdd, Path: aims, Text: "Uusi kohta."})
	look := func() []revisions.Place {
		t.Helper()
		places, err := h.PassagePlaces(t.Context(), people.Account{}, p.ID)
		check(t, err)
		return places
	}
	if got := look(); len(got) != 2 || got[0].Fate != revisions.FateUnchanged || got[1].Fate != "" {
		t.Errorf("places are %+v", got)
	}
	h.write(t, aims, strings.Replace(aimsText, "ja ajoissa", "ja hyvissä ajoin", 1))
	if got := look()[0]; got.Fate != revisions.FateChanged || got.Now != "Kaupunki kertoo asioistaan selkeästi ja hyvissä ajoin." {
		t.Errorf("place is %+v", got)
	}
	h.write(t, aims, "# Tavoitteet\n\nJokainen viesti on saavutettava.\n")
	if got := look()[0]; got.Fate != revisions.FateOrphaned || got.Then != "Kaupunki kertoo asioistaan selkeästi ja ajoissa." {
		t.Errorf("place is %+v", got)
	}
}

// Whatever the history and whenever the worker comes, the rows it leaves are
// what a reader without it works out.
func TestAnchorsCarriedAsRead(t *testing.T) {
	h := emptyHouse(t)
	random := rand.New(rand.NewPCG(3, 1))
	pages := []docs.Path{"a.md", "b.md"}
	texts := map[docs.Path][]string{}
	sentence := func() string {
		words := make([]string, 5+random.IntN(4))
		for i := range words {
			words[i] = fmt.Sprintf("sana%d", random.IntN(400))
		}
		return strings.Join(words, " ") + "."
	}
	source := func(path docs.Path) string { return "# Luku\n\n" + strings.Join(texts[path], "\n\n") + "\n" }
	for _, path := range pages {
		for range 6 {
			texts[path] = append(texts[path], sentence()+" "+sentence())
		}
	}
	h.commit(t, map[docs.Path]string{"a.md": source("a.md"), "b.md": source("b.md")})
	passages := map[docs.PassageID]docs.Path{}
	fates := map[revisions.Fate]int{}
	for range 40 {
		path, other := pages[0], pages[1]
		if random.IntN(2) == 0 {
			path, other = other, path
		}
		page, _, err := h.repo.Read(t.Context(), path)
		check(t, err)
		id := page.Passages[1+random.IntN(len(page.Passages)-1)]
		passages[id] = path
		h.say(t, h.aino, revisions.Comment{Passage: id, Body: "Kommentti"})
		list := texts[path]
		i := random.IntN(len(list))
		changed := map[docs.Path]string{}
		switch kind := random.IntN(4); {
		case kind == 0 && len(list) > 3: // to the other page
			gone := list[i]
			texts[path] = append(append([]string{}, list[:i]...), list[i+1:]...)
			at := random.IntN(len(texts[other]) + 1)
			texts[other] = append(append(append([]string{}, texts[other][:at]...), gone), texts[other][at:]...)
			changed[other] = source(other)
		case kind == 1 && len(list) > 3:
			texts[path] = append(append([]string{}, list[:i]...), list[i+1:]...)
		case kind == 2:
			list[i] += " " + sentence()
		default:
			words := strings.Fields(list[i])
			words[random.IntN(len(words))] = fmt.Sprintf("uusi%d", random.IntN(1e6))
			list[i] = strings.Join(words, " ")
		}
		changed[path] = source(path)
		if random.IntN(3) == 0 {
			h.carry(t)
		}
		h.commit(t, changed)
	}
	read := map[string]revisions.Place{}
	collect := func(into map[string]revisions.Place) {
		for id := range passages {
			ts, err := h.PassageThreads(t.Context(), id)
			check(t, err)
			for _, thread := range ts {
				into[fmt.Sprint(id, thread.ID)] = *thread.Place
			}
		}
	}
	collect(read)
	h.carry(t)
	carried := map[string]revisions.Place{}
	collect(carried)
	if diff := cmp.Diff(read, carried); diff != "" {
		t.Errorf("(-read +carried)\n%s", diff)
	}
	moved := 0
	for _, p := range carried {
		fates[p.Fate]++
		if p.Moved && p.Fate != revisions.FateOrphaned {
			moved++
		}
	}
	if moved == 0 || fates[revisions.FateUnchanged] == 0 || fates[revisions.FateChanged] == 0 || fates[revisions.FateOrphaned] == 0 {
		t.Errorf("%d moved, fates %v", moved, fates)
	}
	h.sound(t)
}

// revise sends a new version of a proposal with another text for its first edit.
func (h *house) revise(t *testing.T, p revisions.Proposal, text string) revisions.Proposal {
	t.Helper()
	token, d, err := h.StartDraft(t.Context(), h.aino, people.Finnish, p.ID)
	check(t, err)
	e := d.Edits[0]
	e.Text = text
	_, err = h.PutEdit(t.Context(), token, 0, e)
	check(t, err)
	p, err = h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	return p
}

func TestVerifyFindsAnchorsThatLie(t *testing.T) {
	h := newHouse(t)
	c := h.say(t, h.aino, revisions.Comment{Passage: h.passage(t, aims, "Kaupunki"), Body: "Hyvä."})
	h.sound(t)
	for what, lie := range map[string]func(*revisions.Anchored){
		"at 0":           func(a *revisions.Anchored) { a.Start, a.Kept[0].New = 0, revisions.Extent{End: 5} },
		"of a page of":   func(a *revisions.Anchored) { a.End = 1e6 },
		"in the passage": func(a *revisions.Anchored) { a.Passage = "toinen" },
	} {
		var right revisions.Anchored
		put := func(a revisions.Anchored) {
			h.update(t, func(tx revisions.Tx) error {
				_, err := tx.MoveAnchor(t.Context(), a, a.Seq)
				return err
			})
		}
		h.view(t, func(tx revisions.Tx) (err error) {
			right, err = tx.Anchor(t.Context(), revisions.AnchorComment, c.ID)
			return err
		})
		wrong := right
		wrong.Kept = append([]revisions.Stretch{}, right.Kept...)
		lie(&wrong)
		put(wrong)
		problems, err := h.Verify(t.Context())
		check(t, err)
		if len(problems) != 1 || !strings.Contains(problems[0].What, what) || problems[0].Where != "comment/1" {
			t.Errorf("%s: problems are %v", what, problems)
		}
		put(right)
	}
}
