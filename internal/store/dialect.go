package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"
)

// dialect is everything that differs between SQL engines. Texts must be ordered
// by their bytes: a PostgreSQL database is to be made with the collation "C".
type dialect struct {
	goose goose.Dialect
	// open connects to the source: one handle to write with, one to read with.
	open func(source string) (write, read *sql.DB, err error)
	// begin and beginView open a transaction to write and a snapshot to read.
	begin, beginView string
	// writers and readers are how many connections there are of each; with one
	// writer all writes take turns.
	writers, readers int
	// grouped writers share a transaction: where one writes at a time, and none
	// can make another fail by running beside it.
	grouped bool
	// inProcess statements run to their end: contexts are looked at between
	// statements and not handed to the driver, which would start a goroutine
	// for each.
	inProcess bool
	// isUnique reports that a row with the same key is there already.
	isUnique func(error) bool
	// isRetry reports that the transaction left nothing and may work if run again.
	isRetry func(error) bool
	// isUndone reports that a failed COMMIT certainly left nothing. Any other
	// failure of COMMIT leaves the outcome unknown.
	isUndone func(error) bool
	// emptyLog moves what the log beside the database holds into it, "" where
	// there is none.
	emptyLog string
	backup   func(ctx context.Context, read *sql.DB, path string) error
	check    func(ctx context.Context, read *sql.DB) error
}

func dialectOf(dsn string) (dialect, string, error) {
	scheme, rest, ok := strings.Cut(dsn, ":")
	switch {
	case ok && scheme == "sqlite":
		return sqliteDialect(), rest, nil
	case ok && (scheme == "postgres" || scheme == "postgresql"):
		return dialect{}, "", fmt.Errorf("store: no driver for %q in this build", scheme)
	}
	return sqliteDialect(), dsn, nil
}
