package docs_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/internal/store"
	"luonnos/people"
)

const (
	writer   people.Pseudonym = "p-0000000001"
	official people.Pseudonym = "p-0000000002"
)

// house is a repository on a store of its own.
type house struct {
	*docs.Repository
	docs.Store
	db *store.DB
}

func newHouse(t testing.TB) house {
	t.Helper()
	at := time.Date(2026, 3, 1, 8, 0, 0, 500_000_000, time.FixedZone("EET", 2*3600))
	now := func() time.Time {
		at = at.Add(time.Minute)
		return at
	}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "luonnos.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	rooms := store.As[docs.Tx](db)
	return house{docs.NewRepository(rooms, now), rooms, db}
}

func (h house) update(t testing.TB, fn func(ctx context.Context, tx docs.Tx) error) {
	t.Helper()
	if err := h.Update(t.Context(), "", func(tx docs.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func (h house) view(t testing.TB, fn func(ctx context.Context, tx docs.Tx) error) {
	t.Helper()
	if err := h.View(t.Context(), func(tx docs.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func (h house) tip(t testing.TB) (tip docs.Hash) {
	t.Helper()
	h.view(t, func(ctx context.Context, tx docs.Tx) (err error) {
		tip, err = tx.Ref(ctx, docs.Main)
		return err
	})
	return tip
}

// apply brings pages, given as path and text in turn, to main.
func (h house) apply(t testing.TB, pages ...string) (c docs.Commit) {
	t.Helper()
	tip := h.tip(t)
	h.update(t, func(ctx context.Context, tx docs.Tx) (err error) {
		c, err = h.Apply(ctx, tx, docs.Change{
			Files: files(pages...), Author: writer, Decider: official, Message: "Muutos", Tip: tip,
		})
		return err
	})
	return c
}

// accept drafts the pages on top of base as a proposal and merges them.
func (h house) accept(t testing.TB, number int64, base docs.Hash, pages ...string) (c docs.Commit) {
	t.Helper()
	theirs := h.draft(t, number, base, pages...)
	tip := h.tip(t)
	h.update(t, func(ctx context.Context, tx docs.Tx) (err error) {
		c, err = h.Apply(ctx, tx, docs.Change{
			Files: files(pages...), Author: writer, Decider: official, Tip: tip,
			Message: "Otsikko\n\nPerustelu", Proposal: number, Theirs: theirs,
		})
		return err
	})
	return c
}

func (h house) draft(t testing.TB, number int64, base docs.Hash, pages ...string) (theirs docs.Hash) {
	t.Helper()
	h.update(t, func(ctx context.Context, tx docs.Tx) (err error) {
		theirs, err = h.Draft(ctx, tx, draftRef(number), base, files(pages...), writer, "Otsikko\n\nPerustelu")
		return err
	})
	return theirs
}

func draftRef(number int64) docs.RefName {
	return docs.RefName(fmt.Sprintf("%s%d/v1", docs.ProposalPrefix, number))
}

func files(pages ...string) []docs.File {
	var files []docs.File
	for i := 0; i < len(pages); i += 2 {
		f := docs.File{Path: pages[i]}
		if pages[i+1] != "" {
			f.Content = []byte(pages[i+1])
		}
		files = append(files, f)
	}
	return files
}

// sound fails the test when Verify finds anything.
func (h house) sound(t testing.TB) {
	t.Helper()
	problems, err := h.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Where, p.What)
	}
}

func requireGit(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
}

// git runs the real git in dir, away from the settings of this machine.
func git(t testing.TB, dir, input string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader(input)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
