package grouping

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Near-duplicates (a petition text sent by many) would be a theme by their
// number alone. They are found by MinHash over runs of letters (Broder 1997),
// folded into the first of them, and counted.
const (
	// shingleRunes is short enough that a slip of the pen breaks few runs.
	shingleRunes = 5
	hashBands    = 8
	hashRows     = 3
	// alike is the share of runs that twins have in common.
	alike = 0.75
	// mostInBand bounds how many texts of equal hash are compared with a text.
	mostInBand = 8
)

// fold finds the twins of a section. Texts that people placed apart stay apart.
func (s *section) fold(ctx context.Context, texts []Text, past *past, twin []int) error {
	sigs := make([][hashBands]uint64, len(s.all))
	runs := make([]int32, len(s.all)) // how many shingles a text has
	parallel(len(s.all), func(j int) {
		ss := shingles(texts[s.all[j]].Body)
		sigs[j], runs[j] = signature(ss), int32(len(ss))
	})
	type slot struct {
		hash uint64
		at   int32 // in all
	}
	slots := make([]slot, len(s.all))
	first := make([]int32, len(s.all))
	for j := range first {
		first[j] = int32(j)
	}
	for band := range hashBands {
		if err := ctx.Err(); err != nil {
			return err
		}
		for j := range slots {
			slots[j] = slot{sigs[j][band], int32(j)}
		}
		slices.SortFunc(slots, func(a, b slot) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at)) })
		for from := 0; from < len(slots); {
			to := from + 1
			for to < len(slots) && slots[to].hash == slots[from].hash {
				to++
			}
			var heads []int32
			for _, x := range slots[from:to] {
				if first[x.at] != x.at {
					continue
				}
				found := false
				for _, h := range heads[:min(len(heads), mostInBand)] {
					a, b := s.all[h], s.all[x.at]
					if first[h] == h && mayBeAlike(runs[h], runs[x.at]) && together(texts[a].ID, texts[b].ID, past) && likeness(texts[a].Body, texts[b].Body) >= alike {
						first[x.at], found = h, true
						break
					}
				}
				if !found {
					heads = append(heads, x.at)
				}
			}
			from = to
		}
	}
	for j, f := range first {
		for first[f] != f {
			f = first[f]
		}
		twin[s.all[j]] = s.all[f]
	}
	return nil
}

// mayBeAlike tells whether texts of so many shingles can be alike.
func mayBeAlike(a, b int32) bool { return float64(min(a, b)) >= alike*float64(max(a, b)) }

// together tells whether people left two texts to be one.
func together(a, b int64, past *past) bool {
	x, heldA := past.held[a]
	y, heldB := past.held[b]
	return heldA == heldB && x == y
}

// shingles are the hashes of the runs of letters of a text, sorted, each once;
// of a text shorter than a run, of the whole text.
func shingles(body string) []uint64 {
	rs := []rune(strings.Join(words(body), " "))
	var out []uint64
	for i := 0; i == 0 || i+shingleRunes <= len(rs); i++ {
		h := uint64(fnvStart)
		for _, r := range rs[i:min(i+shingleRunes, len(rs))] {
			h = fnv(h, r)
		}
		out = append(out, h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// signature holds a hash a band, each of the least hashes of the shingles under
// several mixings. Texts alike are equal in some band.
func signature(shingles []uint64) (sig [hashBands]uint64) {
	var least [hashBands * hashRows]uint64
	for i := range least {
		least[i] = ^uint64(0)
	}
	for _, s := range shingles {
		for i := range least {
			least[i] = min(least[i], mix(s+uint64(i+1)*0x9e3779b97f4a7c15))
		}
	}
	for band := range sig {
		for _, x := range least[band*hashRows : (band+1)*hashRows] {
			sig[band] = mix(sig[band] ^ x)
		}
	}
	return sig
}

// mix spreads the bits of a number (splitmix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// likeness is the share of shingles that two texts have in common (Jaccard).
func likeness(a, b string) float64 {
	x, y := shingles(a), shingles(b)
	both := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			both++
			i++
			j++
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// hashOf is the hash of a text.
func hashOf(body string) uint64 {
	h := uint64(fnvStart)
	for _, r := range body {
		h = fnv(h, r)
	}
	return mix(h)
}
