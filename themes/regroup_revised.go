package themes

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// revised are the shown items, by their place in the run, that have been hidden
// or have other words since the run read them, as they are now.
func (r *regrouping) revised(ctx context.Context, tx Tx) (map[int]Placed, error) {
	if len(r.shown) == 0 {
		return nil, nil
	}
	list, err := tx.FeedbackRevised(ctx, r.revision, r.shown[len(r.shown)-1].ID)
	if err != nil {
		return nil, err
	}
	left := map[int]Placed{}
	for _, p := range list {
		n, ok := slices.BinarySearchFunc(r.shown, p.ID, func(x Placed, id int64) int { return cmp.Compare(x.ID, id) })
		if !ok || r.shown[n].Revision == p.Revision {
			continue
		}
		if was := r.shown[n]; p.Moderation != Shown || p.Title != was.Title || p.Text != was.Text {
			left[n] = p
		}
	}
	return left, nil
}

// unsay takes out of themes of this run what only texts that are revised since
// have said, and the quotations that are not shown any more. It goes by what the
// run put in a theme: the items are not there yet when the themes are written.
func (r *regrouping) unsay(list []Theme, left map[int]Placed) []Theme {
	if len(left) == 0 {
		return list
	}
	away, said := map[int64][]string{}, map[int64][]string{}
	for n := range left {
		for _, id := range r.themesOf(n) {
			away[id] = append(away[id], r.shown[n].lower())
		}
	}
	for n, p := range r.shown {
		now, changed := left[n]
		if changed {
			p = now
		}
		if p.Moderation != Shown {
			continue
		}
		for _, id := range r.themesOf(n) {
			if away[id] != nil {
				said[id] = append(said[id], p.lower())
			}
		}
	}
	hidden := map[int64]bool{}
	for _, p := range left {
		hidden[p.ID] = p.Moderation != Shown
	}
	kept := slices.Clone(list)
	for n, t := range kept {
		if away[t.ID] == nil {
			continue
		}
		kept[n].Words = slices.DeleteFunc(slices.Clone(t.Words), func(word string) bool {
			has := func(text string) bool { return strings.Contains(text, strings.ToLower(word)) }
			return slices.ContainsFunc(away[t.ID], has) && !slices.ContainsFunc(said[t.ID], has)
		})
		kept[n].Quotes = slices.DeleteFunc(slices.Clone(t.Quotes), func(id int64) bool { return hidden[id] })
	}
	return kept
}

// themesOf are the theme that the run put a shown item in, and its parent.
func (r *regrouping) themesOf(n int) []int64 {
	at := r.result.Of[n]
	if at < 0 {
		return nil
	}
	t := r.result.Themes[at]
	if t.Parent == 0 {
		return []int64{r.real(t.ID)}
	}
	return []int64{r.real(t.ID), r.real(t.Parent)}
}

// lower is what an item says, in small letters.
func (p Placed) lower() string { return strings.ToLower(p.Title + "\n" + p.Text) }
