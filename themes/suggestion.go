package themes

import (
	"cmp"
	"context"
	"slices"

	"luonnos/internal/event"
	"luonnos/people"
	"luonnos/themes/grouping"
)

const (
	// suggestedLinks is how many passages are suggested for a theme at most.
	suggestedLinks = 3
	// leastAlike is how like a theme's texts a passage must be to be suggested.
	leastAlike = 0.05
	// leastWords keeps passages that say too little out.
	leastWords = 20
)

// Suggest finds the passages that each theme may speak of, and keeps them for
// the desk to confirm. What a person has said of a link stays.
func (s *Service) Suggest(ctx context.Context) error {
	if err := s.refreshModel(ctx); err != nil {
		return err
	}
	c := s.current.Load()
	if c == nil || c.model == nil {
		return nil
	}
	passages, err := s.strategy.Passages(ctx)
	if err != nil {
		return err
	}
	passages = slices.DeleteFunc(passages, func(p PassageText) bool { return len(p.Text) < leastWords })
	byLang := map[people.Lang][]PassageText{}
	for _, p := range passages {
		byLang[p.Lang] = append(byLang[p.Lang], p)
	}
	var list []Theme
	err = s.store.View(ctx, func(tx Tx) (err error) {
		list, err = tx.Themes(ctx)
		return err
	})
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(t Theme) bool { return t.Coarse || t.Into != 0 || t.Gone })
	found := make([][]Link, len(list))
	eachAtOnce(len(list), func(i int) {
		of := passages
		if list[i].Lang != "" {
			of = byLang[list[i].Lang]
		}
		found[i] = c.alike(list[i].ID, of)
	})
	for n, t := range list {
		if err := s.suggest(ctx, t, found[n]); err != nil {
			return err
		}
	}
	return nil
}

// alike are the passages most like a theme's texts, best first.
func (c *current) alike(theme int64, passages []PassageText) []Link {
	texts := make([]grouping.Text, len(passages))
	for i, p := range passages {
		texts[i] = groupingText(int64(i), p.Lang, p.Heading, p.Text)
	}
	id, ok := c.meant(theme)
	if !ok {
		return nil // made by a person since: the model does not know it yet
	}
	var links []Link
	for i, score := range c.model.Similar(id, texts) {
		if score >= leastAlike {
			links = append(links, Link{Theme: theme, To: passages[i].Target, State: Suggested, Score: min(score, 1)})
		}
	}
	slices.SortStableFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.To.ID, b.To.ID))
	})
	return links[:min(len(links), suggestedLinks)]
}

// meant is the id that the model has for a theme, false for one that people made
// while it was being made.
func (c *current) meant(theme int64) (int64, bool) {
	switch {
	case theme < c.stored.Above:
		return theme, true
	case theme < c.stored.Above+c.stored.Shift:
		return 0, false
	}
	return theme - c.stored.Shift, true
}

// suggest replaces a theme's suggestions, if they are others than before.
func (s *Service) suggest(ctx context.Context, t Theme, found []Link) error {
	differs := func(tx Tx) (stale []Link, fresh []Link, err error) {
		links, err := tx.LinksOfThemes(ctx, []int64{t.ID})
		if err != nil {
			return nil, nil, err
		}
		stale = slices.DeleteFunc(slices.Clone(links), func(l Link) bool {
			return l.State != Suggested || slices.ContainsFunc(found, func(f Link) bool { return sameLink(f, l) })
		})
		fresh = slices.DeleteFunc(slices.Clone(found), func(f Link) bool {
			return slices.ContainsFunc(links, func(l Link) bool {
				return l.To.Kind == f.To.Kind && l.To.ID == f.To.ID && (l.State != Suggested || sameLink(f, l))
			})
		})
		return stale, fresh, nil
	}
	var stale, fresh []Link
	err := s.store.View(ctx, func(tx Tx) (err error) {
		stale, fresh, err = differs(tx)
		return err
	})
	if err != nil || len(stale)+len(fresh) == 0 {
		return err
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		// A person may have confirmed one since.
		stale, fresh, err := differs(tx)
		if err != nil {
			return err
		}
		for _, l := range stale {
			if err := tx.DeleteFeedbackLink(ctx, l); err != nil {
				return err
			}
		}
		for _, l := range fresh {
			l.At = s.time()
			if err := tx.PutFeedbackLink(ctx, l); err != nil {
				return err
			}
		}
		return tx.Emit(ctx, event.Event{Kind: event.ThemeChanged, Subject: subject("theme", t.ID), Time: s.time()})
	})
}

// sameLink reports whether two links say the same of the same.
func sameLink(a, b Link) bool { return a.To == b.To && a.State == b.State && a.Score == b.Score }
