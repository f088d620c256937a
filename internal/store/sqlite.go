package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

func sqliteDialect() dialect {
	return dialect{
		goose:     goose.DialectSQLite3,
		open:      openSQLite,
		begin:     "BEGIN IMMEDIATE",
		beginView: "BEGIN",
		writers:   1,
		readers:   max(4, 2*runtime.GOMAXPROCS(0)),
		grouped:   true,
		inProcess: true,
		isUnique: func(err error) bool {
			c := sqliteCode(err)
			return c == codes.SQLITE_CONSTRAINT_UNIQUE || c == codes.SQLITE_CONSTRAINT_PRIMARYKEY
		},
		isRetry: func(err error) bool {
			c := sqliteCode(err) & 0xff
			return c == codes.SQLITE_BUSY || c == codes.SQLITE_LOCKED
		},
		isUndone: func(err error) bool {
			switch sqliteCode(err) & 0xff {
			case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_CONSTRAINT, codes.SQLITE_FULL:
				return true
			}
			return false
		},
		emptyLog: "PRAGMA wal_checkpoint(TRUNCATE)",
		backup:   backupSQLite,
		check:    checkSQLite,
	}
}

// sqliteCode is SQLite's extended result code, 0 for an error of another kind.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[interface {
		error
		Code() int
	}](err); ok {
		return e.Code()
	}
	return 0
}

func openSQLite(path string) (write, read *sql.DB, err error) {
	if path == "" || path == ":memory:" {
		return nil, nil, errors.New("the database must be a file")
	}
	// SQLite would make the file readable for everybody; it holds addresses.
	// The files beside it take its mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	// synchronous=FULL makes a commit durable before it is acknowledged.
	// secure_delete overwrites what is erased. The write lock can only be held
	// by another process, such as an erasure from the command line. The log is
	// taken into the database at 16 MB: most writes are to the same pages, which
	// are then copied once for many writes.
	write, err = openSQLiteHandle(path, url.Values{
		"_busy_timeout": {"10000"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"on"},
		"_txlock":       {"immediate"},
		"_dqs":          {"0"},
		"_pragma": {"secure_delete(on)", "cache_size(-16000)", "temp_store(memory)", "journal_size_limit(67108864)",
			"wal_autocheckpoint(4000)"},
	})
	if err != nil {
		return nil, nil, err
	}
	// The read handle opens lazily, after the write handle has made the file.
	read, err = openSQLiteHandle(path, url.Values{
		"mode":          {"ro"},
		"_busy_timeout": {"10000"},
		"_dqs":          {"0"},
		"_pragma":       {"cache_size(-4000)", "temp_store(memory)"},
	})
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	return write, read, nil
}

func openSQLiteHandle(path string, options url.Values) (*sql.DB, error) {
	name := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + options.Encode()
	connector, err := sqlite.NewConnector(name)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// backupSQLite has SQLite write the copy: copying the file would leave out
// what is still in the log beside it.
func backupSQLite(ctx context.Context, read *sql.DB, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	defer f.Close()
	if _, err := read.ExecContext(ctx, "VACUUM INTO "+quoteSQL(part)); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	// A link and not a rename: it never replaces a file that came in between.
	if err := os.Link(part, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func quoteSQL(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func checkSQLite(ctx context.Context, read *sql.DB) error {
	var problems []error
	for _, pragma := range []string{"PRAGMA integrity_check(20)", "PRAGMA foreign_key_check"} {
		rows, err := read.QueryContext(ctx, pragma)
		if err != nil {
			return err
		}
		found, err := sqliteProblems(rows)
		if err != nil {
			return err
		}
		problems = append(problems, found...)
	}
	return errors.Join(problems...)
}

func sqliteProblems(rows *sql.Rows) (problems []error, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		if len(values) == 1 && values[0].String == "ok" {
			continue
		}
		line := ""
		for _, v := range values {
			line += " " + strconv.Quote(v.String)
		}
		problems = append(problems, errors.New("sqlite:"+line))
	}
	return problems, rows.Err()
}
