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
	// leastOwn is how much more like them than like the texts of other themes.
	leastOwn = 0.05
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
	byTheme := map[people.Lang][]Theme{}
	for _, t := range list {
		byTheme[t.Lang] = append(byTheme[t.Lang], t)
	}
	for lang, of := range byTheme {
		texts := passages
		if lang != "" {
			texts = byLang[lang]
		}
		for n, links := range c.alike(of, texts) {
			if err := s.suggest(ctx, of[n], links); err != nil {
				return err
			}
		}
	}
	return nil
}

// alike are, for each theme, the passages most like its texts, best first. A
// passage that is like every theme, such as a summary, speaks of none: what
// counts is how much more like this theme it is than like the others.
func (c *current) alike(themes []Theme, passages []PassageText) [][]Link {
	texts := make([]grouping.Text, len(passages))
	for i, p := range passages {
		texts[i] = groupingText(int64(i), p.Lang, p.Heading, p.Text)
	}
	scores := make([][]float64, len(themes))
	eachAtOnce(len(themes), func(i int) {
		// One made by a person since: the model does not know it yet.
		if id, ok := c.meant(themes[i].ID); ok {
			scores[i] = c.model.Similar(id, texts)
		}
	})
	usual := make([]float64, len(passages))
	for _, of := range scores {
		for p, score := range of {
			usual[p] += score / float64(len(themes))
		}
	}
	links := make([][]Link, len(themes))
	for i, of := range scores {
		var best []int
		for p, score := range of {
			if score >= leastAlike && score-usual[p] >= leastOwn {
				best = append(best, p)
			}
		}
		slices.SortStableFunc(best, func(a, b int) int {
			return cmp.Or(cmp.Compare(of[b]-usual[b], of[a]-usual[a]), cmp.Compare(passages[a].Target.ID, passages[b].Target.ID))
		})
		for _, p := range best[:min(len(best), suggestedLinks)] {
			links[i] = append(links[i], Link{Theme: themes[i].ID, To: passages[p].Target, State: Suggested, Score: min(of[p], 1)})
		}
	}
	return links
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
