package revisions

import (
	"slices"
	"sort"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// edit replaces a[a0:a1] of the old sequence by b[b0:b1] of the new one.
type edit struct{ a0, a1, b0, b1 int }

// Bounds of the work, by size and never by time, so that the same input gives
// the same output on any machine. Above anchored, elements that occur once in
// both sequences split the problem first; a part still above coarse that has
// none is taken as replaced whole.
const (
	anchored = 2_000
	coarse   = 8_000
)

// alignIDs gives the edits, in order and never touching, that turn a into b.
func alignIDs(a, b []int) []edit {
	return joinTouching(alignPart(nil, a, b, 0, 0))
}

func alignPart(dst []edit, a, b []int, aOff, bOff int) []edit {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b, aOff, bOff = a[1:], b[1:], aOff+1, bOff+1
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	whole := edit{aOff, aOff + len(a), bOff, bOff + len(b)}
	switch size := len(a) + len(b); {
	case size == 0:
		return dst
	case len(a) == 0, len(b) == 0, disjoint(a, b):
		return append(dst, whole)
	case size > anchored:
		if pairs := uniquePairs(a, b); len(pairs) > 0 {
			ai, bi := 0, 0
			for _, p := range append(pairs, [2]int{len(a), len(b)}) {
				dst = alignPart(dst, a[ai:p[0]], b[bi:p[1]], aOff+ai, bOff+bi)
				ai, bi = p[0]+1, p[1]+1
			}
			return dst
		}
		if size > coarse {
			return append(dst, whole)
		}
	}
	return alignRunes(dst, a, b, aOff, bOff)
}

// disjoint reports whether nothing of a is in b, as where one line was reworded;
// long sequences are left to the diff.
func disjoint(a, b []int) bool {
	const few = 16
	if len(a) > few || len(b) > few {
		return false
	}
	return !slices.ContainsFunc(a, func(id int) bool { return slices.Contains(b, id) })
}

// alignRunes lets go-diff find the shortest edit script, each id standing as
// one rune. There are at most coarse ids, far below the surrogates, which are no
// runes and would all be read as one.
func alignRunes(dst []edit, a, b []int, aOff, bOff int) []edit {
	letters := make(map[int]rune, len(a))
	next := rune(1)
	spell := func(ids []int) []rune {
		out := make([]rune, len(ids))
		for i, id := range ids {
			r, ok := letters[id]
			if !ok {
				r = next
				letters[id] = r
				next++
			}
			out[i] = r
		}
		return out
	}
	differ := diffmatchpatch.New()
	differ.DiffTimeout = 0 // a time-out would silently give "all deleted, all inserted"
	for _, d := range differ.DiffMainRunes(spell(a), spell(b), false) {
		n := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			aOff, bOff = aOff+n, bOff+n
		case diffmatchpatch.DiffDelete:
			dst = append(dst, edit{aOff, aOff + n, bOff, bOff})
			aOff += n
		case diffmatchpatch.DiffInsert:
			dst = append(dst, edit{aOff, aOff, bOff, bOff + n})
			bOff += n
		}
	}
	return dst
}

// uniquePairs finds the longest rising chain of elements that occur exactly
// once on both sides.
func uniquePairs(a, b []int) [][2]int {
	type seen struct{ inA, inB, at int }
	counts := make(map[int]seen, len(a))
	for _, id := range a {
		c := counts[id]
		c.inA++
		counts[id] = c
	}
	for i, id := range b {
		c := counts[id]
		c.inB++
		c.at = i
		counts[id] = c
	}
	var pairs [][2]int
	for i, id := range a {
		if c := counts[id]; c.inA == 1 && c.inB == 1 {
			pairs = append(pairs, [2]int{i, c.at})
		}
	}
	return risingChain(pairs)
}

// risingChain keeps the longest run of pairs whose second parts rise; the
// first parts rise already.
func risingChain(pairs [][2]int) [][2]int {
	var tops []int // index of the pair that ends the best chain of each length
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(tops), func(k int) bool { return pairs[tops[k]][1] >= p[1] })
		before[i] = -1
		if n > 0 {
			before[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	if len(tops) == 0 {
		return nil
	}
	chain := make([][2]int, 0, len(tops))
	for i := tops[len(tops)-1]; i >= 0; i = before[i] {
		chain = append(chain, pairs[i])
	}
	slices.Reverse(chain)
	return chain
}

// joinTouching makes one edit of those with nothing between them.
func joinTouching(edits []edit) []edit {
	out := edits[:0]
	for _, e := range edits {
		if n := len(out); n > 0 && out[n-1].a1 == e.a0 && out[n-1].b1 == e.b0 {
			out[n-1].a1, out[n-1].b1 = e.a1, e.b1
		} else {
			out = append(out, e)
		}
	}
	return out
}
