package docs_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"luonnos/docs"
)

// newRecord returns a record and its address over dumb HTTP.
func newRecord(t testing.TB, h house) (*docs.PublicRecord, string) {
	t.Helper()
	requireGit(t)
	record := docs.NewPublicRecord(h.Repository, filepath.Join(t.TempDir(), "strategia.git"))
	files := httptest.NewServer(http.FileServer(http.Dir(record.Dir())))
	t.Cleanup(files.Close)
	return record, files.URL
}

func sync1(t testing.TB, record *docs.PublicRecord) {
	t.Helper()
	if err := record.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	git(t, record.Dir(), "", "fsck", "--strict", "--full", "--no-dangling")
	// Nothing unreachable: the record holds what its references lead to alone.
	if out := git(t, record.Dir(), "", "fsck", "--unreachable", "--no-reflogs"); strings.Contains(out, "unreachable") {
		t.Errorf("in the record without a reference:\n%s", out)
	}
}

func TestRecordClones(t *testing.T) {
	h := newHouse(t)
	record, url := newRecord(t, h)
	sync1(t, record)
	clone := t.TempDir()
	git(t, clone, "", "clone", "-q", url, "empty")

	first := h.apply(t, "a.md", page, "luku/b.md", "# B\n")
	h.update(t, func(ctx context.Context, tx docs.Tx) error { return tx.MoveRef(ctx, "refs/heads/oma", "", first.Hash) })
	hidden := h.draft(t, 1, first.Hash, "a.md", "# Salaisuus\n\nEi vielä hyväksytty.\n")
	sync1(t, record)
	git(t, clone, "", "clone", "-q", url, "c")
	c := filepath.Join(clone, "c")
	git(t, c, "", "fsck", "--strict", "--full")
	if got, err := os.ReadFile(filepath.Join(c, "a.md")); string(got) != page {
		t.Errorf("cloned %q, %v", got, err)
	}

	// A merge, a decision and a frozen version come with the next fetch.
	second := h.accept(t, 2, first.Hash, "a.md", page2)
	h.update(t, func(ctx context.Context, tx docs.Tx) error {
		if err := h.Note(ctx, tx, "decisions/1.json", []byte("{}"), official, "Hylätty"); err != nil {
			return err
		}
		return h.Freeze(ctx, tx, "versio-1", second.Hash, official, "Versio 1")
	})
	sync1(t, record)
	git(t, c, "", "pull", "-q", "--ff-only", "--tags")
	git(t, c, "", "fsck", "--strict", "--full")
	if got := git(t, c, "", "rev-parse", "HEAD"); got != string(second.Hash) {
		t.Errorf("pulled %s, want %s", got, second.Hash)
	}
	if got := git(t, c, "", "rev-parse", "versio-1^{commit}", "origin/decisions^{tree}"); !strings.HasPrefix(got, string(second.Hash)) {
		t.Errorf("tag and decisions: %s", got)
	}
	if refs := git(t, c, "", "ls-remote", url); strings.Contains(refs, "proposals") || strings.Contains(refs, "oma") || !strings.Contains(refs, "versio-1^{}") {
		t.Errorf("references\n%s", refs)
	}
	if out := git(t, record.Dir(), string(hidden)+"\n", "cat-file", "--batch-check"); !strings.Contains(out, "missing") {
		t.Errorf("the draft is in the record: %s", out)
	}
	packs, loose := objectsOf(t, record)
	sync1(t, record)
	if p, l := objectsOf(t, record); p != packs || l != loose || p != 1 {
		t.Errorf("a second sync made %d packs and %d objects out of %d and %d", p, l, packs, loose)
	}
}

func objectsOf(t *testing.T, record *docs.PublicRecord) (packs, loose int) {
	t.Helper()
	p, err := filepath.Glob(filepath.Join(record.Dir(), "objects/pack/*.pack"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := filepath.Glob(filepath.Join(record.Dir(), "objects/??/*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(p), len(l)
}

func TestRecordOfAnImport(t *testing.T) {
	dir := makeHistory(t, 400)
	h := newHouse(t)
	if _, err := h.ImportGit(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	record, url := newRecord(t, h)
	sync1(t, record)
	clone := t.TempDir()
	git(t, clone, "", "clone", "-q", url, ".")
	for _, question := range [][]string{{"rev-list", "HEAD"}, {"rev-parse", "HEAD^{tree}"}, {"rev-parse", "v1", "kevyt"}} {
		if got, want := git(t, clone, "", question...), git(t, dir, "", question...); got != want {
			t.Errorf("%v: got %s, want %s", question, got, want)
		}
	}
	if out := git(t, clone, "", "tag", "--list"); strings.Contains(out, "muu") {
		t.Errorf("a tag from outside the history: %s", out)
	}
}

// What was erased from the rows leaves the record, too.
func TestRecordIsBuiltAnewAfterARewrite(t *testing.T) {
	h := newHouse(t)
	record, _ := newRecord(t, h)
	first := h.apply(t, "a.md", page)
	h.update(t, func(ctx context.Context, tx docs.Tx) error {
		return h.Freeze(ctx, tx, "versio-1", first.Hash, official, "Versio 1")
	})
	sync1(t, record)
	h.update(t, func(ctx context.Context, tx docs.Tx) error {
		tag, err := tx.Ref(ctx, "refs/tags/versio-1")
		if err != nil {
			return err
		}
		return tx.MoveRef(ctx, "refs/tags/versio-1", tag, "")
	})
	sync1(t, record)
	if out := git(t, record.Dir(), "", "tag", "--list"); out != "" {
		t.Errorf("tags %s", out)
	}
}

func TestRecordIsMadeGood(t *testing.T) {
	h := newHouse(t)
	record, url := newRecord(t, h)
	h.apply(t, "a.md", page)
	sync1(t, record)
	c := h.apply(t, "a.md", page2)

	// As a run leaves it that was killed between objects and references.
	put(t, record.Dir(), "tmp/new-123", "half")
	put(t, record.Dir(), "info/refs", "")
	again := docs.NewPublicRecord(h.Repository, record.Dir())
	sync1(t, again)
	if refs := git(t, t.TempDir(), "", "ls-remote", url, "main"); !strings.HasPrefix(refs, string(c.Hash)) {
		t.Errorf("references %s", refs)
	}
	if _, err := os.Stat(filepath.Join(record.Dir(), "tmp/new-123")); err == nil {
		t.Error("the half file is still there")
	}
	if err := os.RemoveAll(record.Dir()); err != nil {
		t.Fatal(err)
	}
	sync1(t, again)
	git(t, t.TempDir(), "", "clone", "-q", url, ".")
}

func TestRecordSyncsAtOnce(t *testing.T) {
	h := newHouse(t)
	record, _ := newRecord(t, h)
	h.apply(t, "a.md", page)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := record.Sync(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	h.apply(t, "a.md", page2)
	all.Wait()
	sync1(t, record)
}

func TestRecordPacksManyLooseObjects(t *testing.T) {
	h := newHouse(t)
	record, url := newRecord(t, h)
	record.PackSooner(5, 8)
	clone := t.TempDir()
	for i := range 9 {
		h.apply(t, "a.md", strings.Repeat(page, i+1))
		sync1(t, record)
		if i == 0 {
			git(t, clone, "", "clone", "-q", url, ".")
		}
		if i%4 == 3 {
			git(t, clone, "", "pull", "-q")
		}
		if packs, loose := objectsOf(t, record); loose > 8+3 || packs > 4 {
			t.Errorf("round %d: %d packs and %d loose objects", i, packs, loose)
		}
	}
	h.apply(t, "a.md", page, "b.md", "# B", "c.md", "# C", "d.md", "# D", "e.md", "# E")
	sync1(t, record)
	git(t, clone, "", "pull", "-q")
	if got := git(t, clone, "", "rev-parse", "HEAD"); got != string(h.tip(t)) {
		t.Errorf("pulled %s, want %s", got, h.tip(t))
	}
}
