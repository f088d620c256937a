package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

// vector is a list of numbers, four bytes each, the lowest first.
type vector []float32

func (v vector) bytes() []byte {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

func (v *vector) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b)%4 != 0 {
		return fmt.Errorf("vector from %T of %d bytes", src, len(b))
	}
	*v = make(vector, len(b)/4)
	for i := range *v {
		(*v)[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return nil
}

// Embeddings returns what is kept for at most 500 keys; see embedding.Tx.
func (tx *Tx) Embeddings(ctx context.Context, model string, keys []string) (map[string][]float32, map[string]time.Time, error) {
	type row struct {
		key    string
		vector vector
		used   time.Time
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.key, &r.vector, (*stamp)(&r.used))
		return r, err
	}
	args := []any{model}
	for _, k := range keys {
		args = append(args, k)
	}
	rows, err := once(ctx, tx, read, `SELECT text, vector, used FROM embeddings
		WHERE model = $1 AND text IN (`+places(2, len(keys))+`)`, args...)
	if err != nil {
		return nil, nil, err
	}
	vectors, used := map[string][]float32{}, map[string]time.Time{}
	for _, r := range rows {
		vectors[r.key], used[r.key] = r.vector, r.used
	}
	return vectors, used, nil
}

// PutEmbeddings inserts or replaces vectors.
func (tx *Tx) PutEmbeddings(ctx context.Context, model string, vectors map[string][]float32, used time.Time) error {
	for key, v := range vectors {
		if err := tx.put(ctx, `INSERT INTO embeddings (model, text, vector, used) VALUES ($1, $2, $3, $4)
			ON CONFLICT (model, text) DO UPDATE SET vector = excluded.vector, used = excluded.used`,
			model, key, vector(v).bytes(), stamp(used)); err != nil {
			return err
		}
	}
	return nil
}

// UseEmbeddings notes that vectors are used.
func (tx *Tx) UseEmbeddings(ctx context.Context, model string, keys []string, used time.Time) error {
	for _, key := range keys {
		if err := tx.put(ctx, `UPDATE embeddings SET used = $1 WHERE model = $2 AND text = $3`, stamp(used), model, key); err != nil {
			return err
		}
	}
	return nil
}

// DropEmbeddings deletes the vectors of other models and those long unused; see
// embedding.Tx.
func (tx *Tx) DropEmbeddings(ctx context.Context, model string, unused time.Duration) error {
	return tx.put(ctx, `DELETE FROM embeddings WHERE model <> $1
		OR used < (SELECT MAX(used) FROM embeddings WHERE model = $1) - $2`, model, unused.Microseconds())
}
