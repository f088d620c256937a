package docs_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/internal/need"
)

func put(t testing.TB, dir, name, content string) {
	t.Helper()
	at := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestImportFolder(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"01-johdanto.md": "# Johdanto\r\n\r\nTekstiä.\r\n", "luku/ä.sv.md": "Text\n", "luku.md": "x", "tyhjä.md": "",
		"kuva.png": "\x00\x89PNG\r\n", "latin.md": "\xe4\xf6\n", "a b/c.txt": "c",
	} {
		put(t, dir, name, content)
	}
	if err := os.Chmod(filepath.Join(dir, "a b/c.txt"), 0o755); err != nil {
		t.Fatal(err)
	}
	want := snapshot(t, dir)
	for _, name := range []string{".git/config", ".obsidian/x.md", "luku/.DS_Store"} {
		put(t, dir, name, "piilossa")
	}
	if err := os.Symlink("luku.md", filepath.Join(dir, "linkki.md")); err != nil {
		t.Fatal(err)
	}
	want["linkki.md"] = want["luku.md"]

	h := newHouse(t)
	report, err := h.ImportFolder(t.Context(), dir, writer, "Tuotu kansio")
	if err != nil {
		t.Fatal(err)
	}
	if report.Commits != 1 || report.Pages != 6 || report.Files != 8 {
		t.Errorf("report %+v", report)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := h.ExportFolder(t.Context(), 1, out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, snapshot(t, out)); diff != "" {
		t.Errorf("files (-in +out):\n%s", diff)
	}
	h.sound(t)
	if _, err := h.ImportFolder(t.Context(), dir, writer, "Toinen"); !fault.Is(err, "error.import-not-empty") {
		t.Errorf("second import: %v", err)
	}
}

func TestImportFolderRefuses(t *testing.T) {
	empty, hidden, leading, large := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	put(t, hidden, ".a.md", "x")
	put(t, leading, "a.md", "x")
	put(t, empty+"-outside", "secret.md", "x")
	t.Cleanup(func() { os.RemoveAll(empty + "-outside") })
	if err := os.Symlink(empty+"-outside/secret.md", filepath.Join(leading, "b.md")); err != nil {
		t.Fatal(err)
	}
	put(t, large, "a.md", strings.Repeat("x", 10<<20+1))
	for dir, key := range map[string]string{
		empty: "error.import-nothing", hidden: "error.import-nothing", leading: "error.import-link",
		large: "error.import-large", filepath.Join(empty, "none"): "error.import-read",
	} {
		h := newHouse(t)
		if _, err := h.ImportFolder(t.Context(), dir, writer, "Tuonti"); !fault.Is(err, key) {
			t.Errorf("got %v, want %s", err, key)
		}
		if h.tip(t) != "" {
			t.Errorf("%s: main was set", key)
		}
	}
}

// Real public-policy texts come back byte for byte, untouched passages too.
func TestImportRealTexts(t *testing.T) {
	for _, p := range realTexts(t, 6) {
		t.Run(p.ID, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "teksti.md", p.Base)
			h := newHouse(t)
			if _, err := h.ImportFolder(t.Context(), dir, writer, "Tuotu"); err != nil {
				t.Fatal(err)
			}
			h.apply(t, "teksti.md", p.Merged)
			for seq, want := range []string{p.Base, p.Merged} {
				if _, got, err := h.ReadAt(t.Context(), "teksti.md", int64(seq+1)); err != nil || string(got) != want {
					t.Errorf("version %d differs, %v", seq+1, err)
				}
			}
			h.sound(t)
		})
	}
}

type realText struct{ ID, Path, Base, Merged string }

// realTexts returns the longest texts of different repositories.
func realTexts(t *testing.T, n int) []realText {
	t.Helper()
	packed, err := os.ReadFile(need.Data(t, "merge.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	longest := map[string]realText{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var text struct {
			realText
			Repo string
		}
		if err := json.Unmarshal(lines.Bytes(), &text); err != nil {
			t.Fatal(err)
		}
		if docs.ValidatePath(docs.Path(text.Path)) == nil && text.Base != text.Merged && len(text.Base) > len(longest[text.Repo].Base) {
			longest[text.Repo] = text.realText
		}
	}
	var texts []realText
	for _, text := range longest {
		if len(texts) < n && len(text.Base) > 4000 {
			texts = append(texts, text)
		}
	}
	if len(texts) < 3 {
		t.Fatalf("only %d texts", len(texts))
	}
	return texts
}
