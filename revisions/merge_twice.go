package revisions

import "slices"

// mergeTwice merges blocks that both sides changed along two independent ways of
// comparing the texts, block by block and as one flow of words. Where both merge
// they must agree; where one does, a person looks.
func mergeTwice(s *scene) wordMerge {
	b, o, t := s.b.tokens, s.o.tokens, s.t.tokens
	byBlock := mergeWords(s, alignBlocks(s.b, s.o), alignBlocks(s.b, s.t))
	flat := mergeWords(s, alignWords(b, o), alignWords(b, t))
	switch {
	case byBlock.conflicts > 0 && flat.conflicts > 0:
		if flat.disputed() < byBlock.disputed() {
			return flat
		}
		return byBlock
	case flat.conflicts > 0:
		byBlock.reasons = append(byBlock.reasons, twoReadings)
		return byBlock
	case byBlock.conflicts > 0:
		flat.reasons = append(flat.reasons, twoReadings)
		return flat
	case joinChunks(byBlock.chunks) == joinChunks(flat.chunks):
	case byBlock.settled < flat.settled:
		byBlock.reasons = append(byBlock.reasons, twoReadings)
		return byBlock
	case flat.settled < byBlock.settled:
		flat.reasons = append(flat.reasons, twoReadings)
		return flat
	default:
		return wordMerge{chunks: []Chunk{dispute(b, o, t)}, conflicts: 1}
	}
	byBlock.reasons = append(byBlock.reasons, flat.reasons...)
	return byBlock
}

// dispute leaves the choice to a person.
func dispute(b, o, t []token) Chunk {
	return Chunk{
		Origin: Unresolved, Base: rawText(b), Ours: rawText(o), Theirs: rawText(t),
		InOurs: wholeExtent(o), InTheirs: wholeExtent(t),
	}
}

// disputed is the amount of text a person would have to read.
func (m wordMerge) disputed() int {
	n := 0
	for _, c := range m.chunks {
		n += len(c.Base) + len(c.Ours) + len(c.Theirs)
	}
	return n
}

func (m wordMerge) conflicting() bool {
	return slices.ContainsFunc(m.chunks, func(c Chunk) bool { return c.Origin == Unresolved })
}

func (m wordMerge) visible() bool {
	for _, c := range m.chunks {
		if c.Text+c.Ours+c.Theirs != "" {
			return true
		}
	}
	return false
}

func flow(blocks []lexed) []token {
	n := 0
	for _, b := range blocks {
		n += len(b.tokens)
	}
	out := make([]token, 0, n)
	for _, b := range blocks {
		out = append(out, b.tokens...)
	}
	return out
}

// alignBlocks aligns the words of blocks that correspond; a block without a
// counterpart is deleted or inserted whole.
func alignBlocks(from, to wording) []edit {
	book := newBlockBook()
	a, b := from.blocks, to.blocks
	aIDs, bIDs := keys(a, book), keys(b, book)
	aCuts, bCuts := from.cuts, to.cuts
	var out []edit
	ai, bi := 0, 0 // blocks done
	whole := func(a1, b1 int) {
		if ai < a1 || bi < b1 {
			out = append(out, edit{aCuts[ai], aCuts[a1], bCuts[bi], bCuts[b1]})
		}
		ai, bi = a1, b1
	}
	match := func(a1, b1 int) {
		whole(a1, b1)
		for _, e := range alignSentences(a[a1].tokens, b[b1].tokens) {
			out = append(out, edit{aCuts[a1] + e.a0, aCuts[a1] + e.a1, bCuts[b1] + e.b0, bCuts[b1] + e.b1})
		}
		ai, bi = a1+1, b1+1
	}
	for _, e := range append(alignIDs(aIDs, bIDs), edit{len(a), len(a), len(b), len(b)}) {
		for ai < e.a0 {
			match(ai, bi)
		}
		for _, p := range pairMany(a[e.a0:e.a1], b[e.b0:e.b1]) {
			match(e.a0+p[0], e.b0+p[1])
		}
		whole(e.a1, e.b1)
	}
	return joinTouching(out)
}

func keys(blocks []lexed, book blockBook) []int {
	out := make([]int, len(blocks))
	for i, b := range blocks {
		out[i] = book.number(b.block)
	}
	return out
}

// cuts gives the token each block starts at, and the end.
func cuts(blocks []lexed) []int {
	out := make([]int, len(blocks)+1)
	for i, b := range blocks {
		out[i+1] = out[i] + len(b.tokens)
	}
	return out
}

// pairMany pairs long runs of blocks part by part, which finds the pairs of texts
// that are much the same length.
func pairMany(a, b []lexed) [][2]int {
	const part = 100
	if len(a)*len(b) <= pairCells {
		return pairBlocks(a, b)
	}
	var pairs [][2]int
	for ai, bi := 0, 0; ai < len(a) && bi < len(b); {
		found := pairBlocks(a[ai:min(ai+part, len(a))], b[bi:min(bi+part, len(b))])
		nextA, nextB := ai+part, bi+part
		for _, p := range found {
			if nextA < len(a) && p[0] > part/2 {
				break // the next part sees more of what is around it
			}
			pairs = append(pairs, [2]int{ai + p[0], bi + p[1]})
		}
		if n := len(pairs); len(found) > 0 && n > 0 && pairs[n-1][0] >= ai {
			nextA, nextB = pairs[n-1][0]+1, pairs[n-1][1]+1
		}
		ai, bi = nextA, nextB
	}
	return pairs
}
