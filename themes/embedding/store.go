package embedding

import (
	"context"
	"slices"
	"time"

	"luonnos/people"
)

// Tx is what this room needs of a transaction.
type Tx interface {
	// Embeddings returns the vectors of a model that there are for at most 500
	// keys, and when each was last used.
	Embeddings(ctx context.Context, model string, keys []string) (vectors map[string][]float32, used map[string]time.Time, err error)
	// PutEmbeddings inserts or replaces vectors.
	PutEmbeddings(ctx context.Context, model string, vectors map[string][]float32, used time.Time) error
	// UseEmbeddings notes that vectors are used.
	UseEmbeddings(ctx context.Context, model string, keys []string, used time.Time) error
	// DropEmbeddings deletes the vectors of all other models, and those of this
	// one that were last used so much earlier than its newest.
	DropEmbeddings(ctx context.Context, model string, unused time.Duration) error
}

// Store runs transactions; see people.Store.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, op people.OpID, fn func(Tx) error) error
}

const (
	// noted is how often the use of a vector is noted.
	noted = time.Hour
	// unused is how long a vector stays that nobody asks for while others are
	// asked for: its text has changed, or was taken back.
	unused = 6 * time.Hour
	// recalled is how many vectors are read in one transaction.
	recalled = 500
)

// recall sets the vectors that are kept.
func (p *Provider) recall(ctx context.Context, w *work) error {
	for some := range slices.Chunk(w.texts, recalled) {
		keys := make([]string, len(some))
		for i, in := range some {
			keys[i] = in.key
		}
		var vectors map[string][]float32
		var used map[string]time.Time
		err := p.store.View(ctx, func(tx Tx) (err error) {
			vectors, used, err = tx.Embeddings(ctx, p.model, keys)
			return err
		})
		if err != nil {
			return err
		}
		now := p.now().UTC()
		var old []string
		for _, in := range some {
			v := vectors[in.key]
			if v == nil || !p.measured([][]float32{v}) {
				continue
			}
			w.put(in.index, v)
			if now.Sub(used[in.key]) > noted {
				old = append(old, in.key)
			}
		}
		if len(old) == 0 {
			continue
		}
		if err := p.store.Update(ctx, "", func(tx Tx) error { return tx.UseEmbeddings(ctx, p.model, old, now) }); err != nil {
			return err
		}
	}
	return nil
}

// keep sets and stores the vectors of a batch.
func (p *Provider) keep(ctx context.Context, w *work, batch []input, vectors [][]float32) error {
	byKey := make(map[string][]float32, len(batch))
	for i, in := range batch {
		w.put(in.index, vectors[i])
		byKey[in.key] = vectors[i]
	}
	return p.store.Update(ctx, "", func(tx Tx) error {
		return tx.PutEmbeddings(ctx, p.model, byKey, p.now().UTC())
	})
}

// Sweep deletes the vectors that nobody asks for any more; all of them where
// model is "", for there is no service.
func Sweep(ctx context.Context, store Store, model string) error {
	return store.Update(ctx, "", func(tx Tx) error { return tx.DropEmbeddings(ctx, model, unused) })
}
