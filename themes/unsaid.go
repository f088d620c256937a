package themes

import (
	"context"
	"slices"
	"strings"
)

// leaves is for an item, as it is, whose words may be taken from the public.
func (t *touched) leaves(i Item) {
	if i.Moderation != Shown || i.Theme == 0 {
		return
	}
	if t.left == nil {
		t.left = map[int64][]string{}
	}
	t.left[i.Theme] = append(t.left[i.Theme], strings.ToLower(i.Title+"\n"+i.Text))
}

// unsay takes the words that only what has left said out of what its themes are
// called: a name that the desk took out must not stay until the next grouping.
func (t *touched) unsay(ctx context.Context, tx Tx) error {
	if len(t.left) == 0 {
		return nil
	}
	list, err := tx.Themes(ctx)
	if err != nil {
		return err
	}
	tr := newTree(list)
	left := map[int64][]string{}
	for id, texts := range t.left {
		th, ok := tr.get(tr.now(id))
		if !ok {
			continue
		}
		left[th.ID] = append(left[th.ID], texts...)
		if th.Parent != 0 {
			left[th.Parent] = append(left[th.Parent], texts...)
		}
	}
	for id, texts := range left {
		th, ok := tr.get(id)
		if !ok {
			continue
		}
		var kept []string
		for _, word := range th.Words {
			said, err := stillSaid(ctx, tx, word, texts, tr.fine(id))
			if err != nil {
				return err
			}
			if said {
				kept = append(kept, word)
			}
		}
		if slices.Equal(kept, th.Words) {
			continue
		}
		th.Words = kept
		if err := tx.PutTheme(ctx, th); err != nil {
			return err
		}
	}
	return nil
}

// stillSaid reports whether a word is in a shown item of the themes, unless the
// texts that have left do not have it: then they leave it as it is.
func stillSaid(ctx context.Context, tx Tx, word string, texts []string, within []int64) (bool, error) {
	lower := strings.ToLower(word)
	if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, lower) }) {
		return true, nil
	}
	found, err := tx.FeedbackList(ctx, Query{Filter: Filter{Query: word}, Themes: within, ShownOnly: true}, 1, 0, Newest)
	return len(found) > 0, err
}
