package themes

import (
	"context"
	"slices"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Tie links a theme or an item to a passage, a proposal or an initiative, or
// says that the machine's suggestion of it is wrong: State is Confirmed or
// Rejected.
func (s *Service) Tie(ctx context.Context, actor people.Account, op people.OpID, l Link) error {
	return s.once(ctx, actor, op, people.TieFeedback, func(tx Tx, actor people.Account) error {
		if l.State != Confirmed && l.State != Rejected {
			return fault.InField("state", "error.link")
		}
		if err := tied(ctx, tx, &l); err != nil {
			return err
		}
		if l.State == Confirmed {
			there, err := tx.TargetThere(ctx, l.To)
			if err != nil {
				return err
			}
			if !there {
				return fault.InField("target", "error.target-missing")
			}
		}
		l.Score, l.By, l.At = 1, actor.ID, s.time()
		if err := tx.PutFeedbackLink(ctx, l); err != nil {
			return err
		}
		return s.emitTie(ctx, tx, l)
	})
}

// Untie takes a link away; the machine may suggest it again.
func (s *Service) Untie(ctx context.Context, actor people.Account, op people.OpID, l Link) error {
	return s.once(ctx, actor, op, people.TieFeedback, func(tx Tx, _ people.Account) error {
		if err := tied(ctx, tx, &l); err != nil {
			return err
		}
		if err := tx.DeleteFeedbackLink(ctx, l); err != nil {
			return err
		}
		return s.emitTie(ctx, tx, l)
	})
}

// tied finds what a link ties: a theme where it has been joined to, or an item
// whose text is still there.
func tied(ctx context.Context, tx Tx, l *Link) error {
	if (l.Theme == 0) == (l.Item == 0) {
		return fault.New(fault.Invalid, "error.link")
	}
	if l.Item != 0 {
		_, err := present(ctx, tx, l.Item)
		return err
	}
	list, err := tx.Themes(ctx)
	if err != nil {
		return err
	}
	tr := newTree(list)
	l.Theme = tr.now(l.Theme)
	if t, ok := tr.get(l.Theme); !ok || t.Gone {
		return errThemeMissing()
	}
	return nil
}

func (s *Service) emitTie(ctx context.Context, tx Tx, l Link) error {
	var t touched
	t.target(l.To)
	e := event.Event{Kind: event.FeedbackTied, Subject: string(l.To.Kind) + "/" + l.To.ID, Time: s.time()}
	if l.Theme != 0 {
		t.theme(l.Theme)
		return t.emit(ctx, tx, e)
	}
	i, err := tx.Feedback(ctx, l.Item)
	if err != nil {
		return err
	}
	t.item(i)
	return t.emit(ctx, tx, e)
}

// Links lists the links of an item: its own, and those of its theme; suggested
// ones for whoever may tie.
func (s *Service) Links(ctx context.Context, actor people.Account, item int64) (links []Link, err error) {
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		i, err := visible(ctx, tx, actor, item)
		if err != nil {
			return err
		}
		own, err := tx.LinksOfItems(ctx, []int64{item})
		if err != nil {
			return err
		}
		if i.Theme != 0 {
			of, err := tx.LinksOfThemes(ctx, []int64{i.Theme})
			if err != nil {
				return err
			}
			own = append(own, of...)
		}
		links = seenLinks(actor, own)
		return nil
	})
	return links, err
}

// Said counts the feedback on each passage or proposal, not people: shown
// items tied to it themselves or by a confirmed link of their theme, each once,
// near-duplicates too. What nobody speaks of is left out.
func (s *Service) Said(ctx context.Context, to []Target) (map[Target]int, error) {
	said := map[Target]int{}
	if len(to) == 0 {
		return said, nil
	}
	err := s.store.View(ctx, func(tx Tx) error {
		byKind := map[Kind][]string{}
		for _, t := range to {
			byKind[t.Kind] = append(byKind[t.Kind], t.ID)
		}
		counts := map[Kind]map[string]int{}
		for kind, ids := range byKind {
			var err error
			if counts[kind], err = saidOf(ctx, tx, kind, ids); err != nil {
				return err
			}
		}
		for _, t := range to {
			if n := counts[t.Kind][t.ID]; n > 0 {
				said[t] = n
			}
		}
		return nil
	})
	return said, err
}

func saidOf(ctx context.Context, tx Tx, kind Kind, ids []string) (map[string]int, error) {
	links, err := tx.ThemesTiedTo(ctx, kind, ids)
	if err != nil {
		return nil, err
	}
	direct, err := tx.SaidDirectly(ctx, kind, ids)
	if err != nil {
		return nil, err
	}
	said := map[string]int{}
	var by map[string][]int64
	if slices.ContainsFunc(links, func(l Link) bool { return l.State == Confirmed }) {
		all, err := counted(ctx, tx, TallyFilter{})
		if err != nil {
			return nil, err
		}
		by = all.tree.tied(links)
		for id, themes := range by {
			for _, t := range themes {
				said[id] += all.fine[t].Items
			}
		}
	}
	for id, themes := range direct {
		for theme, n := range themes {
			if !slices.Contains(by[id], theme) {
				said[id] += n
			}
		}
	}
	return said, nil
}
