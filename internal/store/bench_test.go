package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/store"
	"luonnos/people"
)

// A small write is what a short merge writes: an object, a commit, the
// reference, an event and the operation.
func smallWrite(ctx context.Context, s docs.Store, op string, n int64) error {
	return s.Update(ctx, people.OpID(op), func(tx docs.Tx) error {
		old, err := tx.Ref(ctx, docs.Main)
		if err != nil {
			return err
		}
		h := docs.Hash(fmt.Sprintf("%040x", n))
		if err := tx.PutObject(ctx, docs.Object{Hash: h, Type: docs.CommitObject, Size: 300, Z: make([]byte, 200)}); err != nil {
			return err
		}
		if err := tx.PutCommit(ctx, docs.Commit{Hash: h, Tree: h, Seq: n, Summary: "small", At: time.Unix(n, 0)}); err != nil {
			return err
		}
		if err := tx.MoveRef(ctx, docs.Main, old, h); err != nil {
			return err
		}
		tx.SetResult("commit/" + string(h))
		return tx.Emit(ctx, event.Event{Kind: event.StrategyUpdated, Subject: "page/a.md"})
	})
}

func BenchmarkUpdate1(b *testing.B)  { benchmarkUpdate(b, 1) }
func BenchmarkUpdate32(b *testing.B) { benchmarkUpdate(b, 32) }

func benchmarkUpdate(b *testing.B, writers int) {
	db := openBench(b)
	s := store.As[docs.Tx](db)
	var next atomic.Int64
	latencies := make([][]time.Duration, writers)
	var wg sync.WaitGroup
	b.ResetTimer()
	for w := range writers {
		wg.Go(func() {
			for {
				n := next.Add(1)
				if n > int64(b.N) {
					return
				}
				start := time.Now()
				if err := smallWrite(context.Background(), s, fmt.Sprint("op", n), n); err != nil {
					b.Error(err)
					return
				}
				latencies[w] = append(latencies[w], time.Since(start))
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	all := slices.Concat(latencies...)
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

func BenchmarkPointRead(b *testing.B) {
	db := openBench(b)
	s := store.As[docs.Tx](db)
	ctx := context.Background()
	const objects = 1000
	for n := range int64(objects) {
		if err := smallWrite(ctx, s, "", n+1); err != nil {
			b.Fatal(err)
		}
	}
	var next atomic.Int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			h := docs.Hash(fmt.Sprintf("%040x", next.Add(1)%objects+1))
			if err := s.View(ctx, func(tx docs.Tx) error {
				_, err := tx.Object(ctx, h)
				return err
			}); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
}

func openBench(b *testing.B) *store.DB {
	b.Helper()
	db, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "bench.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}
