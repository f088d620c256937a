// Package store keeps everything in one SQL database: git objects, references
// and the rows of every room, written in one transaction.
//
// It is the only package that knows SQL drivers. It implements the Tx and Store
// interfaces that the domain rooms declare, and must not know their rules: who
// may do what, what a merge is, what is public. The SQL is written once for
// SQLite and PostgreSQL; what differs between them is a dialect.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/pressly/goose/v3"

	"luonnos/internal/event"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options are what a database needs from outside.
type Options struct {
	Now func() time.Time // time.Now when nil
	Log *slog.Logger     // silent when nil
}

// DB is one open database. Rooms use it through As.
type DB struct {
	dialect dialect
	write   *sql.DB
	read    *sql.DB
	writers *pool
	readers *pool
	turns   *turns // of the writers
	now     func() time.Time
	log     *slog.Logger

	// delivery is held from commit until the listeners have heard, so that
	// they hear in the order of the commits.
	delivery  sync.Mutex
	listening sync.RWMutex
	listeners []func([]event.Event)

	breaking sync.Once
	broken   chan struct{}
	cause    error // read after broken is closed
}

// Open opens the database that dsn names, a file path or "sqlite:" and one,
// making it and bringing its tables up to date as needed.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	d, source, err := dialectOf(dsn)
	if err != nil {
		return nil, err
	}
	return open(ctx, d, source, o)
}

func open(ctx context.Context, d dialect, source string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	write, read, err := d.open(source)
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	db := &DB{
		dialect: d,
		write:   write,
		read:    read,
		writers: newPool(write, d.writers),
		readers: newPool(read, d.readers),
		turns:   &turns{free: d.writers},
		now:     o.Now,
		log:     o.Log,
		broken:  make(chan struct{}),
	}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("store: migrate: %w", err)
	}
	return db, nil
}

func (db *DB) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(db.dialect.goose, db.write, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	done, err := p.Up(ctx)
	for _, r := range done {
		db.log.DebugContext(ctx, "migration applied", "version", r.Source.Version)
	}
	return err
}

// Close ends the database. Transactions must have ended before.
func (db *DB) Close() error {
	return errors.Join(db.readers.close(), db.writers.close(), db.read.Close(), db.write.Close())
}

// Failed is closed when the disk has let a commit down, so that what is
// durable is unknown: from then on every write is refused, and the process
// should end and be started again, which reads what is really on the disk.
func (db *DB) Failed() <-chan struct{} { return db.broken }

func (db *DB) fail(cause error) {
	db.breaking.Do(func() {
		db.cause = cause
		close(db.broken)
		db.log.Error("storage failed; refusing writes until restarted", "error", cause)
	})
}

func (db *DB) failure() error {
	select {
	case <-db.broken:
		return fmt.Errorf("%w: %w", ErrFailed, db.cause)
	default:
		return nil
	}
}

// Backup writes a consistent copy of the whole database to a new file, while
// others read and write. It refuses to replace a file.
func (db *DB) Backup(ctx context.Context, path string) error {
	if err := db.dialect.backup(ctx, db.read, path); err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	return nil
}

// EmptyLog empties the log beside the database, in its turn among the writers.
// Erased rows stay readable in it until then.
func (db *DB) EmptyLog(ctx context.Context) error {
	if db.dialect.emptyLog == "" {
		return nil
	}
	for {
		g, err := db.turns.take(ctx)
		if err != nil {
			return err
		}
		if g == nil {
			break
		}
		g.end(ctx) // its transaction has to be over; the turn is taken again
	}
	defer db.turns.give()
	c, err := db.writers.take(ctx)
	if err != nil {
		return err
	}
	defer db.writers.give(c)
	if err := c.exec(db.inner(ctx), db.dialect.emptyLog); err != nil {
		return fmt.Errorf("store: empty the log: %w", err)
	}
	return nil
}

// IntegrityCheck has the engine check its own structures and references
// between rows; it returns an error that tells what is wrong.
func (db *DB) IntegrityCheck(ctx context.Context) error {
	if err := db.dialect.check(ctx, db.read); err != nil {
		return fmt.Errorf("store: integrity: %w", err)
	}
	return nil
}
