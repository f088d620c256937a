package embedding

import (
	"math"
	"testing"
)

// Whatever comes, it is an error or n vectors, all as long, of length 1.
func FuzzReadVectors(f *testing.F) {
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[2,1]}]}`), 2)
	f.Add([]byte(`{"object":"list","data":[{"embedding":[0.1,-1e-30],"index":0,"object":"embedding"}],"usage":{}}`), 1)
	f.Add([]byte(`{"data":[]}`), 0)
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1e39]}]}`), 1)
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1e-45,0]}],"DATA":[]}`), 1)
	f.Fuzz(func(t *testing.T, reply []byte, n int) {
		if n < 0 || n > batchTexts {
			return
		}
		vectors, err := readVectors(reply, n)
		if err != nil {
			if len(vectors) > 0 {
				t.Error("vectors with an error")
			}
			return
		}
		if len(vectors) != n {
			t.Fatalf("%d vectors for %d texts", len(vectors), n)
		}
		for _, v := range vectors {
			if len(v) == 0 || len(v) > maxSize || len(v) != len(vectors[0]) {
				t.Fatalf("a vector of %d numbers", len(v))
			}
			var square float64
			for _, x := range v {
				square += float64(x) * float64(x)
			}
			if math.Abs(square-1) > 1e-4 {
				t.Errorf("length² %v", square)
			}
		}
	})
}
