package docs_test

import (
	"context"
	"strings"
	"testing"

	"luonnos/docs"
)

// Verify finds every kind of damage; a sound history has none (see house.sound).
func TestVerifyFinds(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(ctx context.Context, tx docs.Tx, p docs.Page) error
		want string
	}{
		"a flipped byte": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			o, err := tx.Object(ctx, p.Blob)
			if err != nil {
				return err
			}
			if err := tx.DeleteObject(ctx, p.Blob); err != nil {
				return err
			}
			o.Z = append([]byte{}, o.Z...)
			o.Z[len(o.Z)/2] ^= 1
			return tx.PutObject(ctx, o)
		}, "damaged"},
		"a lost file": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			return tx.DeleteObject(ctx, p.Blob)
		}, "misses the file"},
		"a lost commit": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			c, err := tx.CommitAt(ctx, 1)
			if err != nil {
				return err
			}
			return tx.DeleteObject(ctx, c.Hash)
		}, "is missing"},
		"a lost tree": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			c, err := tx.CommitAt(ctx, 1)
			if err != nil {
				return err
			}
			return tx.DeleteObject(ctx, c.Tree)
		}, "misses the tree"},
		"a lost commit row": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			return tx.DeleteCommit(ctx, p.Commit)
		}, "no row"},
		"another author": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			c, err := tx.Commit(ctx, p.Commit)
			if err != nil {
				return err
			}
			c.Author = "p-ffffffffff"
			return tx.PutCommit(ctx, c)
		}, "by the history"},
		"another identity": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			p.Passages[1] = "bbbbbbbbbb"
			return tx.PutPage(ctx, p)
		}, "by the history"},
		"a page too few": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			return tx.DeletePage(ctx, p.Path)
		}, "no row"},
		"a page too many": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			p.Path = "toinen.md"
			return tx.PutPage(ctx, p)
		}, "by the history"},
		"another version": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			v, err := tx.VersionAt(ctx, p.Path, 1)
			if err != nil {
				return err
			}
			v.Proposal = 3
			return tx.PutVersion(ctx, v)
		}, "by the history"},
		"a version too many": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			v, err := tx.VersionAt(ctx, p.Path, 1)
			if err != nil {
				return err
			}
			v.Path = "toinen.md"
			return tx.PutVersion(ctx, v)
		}, "by the history"},
		"another word in a passage's life": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			events, err := tx.PassageEvents(ctx, p.Passages[2])
			if err != nil {
				return err
			}
			events[0].Text += "!"
			return tx.PutPassageEvent(ctx, events[0])
		}, "another life"},
		"a reference to nothing": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			return tx.MoveRef(ctx, "refs/tags/x", "", docs.Hash(strings.Repeat("ab", 20)))
		}, "missing or no commit"},
		"main taken back": {func(ctx context.Context, tx docs.Tx, p docs.Page) error {
			c, err := tx.CommitAt(ctx, 1)
			if err != nil {
				return err
			}
			return tx.MoveRef(ctx, docs.Main, p.Commit, c.Hash)
		}, "numbered rows"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			first := h.apply(t, "a.md", page)
			h.accept(t, 7, first.Hash, "a.md", page2)
			h.sound(t)
			p, _, err := h.Read(t.Context(), "a.md")
			if err != nil {
				t.Fatal(err)
			}
			h.update(t, func(ctx context.Context, tx docs.Tx) error { return c.harm(ctx, tx, p) })
			// Another process: nothing is remembered of the sound bytes.
			problems, err := docs.NewRepository(h.Store, nil).Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, problem := range problems {
				found = found || strings.Contains(problem.What, c.want)
			}
			if !found {
				t.Errorf("found %v, want %q", problems, c.want)
			}
		})
	}
}
