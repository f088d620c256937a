package grouping

import (
	"cmp"
	"slices"
)

// worthwhile is how much better groups found anew must be before they replace
// those that people know.
const worthwhile = 1.1

// adopt carries the identities and decisions of the past into a partition: it
// keeps the themes as they were with what is new added, unless the partition
// found anew is much better or the texts have more than doubled.
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
	s.of, s.ids = fresh.of, s.inherit(fresh.of, fresh.k, nil)
	if known*2 >= len(s.at) && known > 0 {
		of, ids := s.grown(f, fresh)
		grown := &partition{of: of, k: len(ids)}
		if len(s.at) >= fewTexts {
			grown.strength = strength(f, of, len(ids))
		}
		if fresh.strength < strong || grown.worth()*worthwhile >= fresh.worth() {
			s.of, s.ids = of, ids
		}
	}
	if decided {
		s.impose(f, past)
	}
}

// grown are the themes as they were, with new texts where they fit and new
// themes where a fresh group is mostly of texts that had none.
func (s *section) grown(f features, fresh *partition) ([]int, []int64) {
	class := map[int64]int{}
	var ids []int64
	of := make([]int, len(s.at))
	old := slices.Clone(s.was)
	slices.Sort(old)
	for _, id := range slices.Compact(old) {
		if id > 0 {
			class[id] = len(ids)
			ids = append(ids, id)
		}
	}
	for _, ms := range membersOf(fresh.of, fresh.k) {
		unknown := 0
		for _, i := range ms {
			if s.was[i] == 0 {
				unknown++
			}
		}
		fit := -1
		if unknown >= 3 && unknown*2 > len(ms) {
			fit = len(ids)
			ids = append(ids, 0)
		}
		for _, i := range ms {
			of[i] = fit
			if s.was[i] > 0 {
				of[i] = class[s.was[i]]
			}
		}
	}
	return refine(f, s.net, of, len(ids), s.fixed), ids
}

// inherit gives each group the id of the theme that it has most texts of; each
// id once, the largest overlap first. Groups that have an id keep it.
func (s *section) inherit(of []int, k int, ids []int64) []int64 {
	if ids == nil {
		ids = make([]int64, k)
	}
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
	for _, id := range ids {
		used[id] = true
	}
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
			s.of[i] = -1
		}
	}
	s.of = refine(f, s.net, s.of, len(s.ids), s.fixed)
}

// compact drops groups without texts.
func (s *section) compact() {
	number := make([]int, len(s.ids))
	for i := range number {
		number[i] = -1
	}
	for _, g := range s.of {
		if g >= 0 {
			number[g] = 0
		}
	}
	var ids []int64
	for g, n := range number {
		if n == 0 {
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
