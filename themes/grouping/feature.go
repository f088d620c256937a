package grouping

import (
	"cmp"
	"math"
	"slices"
)

const (
	// gramMin and gramMax are how many letters an n-gram has. In the research
	// n-grams inside words beat stems and lemmas on every Finnish set.
	gramMin, gramMax = 3, 5
	// stopWeight is what a function word counts beside another word. They tell
	// something of short questions (how, when, why) and little of the rest.
	stopWeight = 0.5
	// pairWeight is what a pair of words side by side counts beside an n-gram.
	pairWeight = 0.5
	// commonShare is the share of texts from which an n-gram tells nothing.
	commonShare = 0.4
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

// gram is an n-gram or a pair of words, by hash, and how often it comes.
type gram struct {
	hash  uint64
	count float32
}

const fnvStart = 14695981039346656037

func fnv(h uint64, r rune) uint64 {
	for range 3 {
		h = (h ^ uint64(r&0xff)) * 1099511628211
		r >>= 8
	}
	return h
}

// grams are the n-grams of letters inside the words, a space at either end of
// each word, and the pairs of words side by side; sorted by hash.
func grams(ws []string, stop map[string]bool) []gram {
	var hashes []gram
	var rs []rune
	for _, w := range ws {
		weight := float32(1)
		if stop[w] {
			weight = stopWeight
		}
		rs = append(rs[:0], ' ')
		rs = append(rs, []rune(w)...)
		rs = append(rs, ' ')
		for i := range rs {
			h := uint64(fnvStart)
			for n, r := range rs[i:min(i+gramMax, len(rs))] {
				h = fnv(h, r)
				if n+1 >= gramMin {
					hashes = append(hashes, gram{h, weight})
				}
			}
		}
	}
	for i := 1; i < len(ws); i++ {
		h := uint64(fnvStart)
		for _, r := range ws[i-1] {
			h = fnv(h, r)
		}
		h = fnv(h, ' ')
		for _, r := range ws[i] {
			h = fnv(h, r)
		}
		hashes = append(hashes, gram{h, pairWeight})
	}
	// Weights are halves and ones, so their sums are the same in any order.
	slices.SortFunc(hashes, func(a, b gram) int { return cmp.Compare(a.hash, b.hash) })
	out := make([]gram, 0, len(hashes))
	for _, h := range hashes {
		if n := len(out); n > 0 && out[n-1].hash == h.hash {
			out[n-1].count += h.count
		} else {
			out = append(out, h)
		}
	}
	return out
}

// vocabulary gives n-grams their columns and weights.
type vocabulary struct {
	index map[uint64]int32
	idf   []float32
	// rare is the weight of an n-gram that is not in it.
	rare float32
}

// newVocabulary keeps the n-grams that at least minTexts texts share, and that
// not too many do.
func newVocabulary(docs [][]gram, minTexts int) *vocabulary {
	df := map[uint64]int32{}
	for _, d := range docs {
		for _, g := range d {
			df[g.hash]++
		}
	}
	n := float64(len(docs))
	most := max(commonShare*n, float64(minTexts))
	var keep []uint64
	for h, c := range df {
		if int(c) >= minTexts && float64(c) <= most {
			keep = append(keep, h)
		}
	}
	slices.Sort(keep)
	v := &vocabulary{index: make(map[uint64]int32, len(keep)), idf: make([]float32, len(keep)), rare: float32(math.Log((1+n)/2)) + 1}
	for i, h := range keep {
		v.index[h] = int32(i)
		v.idf[i] = float32(math.Log((1+n)/(1+float64(df[h]))) + 1)
	}
	return v
}

// vector weighs the n-grams of a text: one plus the logarithm of the count,
// times rarity, length one. known is the share of the text, by weight, that the
// vocabulary has.
func (v *vocabulary) vector(gs []gram) (cols []int32, vals []float32, known float32) {
	type entry struct {
		col int32
		val float32
	}
	es := make([]entry, 0, len(gs))
	var sum, all float64
	for _, g := range gs {
		x := g.count
		if x > 1 {
			x = 1 + float32(math.Log(float64(x)))
		}
		c, ok := v.index[g.hash]
		if !ok {
			x *= v.rare
			all += float64(x) * float64(x)
			continue
		}
		x *= v.idf[c]
		sum += float64(x) * float64(x)
		es = append(es, entry{c, x})
	}
	if len(es) == 0 {
		return nil, nil, 0
	}
	slices.SortFunc(es, func(a, b entry) int { return cmp.Compare(a.col, b.col) })
	cols, vals = make([]int32, len(es)), make([]float32, len(es))
	length := math.Sqrt(sum)
	for i, e := range es {
		cols[i], vals[i] = e.col, float32(float64(e.val)/length)
	}
	return cols, vals, float32(length / math.Sqrt(sum+all))
}

// matrix has a row for each text, and known says of each how much of it the
// vocabulary has.
func (v *vocabulary) matrix(docs [][]gram) (m *matrix, known []float32) {
	cols, vals := make([][]int32, len(docs)), make([][]float32, len(docs))
	known = make([]float32, len(docs))
	parallel(len(docs), func(i int) { cols[i], vals[i], known[i] = v.vector(docs[i]) })
	m = &matrix{start: make([]int, 1, len(docs)+1), cols: len(v.idf)}
	for i := range cols {
		m.col = append(m.col, cols[i]...)
		m.val = append(m.val, vals[i]...)
		m.start = append(m.start, len(m.col))
	}
	return m, known
}
