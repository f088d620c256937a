package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/store"
)

// watchEvery is how late the site can be in hearing of another process.
const watchEvery = 2 * time.Second

// watch hears of what other processes write to the data of a running site: the
// commands erase and import, above all, whose work must show on kept pages.
type watch struct {
	db   *store.DB
	tell func([]event.Event)
	log  *slog.Logger
	last int64

	mu sync.Mutex
	// own are the events that this process has told of itself, not yet met.
	own map[int64]bool
}

// newWatch begins after the events there are.
func newWatch(ctx context.Context, db *store.DB, log *slog.Logger, tell func([]event.Event)) (*watch, error) {
	w := &watch{db: db, tell: tell, log: log, own: map[int64]bool{}}
	var err error
	if w.last, err = db.LastEvent(ctx); err != nil {
		return nil, err
	}
	db.Listen(w.heard)
	return w, nil
}

// heard is the store's listener.
func (w *watch) heard(events []event.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range events {
		w.own[e.ID] = true
	}
}

// look tells of what others have written since the last look.
func (w *watch) look(ctx context.Context) error {
	events, err := w.db.Since(ctx, w.last)
	if err != nil || len(events) == 0 {
		return err
	}
	w.last = events[len(events)-1].ID
	var others []event.Event
	w.mu.Lock()
	for _, e := range events {
		if !w.own[e.ID] {
			others = append(others, e)
		}
	}
	for id := range w.own {
		if id <= w.last {
			delete(w.own, id)
		}
	}
	w.mu.Unlock()
	if len(others) > 0 {
		w.tell(others)
	}
	return nil
}

// run looks until ctx ends.
func (w *watch) run(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := w.look(ctx); err != nil && ctx.Err() == nil {
			w.log.Error("cannot hear of other processes", "error", err)
		}
	}
}
