package docs

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Repository is the strategy: its pages, versions and passages. Every reading
// method is one snapshot; the methods that take a Tx are part of the caller's
// transaction.
type Repository struct {
	store Store
	now   func() time.Time
	texts *textCache
	// trees keeps trees, by name.
	trees   *lru.Cache[Hash, []treeEntry]
	objects objectWriter
	// holdings are what a discarded draft must not take along.
	holdings holdings
}

// NewRepository returns the repository kept in the store.
func NewRepository(store Store, now func() time.Time) *Repository {
	return &Repository{
		store: store, now: now,
		texts: newTextCache(), trees: newCache[[]treeEntry](cachedTrees),
	}
}

func newCache[T any](size int) *lru.Cache[Hash, T] {
	cache, err := lru.New[Hash, T](size)
	if err != nil {
		// Only a size below one is refused.
		panic(err)
	}
	return cache
}

// storer shows a transaction to go-git.
func (r *Repository) storer(ctx context.Context, tx Tx) *Storer {
	return &Storer{ctx: ctx, tx: tx, objects: &r.objects}
}
