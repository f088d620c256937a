package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	codes "modernc.org/sqlite/lib"

	"luonnos/people"
)

// sickness makes the driver fail: spoil is asked before each statement runs,
// and tells what to answer and whether to run it all the same.
type sickness struct {
	spoil func(query string) (err error, run bool)
}

// coded is an error with a code of SQLite.
type coded int

func (c coded) Error() string { return "injected" }
func (c coded) Code() int     { return int(c) }

// dialect is SQLite with a write handle that can fall sick.
func (s *sickness) dialect() dialect {
	d := sqliteDialect()
	open := d.open
	d.open = func(source string) (write, read *sql.DB, err error) {
		write, read, err = open(source)
		if err != nil {
			return nil, nil, err
		}
		healthy := write.Driver()
		if err := write.Close(); err != nil {
			return nil, nil, err
		}
		return sql.OpenDB(sickConnector{healthy, "file:" + source + "?_txlock=immediate&_foreign_keys=on&_synchronous=FULL&_journal_mode=WAL", s}), read, nil
	}
	return d
}

type sickConnector struct {
	healthy driver.Driver
	name    string
	s       *sickness
}

func (c sickConnector) Driver() driver.Driver { return c.healthy }

func (c sickConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.healthy.Open(c.name)
	if err != nil {
		return nil, err
	}
	return sickConn{conn, c.s}, nil
}

type sickConn struct {
	driver.Conn
	s *sickness
}

func (c sickConn) Prepare(query string) (driver.Stmt, error) {
	st, err := c.Conn.Prepare(query)
	return sickStmt{st, query, c.s}, err
}

type sickStmt struct {
	driver.Stmt
	query string
	s     *sickness
}

func (st sickStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	healthy := st.Stmt.(driver.StmtExecContext)
	if st.s.spoil != nil {
		if err, run := st.s.spoil(st.query); err != nil {
			if run {
				_, _ = healthy.ExecContext(ctx, args)
			}
			return nil, err
		}
	}
	return healthy.ExecContext(ctx, args)
}

func sickDB(t *testing.T) (*DB, *sickness, string) {
	t.Helper()
	s := &sickness{}
	path := filepath.Join(t.TempDir(), "sick.db")
	db, err := open(context.Background(), s.dialect(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, s, path
}

func TestBusyIsRunAgain(t *testing.T) {
	db, s, _ := sickDB(t)
	ctx := context.Background()
	for _, statement := range []string{"BEGIN IMMEDIATE", "INSERT INTO settings", "COMMIT"} {
		left := 3
		s.spoil = func(query string) (error, bool) {
			if left > 0 && strings.HasPrefix(query, statement) {
				left--
				return coded(codes.SQLITE_BUSY), false
			}
			return nil, false
		}
		runs := 0
		if err := db.update(ctx, people.OpID(statement), func(tx *Tx) error {
			runs++
			n, err := tx.NextNumber(ctx, statement)
			if err != nil || n != 1 {
				t.Errorf("%s: number %d, %v", statement, n, err)
			}
			return tx.PutSetting(ctx, statement, "done")
		}); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
		if left != 0 {
			t.Errorf("%s was not met", statement)
		}
	}
	s.spoil = func(query string) (error, bool) {
		if query == "COMMIT" {
			return coded(codes.SQLITE_BUSY), false
		}
		return nil, false
	}
	if err := db.update(ctx, "", func(*Tx) error { return nil }); sqliteCode(err) != codes.SQLITE_BUSY {
		t.Errorf("a lock that never goes: %v", err)
	}
}

// Where writers do not take turns, the same operation can run twice at once;
// the second must come out as a repeat.
func TestOperationRaced(t *testing.T) {
	db, s, _ := sickDB(t)
	ctx := context.Background()
	raced := false
	s.spoil = func(query string) (error, bool) {
		if !raced && strings.HasPrefix(query, "INSERT INTO ops") {
			raced = true
			return coded(codes.SQLITE_CONSTRAINT_PRIMARYKEY), false
		}
		return nil, false
	}
	runs := 0
	if err := db.update(ctx, "op", func(*Tx) error { runs++; return nil }); err != nil || runs != 2 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestUnknownOutcome(t *testing.T) {
	for _, happened := range []bool{true, false} {
		db, s, path := sickDB(t)
		ctx := context.Background()
		s.spoil = func(query string) (error, bool) {
			if query == "COMMIT" {
				return coded(codes.SQLITE_IOERR_FSYNC), happened
			}
			return nil, false
		}
		write := func(db *DB) error {
			return db.update(ctx, "op", func(tx *Tx) error {
				tx.SetResult("made")
				_, err := tx.NextNumber(ctx, "proposal")
				return err
			})
		}
		var unknown *UnknownOutcome
		if err := write(db); !errors.As(err, &unknown) || unknown.Op != "op" {
			t.Fatalf("got %v", err)
		}
		select {
		case <-db.Failed():
		default:
			t.Error("the failure is not told")
		}
		s.spoil = nil
		if err := write(db); !errors.Is(err, ErrFailed) {
			t.Errorf("a write after the disk failed: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}

		// After a restart the same operation finds out.
		db, err := Open(ctx, path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var again *people.Repeated
		if err := write(db); errors.As(err, &again) != happened || (err != nil) != happened {
			t.Errorf("happened %v: %v", happened, err)
		}
		if err := db.view(ctx, func(tx *Tx) error {
			if n, err := tx.counted(ctx, "proposal"); n != 1 || err != nil {
				t.Errorf("happened %v: done %d times, %v", happened, n, err)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		db.Close()
	}
}

// A full disk is known to have kept nothing, and may have room again.
func TestFullDisk(t *testing.T) {
	db, s, _ := sickDB(t)
	ctx := context.Background()
	s.spoil = func(query string) (error, bool) {
		if query == "COMMIT" {
			return coded(codes.SQLITE_FULL), false
		}
		return nil, false
	}
	write := func() error {
		return db.update(ctx, "op", func(tx *Tx) error { return tx.PutSetting(ctx, "k", "v") })
	}
	if err := write(); sqliteCode(err) != codes.SQLITE_FULL {
		t.Fatalf("got %v", err)
	}
	s.spoil = nil
	if err := write(); err != nil {
		t.Error(err)
	}
}

// When even ROLLBACK fails, the connection goes and the next writer gets a new one.
func TestSpoiltConnection(t *testing.T) {
	db, s, _ := sickDB(t)
	ctx := context.Background()
	s.spoil = func(query string) (error, bool) {
		if query == "ROLLBACK" {
			return coded(codes.SQLITE_NOMEM), false
		}
		return nil, false
	}
	sorry := errors.New("sorry")
	if err := db.update(ctx, "", func(tx *Tx) error {
		if err := tx.PutSetting(ctx, "k", "half"); err != nil {
			return err
		}
		return sorry
	}); err != sorry {
		t.Fatalf("got %v", err)
	}
	s.spoil = nil
	if err := db.update(ctx, "", func(tx *Tx) error {
		if v, err := tx.Setting(ctx, "k"); v != "" || err != nil {
			t.Errorf("half a write was left: %q, %v", v, err)
		}
		return tx.PutSetting(ctx, "k", "whole")
	}); err != nil {
		t.Fatal(err)
	}
}
