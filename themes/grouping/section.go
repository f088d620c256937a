package grouping

import (
	"cmp"
	"context"
	"slices"
)

const (
	// mostNear is how many neighbours a text has.
	mostNear = 15
	// strayNear is of how many neighbours the mean likeness says how stray a
	// text is.
	strayNear = 10
)

// group finds the groups of the compared texts and makes the model of them.
func (s *section) group(ctx context.Context, texts []Text, vectors [][]float32, past *past) error {
	docs := make([][]gram, len(s.at))
	parallel(len(s.at), func(i int) { docs[i] = gramsOf(texts[s.at[i]], s.lang) })
	if err := ctx.Err(); err != nil {
		return err
	}
	minTexts := 3
	if len(docs) < 10*mostNear {
		minTexts = 2
	}
	words := newVocabulary(docs, minTexts)
	rows, known := words.matrix(docs)
	var f features = rows
	if dense := embeddings(s.at, vectors); dense != nil {
		f, known = dense, nil
	}
	near := f.neighbours(min(mostNear, max(3, len(s.at)/10)))
	if err := ctx.Err(); err != nil {
		return err
	}
	s.net = neighbourGraph(near)
	p, err := partitionOf(ctx, f, s.net)
	if err != nil {
		return err
	}
	s.adopt(f, p, texts, past)
	s.leave(near, known)
	s.name(past)
	s.judge(f)
	s.model = newPart(s, words, rows, f)
	return nil
}

// name gives new groups ids, the largest first.
func (s *section) name(past *past) {
	members := membersOf(s.of, len(s.ids))
	order := make([]int, len(s.ids))
	for g := range order {
		order[g] = g
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(members[b]), len(members[a])) })
	for _, g := range order {
		if s.ids[g] == 0 {
			s.ids[g] = past.next
			past.next++
		}
	}
}

// judge says how sure the group of each text is.
func (s *section) judge(f features) {
	s.sure = make([]float32, len(s.of))
	if len(s.ids) == 0 {
		return
	}
	judge := f.learn(s.of, len(s.ids), nil)
	parallel(len(s.of), func(i int) {
		if s.of[i] < 0 {
			return
		}
		fit := make([]float32, len(s.ids))
		judge(i, fit)
		around(s.net, s.of, i, neighbourSay, fit)
		s.sure[i] = min(fit[s.of[i]]/(1+neighbourSay), 1)
		if s.fixed[i] {
			s.sure[i] = 1
		}
	})
}

// assign puts the rest where the model says, or where people did.
func (s *section) assign(ctx context.Context, texts []Text, vectors [][]float32, past *past, steps *progress) error {
	const batch = 4096
	s.late = make([]Assignment, len(s.rest))
	for from := 0; from < len(s.rest); from += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(batch, len(s.rest)-from)
		parallel(n, func(j int) {
			i := s.rest[from+j]
			var vector []float32
			if vectors != nil {
				vector = vectors[i]
			}
			a := s.model.assign(texts[i], vector)
			if id, held := past.held[texts[i].ID]; held {
				a.Theme, a.Score = id, 1
			}
			a.Ranked = nil
			s.late[from+j] = a
		})
		steps.done(n)
	}
	return nil
}

// leave puts outside what nothing is near to: rows without a neighbour, those
// far below the likeness that is usual, and groups too small to be a theme.
func (s *section) leave(near [][]neighbour, known []float32) {
	s.odd = make([]float32, len(near))
	for i, ns := range near {
		if known == nil {
			s.odd[i] = stray(ns, 1)
		} else {
			s.odd[i] = stray(ns, known[i])
		}
	}
	limit := fence(s.odd)
	least := 2
	if len(near) > 10*mostNear {
		least = 3
	}
	size := make([]int, len(s.ids))
	for i, g := range s.of {
		if g >= 0 && !s.fixed[i] && (s.odd[i] > limit || s.odd[i] >= 1) {
			s.of[i] = -1
		}
		if s.of[i] >= 0 {
			size[s.of[i]]++
		}
	}
	for i, g := range s.of {
		if g >= 0 && size[g] < least && s.ids[g] == 0 {
			s.of[i] = -1
		}
	}
	s.compact()
}

// stray is how unlike a text is to those nearest to it, 0..1. What of it is not
// known is unlike all.
func stray(near []neighbour, known float32) float32 {
	var sum float32
	for _, e := range near[:min(len(near), strayNear)] {
		sum += e.sim
	}
	return 1 - min(known*sum/strayNear, 1)
}

// fence is what a value must pass to be far out (Tukey 1977).
func fence(values []float32) float32 {
	if len(values) < 4 {
		return 1
	}
	v := slices.Sorted(slices.Values(values))
	low, high := v[len(v)/4], v[len(v)*3/4]
	return high + 1.5*(high-low)
}
