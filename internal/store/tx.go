package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// Tx is one transaction. It implements the Tx interface of every room; its
// methods are in the files of the nouns they keep. It ends with the function
// that was given it, and one goroutine uses it at a time.
type Tx struct {
	db     *DB
	c      *conn // nil when the transaction has ended
	write  bool
	events []event.Event
	result string
	// cells are the changes to how many items of feedback there are of each sort.
	cells map[cell]int64
	// weeks are those to how many each theme has in each week.
	weeks map[weekCell]weekCount
}

var (
	_ people.Tx      = (*Tx)(nil)
	_ docs.Tx        = (*Tx)(nil)
	_ revisions.Tx   = (*Tx)(nil)
	_ initiatives.Tx = (*Tx)(nil)
	_ themes.Tx      = (*Tx)(nil)
)

var (
	errEnded    = errors.New("store: the transaction has ended")
	errReadOnly = errors.New("store: a write inside View")
)

func notFound() error { return fault.New(fault.NotFound, "error.not-found") }

// scanner is a row of a result.
type scanner interface{ Scan(dest ...any) error }

// reader reads one value from the columns of a row.
type reader[T any] func(scanner) (T, error)

// alive returns the context to run a statement with, unless the transaction or
// the caller's patience has ended.
func (tx *Tx) alive(ctx context.Context) (context.Context, error) {
	if tx.c == nil {
		return nil, errEnded
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return tx.db.inner(ctx), nil
}

// statement prepares the query and returns the context to run it with.
func (tx *Tx) statement(ctx context.Context, query string) (*sql.Stmt, context.Context, error) {
	ctx, err := tx.alive(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err := tx.c.prepare(ctx, query)
	if err != nil {
		return nil, nil, fmt.Errorf("store: %w in %s", err, query)
	}
	return s, ctx, nil
}

// exec writes, and returns how many rows were touched.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if !tx.write {
		return 0, errReadOnly
	}
	s, ctx, err := tx.statement(ctx, query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("store: %w in %s", err, query)
	}
	return r.RowsAffected()
}

// execOnce is exec for a query that is built to measure: its statement is not kept.
func (tx *Tx) execOnce(ctx context.Context, query string, args ...any) error {
	if !tx.write {
		return errReadOnly
	}
	ctx, err := tx.alive(ctx)
	if err != nil {
		return err
	}
	s, err := tx.c.raw.PrepareContext(ctx, query)
	if err != nil {
		return fmt.Errorf("store: %w in %s", err, query)
	}
	defer s.Close()
	if _, err := s.ExecContext(ctx, args...); err != nil {
		return fmt.Errorf("store: %w in %s", err, query)
	}
	return nil
}

// put writes where the number of rows does not matter.
func (tx *Tx) put(ctx context.Context, query string, args ...any) error {
	_, err := tx.exec(ctx, query, args...)
	return err
}

// one reads the only row of a query, or gives a NotFound fault.
func one[T any](ctx context.Context, tx *Tx, read reader[T], query string, args ...any) (T, error) {
	v, ok, err := maybe(ctx, tx, read, query, args...)
	if err == nil && !ok {
		err = notFound()
	}
	return v, err
}

// maybe reads the only row of a query, if there is one.
func maybe[T any](ctx context.Context, tx *Tx, read reader[T], query string, args ...any) (v T, ok bool, err error) {
	s, ctx, err := tx.statement(ctx, query)
	if err != nil {
		return v, false, err
	}
	v, err = read(s.QueryRowContext(ctx, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return *new(T), false, nil
	}
	if err != nil {
		return *new(T), false, fmt.Errorf("store: %w in %s", err, query)
	}
	return v, true, nil
}

// all reads every row of a query; they are read to the end before it returns,
// so that the connection is free for the next statement.
func all[T any](ctx context.Context, tx *Tx, read reader[T], query string, args ...any) ([]T, error) {
	s, ctx, err := tx.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return list(ctx, s, read, query, args)
}

// once is all for a query that is built to measure: its statement is not kept.
func once[T any](ctx context.Context, tx *Tx, read reader[T], query string, args ...any) ([]T, error) {
	ctx, err := tx.alive(ctx)
	if err != nil {
		return nil, err
	}
	s, err := tx.c.raw.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("store: %w in %s", err, query)
	}
	defer s.Close()
	return list(ctx, s, read, query, args)
}

func list[T any](ctx context.Context, s *sql.Stmt, read reader[T], query string, args []any) ([]T, error) {
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("store: %w in %s", err, query)
	}
	defer rows.Close()
	var values []T
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return nil, fmt.Errorf("store: %w in %s", err, query)
		}
		values = append(values, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: %w in %s", err, query)
	}
	return values, nil
}

// value reads a row of one column.
func value[T any](s scanner) (v T, err error) {
	err = s.Scan(&v)
	return v, err
}

// bound is a LIMIT or an upper bound: none for 0 and below.
func bound[N int | int64](n N) int64 {
	if n <= 0 {
		return math.MaxInt64
	}
	return int64(n)
}

// places are the parameters $from … of n values in a list, "$3, $4".
func places(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

// afterPrefix is above every text that begins with prefix, in the order of bytes.
func afterPrefix(prefix string) string { return prefix + "\U0010FFFF" }
