package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// cell is a sort of feedback. Items are counted by it as they come, change and
// go, and every count that asks for no more than this is a sum of cells.
type cell struct {
	moderation themes.Moderation
	source     int64
	channel    themes.Channel
	lang       people.Lang
	area       string
	theme      int64
	status     themes.Status
	answered   bool
	twin       bool
}

func cellOf(i themes.Item) cell {
	return cell{i.Moderation, i.Source, i.Channel, i.Lang, i.Area, i.Theme, i.Status, i.Replies > 0, i.Twin > 0}
}

// recell counts n items more of a sort in a week, when the transaction commits.
func (tx *Tx) recell(c cell, week time.Time, n int64) {
	tx.reweek(c, week, n)
	if tx.cells == nil {
		tx.cells = map[cell]int64{}
	}
	tx.cells[c] += n
}

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.moderation, b.moderation), cmp.Compare(a.theme, b.theme), cmp.Compare(a.source, b.source),
		cmp.Compare(a.channel, b.channel), cmp.Compare(a.lang, b.lang), cmp.Compare(a.area, b.area),
		cmp.Compare(a.status, b.status), compareBools(a.answered, b.answered), compareBools(a.twin, b.twin))
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// putCells writes the changed counts, in order, so that two writers do not wait
// for each other.
func (tx *Tx) putCells(ctx context.Context) error {
	changed := make([]cell, 0, len(tx.cells))
	for c, n := range tx.cells {
		if n != 0 {
			changed = append(changed, c)
		}
	}
	slices.SortFunc(changed, compareCells)
	emptied := false
	for _, c := range changed {
		n := tx.cells[c]
		emptied = emptied || n < 0
		if err := tx.put(ctx, `INSERT INTO feedback_cells
			(moderation, source, channel, lang, area, theme, status, answered, twin, items)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (moderation, theme, source, channel, lang, area, status, answered, twin)
			DO UPDATE SET items = feedback_cells.items + excluded.items`,
			c.moderation, c.source, c.channel, c.lang, typed(c.area), c.theme, c.status, c.answered, c.twin, n); err != nil {
			return err
		}
	}
	tx.cells = nil
	if err := tx.putWeeks(ctx); err != nil {
		return err
	}
	if !emptied {
		return nil
	}
	for _, c := range changed {
		if err := tx.put(ctx, `DELETE FROM feedback_cells WHERE moderation = $1 AND theme = $2 AND source = $3
			AND channel = $4 AND lang = $5 AND area = $6 AND status = $7 AND answered = $8 AND twin = $9 AND items = 0`,
			c.moderation, c.theme, c.source, c.channel, c.lang, typed(c.area), c.status, c.answered, c.twin); err != nil {
			return err
		}
	}
	return nil
}
