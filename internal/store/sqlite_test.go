package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"luonnos/initiatives"
	"luonnos/internal/store"
	"luonnos/internal/store/storetest"
)

// suiteDB gives the suite a database with the Tx of every room.
type suiteDB struct {
	store.Room[initiatives.Tx]
	*store.DB
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t testing.TB, now func() time.Time) storetest.DB {
		db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "t.db"), store.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		return suiteDB{store.As[initiatives.Tx](db), db}
	})
}
