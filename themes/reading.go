package themes

import (
	"context"
	"slices"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
)

// errFeedbackMissing is told of what is not there, or not for the reader.
func errFeedbackMissing() error { return fault.New(fault.NotFound, "error.feedback-missing") }

// seesAll reports whether the actor reads the desk.
func seesAll(actor people.Account) bool {
	return people.Can(actor, people.ReadDesk, people.Subject{}) == nil
}

// visible is the item if the actor may see it, otherwise a NotFound fault.
func visible(ctx context.Context, tx Tx, actor people.Account, id int64) (Item, error) {
	i, err := tx.Feedback(ctx, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && i.Moderation != Shown && !seesAll(actor) {
		return Item{}, errFeedbackMissing()
	}
	return i.seenBy(actor), err
}

// seenBy is the item without what could name its sender to whoever may not know
// them: ids at a source may hold an address, and a post's address its writer.
func (i Item) seenBy(actor people.Account) Item {
	if seesAll(actor) {
		return i
	}
	return i.public()
}

func (i Item) public() Item {
	i.Foreign = ""
	if i.Channel == ByMastodon {
		i.Address = ""
	}
	return i
}

// view reads with the actor as they are now.
func (s *Service) view(ctx context.Context, actor people.Account, fn func(tx Tx, actor people.Account) error) error {
	return s.store.View(ctx, func(tx Tx) error {
		now, err := people.Present(ctx, tx, actor)
		if err != nil {
			return err
		}
		return fn(tx, now)
	})
}

// Item returns an item; NotFound for whoever may not see it.
func (s *Service) Item(ctx context.Context, actor people.Account, id int64) (i Item, err error) {
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		i, err = visible(ctx, tx, actor, id)
		return err
	})
	return i, err
}

// ItemsByID returns those of the items that the actor may see.
func (s *Service) ItemsByID(ctx context.Context, actor people.Account, ids []int64) (map[int64]Item, error) {
	items := map[int64]Item{}
	err := s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		list, err := tx.FeedbackItems(ctx, ids)
		for _, i := range list {
			if i.Moderation == Shown || seesAll(actor) {
				items[i.ID] = i.seenBy(actor)
			}
		}
		return err
	})
	return items, err
}

// Items lists the items that the filter selects and the actor may see, and how
// many there are in all. Without the desk's rights they are the Shown ones.
func (s *Service) Items(ctx context.Context, actor people.Account, f Filter) (list []Item, total int, err error) {
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		list, total = nil, 0
		q, err := query(ctx, tx, actor, f)
		if err != nil {
			return err
		}
		if total, err = tx.CountFeedback(ctx, q); err != nil || total == 0 || f.Limit <= 0 {
			return err
		}
		list, err = tx.FeedbackList(ctx, q, min(f.Limit, MaxList), f.Offset, f.Order)
		for n, i := range list {
			list[n] = i.seenBy(actor)
		}
		return err
	})
	return list, total, err
}

// query spells a filter out for the store.
func query(ctx context.Context, tx Tx, actor people.Account, f Filter) (Query, error) {
	q := Query{Filter: f, ShownOnly: !seesAll(actor)}
	if f.Theme != 0 {
		list, err := tx.Themes(ctx)
		if err != nil {
			return q, err
		}
		q.Themes = newTree(list).fine(f.Theme)
	}
	if f.Tag != "" {
		rules, err := tx.TagRules(ctx)
		if err != nil {
			return q, err
		}
		q.Tags = namesOf(rules, f.Tag)
	}
	if f.To != (Target{}) {
		links, err := tx.ThemesTiedTo(ctx, f.To.Kind, []string{f.To.ID})
		if err != nil {
			return q, err
		}
		list, err := tx.Themes(ctx)
		if err != nil {
			return q, err
		}
		q.ToThemes = newTree(list).tied(links)[f.To.ID]
	}
	return q, nil
}

// namesOf are all the folded tags that count as the same tag.
func namesOf(rules []TagRule, tag string) []string {
	t := NewTagging(rules)
	root := t.Name(tag)
	names := []string{root, FoldTag(tag)}
	for _, r := range rules {
		if t.Name(r.Tag) == root {
			names = append(names, FoldTag(r.Tag))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Twins counts the shown near-duplicates of each item.
func (s *Service) Twins(ctx context.Context, items []int64) (counts map[int64]int, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		counts, err = tx.FeedbackTwins(ctx, items)
		return err
	})
	return counts, err
}

// Senders returns who sent the items, for the desk.
func (s *Service) Senders(ctx context.Context, actor people.Account, items []int64) (map[int64]Sender, error) {
	if err := people.Can(actor, people.ReadDesk, people.Subject{}); err != nil {
		return nil, err
	}
	found := map[int64]Sender{}
	err := s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		if err := people.Can(actor, people.ReadDesk, people.Subject{}); err != nil {
			return err
		}
		list, err := tx.Senders(ctx, items)
		for _, x := range list {
			found[x.Item] = x
		}
		return err
	})
	return found, err
}

// Replies lists the replies to an item that the actor may see, oldest first.
func (s *Service) Replies(ctx context.Context, actor people.Account, item int64) (list []Reply, err error) {
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		if _, err := visible(ctx, tx, actor, item); err != nil {
			return err
		}
		list, err = tx.FeedbackReplies(ctx, []int64{item})
		return err
	})
	return list, err
}

// RepliesOf lists the replies to those of the items that the actor may see.
func (s *Service) RepliesOf(ctx context.Context, actor people.Account, items []int64) (map[int64][]Reply, error) {
	of := map[int64][]Reply{}
	err := s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		list, err := tx.FeedbackItems(ctx, items)
		if err != nil {
			return err
		}
		var seen []int64
		for _, i := range list {
			if i.Moderation == Shown || seesAll(actor) {
				seen = append(seen, i.ID)
			}
		}
		replies, err := tx.FeedbackReplies(ctx, seen)
		for _, r := range replies {
			of[r.Item] = append(of[r.Item], r)
		}
		return err
	})
	return of, err
}

// FetchedSince lists the ids at a source, above after, of its items that are not
// removed and were written at or after since, in order.
func (s *Service) FetchedSince(ctx context.Context, source int64, since time.Time, after string, limit int) (ids []string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		ids, err = tx.FeedbackSince(ctx, source, since, after, limit)
		return err
	})
	return ids, err
}
