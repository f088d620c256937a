package grouping

import (
	"cmp"
	"maps"
	"slices"
)

// parentResolution is coarser than any at which themes are looked for.
const parentResolution = 0.5

// parents puts the fine themes below a few coarse ones: communities of themes
// in the graph of their texts.
func (r *Result) parents(sections []*section, past *past) {
	size := map[int64]int{}
	for _, t := range r.Themes {
		size[t.ID] = t.Size
	}
	for id, parent := range past.parent {
		// One id is never both.
		if _, fine := size[parent]; fine {
			delete(past.parent, id)
		}
	}
	above := map[int64]int64{}
	for _, s := range sections {
		k := len(s.ids)
		over, n := s.net.fold(s.of, k).communities(parentResolution)
		groups := membersOf(over, n)
		for g, id := range nameParents(groups, s.ids, size, past) {
			for _, x := range groups[g] {
				if above[s.ids[x]] == 0 {
					above[s.ids[x]] = id
				}
			}
		}
	}
	for t := range r.Themes {
		th := &r.Themes[t]
		if was := past.parent[th.ID]; was > 0 && (past.kept[was] || above[th.ID] == 0) {
			above[th.ID] = was
		}
		if above[th.ID] == 0 {
			above[th.ID] = past.next
			past.next++
		}
		th.Parent = above[th.ID]
	}
	r.coarse(past)
}

// nameParents gives groups of themes the id of the parent that most of their
// texts were under; each id once, and a new one where there is none.
func nameParents(groups [][]int, ids []int64, size map[int64]int, past *past) []int64 {
	type overlap struct {
		group int
		id    int64
		n     int
	}
	var all []overlap
	for g, members := range groups {
		votes := map[int64]int{}
		for _, x := range members {
			if was := past.parent[ids[x]]; was > 0 && !past.used[was] {
				votes[was] += size[ids[x]] + 1
			}
		}
		for id, n := range votes {
			all = append(all, overlap{g, id, n})
		}
	}
	slices.SortFunc(all, func(a, b overlap) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id), cmp.Compare(a.group, b.group))
	})
	named := make([]int64, len(groups))
	for _, o := range all {
		if named[o.group] == 0 && !past.used[o.id] {
			named[o.group] = o.id
			past.used[o.id] = true
		}
	}
	for g := range named {
		if named[g] == 0 {
			named[g] = past.next
			past.next++
		}
	}
	return named
}

// coarse makes the parents from their children.
func (r *Result) coarse(past *past) {
	at := map[int64]int{}
	add := func(id int64) *Theme {
		i, ok := at[id]
		if !ok {
			i = len(r.Coarse)
			at[id] = i
			r.Coarse = append(r.Coarse, Theme{ID: id})
		}
		return &r.Coarse[i]
	}
	for _, t := range r.Themes {
		c := add(t.Parent)
		if c.Size == 0 {
			c.Lang = t.Lang
		}
		c.Size += t.Size
		// The largest child speaks for all; the next ones each add a word.
		room := 2
		if len(c.Words) > 0 {
			room = min(mostWords-len(c.Words), 1)
		}
		for _, w := range t.Words {
			if room > 0 && !slices.Contains(c.Words, w) {
				c.Words = append(c.Words, w)
				room--
			}
		}
		c.Quotes = append(c.Quotes, t.Quotes[:min(len(t.Quotes), 1)]...)
		c.Quotes = c.Quotes[:min(len(c.Quotes), mostQuotes)]
	}
	above := past.parents()
	for _, id := range slices.Sorted(maps.Keys(past.kept)) {
		if above[id] {
			add(id)
		}
	}
	slices.SortStableFunc(r.Coarse, func(a, b Theme) int { return cmp.Or(cmp.Compare(b.Size, a.Size), cmp.Compare(a.ID, b.ID)) })
}
