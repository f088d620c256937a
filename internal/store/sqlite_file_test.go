package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/people"
)

func openFile(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func putSetting(t *testing.T, db *DB, k, v string) {
	t.Helper()
	ctx := context.Background()
	if err := db.update(ctx, "", func(tx *Tx) error { return tx.PutSetting(ctx, k, v) }); err != nil {
		t.Fatal(err)
	}
}

func setting(t *testing.T, db *DB, k string) (v string) {
	t.Helper()
	ctx := context.Background()
	if err := db.view(ctx, func(tx *Tx) (err error) { v, err = tx.Setting(ctx, k); return err }); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReopen(t *testing.T) {
	// A name with everything that means something in a URI.
	path := filepath.Join(t.TempDir(), "kaupunki ö?a=b#c%41.db")
	db := openFile(t, path)
	ctx := context.Background()
	if err := db.update(ctx, "", func(tx *Tx) error {
		return tx.Emit(ctx, event.Event{Kind: event.MailQueued, Subject: "person/u1"})
	}); err != nil {
		t.Fatal(err)
	}
	putSetting(t, db, "k", "v")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the database: %v", info.Mode())
	}
	db = openFile(t, "sqlite:"+path)
	if v := setting(t, db, "k"); v != "v" {
		t.Errorf("got %q", v)
	}
	if es, err := db.Pending(ctx, event.MailQueued, 0); len(es) != 1 || err != nil {
		t.Errorf("mails that wait after a restart: %v, %v", es, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	notOurs := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(notOurs, []byte(strings.Repeat("Hyvä vastaanottaja ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dsn := range []string{"", ":memory:", "postgres://localhost/x", filepath.Join(t.TempDir(), "no", "folder.db"), notOurs} {
		if db, err := Open(context.Background(), dsn, Options{}); err == nil {
			t.Errorf("%q was opened", dsn)
			db.Close()
		}
	}
}

func TestPragmas(t *testing.T) {
	db := openFile(t, filepath.Join(t.TempDir(), "t.db"))
	putSetting(t, db, "k", "v")
	c, err := db.writers.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer db.writers.give(c)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"} {
		var got string
		if err := c.raw.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v", pragma, got, err)
		}
	}
}

func TestBackup(t *testing.T) {
	db := openFile(t, filepath.Join(t.TempDir(), "t.db"))
	ctx := context.Background()
	object := docs.Object{Hash: "aa", Type: docs.BlobObject, Z: bytes.Repeat([]byte("z"), 1<<20)}
	if err := db.update(ctx, "", func(tx *Tx) error { return tx.PutObject(ctx, object) }); err != nil {
		t.Fatal(err)
	}
	// Others write while the copy is made.
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if err := db.update(ctx, "", func(tx *Tx) error {
					n, err := tx.NextNumber(ctx, "proposal")
					if err != nil {
						return err
					}
					return tx.PutCommit(ctx, docs.Commit{Hash: docs.Hash(strings.Repeat("x", int(n))), Seq: n})
				}); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	folder := filepath.Join(t.TempDir(), "kaupungin 'oma'")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "copy.db")
	err := db.Backup(ctx, path)
	close(stop)
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(ctx, path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a backup replaced a file: %v", err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 {
		t.Errorf("left in the folder: %v, %v", files, err)
	}
	copied := openFile(t, path)
	if err := copied.IntegrityCheck(ctx); err != nil {
		t.Error(err)
	}
	if err := copied.view(ctx, func(tx *Tx) error {
		o, err := tx.Object(ctx, "aa")
		if err != nil || !bytes.Equal(o.Z, object.Z) {
			t.Errorf("the object is not in the copy: %v", err)
		}
		commits, err := tx.Changes(ctx, 0, 0)
		if err != nil {
			return err
		}
		if n, err := tx.counted(ctx, "proposal"); err != nil || int(n) != len(commits) {
			t.Errorf("the copy has part of a write: %d and %d, %v", n, len(commits), err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestIntegrityCheckFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	db := openFile(t, path)
	ctx := context.Background()
	if err := db.update(ctx, "", func(tx *Tx) error {
		for n := range 300 {
			if err := tx.PutSetting(ctx, strings.Repeat("k", n+1), "v"); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.LastIndex(content, []byte("kkkkkkkk"))
	content[i] = 'z'
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := openFile(t, path).IntegrityCheck(ctx); err == nil {
		t.Error("damage was not found")
	}
}

// Another process, such as an erasure from the command line, may write too.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	one, two := openFile(t, path), openFile(t, path)
	ctx := context.Background()
	var wg sync.WaitGroup
	for _, db := range []*DB{one, two} {
		for range 4 {
			wg.Go(func() {
				for range 10 {
					if err := db.update(ctx, "", func(tx *Tx) error {
						_, err := tx.NextNumber(ctx, "proposal")
						return err
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	if err := two.view(ctx, func(tx *Tx) error {
		if n, err := tx.counted(ctx, "proposal"); n != 80 || err != nil {
			t.Errorf("%d writes, %v", n, err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// What is erased is not left in the unused parts of the file or of its log,
// neither while the database is open nor after.
func TestErasedBytesAreGone(t *testing.T) {
	for name, settle := range map[string]func(*DB) error{
		"open":   func(db *DB) error { return db.EmptyLog(context.Background()) },
		"closed": func(db *DB) error { return db.Close() }, // moves the log into the file
	} {
		t.Run(name, func(t *testing.T) { testErasedBytesAreGone(t, settle) })
	}
}

func testErasedBytesAreGone(t *testing.T, settle func(*DB) error) {
	path := filepath.Join(t.TempDir(), "t.db")
	db := openFile(t, path)
	ctx := context.Background()
	a := people.Account{ID: "u1", Pseudonym: "p-1", Name: "Salainen Nimi", Email: "salainen.nimi@example.fi"}
	put := func() {
		if err := db.update(ctx, "", func(tx *Tx) error { return tx.PutAccount(ctx, a) }); err != nil {
			t.Fatal(err)
		}
	}
	put()
	a.Name, a.Email = "", ""
	put()
	if err := settle(db); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ToLower(content), []byte("salainen")) {
			t.Errorf("%s holds the erased name", filepath.Base(f))
		}
	}
}
