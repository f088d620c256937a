package themes

import (
	"context"
	"slices"

	"luonnos/internal/event"
)

// touched gathers what shows otherwise after a change, for pages that are kept.
type touched struct {
	items   []int64
	themes  map[int64]bool
	targets map[Target]bool
	// left are the shown words, by theme, that may not be shown any more.
	left map[int64][]string
}

// item is for one whose public part changes, or comes or goes; others show nothing.
func (t *touched) item(i Item) {
	if i.Moderation != Shown {
		return
	}
	t.items = append(t.items, i.ID)
	t.theme(i.Theme)
}

func (t *touched) theme(ids ...int64) {
	if t.themes == nil {
		t.themes = map[int64]bool{}
	}
	for _, id := range ids {
		t.themes[id] = true
	}
}

func (t *touched) target(to Target) {
	if t.targets == nil {
		t.targets = map[Target]bool{}
	}
	t.targets[to] = true
}

// maxNamed bounds the items that an event names one by one: more than a batch
// holds, for what is taken back must be gone from every page at once.
const maxNamed = 2 * receiveAtOnce

// emit tells of the event and of everything that it changes: the themes with
// their parents, and the passages, pages and proposals that they and the items
// are tied to.
func (t *touched) emit(ctx context.Context, tx Tx, e event.Event) error {
	if len(t.items) > 0 {
		e.Touches = append(e.Touches, "feedback")
	}
	slices.Sort(t.items)
	items := slices.Compact(t.items)
	if len(items) > maxNamed {
		items = items[:maxNamed]
	}
	for _, id := range items {
		e.Touches = append(e.Touches, subject("feedback", id))
	}
	var themes []int64
	for id := range t.themes {
		themes = append(themes, id)
	}
	slices.Sort(themes)
	if len(themes) > 0 {
		e.Touches = append(e.Touches, "themes")
		links, err := tx.LinksOfThemes(ctx, themes)
		if err != nil {
			return err
		}
		t.links(links)
		for _, id := range themes {
			if id == 0 {
				continue
			}
			e.Touches = append(e.Touches, subject("theme", id))
			th, err := tx.Theme(ctx, id)
			if err != nil {
				continue // a theme that is only on its way
			}
			if th.Parent != 0 {
				e.Touches = append(e.Touches, subject("theme", th.Parent))
			}
		}
	}
	links, err := tx.LinksOfItems(ctx, items)
	if err != nil {
		return err
	}
	t.links(links)
	from, err := tx.ProposalsFrom(ctx, items)
	if err != nil {
		return err
	}
	for _, ps := range from {
		for _, p := range ps {
			e.Touches = append(e.Touches, subject("proposal", p))
		}
	}
	for to := range t.targets {
		e.Touches = append(e.Touches, string(to.Kind)+"/"+to.ID)
		if to.Page != "" {
			e.Touches = append(e.Touches, "page/"+to.Page)
		}
	}
	slices.Sort(e.Touches)
	e.Touches = slices.Compact(e.Touches)
	if e.Subject == "" {
		e.Subject = "feedback"
	}
	return tx.Emit(ctx, e)
}

// gather takes along what a theme is tied to now, before that changes.
func (t *touched) gather(ctx context.Context, tx Tx, theme int64) error {
	links, err := tx.LinksOfThemes(ctx, []int64{theme})
	t.theme(theme)
	t.links(links)
	return err
}

func (t *touched) links(links []Link) {
	for _, l := range links {
		if l.State == Confirmed {
			t.target(l.To)
		}
	}
}
