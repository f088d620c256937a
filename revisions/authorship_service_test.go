package revisions_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

// written shows who wrote what of a passage of the page as it stands, and
// instead of whom.
func (h *house) written(t failer, words string) string {
	t.Helper()
	a, err := h.Authorship(context.Background(), aims, 0)
	check(t, err)
	names := map[people.Pseudonym]string{
		h.aino.Pseudonym: "Aino", h.eero.Pseudonym: "Eero", h.official.Pseudonym: "virkailija",
		"p-ffffffffff": "pohja", "": "muualla",
	}
	source := string(a.Source)
	start := strings.Index(source, words)
	if start < 0 {
		t.Fatalf("%q is not in\n%s", words, source)
	}
	end := start + strings.Index(source[start:]+"\n\n", "\n\n")
	var out []string
	for _, r := range a.In(revisions.Extent{Start: start, End: end}) {
		s := names[a.Acts[r.Writer.Seq].Wrote(r.Writer)] + ": " + source[r.Start:r.End]
		if r.Instead.Seq > 0 {
			s += fmt.Sprintf(" (oli: %s)", names[a.Acts[r.Instead.Seq].Wrote(r.Instead)])
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

func (h *house) wrote(t failer, words, want string) {
	t.Helper()
	if d := cmp.Diff(want, h.written(t, words)); d != "" {
		t.Fatalf("%q (-want +got):\n%s", words, d)
	}
}

func TestWordsKeepTheirWriters(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	h.wrote(t, "Kaupunki kertoo", "pohja: Kaupunki kertoo asioistaan selkeästi ja ajoissa")

	h.decide(t, h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan ymmärrettävästi ja ajoissa. Se myös kuuntelee asukkaita joka viikko.")), revisions.Accept)
	aino := "pohja: Kaupunki kertoo asioistaan | Aino: ymmärrettävästi (oli: pohja) | pohja: ja ajoissa | Aino: Se myös kuuntelee asukkaita joka viikko"
	h.wrote(t, "Kaupunki kertoo", aino)

	// Accepted with changes: the official's words are the official's.
	p := h.propose(t, h.eero, h.reword(t, "Jokainen", "Jokainen viesti on saavutettava kaikille asukkaille."))
	r := h.ruling(t, p, revisions.AcceptChanged)
	r.Edits = []revisions.Edit{h.reword(t, "Jokainen", "Jokainen viesti on saavutettava kaikille kuntalaisille heti.")}
	_, err := h.Decide(ctx, h.official, "", r)
	check(t, err)
	h.wrote(t, "Jokainen", "pohja: Jokainen viesti on saavutettava | Eero: kaikille | virkailija: kuntalaisille heti")
	h.wrote(t, "Kaupunki kertoo", aino)

	// A sentence that goes and comes back has its first writer.
	h.decide(t, h.propose(t, h.eero, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan ymmärrettävästi ja ajoissa.")), revisions.Accept)
	h.decide(t, h.propose(t, h.eero, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan ymmärrettävästi ja ajoissa. Se myös kuuntelee asukkaita joka viikko.")), revisions.Accept)
	h.wrote(t, "Kaupunki kertoo", aino)

	// A passage that moves takes its writers along.
	h.decide(t, h.propose(t, h.eero, revisions.Edit{
		Op: revisions.EditMove, Path: aims, From: h.passage(t, aims, "Kaupunki"), Passage: h.passage(t, aims, "Tuloksista"),
	}), revisions.Accept)
	h.wrote(t, "Kaupunki kertoo", aino)
	h.sound(t)
}

// A conflict settled by taking a side is that side's wording; the decider's own
// words are the decider's.
func TestChosenWordsKeepTheirWriters(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	aino := h.propose(t, h.aino, h.reword(t, "Tuloksista", "Tuloksista raportoidaan vuosittain valtuustolle."))
	eero := h.propose(t, h.eero, h.reword(t, "Tuloksista", "Tuloksista raportoi viestintä vuosittain."))
	third := h.propose(t, h.eero, h.reword(t, "Tuloksista", "Tuloksia julkaistaan neljännesvuosittain."))
	h.decide(t, aino, revisions.Accept)
	choose := func(p revisions.Proposal, text string) {
		t.Helper()
		preview, err := h.Preview(ctx, h.official, p.ID, nil)
		check(t, err)
		if preview.Outcome != revisions.Conflict {
			t.Fatalf("%s instead of a conflict", preview.Outcome)
		}
		r := h.ruling(t, p, revisions.Accept)
		r.Choices = map[docs.Path][]string{aims: {text}}
		_, err = h.Decide(ctx, h.official, "", r)
		check(t, err)
	}
	choose(eero, "Tuloksista raportoi viestintä vuosittain.")
	h.wrote(t, "Tuloksista", "pohja: Tuloksista | Eero: raportoi viestintä (oli: Aino) | pohja: vuosittain")
	choose(third, "Tuloksista raportoi viestintä neljännesvuosittain kaikille.")
	h.wrote(t, "Tuloksista", "pohja: Tuloksista | Eero: raportoi viestintä (oli: Aino) | Eero: neljännesvuosittain (oli: pohja) | virkailija: kaikille (oli: pohja)")
}

// carryAll takes what follows the text to the newest commit.
func (h *house) carryAll(t failer) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = h.Carry(context.Background())
		check(t, err)
	}
}

// What the rows tell is what the history tells without them, and what is told
// before the rows are there.
func TestAuthorshipFollowsFromTheHistory(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	accept := func(words, text string) {
		t.Helper()
		h.decide(t, h.propose(t, h.aino, h.reword(t, words, text)), revisions.Accept)
	}
	accept("Tuloksista", "Tuloksista kerrotaan vuosittain kaikille asukkaille.")
	accept("Tuloksista", "Tulokset kerrotaan kaikille asukkaille.")
	h.write(t, aims, strings.Replace(h.text(t, aims), "## Mittarit\n\n", "", 1))
	accept("Tulokset", "Tuloksista kerrotaan vuosittain kaikille asukkaille.")
	all := func() (out []revisions.PageAuthorship) {
		t.Helper()
		for seq := range int64(5) {
			// A new service has nothing in memory.
			service := revisions.NewService(store.As[revisions.Tx](h.db), h.repo, h.clock)
			a, err := service.Authorship(ctx, aims, seq+1)
			check(t, err)
			out = append(out, a)
		}
		return out
	}
	before := all()
	h.wrote(t, "Tuloksista", "pohja: Tuloksista kerrotaan vuosittain | Aino: kaikille asukkaille")
	h.carryAll(t)
	if d := cmp.Diff(before, all()); d != "" {
		t.Errorf("told before the rows and after:\n%s", d)
	}
	h.sound(t)

	// A wrong row is not believed.
	h.update(t, func(tx revisions.Tx) error {
		return tx.PutAuthorship(ctx, revisions.AuthorshipRow{Path: aims, Seq: 5, Origins: []byte{1, 1, 2, 0, 0, 3}})
	})
	if d := cmp.Diff(before, all()); d != "" {
		t.Errorf("after a wrong row:\n%s", d)
	}
	problems, err := h.Verify(ctx)
	check(t, err)
	if len(problems) != 1 {
		t.Errorf("a wrong row gives %v", problems)
	}
}

// A page that is renamed keeps its writers; one that is removed and comes back too.
func TestAuthorshipOfRenamedPage(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	h.decide(t, h.propose(t, h.aino, h.reword(t, "Tuloksista", "Tuloksista kerrotaan vuosittain kaikille asukkaille.")), revisions.Accept)
	h.carryAll(t)
	text := h.text(t, aims)
	put := func(files ...docs.File) {
		t.Helper()
		h.update(t, func(tx revisions.Tx) error {
			_, err := h.repo.Apply(ctx, tx, docs.Change{Files: files, Author: "p-ffffffffff", Message: "Nimi", Tip: h.tip(t)})
			return err
		})
		h.carryAll(t)
	}
	put(docs.File{Path: string(aims)}, docs.File{Path: "uusi.md", Content: []byte(text)})
	renamed, err := h.Authorship(ctx, "uusi.md", 0)
	check(t, err)
	if len(renamed.Runs) != 2 || renamed.Runs[1].Writer.Seq != 2 {
		t.Errorf("the renamed page is of %v", renamed.Runs)
	}
	if _, err := h.Authorship(ctx, aims, 0); err == nil {
		t.Error("a page that is gone has writers")
	}
	put(docs.File{Path: string(aims), Content: []byte(text)})
	h.wrote(t, "Tuloksista", "pohja: Tuloksista kerrotaan vuosittain | Aino: kaikille asukkaille")
}
