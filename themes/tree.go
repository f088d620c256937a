package themes

import "slices"

// tree is the themes by their two levels.
type tree struct {
	list     []Theme
	at       map[int64]int
	children map[int64][]int64
}

func newTree(list []Theme) tree {
	t := tree{list: list, at: make(map[int64]int, len(list)), children: map[int64][]int64{}}
	for i, th := range list {
		t.at[th.ID] = i
		if th.Parent != 0 && !th.Gone && th.Into == 0 {
			t.children[th.Parent] = append(t.children[th.Parent], th.ID)
		}
	}
	return t
}

// get returns a theme, false for one that never was.
func (t tree) get(id int64) (Theme, bool) {
	i, ok := t.at[id]
	if !ok {
		return Theme{}, false
	}
	return t.list[i], true
}

// now is the theme that one has been joined into, itself when it has not.
func (t tree) now(id int64) int64 {
	for range len(t.list) + 1 {
		th, ok := t.get(id)
		if !ok || th.Into == 0 {
			return id
		}
		id = th.Into
	}
	return id
}

// fine are the fine themes that a theme is or holds, where it has been joined to.
func (t tree) fine(id int64) []int64 {
	id = t.now(id)
	th, ok := t.get(id)
	if !ok {
		return []int64{}
	}
	if !th.Coarse {
		return []int64{id}
	}
	return append([]int64{}, t.children[id]...)
}

// tied are the fine themes of the confirmed links of each thing, by its id.
func (t tree) tied(links []Link) map[string][]int64 {
	of := map[string][]int64{}
	for _, l := range links {
		if l.State == Confirmed && l.Theme != 0 {
			of[l.To.ID] = append(of[l.To.ID], t.fine(l.Theme)...)
		}
	}
	for id, ids := range of {
		slices.Sort(ids)
		of[id] = slices.Compact(ids)
	}
	return of
}
