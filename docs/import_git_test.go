package docs_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// importedCommits is how long the made-up history is.
const importedCommits = 1200

// stream writes a history for git fast-import: pages that change, side branches
// merged back, renames, and files of every awkward kind.
func stream(commits int) string {
	var b strings.Builder
	data := func(s string) string { return fmt.Sprintf("data %d\n%s\n", len(s), s) }
	commit := func(mark int, branch, message string, parents ...int) {
		fmt.Fprintf(&b, "commit refs/heads/%s\nmark :%d\n", branch, mark)
		fmt.Fprintf(&b, "author Ääkkönen <a@example.org> %d +0200\ncommitter B <b@example.org> %d -0330\n", 1700000000+mark, 1700000000+mark)
		b.WriteString(data(message))
		for i, p := range parents {
			fmt.Fprintf(&b, "%s :%d\n", []string{"from", "merge"}[min(i, 1)], p)
		}
	}
	file := func(mode, path, content string) { fmt.Fprintf(&b, "M %s inline %s\n%s", mode, path, data(content)) }
	text := func(page, version int) string {
		lines := []string{fmt.Sprintf("# Sivu %d", page), ""}
		for i := range 20 {
			lines = append(lines, fmt.Sprintf("Kappale %d sivulla %d, muutos %d, ja muuta tekstiä sen perässä.", i, page, (version+i)/20), "")
		}
		return strings.Join(lines, "\n")
	}
	commit(1, "main", "Alku\n\nProposal: 5\n")
	for p := range 5 {
		file("100644", fmt.Sprintf("luvut/%02d.md", p), text(p, 0))
	}
	file("100644", "crlf.md", "# Rivit\r\n\r\nToinen rivi\r\nkolmas\r\n")
	file("100644", "latin1.md", "# Otsikko \xe4\xf6\n\nMerkist\xf6 \x00 vanha.\n")
	file("100644", "kuva.bin", string([]byte{0, 1, 2, 255, 254, '\n', '\r', 0}))
	file("100755", "aja.sh", "#!/bin/sh\nexit 0\n")
	file("100644", "ääkköset ja väli/sivu é.md", "Ei otsikkoa.\n")
	file("120000", "linkki.md", "crlf.md")
	file("100644", "tyhjä.md", "")
	file("100644", "luvut.md", "# Luvut\n\nJärjestys: luvut.md ennen luvut/.\n")
	file("100644", ".piilo/x.md", "piilossa\n")
	tip := 1
	for mark := 2; mark < commits; {
		page := mark % 5
		if mark%10 == 0 && mark+2 < commits {
			commit(mark, "side", "Sivuhaara", tip)
			file("100644", fmt.Sprintf("luvut/%02d.md", page), text(page, mark))
			commit(mark+1, "main", "Päähaara", tip)
			file("100644", fmt.Sprintf("luvut/%02d.md", (page+1)%5), text((page+1)%5, mark))
			commit(mark+2, "main", "Merge branch 'side'", mark+1, mark)
			file("100644", fmt.Sprintf("luvut/%02d.md", page), text(page, mark))
			tip, mark = mark+2, mark+3
			continue
		}
		commit(mark, "main", fmt.Sprintf("Muutos %d", mark), tip)
		switch {
		case mark%97 == 0:
			fmt.Fprintf(&b, "R luvut/%02d.md %s\n", page, fmt.Sprintf("luvut/uusi-%02d.md", page))
			file("100644", fmt.Sprintf("luvut/%02d.md", page), text(page, mark))
		case mark%89 == 0:
			b.WriteString("D crlf.md\n")
		case mark%89 == 1:
			file("100644", "crlf.md", "# Rivit\r\n\r\nPalautettu\r\n")
		default:
			file("100644", fmt.Sprintf("luvut/%02d.md", page), text(page, mark))
		}
		tip, mark = mark, mark+1
	}
	fmt.Fprintf(&b, "reset refs/tags/kevyt\nfrom :%d\n\n", tip-1)
	fmt.Fprintf(&b, "tag v1\nfrom :%d\ntagger B <b@example.org> 1700000000 +0000\n%s", tip, data("Versio 1\n"))
	commit(commits+10, "other", "Ei tule mukaan")
	file("100644", "muu.md", "# Muu\n")
	fmt.Fprintf(&b, "reset refs/tags/muu\nfrom :%d\n\n", commits+10)
	return b.String()
}

func makeHistory(t testing.TB, commits int) string {
	t.Helper()
	requireGit(t)
	dir := t.TempDir()
	git(t, dir, "", "init", "-q", "--bare", "-b", "main")
	git(t, dir, stream(commits), "fast-import", "--quiet")
	return dir
}

func TestImportGit(t *testing.T) {
	dir := makeHistory(t, importedCommits)
	h := newHouse(t)
	var done, all int
	report, err := h.ImportGit(t.Context(), dir, func(d, a int) { done, all = d, a })
	if err != nil {
		t.Fatal(err)
	}
	commits := strings.Count(git(t, dir, "", "rev-list", "main"), "\n") + 1
	if report.Commits != commits || done != commits || all != commits || commits < 1000 {
		t.Errorf("report %+v, progress %d of %d, git has %d commits", report, done, all, commits)
	}
	if h.tip(t) != docs.Hash(git(t, dir, "", "rev-parse", "main")) {
		t.Error("main is elsewhere")
	}
	h.view(t, func(ctx context.Context, tx docs.Tx) error {
		c, err := tx.Commit(ctx, h.tip(t))
		if err != nil {
			return err
		}
		if want := git(t, dir, "", "rev-parse", "main^{tree}"); string(c.Tree) != want {
			t.Errorf("tree %s, want %s", c.Tree, want)
		}
		if first := strings.Count(git(t, dir, "", "rev-list", "--first-parent", "main"), "\n") + 1; int64(first) != c.Seq {
			t.Errorf("number %d, want %d", c.Seq, first)
		}
		root, err := tx.CommitAt(ctx, 1)
		if err != nil {
			return err
		}
		for _, c := range []docs.Commit{root, c} {
			if c.Author != "" || c.Decider != "" || c.Proposal != 0 {
				t.Errorf("strangers became residents: %+v", c)
			}
		}
		refs, err := tx.Refs(ctx, docs.TagPrefix)
		want := []docs.Ref{
			{Name: "refs/tags/kevyt", Hash: docs.Hash(git(t, dir, "", "rev-parse", "kevyt"))},
			{Name: "refs/tags/v1", Hash: docs.Hash(git(t, dir, "", "rev-parse", "v1"))},
		}
		if diff := cmp.Diff(want, refs); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		return err
	})
	checkPaths(t, h)
	checkLog(t, h, dir)
	checkExport(t, h, dir)
	h.sound(t)

	// Work goes on from there, and a second import is refused.
	h.apply(t, "crlf.md", "# Rivit\r\n\r\nUusi\r\n")
	h.sound(t)
	if _, err := h.ImportGit(t.Context(), dir, nil); !fault.Is(err, "error.import-not-empty") {
		t.Errorf("second import: %v", err)
	}
}

func checkPaths(t *testing.T, h house) {
	t.Helper()
	pages, err := h.Pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, p := range pages {
		paths = append(paths, string(p.Path))
	}
	got := strings.Join(paths, "\n")
	for _, want := range []string{"latin1.md", "luvut.md", "luvut/00.md", "luvut/uusi-02.md", "tyhjä.md", "ääkköset ja väli/sivu é.md"} {
		if !strings.Contains(got, want) {
			t.Errorf("no page %s among\n%s", want, got)
		}
	}
	for _, other := range []string{"linkki.md", ".piilo", "kuva.bin"} {
		if strings.Contains(got, other) {
			t.Errorf("%s became a page", other)
		}
	}
}

// checkLog compares a page's versions with git's own first-parent log.
func checkLog(t *testing.T, h house, dir string) {
	t.Helper()
	versions, all, err := h.Versions(t.Context(), "luvut/03.md", 0, 10000)
	if err != nil || all != len(versions) {
		t.Fatalf("%d of %d versions, %v", len(versions), all, err)
	}
	var got []string
	for _, v := range versions {
		got = append(got, string(v.Commit))
	}
	want := strings.Split(git(t, dir, "", "log", "--first-parent", "-m", "--format=%H", "main", "--", "luvut/03.md"), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("versions (-git +ours):\n%s", diff)
	}
}

// checkExport compares every exported file with what git itself checks out.
func checkExport(t *testing.T, h house, dir string) {
	t.Helper()
	ours := filepath.Join(t.TempDir(), "ours")
	theirs := t.TempDir()
	n, err := h.ExportFolder(t.Context(), 0, ours)
	if err != nil {
		t.Fatal(err)
	}
	git(t, dir, "", "-c", "core.symlinks=false", "-c", "core.bare=false", "--work-tree="+theirs, "checkout", "-q", "-f", "main", "--", ".")
	want, got := snapshot(t, theirs), snapshot(t, ours)
	if len(got) != n {
		t.Errorf("%d files, %d reported", len(got), n)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-git +ours):\n%s", diff)
	}
	if _, err := h.ExportFolder(t.Context(), 0, ours); !fault.Is(err, "error.export-not-empty") {
		t.Errorf("export over files: %v", err)
	}
}

// snapshot is a folder's files with their bytes and whether they can be run.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = fmt.Sprintf("%v %q", info.Mode()&0o100 != 0, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestImportGitFromWhatPeopleHave(t *testing.T) {
	source := makeHistory(t, 30)
	packed, worktree, linked := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "linked")
	git(t, packed, "", "clone", "-q", "--bare", source, ".")
	git(t, packed, "", "gc", "-q", "--aggressive")
	git(t, worktree, "", "clone", "-q", source, ".")
	git(t, worktree, "", "checkout", "-q", "--detach", "main~3")
	git(t, worktree, "", "worktree", "add", "-q", linked, "main~2")
	borrowed := filepath.Join(t.TempDir(), "borrowed")
	git(t, source, "", "clone", "-q", "--shared", source, borrowed)
	for name, c := range map[string]struct{ dir, rev string }{
		"packed": {packed, "main"}, "detached worktree": {worktree, "HEAD"}, "linked worktree": {linked, "HEAD"},
		"objects elsewhere": {borrowed, "main"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			if _, err := h.ImportGit(t.Context(), c.dir, nil); err != nil {
				t.Fatal(err)
			}
			if want := git(t, c.dir, "", "rev-parse", c.rev); string(h.tip(t)) != want {
				t.Errorf("main at %s, want %s", h.tip(t), want)
			}
			h.sound(t)
		})
	}
}

func TestImportGitRefuses(t *testing.T) {
	source := makeHistory(t, 30)
	empty, shallow, sha256, broken := t.TempDir(), filepath.Join(t.TempDir(), "s"), t.TempDir(), t.TempDir()
	git(t, empty, "", "init", "-q")
	git(t, empty, "", "clone", "-q", "--depth=3", "file://"+source, shallow)
	git(t, broken, "", "clone", "-q", "--bare", source, ".")
	breakPacks(t, broken)
	cases := map[string]string{empty: "error.import-nothing", shallow: "error.import-shallow", t.TempDir(): "error.import-no-git", broken: "error.import-broken"}
	if exec.Command("git", "init", "-q", "--object-format=sha256", sha256).Run() == nil {
		cases[sha256] = "error.import-format"
	}
	for dir, key := range cases {
		h := newHouse(t)
		if _, err := h.ImportGit(t.Context(), dir, nil); !fault.Is(err, key) {
			t.Errorf("got %v, want %s", err, key)
		}
		if h.tip(t) != "" {
			t.Errorf("%s: main was set", key)
		}
	}
}

// breakPacks turns bytes round in the middle of the repository's packs.
func breakPacks(t *testing.T, dir string) {
	t.Helper()
	packs, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack"))
	if err != nil || len(packs) == 0 {
		t.Fatalf("no packs, %v", err)
	}
	for _, name := range packs {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		middle := content[len(content)/3 : 2*len(content)/3]
		copy(middle, bytes.Repeat([]byte{0xA5}, len(middle)))
		os.Chmod(name, 0o644)
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A broken import leaves nothing that can be seen, and can be run again.
func TestImportGitAfterABreak(t *testing.T) {
	dir := makeHistory(t, 300)
	h := newHouse(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := h.ImportGit(ctx, dir, func(done, all int) {
		if done > all*2/3 {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("the import was not broken off")
	}
	if h.tip(t) != "" {
		t.Fatal("main was set")
	}
	pages, err := h.Pages(t.Context())
	if err != nil || len(pages) != 0 {
		t.Fatalf("pages %v %v", pages, err)
	}
	h.sound(t)
	start := time.Now()
	if _, err := h.ImportGit(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("second import took %v", time.Since(start))
	h.sound(t)
}
