package revisions

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"luonnos/docs"
	"luonnos/people"
)

// Service is everything people do with proposals and discussion.
type Service struct {
	store Store
	docs  *docs.Repository
	now   func() time.Time
	// alsoErase is what other rooms do when a person is erased.
	alsoErase []func(ctx context.Context, tx people.Tx, id people.ID) error
	// authorships are those asked for last: what a version was made of never changes.
	authorships *lru.Cache[versionKey, PageAuthorship]
}

// NewService returns the service over the store and the text.
func NewService(store Store, repo *docs.Repository, now func() time.Time) *Service {
	authorships, err := lru.New[versionKey, PageAuthorship](maxAuthorships)
	if err != nil {
		panic(err) // a size below one
	}
	return &Service{store: store, docs: repo, now: now, authorships: authorships}
}

// time is the time of a write, as precise as the store keeps it.
func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// write runs fn in one transaction with the actor as they are in it: see
// people.Present.
func (s *Service) write(ctx context.Context, actor people.Account, op people.OpID, fn func(tx Tx, actor people.Account) error) error {
	return s.store.Update(ctx, op, func(tx Tx) error {
		now, err := people.Present(ctx, tx, actor)
		if err != nil {
			return err
		}
		return fn(tx, now)
	})
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

// subject names a thing in events, links and operation results.
func subject(noun string, id int64) string { return noun + "/" + strconv.FormatInt(id, 10) }
