package embedding

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

const (
	// maxReply bounds what is read of a reply, in bytes: 64 vectors of the
	// longest kind, written out.
	maxReply = 16 << 20
	// maxSize bounds the numbers of a vector.
	maxSize = 8192
)

// errReply is a reply that is none. It holds nothing of the reply.
var errReply = errors.New("the reply is no list of embeddings")

// readVectors reads a reply to n texts: one vector for each, all as long, scaled
// to length 1.
func readVectors(reply []byte, n int) ([][]float32, error) {
	var r struct{ Data json.RawMessage }
	if err := json.Unmarshal(reply, &r); err != nil {
		return nil, errReply
	}
	list := json.NewDecoder(bytes.NewReader(r.Data))
	if open, err := list.Token(); err != nil || open != json.Delim('[') {
		return nil, errReply
	}
	// One after the other: a reply of millions of objects ends at the first that
	// is not wanted.
	vectors := make([][]float32, n)
	for list.More() {
		var e struct {
			Index     *int
			Embedding []float32
		}
		if list.Decode(&e) != nil || e.Index == nil {
			return nil, errReply
		}
		if i := *e.Index; i < 0 || i >= n || vectors[i] != nil {
			return nil, fmt.Errorf("a vector for text %d of %d, or a second one", i, n)
		}
		if len(e.Embedding) == 0 || len(e.Embedding) > maxSize {
			return nil, fmt.Errorf("a vector of %d numbers", len(e.Embedding))
		}
		if !normalise(e.Embedding) {
			return nil, errors.New("a vector without a direction")
		}
		vectors[*e.Index] = e.Embedding
	}
	for i, v := range vectors {
		if v == nil {
			return nil, fmt.Errorf("no vector for text %d of %d", i, n)
		}
		if len(v) != len(vectors[0]) {
			return nil, fmt.Errorf("vectors of %d and of %d numbers", len(vectors[0]), len(v))
		}
	}
	return vectors, nil
}

// normalise scales a vector to length 1, and reports whether that can be done.
func normalise(v []float32) bool {
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	length := math.Sqrt(square)
	if length == 0 || math.IsInf(length, 0) || math.IsNaN(length) {
		return false
	}
	for i, x := range v {
		v[i] = float32(float64(x) / length)
	}
	return true
}
