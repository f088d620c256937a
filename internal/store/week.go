package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"luonnos/themes"
)

// weekCell is a theme in a week; shown items are counted by it as they come, change
// and go, so that pictures over time are not drawn from every item.
type weekCell struct {
	theme int64
	week  int64 // as it is stored
}

// weekCount are the changes to a weekCell.
type weekCount struct{ items, folded int64 }

// reweek counts n items more of a sort in a week, when the transaction commits.
func (tx *Tx) reweek(c cell, week time.Time, n int64) {
	if c.moderation != themes.Shown {
		return
	}
	if tx.weeks == nil {
		tx.weeks = map[weekCell]weekCount{}
	}
	key := weekCell{c.theme, week.UnixMicro()}
	count := tx.weeks[key]
	count.items += n
	if c.twin {
		count.folded += n
	}
	tx.weeks[key] = count
}

// putWeeks writes the changed counts, in order; see putCells.
func (tx *Tx) putWeeks(ctx context.Context) error {
	var changed []weekCell
	for c, n := range tx.weeks {
		if n != (weekCount{}) {
			changed = append(changed, c)
		}
	}
	slices.SortFunc(changed, func(a, b weekCell) int { return cmp.Or(cmp.Compare(a.theme, b.theme), cmp.Compare(a.week, b.week)) })
	counts := tx.weeks
	tx.weeks = nil
	for _, c := range changed {
		n := counts[c]
		if err := tx.put(ctx, `INSERT INTO feedback_weeks (theme, week, items, folded) VALUES ($1, $2, $3, $4)
			ON CONFLICT (theme, week) DO UPDATE SET items = feedback_weeks.items + excluded.items,
				folded = feedback_weeks.folded + excluded.folded`, c.theme, c.week, n.items, n.folded); err != nil {
			return err
		}
		if n.items >= 0 {
			continue
		}
		if err := tx.put(ctx, `DELETE FROM feedback_weeks WHERE theme = $1 AND week = $2 AND items = 0`, c.theme, c.week); err != nil {
			return err
		}
	}
	return nil
}
