package themes

import (
	"cmp"
	"context"
	"slices"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// TagRow is a tag as people use it, with those folded into it.
type TagRow struct {
	Tag     string // folded
	Items   int    // of any moderation state but removed
	Aliases []string
}

// TagRule says what a tag means. Every part is optional.
type TagRule struct {
	Tag string
	// Into is the tag it is another name of.
	Into string
	// Area is given to items with the tag that tell none.
	Area string
	// To is a passage that items with the tag are tied to.
	To Target
}

// Tags lists the tags in use and those with a rule, commonest first. An item
// with two names of one tag counts for each.
func (s *Service) Tags(ctx context.Context) (rows []TagRow, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		counts, err := tx.TagCounts(ctx)
		if err != nil {
			return err
		}
		rules, err := tx.TagRules(ctx)
		if err != nil {
			return err
		}
		rows = foldRows(counts, rules)
		return nil
	})
	return rows, err
}

func foldRows(counts []TagRow, rules []TagRule) []TagRow {
	tagging := NewTagging(rules)
	at := map[string]int{}
	var rows []TagRow
	add := func(tag string, items int) {
		name := tagging.Name(tag)
		i, there := at[name]
		if !there {
			i = len(rows)
			at[name] = i
			rows = append(rows, TagRow{Tag: name})
		}
		rows[i].Items += items
		if tag != name && !slices.Contains(rows[i].Aliases, tag) {
			rows[i].Aliases = append(rows[i].Aliases, tag)
		}
	}
	for _, c := range counts {
		add(c.Tag, c.Items)
	}
	for _, r := range rules {
		add(FoldTag(r.Tag), 0)
	}
	slices.SortStableFunc(rows, func(a, b TagRow) int {
		return cmp.Or(b.Items-a.Items, cmp.Compare(a.Tag, b.Tag))
	})
	return rows
}

// TagRules lists the rules by tag.
func (s *Service) TagRules(ctx context.Context) (rules []TagRule, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		rules, err = tx.TagRules(ctx)
		return err
	})
	return rules, err
}

// PutTagRule makes or changes the rule of a tag; one that says nothing is
// dropped. It goes for what comes from now on, but another name of a tag counts
// as that tag at once.
func (s *Service) PutTagRule(ctx context.Context, actor people.Account, r TagRule) error {
	r.Tag = FoldTag(r.Tag)
	return s.write(ctx, actor, "", people.CurateThemes, func(tx Tx, _ people.Account) error {
		rules, err := tx.TagRules(ctx)
		if err != nil {
			return err
		}
		if err := NewTagging(rules).Check(r); err != nil {
			return err
		}
		r.Into = FoldTag(r.Into)
		if err := knownArea(ctx, tx, r.Area); err != nil {
			return err
		}
		if r.To != (Target{}) {
			there, err := tx.TargetThere(ctx, r.To)
			if err != nil {
				return err
			}
			if !there || r.To.Kind != Passage {
				return fault.InField("passage", "error.target-missing")
			}
		}
		if r.Into == "" && r.Area == "" && r.To == (Target{}) {
			err = tx.DeleteTagRule(ctx, r.Tag)
		} else {
			err = tx.PutTagRule(ctx, r)
		}
		if err != nil {
			return err
		}
		return s.emitTags(ctx, tx)
	})
}

// DropTagRule forgets what a tag means.
func (s *Service) DropTagRule(ctx context.Context, actor people.Account, tag string) error {
	return s.write(ctx, actor, "", people.CurateThemes, func(tx Tx, _ people.Account) error {
		if err := tx.DeleteTagRule(ctx, FoldTag(tag)); err != nil {
			return err
		}
		return s.emitTags(ctx, tx)
	})
}

func (s *Service) emitTags(ctx context.Context, tx Tx) error {
	return tx.Emit(ctx, event.Event{Kind: event.FeedbackShown, Subject: "feedback", Touches: []string{"feedback"}, Time: s.time()})
}
