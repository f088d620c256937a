package grouping

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
)

// matrix holds sparse rows; the columns of a row rise.
type matrix struct {
	start []int
	col   []int32
	val   []float32
	cols  int
}

func (m *matrix) rows() int { return len(m.start) - 1 }

func (m *matrix) row(i int) ([]int32, []float32) {
	return m.col[m.start[i]:m.start[i+1]], m.val[m.start[i]:m.start[i+1]]
}

type gram struct {
	hash  uint64
	count float32
}

const (
	gramMin, gramMax = 3, 5
)

func fnv(h uint64, r rune) uint64 {
	for range 4 {
		h = (h ^ uint64(r&0xff)) * 1099511628211
		r >>= 8
	}
	return h
}

// grams are the n-grams of letters inside the words, a space at either end of
// each, with how often they come; sorted.
func grams(ws []string, stop map[string]bool) []gram {
	var hs []uint64
	var rs []rune
	for _, w := range ws {
		if stop[w] {
			continue
		}
		rs = append(rs[:0], ' ')
		rs = append(rs, []rune(w)...)
		rs = append(rs, ' ')
		for n := gramMin; n <= gramMax; n++ {
			if len(rs) < n {
				break
			}
			for i := 0; i+n <= len(rs); i++ {
				h := uint64(14695981039346656037)
				for _, r := range rs[i : i+n] {
					h = fnv(h, r)
				}
				hs = append(hs, h)
			}
		}
	}
	slices.Sort(hs)
	out := make([]gram, 0, len(hs))
	for _, h := range hs {
		if n := len(out); n > 0 && out[n-1].hash == h {
			out[n-1].count++
		} else {
			out = append(out, gram{h, 1})
		}
	}
	return out
}

// vocabulary gives n-grams their columns and weights.
type vocabulary struct {
	index map[uint64]int32
	idf   []float32
}

func newVocabulary(docs [][]gram, minDF int, maxShare float64) *vocabulary {
	df := map[uint64]int32{}
	for _, d := range docs {
		for _, g := range d {
			df[g.hash]++
		}
	}
	n := float64(len(docs))
	var keep []uint64
	for h, c := range df {
		if int(c) >= minDF && float64(c) <= max(maxShare*n, float64(minDF)) {
			keep = append(keep, h)
		}
	}
	slices.Sort(keep)
	v := &vocabulary{index: make(map[uint64]int32, len(keep)), idf: make([]float32, len(keep))}
	for i, h := range keep {
		v.index[h] = int32(i)
		v.idf[i] = float32(math.Log((1+n)/(1+float64(df[h]))) + 1)
	}
	return v
}

type entry struct {
	col int32
	val float32
}

// vector weighs the n-grams of a text: 1+ln(count), times rarity, length one.
func (v *vocabulary) vector(gs []gram, into []entry) []entry {
	into = into[:0]
	var sum float64
	for _, g := range gs {
		c, ok := v.index[g.hash]
		if !ok {
			continue
		}
		x := (1 + float32(math.Log(float64(g.count)))) * v.idf[c]
		sum += float64(x) * float64(x)
		into = append(into, entry{c, x})
	}
	if sum > 0 {
		f := float32(1 / math.Sqrt(sum))
		for i := range into {
			into[i].val *= f
		}
	}
	slices.SortFunc(into, func(a, b entry) int { return cmp.Compare(a.col, b.col) })
	return into
}

func (v *vocabulary) matrix(docs [][]gram) *matrix {
	rows := make([][]entry, len(docs))
	parallel(len(docs), func(i int) { rows[i] = slices.Clone(v.vector(docs[i], nil)) })
	m := &matrix{start: make([]int, 1, len(docs)+1), cols: len(v.idf)}
	for _, r := range rows {
		for _, e := range r {
			m.col = append(m.col, e.col)
			m.val = append(m.val, e.val)
		}
		m.start = append(m.start, len(m.col))
	}
	return m
}

// parallel calls f for 0..n-1, each once, on all processors.
func parallel(n int, f func(i int)) {
	const block = 64
	var next int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wg.Go(func() {
			for {
				mu.Lock()
				from := next
				next += block
				mu.Unlock()
				if from >= n {
					return
				}
				for i := from; i < min(from+block, n); i++ {
					f(i)
				}
			}
		})
	}
	wg.Wait()
}
