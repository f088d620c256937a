package storetest

import (
	"context"
	"math"
	"testing"
	"time"

	"luonnos/initiatives"
)

// embeddingTx is what package embedding needs of a transaction.
type embeddingTx interface {
	Embeddings(ctx context.Context, model string, keys []string) (map[string][]float32, map[string]time.Time, error)
	PutEmbeddings(ctx context.Context, model string, vectors map[string][]float32, used time.Time) error
	UseEmbeddings(ctx context.Context, model string, keys []string, used time.Time) error
	DropEmbeddings(ctx context.Context, model string, unused time.Duration) error
}

func testEmbeddings(t *testing.T, s suite) {
	write := func(b box, fn func(ctx context.Context, tx embeddingTx) error) {
		b.t.Helper()
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return fn(ctx, tx.(embeddingTx)) })
	}
	put := func(b box, model string, used time.Time, vectors map[string][]float32) {
		b.t.Helper()
		write(b, func(ctx context.Context, tx embeddingTx) error { return tx.PutEmbeddings(ctx, model, vectors, used) })
	}
	// kept tells which of the texts a, b and c have a vector, and when it was used.
	kept := func(b box, model string) (vectors map[string][]float32, used map[string]time.Time) {
		b.t.Helper()
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			var err error
			if vectors, used, err = tx.(embeddingTx).Embeddings(ctx, model, []string{"a", "b", "c"}); err != nil {
				b.t.Fatal(err)
			}
		})
		return vectors, used
	}

	t.Run("as they were put, by model", func(t *testing.T) {
		b := s.box(t)
		of := map[string][]float32{"a": {1, -0.5, math.SmallestNonzeroFloat32}, "b": {math.MaxFloat32, 0, 1e-7}, "z": {0, 0, 1}}
		put(b, "m", day(3), of)
		put(b, "other", day(4), map[string][]float32{"a": {0, 1}})
		put(b, "m", day(5), map[string][]float32{"b": {0, 1, 0}})
		vectors, used := kept(b, "m")
		want(t, map[string][]float32{"a": of["a"], "b": {0, 1, 0}})(vectors, nil)
		want(t, map[string]time.Time{"a": day(3), "b": day(5)})(used, nil)
		vectors, _ = kept(b, "other")
		want(t, map[string][]float32{"a": {0, 1}})(vectors, nil)
		vectors, _ = kept(b, "none")
		want(t, map[string][]float32{})(vectors, nil)
	})

	t.Run("go when others are used and they are not", func(t *testing.T) {
		b := s.box(t)
		put(b, "m", day(1), map[string][]float32{"a": {1}, "b": {1}, "c": {1}})
		put(b, "other", day(9), map[string][]float32{"a": {1}})
		drop := func(model string) {
			b.t.Helper()
			write(b, func(ctx context.Context, tx embeddingTx) error { return tx.DropEmbeddings(ctx, model, 24*time.Hour) })
		}
		keys := func(model string) []string {
			vectors, _ := kept(b, model)
			var out []string
			for _, k := range []string{"a", "b", "c"} {
				if _, ok := vectors[k]; ok {
					out = append(out, k)
				}
			}
			return out
		}
		drop("m")
		want(t, []string{"a", "b", "c"})(keys("m"), nil)
		want(t, []string(nil))(keys("other"), nil)
		write(b, func(ctx context.Context, tx embeddingTx) error {
			return tx.UseEmbeddings(ctx, "m", []string{"a", "c", "z"}, day(2))
		})
		drop("m")
		want(t, []string{"a", "b", "c"})(keys("m"), nil)
		write(b, func(ctx context.Context, tx embeddingTx) error {
			return tx.UseEmbeddings(ctx, "m", []string{"a"}, day(2).Add(time.Minute))
		})
		drop("m")
		want(t, []string{"a", "c"})(keys("m"), nil)
		drop("")
		want(t, []string(nil))(keys("m"), nil)
	})
}
