package themes

import (
	"maps"
	"slices"
)

// Behind lists the themes and the feedback behind a passage of the evidence:
// what is tied to it, and what is tied to the proposals that brought its text.
func (e Evidence) Behind(p EvidencePassage) (themes, items []int64) {
	in, said := map[int64]bool{}, map[int64]bool{}
	add := func(themes, items []int64) {
		for _, id := range themes {
			in[id] = true
		}
		for _, id := range items {
			said[id] = true
		}
	}
	add(p.Themes, p.Items)
	for _, x := range e.Proposals {
		if slices.Contains(p.Proposals, x.ID) {
			add(x.Themes, x.Items)
		}
	}
	for _, i := range e.Items {
		if in[i.Theme] {
			said[i.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(in)), slices.Sorted(maps.Keys(said))
}
