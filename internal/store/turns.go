package store

import (
	"context"
	"slices"
	"sync"
)

// turns is the queue of the writers: first come, first served.
type turns struct {
	mu      sync.Mutex
	free    int // how many may write now
	waiting []chan *group
}

// take waits for a turn. With it comes the transaction of the writer before,
// if that one left it open.
func (q *turns) take(ctx context.Context) (*group, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q.mu.Lock()
	if q.free > 0 {
		q.free--
		q.mu.Unlock()
		return nil, nil
	}
	mine := make(chan *group, 1)
	q.waiting = append(q.waiting, mine)
	q.mu.Unlock()
	select {
	case g := <-mine:
		return g, nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiting, mine); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
		return nil, ctx.Err()
	}
	// The turn came at the same moment, and what came with it must be ended.
	return <-mine, nil
}

// pass hands the turn and an open transaction to the next in line; false when
// nobody waits.
func (q *turns) pass(g *group) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.next(g)
}

// give ends the turn.
func (q *turns) give() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.next(nil) {
		q.free++
	}
}

func (q *turns) next(g *group) bool {
	if len(q.waiting) == 0 {
		return false
	}
	q.waiting[0] <- g
	q.waiting = slices.Delete(q.waiting, 0, 1)
	return true
}
