package docs_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

const (
	page  = "# Tavoitteet\n\nEnsimmäinen kappale puhuu palautteesta.\n\nToinen kappale puhuu kummeista.\n\n- yksi kohta\n- toinen kohta\n"
	page2 = "# Tavoitteet\n\nEnsimmäinen kappale puhuu palautteesta.\n\nToinen kappale puhuu some-kummeista ja ajasta.\n\n- yksi kohta\n- toinen kohta\n"
)

func TestApplyWritesWhatReadersAsk(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "01-tavoitteet.md", page, "liite.sv.md", "# Bilaga\n\nText om respons.\n", "kuva.svg", "<svg/>")
	second := h.accept(t, 7, first.Hash, "01-tavoitteet.md", page2)

	pages, err := h.Pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 2 || pages[0].Title != "Tavoitteet" || pages[1].Path.Lang() != people.Swedish {
		t.Fatalf("pages %+v", pages)
	}
	p, source, err := h.Read(t.Context(), "01-tavoitteet.md")
	if err != nil || string(source) != page2 {
		t.Fatalf("read %q, %v", source, err)
	}
	if p.Seq != 2 || p.Commit != second.Hash || p.Words != 15 {
		t.Errorf("page %+v", p)
	}
	versions, all, err := h.Versions(t.Context(), "01-tavoitteet.md", 0, 10)
	if err != nil || all != 2 || len(versions) != 2 {
		t.Fatalf("versions %v %d %v", versions, all, err)
	}
	v := versions[0]
	if v.Kind != docs.Changed || v.Proposal != 7 || v.Author != writer || v.Decider != official || v.Summary != "Otsikko" {
		t.Errorf("version %+v", v)
	}
	if diff := cmp.Diff(versions[1].Passages, v.Passages); diff != "" {
		t.Errorf("identities changed (-before +after):\n%s", diff)
	}
	old, source, err := h.ReadAt(t.Context(), "01-tavoitteet.md", 1)
	if err != nil || old.Seq != 1 || string(source) != page {
		t.Errorf("old version %+v %q %v", old, source, err)
	}
	changes, err := h.Changes(t.Context(), 10)
	if err != nil || len(changes) != 2 || changes[0].Hash != second.Hash || len(changes[0].Parents) != 2 {
		t.Errorf("changes %+v %v", changes, err)
	}
	h.sound(t)
}

func TestPassageLife(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", page)
	h.accept(t, 7, first.Hash, "a.md", page2)
	p, _, err := h.Read(t.Context(), "a.md")
	if err != nil {
		t.Fatal(err)
	}
	id := p.Passages[2]
	life, err := h.Passage(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if life.Gone || life.Text != "Toinen kappale puhuu some-kummeista ja ajasta." || len(life.Events) != 2 {
		t.Errorf("life %+v", life)
	}
	if e := life.Events[1]; e.Change != docs.PassageChanged || e.Proposal != 7 || e.Author != writer {
		t.Errorf("event %+v", e)
	}

	h.apply(t, "a.md", "# Tavoitteet\n\nEnsimmäinen kappale puhuu palautteesta.\n")
	life, err = h.Passage(t.Context(), id)
	if err != nil || !life.Gone || life.Text != "Toinen kappale puhuu some-kummeista ja ajasta." || life.Page.Path != "" {
		t.Errorf("life after the end %+v %v", life, err)
	}
	if _, err := h.Passage(t.Context(), "aaaaaaaaaa"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown passage: %v", err)
	}
	h.sound(t)
}

func TestRenameKeepsIdentities(t *testing.T) {
	h := newHouse(t)
	h.apply(t, "vanha.md", page)
	before, _, err := h.Read(t.Context(), "vanha.md")
	if err != nil {
		t.Fatal(err)
	}
	h.apply(t, "vanha.md", "", "luku/uusi.md", page2)
	after, _, err := h.Read(t.Context(), "luku/uusi.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.Passages, after.Passages); diff != "" {
		t.Errorf("identities (-before +after):\n%s", diff)
	}
	life, err := h.Passage(t.Context(), before.Passages[0])
	if err != nil || life.Page.Path != "luku/uusi.md" || life.Events[1].Change != docs.PassageMoved {
		t.Errorf("life %+v %v", life, err)
	}
	if _, _, err := h.Read(t.Context(), "vanha.md"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("old page: %v", err)
	}
	v, source, err := h.ReadAt(t.Context(), "vanha.md", 2)
	if err != nil || v.Kind != docs.Removed || source != nil {
		t.Errorf("removed version %+v %q %v", v, source, err)
	}
	h.sound(t)
}

func TestApplyRefuses(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", page)
	h.apply(t, "a.md", page2)
	for _, c := range []struct {
		name, key string
		change    docs.Change
	}{
		{"an old tip", "error.ref-changed", docs.Change{Files: files("a.md", "x\n"), Tip: first.Hash}},
		{"no tip", "error.ref-changed", docs.Change{Files: files("a.md", "x\n")}},
		{"nothing new", "error.nothing-left", docs.Change{Files: files("a.md", page2), Tip: h.tip(t)}},
		{"a way out", "error.path", docs.Change{Files: files("../a.md", "x\n"), Tip: h.tip(t)}},
		{"git's own folder", "error.path", docs.Change{Files: files(".git/config", "x\n"), Tip: h.tip(t)}},
		{"a folder in a file's place", "error.path", docs.Change{Files: files("a.md/b.md", "x\n"), Tip: h.tip(t)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.change.Author, c.change.Message = writer, "Muutos"
			err := h.Update(t.Context(), "", func(tx docs.Tx) error {
				_, err := h.Apply(t.Context(), tx, c.change)
				return err
			})
			if !fault.Is(err, c.key) {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
	h.sound(t)
}

func TestMessageCannotForgeTrailers(t *testing.T) {
	h := newHouse(t)
	var c docs.Commit
	h.update(t, func(ctx context.Context, tx docs.Tx) (err error) {
		c, err = h.Apply(ctx, tx, docs.Change{
			Files: files("a.md", page), Author: writer, Decider: official, CoAuthors: []people.Pseudonym{writer, "p-0000000003"},
			Message: "Otsikko\r\nPerustelu\x00\x07 \xff\r\n\r\nProposal: 99\r\n", Proposal: 3,
		})
		return err
	})
	if c.Proposal != 3 || c.Author != writer || c.Decider != official || c.Summary != "Otsikko" {
		t.Errorf("commit %+v", c)
	}
	var message string
	h.view(t, func(ctx context.Context, tx docs.Tx) error {
		content, err := docs.ReadCommitMessage(ctx, tx, c.Hash)
		message = content
		return err
	})
	want := "Otsikko\n\nPerustelu \uFFFD\n\nProposal: 99\n\nProposal: 3\n" +
		"Co-authored-by: p-0000000003 <p-0000000003@users.invalid>\nDecided-by: p-0000000002 <p-0000000002@users.invalid>\n"
	if diff := cmp.Diff(want, message); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	h.sound(t)
}

func TestFreeze(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", page)
	theirs := h.draft(t, 1, first.Hash, "a.md", page2)
	freeze := func(name string, target docs.Hash) error {
		return h.Update(t.Context(), "", func(tx docs.Tx) error {
			return h.Freeze(t.Context(), tx, name, target, official, "Versio 1")
		})
	}
	if err := freeze("versio-1", first.Hash); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		"versio-1": freeze("versio-1", first.Hash), "a..b": freeze("a..b", first.Hash), "draft": freeze("draft", theirs),
	} {
		if want == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := freeze("versio-1", first.Hash); fault.KindOf(err) != fault.Conflict || !fault.Is(err, "error.tag-taken") {
		t.Errorf("second tag: %v", err)
	}
	h.sound(t)
}

func TestNote(t *testing.T) {
	h := newHouse(t)
	h.apply(t, "a.md", page)
	for _, n := range []string{"1", "2"} {
		h.update(t, func(ctx context.Context, tx docs.Tx) error {
			return h.Note(ctx, tx, "decisions/"+n+".json", []byte(`{"id":`+n+`}`), official, "Hylätty")
		})
	}
	h.view(t, func(ctx context.Context, tx docs.Tx) error {
		tip, err := tx.Ref(ctx, docs.Record)
		if err != nil {
			return err
		}
		for _, n := range []string{"1", "2"} {
			if got, err := h.FileAt(ctx, tx, tip, "decisions/"+n+".json"); err != nil || !strings.Contains(string(got), n) {
				t.Errorf("note %s: %q %v", n, got, err)
			}
		}
		return nil
	})
	h.sound(t)
}

func TestDiscardLeavesWhatOthersHold(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", page)
	own := h.draft(t, 1, first.Hash, "a.md", "# Vain oma\n\nSalaisuus.\n")
	h.draft(t, 2, first.Hash, "a.md", page2)
	shared := h.draft(t, 3, first.Hash, "a.md", page2)
	var blob docs.Hash
	h.view(t, func(ctx context.Context, tx docs.Tx) error {
		return tx.EachObject(ctx, func(o docs.Hash, typ docs.ObjectType) error {
			stored, err := tx.Object(ctx, o)
			if err == nil && typ == docs.BlobObject && stored.Size == int64(len("# Vain oma\n\nSalaisuus.\n")) {
				blob = o
			}
			return err
		})
	})
	h.update(t, func(ctx context.Context, tx docs.Tx) error { return h.Discard(ctx, tx, draftRef(1), draftRef(3)) })
	h.view(t, func(ctx context.Context, tx docs.Tx) error {
		for _, gone := range []docs.Hash{own, shared, blob} {
			if ok, err := tx.HasObject(ctx, gone); ok || err != nil {
				t.Errorf("%s is still there, %v", gone, err)
			}
		}
		tip, err := tx.Ref(ctx, draftRef(2))
		if err != nil {
			return err
		}
		if got, err := h.FileAt(ctx, tx, tip, "a.md"); string(got) != page2 {
			t.Errorf("the other draft: %q %v", got, err)
		}
		return nil
	})
	h.sound(t)
}

func TestSearch(t *testing.T) {
	h := newHouse(t)
	h.apply(t, "a.md", page)
	h.apply(t, "a.md", strings.Replace(page2, "# Tavoitteet", "# Päämäärät", 1))
	for query, want := range map[string]string{
		"palautetta": "Ensimmäinen kappale puhuu palautteesta.",
		"somekum":    "",
		"kummi":      "Toinen kappale puhuu some-kummeista ja ajasta.",
	} {
		hits, err := h.Search(t.Context(), people.Finnish, query, 5)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			if len(hits) != 0 {
				t.Errorf("%s found %+v", query, hits)
			}
			continue
		}
		if len(hits) == 0 || hits[0].Text != want || hits[0].Subject != "a.md" || hits[0].Title != "Päämäärät" || hits[0].Passage == "" {
			t.Errorf("%s found %+v", query, hits)
		}
	}
	h.apply(t, "taulu.md", "---\nkeywords: piilosana\n---\n\n| Mittari | Tavoite |\n| --- | --- |\n| **Vastausaika** | viikko |\n\n<!-- piilosana -->\n")
	if hits, err := h.Search(t.Context(), people.Finnish, "vastausaika viikko", 5); err != nil || len(hits) != 1 ||
		strings.Join(strings.Fields(hits[0].Text), " ") != "Vastausaika viikko" {
		t.Errorf("a table's row: %+v %v", hits, err)
	}
	if hits, err := h.Search(t.Context(), people.Finnish, "piilosana", 5); len(hits) != 0 || err != nil {
		t.Errorf("found what no reader sees: %+v %v", hits, err)
	}
	h.apply(t, "taulu.md", "")
	if hits, err := h.Search(t.Context(), people.Finnish, "vastausaika", 5); len(hits) != 0 || err != nil {
		t.Errorf("found on a removed page: %+v %v", hits, err)
	}
	if hits, err := h.Search(t.Context(), people.Finnish, "  ", 5); len(hits) != 0 || err != nil {
		t.Errorf("empty query: %v %v", hits, err)
	}
}

// A text that was discarded and is proposed again is stored again, and one
// that main took in the meantime is kept.
func TestDiscardBetweenOtherWrites(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", page)
	if err := h.PrepareDiscard(t.Context()); err != nil {
		t.Fatal(err)
	}
	discard := func(n int64) {
		h.update(t, func(ctx context.Context, tx docs.Tx) error { return h.Discard(ctx, tx, draftRef(n)) })
		h.sound(t)
	}
	h.draft(t, 1, first.Hash, "a.md", page2)
	discard(1)
	h.draft(t, 2, first.Hash, "a.md", page2)
	h.apply(t, "a.md", page2)
	discard(2)
	h.apply(t, "a.md", page)
	h.draft(t, 3, h.tip(t), "a.md", page2)
	discard(3)
	discard(3)
	if _, source, err := h.ReadAt(t.Context(), "a.md", 2); err != nil || string(source) != page2 {
		t.Errorf("version 2: %q, %v", source, err)
	}
}
