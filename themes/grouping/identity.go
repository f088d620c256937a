package grouping

import (
	"cmp"
	"slices"
)

// A text without a group is outside, or has no place yet.
const (
	outside  = -1
	unplaced = -2
)

// worthwhile is how much better groups found anew must be before they replace
// those that people know.
const worthwhile = 1.1

// adopt carries the identities and decisions of the past into a partition: it
// keeps the themes as they were with what is new added, unless the partition
// found anew is much better or the texts have more than doubled. The same texts
// again give the same themes.
func (s *section) adopt(f features, fresh *partition, texts []Text, past *past) {
	s.was = make([]int64, len(s.at))
	s.fixed = make([]bool, len(s.at))
	known, decided := 0, false
	for i, at := range s.at {
		s.was[i] = past.theme[texts[at].ID]
		_, s.fixed[i] = past.held[texts[at].ID]
		if s.was[i] > 0 {
			known++
		}
		decided = decided || s.fixed[i] || past.kept[s.was[i]]
	}
	if known*2 >= len(s.at) && known > 0 {
		s.grow(f, fresh)
		if !fresh.better(f, s.of, len(s.ids)) {
			return
		}
	}
	s.of, s.ids = slices.Clone(fresh.of), s.inherit(fresh.of, fresh.k)
	s.leave()
	if decided {
		s.impose(f, past)
	}
	s.dissolve()
	s.place(f)
}

// grow keeps the themes as they were, with new texts where they fit, and new
// themes where a fresh group is mostly of texts that had none. No text that has
// a theme moves: what people have read stays where it was.
func (s *section) grow(f features, fresh *partition) {
	class := map[int64]int{}
	old := slices.Clone(s.was)
	slices.Sort(old)
	s.ids = nil
	for _, id := range slices.Compact(old) {
		if id > 0 {
			class[id] = len(s.ids)
			s.ids = append(s.ids, id)
		}
	}
	s.of = make([]int, len(s.at))
	for i, id := range s.was {
		s.of[i] = outside
		if id > 0 {
			s.of[i] = class[id]
		} else if !s.fixed[i] && !s.strays(i) {
			s.of[i] = unplaced
		}
	}
	for _, ms := range membersOf(fresh.of, fresh.k) {
		var new []int
		for _, i := range ms {
			if s.of[i] == unplaced {
				new = append(new, i)
			}
		}
		if len(new) >= s.least() && len(new)*2 > len(ms) {
			for _, i := range new {
				s.of[i] = len(s.ids)
			}
			s.ids = append(s.ids, 0)
		}
	}
	s.place(f)
}

// inherit gives each group the id of the theme that it has most texts of; each
// id once, the largest overlap first.
func (s *section) inherit(of []int, k int) []int64 {
	ids := make([]int64, k)
	type overlap struct {
		group int
		id    int64
		n     int
	}
	counts := map[overlap]int{}
	for i, g := range of {
		if g >= 0 && s.was[i] > 0 {
			counts[overlap{group: g, id: s.was[i]}]++
		}
	}
	var all []overlap
	for o, n := range counts {
		o.n = n
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b overlap) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id), cmp.Compare(a.group, b.group))
	})
	used := map[int64]bool{}
	for _, o := range all {
		if ids[o.group] == 0 && !used[o.id] {
			ids[o.group] = o.id
			used[o.id] = true
		}
	}
	return ids
}

// impose makes a group of every kept theme from its texts, and puts texts where
// people put them; then the other texts find their places anew.
func (s *section) impose(f features, past *past) {
	class := map[int64]int{}
	for g, id := range s.ids {
		if id > 0 {
			class[id] = g
		}
	}
	for _, id := range s.was {
		if _, ok := class[id]; id > 0 && past.kept[id] && !ok {
			class[id] = len(s.ids)
			s.ids = append(s.ids, id)
		}
	}
	// A fresh group without an identity of its own that is mostly of one kept
	// theme is a part of it.
	for g, ms := range membersOf(s.of, len(s.ids)) {
		if s.ids[g] != 0 {
			continue
		}
		votes := map[int64]int{}
		for _, i := range ms {
			votes[s.was[i]]++
		}
		for id, n := range votes {
			if id > 0 && past.kept[id] && n*2 > len(ms) {
				for _, i := range ms {
					s.of[i] = class[id]
				}
			}
		}
	}
	for i, id := range s.was {
		switch {
		case past.kept[id]:
			s.of[i] = class[id]
		case s.fixed[i]:
			s.of[i] = outside
		}
	}
	s.of = refine(f, s.net, s.of, len(s.ids), s.fixed)
}

// leave puts outside what nothing is near to.
func (s *section) leave() {
	for i := range s.of {
		if !s.fixed[i] && s.strays(i) {
			s.of[i] = outside
		}
	}
}

func (s *section) strays(i int) bool { return s.odd[i] > s.limit || s.odd[i] >= 1 }

// least is how many texts a new theme has.
func (s *section) least() int {
	if len(s.at) > 10*mostNear {
		return 3
	}
	return 2
}

// dissolve takes apart new groups that are too small to be a theme, and drops
// groups without texts.
func (s *section) dissolve() {
	number := make([]int, len(s.ids))
	var ids []int64
	for g, ms := range membersOf(s.of, len(s.ids)) {
		number[g] = unplaced
		if len(ms) >= s.least() || s.ids[g] > 0 && len(ms) > 0 {
			number[g] = len(ids)
			ids = append(ids, s.ids[g])
		}
	}
	for i, g := range s.of {
		if g >= 0 {
			s.of[i] = number[g]
		}
	}
	s.ids = ids
}

// place puts what is unplaced where it fits best.
func (s *section) place(f features) {
	if len(s.ids) == 0 || !slices.Contains(s.of, unplaced) {
		for i, g := range s.of {
			s.of[i] = max(g, outside)
		}
		return
	}
	k := len(s.ids)
	fits := f.tell(trialOf(s.of, k, nil, func(i int) bool { return s.of[i] == unplaced }))
	next := slices.Clone(s.of)
	parallel(len(s.of), func(i int) {
		if s.of[i] != unplaced {
			return
		}
		fit := fits[i*k : (i+1)*k]
		around(s.net, s.of, i, neighbourSay, fit)
		next[i] = best(fit)
	})
	s.of = next
}
