package themes

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"luonnos/people"
)

// Service is everything people do with feedback and themes.
type Service struct {
	store    Store
	strategy Strategy
	embed    Embedder
	now      func() time.Time
	log      *slog.Logger
	// current is what new items are put into themes with, nil until it is read.
	current atomic.Pointer[current]
	// fixed are the ids of the sources that always are, by channel.
	fixed sync.Map
	// regrouping is held by the one run there may be, took is how long the last
	// one took.
	regrouping sync.Mutex
	took       atomic.Int64
}

// Options are what the service can do without.
type Options struct {
	// Embed joins languages; nil: each language is grouped by itself.
	Embed Embedder
	Log   *slog.Logger // silent when nil
}

// Strategy is the text as this room needs it.
type Strategy interface {
	// Passages are the passages of the strategy as it stands.
	Passages(ctx context.Context) ([]PassageText, error)
}

// PassageText is a passage of the strategy in plain text.
type PassageText struct {
	Target  Target
	Lang    people.Lang
	Heading string
	Text    string
}

// NewService returns the service over the store and the text.
func NewService(store Store, strategy Strategy, now func() time.Time, o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{store: store, strategy: strategy, embed: o.Embed, now: now, log: o.Log}
}

// time is the time of a write, as precise as the store keeps it.
func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// write runs fn in one transaction with the actor as they are in it, who must
// be allowed the action: see people.Present.
func (s *Service) write(ctx context.Context, actor people.Account, op people.OpID, action people.Action,
	fn func(tx Tx, actor people.Account) error,
) error {
	if err := people.Can(actor, action, people.Subject{}); err != nil {
		return err
	}
	return s.store.Update(ctx, op, func(tx Tx) error {
		now, err := people.Present(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := people.Can(now, action, people.Subject{}); err != nil {
			return err
		}
		return fn(tx, now)
	})
}

// once is write for what has no result: an operation done before is done.
func (s *Service) once(ctx context.Context, actor people.Account, op people.OpID, action people.Action,
	fn func(tx Tx, actor people.Account) error,
) error {
	err := s.write(ctx, actor, op, action, fn)
	if _, again := errors.AsType[*people.Repeated](err); again {
		return nil
	}
	return err
}

// repeated returns the number of the noun that an operation made when it was
// first done; ok is false for any other error.
func repeated(err error, noun string) (id int64, ok bool) {
	r, ok := errors.AsType[*people.Repeated](err)
	if !ok {
		return 0, false
	}
	number, ok := strings.CutPrefix(r.Result, noun+"/")
	if !ok {
		return 0, false
	}
	id, err = strconv.ParseInt(number, 10, 64)
	return id, err == nil
}

// subject names a thing in events, letters and operation results.
func subject(noun string, id int64) string { return noun + "/" + strconv.FormatInt(id, 10) }
