package themes

import (
	"cmp"
	"context"
	"slices"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
)

// ThemeFilter selects themes by the items in them.
type ThemeFilter struct {
	Lang people.Lang
	// Parent leaves the fine themes of a coarse one.
	Parent      int64
	Area        string
	Source      int64
	From, Until time.Time
	// All lists fine and coarse ones together; otherwise those without a parent,
	// or the children of Parent.
	All bool
}

// ThemeCount is a theme and how many of its shown items the filter selects.
type ThemeCount struct {
	Theme Theme
	Count Count
}

// ThemeView is a theme with everything its page shows. Of a theme that was
// joined into another only Theme.Into is to be looked at.
type ThemeView struct {
	Theme Theme
	// Parent is the coarse theme, zero for none.
	Parent   Theme
	Children []ThemeCount
	Count    Count
	// First and Last are when its shown items were written, zero for none.
	First, Last time.Time
	Quotes      []Item
	// Links are the confirmed ones; whoever may tie sees suggested ones too.
	Links []Link
	Deeds []Deed // newest first
	Near  []ThemeCount
}

func errThemeMissing() error { return fault.New(fault.NotFound, "error.theme-missing") }

// Themes lists the themes that have shown items that match, largest first. An
// empty theme is listed when a person keeps it and nothing is asked of items.
func (s *Service) Themes(ctx context.Context, _ people.Account, f ThemeFilter) (list []ThemeCount, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list = nil
		of := TallyFilter{Area: f.Area, Source: f.Source, Lang: f.Lang, From: f.From, Until: f.Until}
		all, err := counted(ctx, tx, of)
		if err != nil {
			return err
		}
		for _, t := range all.tree.list {
			if t.Into != 0 || t.Gone || !f.All && t.Parent != f.Parent || f.Lang != "" && t.Lang != "" && t.Lang != f.Lang {
				continue
			}
			c := all.of(t.ID)
			if c.Items == 0 && (of != (TallyFilter{Lang: f.Lang}) || !t.held()) {
				continue
			}
			list = append(list, ThemeCount{t, c})
		}
		slices.SortStableFunc(list, func(a, b ThemeCount) int {
			return cmp.Or(b.Count.Items-a.Count.Items, cmp.Compare(a.Theme.ID, b.Theme.ID))
		})
		return nil
	})
	return list, err
}

// held reports whether a person has made the theme theirs: the machine leaves it.
func (t Theme) held() bool { return t.Name != "" || t.Pinned || t.Kept }

// counts are the themes with how many shown items they have.
type counts struct {
	tree tree
	fine map[int64]Count
}

func counted(ctx context.Context, tx Tx, f TallyFilter) (counts, error) {
	list, err := tx.Themes(ctx)
	if err != nil {
		return counts{}, err
	}
	fine, err := tx.ThemeCounts(ctx, f)
	return counts{newTree(list), fine}, err
}

// of is the count of a fine theme, or of a coarse one with all of its fine ones.
func (c counts) of(id int64) Count {
	var sum Count
	for _, fine := range c.tree.fine(id) {
		n, ok := c.fine[fine]
		if !ok {
			continue
		}
		sum.Items += n.Items
		sum.Folded += n.Folded
	}
	return sum
}

// Theme returns everything that a theme's page shows.
func (s *Service) Theme(ctx context.Context, actor people.Account, id int64) (v ThemeView, err error) {
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		v = ThemeView{}
		all, err := counted(ctx, tx, TallyFilter{})
		if err != nil {
			return err
		}
		t, ok := all.tree.get(id)
		if !ok {
			return errThemeMissing()
		}
		v.Theme = t
		if t.Into != 0 {
			v.Theme.Into = all.tree.now(id)
			return nil
		}
		if t.Gone {
			return fault.New(fault.Gone, "error.theme-gone")
		}
		v.Count = all.of(id)
		if v.First, v.Last, err = tx.ThemeSpan(ctx, all.tree.fine(id)); err != nil {
			return err
		}
		v.Parent, _ = all.tree.get(t.Parent)
		if t.Coarse {
			for _, child := range all.tree.children[id] {
				c, _ := all.tree.get(child)
				v.Children = append(v.Children, ThemeCount{c, all.of(child)})
			}
			slices.SortStableFunc(v.Children, func(a, b ThemeCount) int { return b.Count.Items - a.Count.Items })
		}
		for _, n := range t.Near {
			if near, ok := all.tree.get(n); ok && near.Into == 0 && !near.Gone {
				v.Near = append(v.Near, ThemeCount{near, all.of(n)})
			}
		}
		if v.Quotes, err = quotes(ctx, tx, all.tree, t); err != nil {
			return err
		}
		links, err := tx.LinksOfThemes(ctx, []int64{id})
		if err != nil {
			return err
		}
		v.Links = seenLinks(actor, links)
		v.Deeds, err = tx.Deeds(ctx, id)
		return err
	})
	return v, err
}

// quotes are the typical items of a theme that are still shown and still in it.
func quotes(ctx context.Context, tx Tx, tr tree, t Theme) ([]Item, error) {
	items, err := tx.FeedbackItems(ctx, t.Quotes)
	if err != nil {
		return nil, err
	}
	within := tr.fine(t.ID)
	var kept []Item
	for _, id := range t.Quotes {
		for _, i := range items {
			if i.ID == id && i.Moderation == Shown && slices.Contains(within, i.Theme) {
				kept = append(kept, i.public())
			}
		}
	}
	return kept, nil
}

// seenLinks leaves the links that the actor may see.
func seenLinks(actor people.Account, links []Link) []Link {
	all := people.Can(actor, people.TieFeedback, people.Subject{}) == nil
	return slices.DeleteFunc(slices.Clone(links), func(l Link) bool {
		return l.State != Confirmed && (!all || l.State != Suggested)
	})
}

// Trends counts the shown items of several themes by week; a coarse one counts
// its fine ones. Weeks without items are left out.
func (s *Service) Trends(ctx context.Context, _ people.Account, ids []int64, f TallyFilter) (map[int64][]WeekCount, error) {
	trends := map[int64][]WeekCount{}
	err := s.store.View(ctx, func(tx Tx) error {
		list, err := tx.Themes(ctx)
		if err != nil {
			return err
		}
		fine, err := tx.ThemeWeeks(ctx, f)
		if err != nil {
			return err
		}
		tr := newTree(list)
		for _, id := range ids {
			trends[id] = addWeeks(fine, tr.fine(id))
		}
		return nil
	})
	return trends, err
}

func addWeeks(of map[int64][]WeekCount, ids []int64) []WeekCount {
	sum := map[time.Time]int{}
	for _, id := range ids {
		for _, w := range of[id] {
			sum[w.Week] += w.Items
		}
	}
	weeks := make([]WeekCount, 0, len(sum))
	for w, n := range sum {
		weeks = append(weeks, WeekCount{w, n})
	}
	slices.SortFunc(weeks, func(a, b WeekCount) int { return a.Week.Compare(b.Week) })
	return weeks
}
