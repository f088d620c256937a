package grouping

import (
	"cmp"
	"context"
	"math"
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
	var f features
	if vectors != nil && len(s.at) > 0 {
		d, err := densely(ctx, s, texts, vectors)
		if err != nil {
			return err
		}
		f = d
	} else {
		f = newLexical(rows)
	}
	near := f.neighbours(nearOf(len(s.at)))
	if err := ctx.Err(); err != nil {
		return err
	}
	s.net = neighbourGraph(near)
	p, err := partitionOf(ctx, f, s.net)
	if err != nil {
		return err
	}
	s.measure(near, f, known)
	s.adopt(f, p, texts, past)
	s.name(past)
	s.judge(f)
	s.model = newPart(s, words, rows, known, f)
	return nil
}

// nearOf is how many neighbours each of n texts has: few of few.
func nearOf(n int) int { return min(mostNear, max(3, n/10)) }

// name gives new groups ids, the largest first, and numbers groups by their ids.
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
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(s.ids[a], s.ids[b]) })
	for number, g := range order {
		for _, i := range members[g] {
			s.of[i] = number
		}
	}
	slices.Sort(s.ids)
}

// judge says how sure the group of each text is.
func (s *section) judge(f features) {
	s.sure = make([]float32, len(s.of))
	if len(s.ids) == 0 {
		return
	}
	k := len(s.ids)
	fits := f.tell(trialOf(s.of, k, nil, func(i int) bool { return s.of[i] >= 0 }))
	parallel(len(s.of), func(i int) {
		if s.of[i] < 0 {
			return
		}
		fit := fits[i*k : (i+1)*k]
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
			a := s.model.assign(texts[i], vector, past.theme[texts[i].ID])
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

// measure says how stray each text is, and what is too stray.
func (s *section) measure(near [][]neighbour, f features, known []float32) {
	_, whole := f.(*dense)
	s.odd = make([]float32, len(near))
	for i, ns := range near {
		if whole {
			s.odd[i] = stray(ns, 1)
		} else {
			s.odd[i] = stray(ns, known[i])
		}
	}
	s.limit = fence(s.odd)
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

// fence is the value of stray from which a text is far out: its likeness to
// others is less than usual by more than one and a half times the spread of the
// middle half, in logarithms (Tukey 1977).
func fence(strays []float32) float32 {
	if len(strays) < 4 {
		return 1
	}
	far := make([]float64, len(strays))
	for i, x := range strays {
		far[i] = -math.Log(max(1-float64(x), 1e-6))
	}
	slices.Sort(far)
	low, high := far[len(far)/4], far[len(far)*3/4]
	return float32(1 - math.Exp(-(high + 1.5*(high-low))))
}
