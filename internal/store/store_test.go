package store

import (
	"context"
	"path/filepath"
	"testing"

	"luonnos/docs"
	"luonnos/people"
)

func openTemp(t testing.TB) *DB {
	t.Helper()
	db, err := Open(context.Background(), filepath.Join(t.TempDir(), "t.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestSmoke(t *testing.T) {
	db := openTemp(t)
	ctx := context.Background()
	s := As[docs.Tx](db)
	if err := s.Update(ctx, "a", func(tx docs.Tx) error {
		tx.SetResult("x/1")
		if err := tx.PutPage(ctx, docs.Page{Path: "a.md", Title: "", Passages: []docs.PassageID{"a", "b"}}); err != nil {
			return err
		}
		return tx.PutObject(ctx, docs.Object{Hash: "aa", Type: 3, Z: []byte("\x00x")})
	}); err != nil {
		t.Fatal(err)
	}
	t.Log(s.Update(ctx, "a", func(tx docs.Tx) error { return nil }))
	s.View(ctx, func(tx docs.Tx) error {
		t.Log(tx.Object(ctx, "aa"))
		t.Log(tx.Page(ctx, "a.md"))
		return nil
	})
	t.Log(db.Backup(ctx, filepath.Join(t.TempDir(), "b'k.db")), db.IntegrityCheck(ctx))
	_ = people.ID("")
}
