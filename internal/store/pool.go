package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"
)

// conn is one connection with the statements prepared on it so far. The
// statements are constants of this package, so their number is bounded.
type conn struct {
	raw        *sql.Conn
	statements map[string]*sql.Stmt
	// spoilt connections may still be inside a transaction.
	spoilt bool
}

func (c *conn) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := c.statements[query]; ok {
		return s, nil
	}
	s, err := c.raw.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.statements[query] = s
	return s, nil
}

func (c *conn) exec(ctx context.Context, query string) error {
	s, err := c.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx)
	return err
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.statements {
		errs = append(errs, s.Close())
	}
	if c.spoilt {
		// Close would keep the connection for the next one who asks; answered
		// that it is bad, database/sql ends it, and its transaction with it.
		_ = c.raw.Raw(func(any) error { return driver.ErrBadConn })
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

// pool hands out connections, first come, first served.
type pool struct {
	db *sql.DB
	// turns is FIFO, and one who waits can give up.
	turns *semaphore.Weighted
	mu    sync.Mutex
	idle  []*conn
}

func newPool(db *sql.DB, size int) *pool {
	return &pool{db: db, turns: semaphore.NewWeighted(int64(size))}
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	if err := p.turns.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	if c := p.pop(); c != nil {
		return c, nil
	}
	raw, err := p.db.Conn(ctx)
	if err != nil {
		p.turns.Release(1)
		return nil, err
	}
	return &conn{raw: raw, statements: map[string]*sql.Stmt{}}, nil
}

// pop takes an idle connection, nil when there is none.
func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return c
}

// give takes a connection back. One that may be inside a transaction still is
// thrown away, with its transaction.
func (p *pool) give(c *conn) {
	if c.spoilt {
		_ = c.close() // says only that it is bad
	} else {
		p.mu.Lock()
		p.idle = append(p.idle, c)
		p.mu.Unlock()
	}
	p.turns.Release(1)
}

func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, c := range p.idle {
		errs = append(errs, c.close())
	}
	p.idle = nil
	return errors.Join(errs...)
}
