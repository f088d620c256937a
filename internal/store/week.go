package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"luonnos/themes"
)

// weekSort is what the items of a week are counted by besides their theme.
type weekSort string

const (
	anySort  weekSort = ""
	byArea   weekSort = "area"
	bySource weekSort = "source"
	byLang   weekSort = "lang"
)

// column is the item's value of the sort, as text.
func (s weekSort) column() string {
	switch s {
	case byArea, byLang:
		return string(s)
	case bySource:
		return `CAST(source AS TEXT)`
	}
	return `''`
}

// weekCell is a theme in a week, of one value of a sort; shown items are counted by
// it as they come, change and go, so that pictures over time are not drawn from
// every item.
type weekCell struct {
	sort  weekSort
	value string
	theme int64
	week  int64 // as it is stored
}

func compareWeekCells(a, b weekCell) int {
	return cmp.Or(cmp.Compare(a.sort, b.sort), cmp.Compare(a.value, b.value), cmp.Compare(a.theme, b.theme), cmp.Compare(a.week, b.week))
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
	for sort, value := range map[weekSort]string{anySort: "", byArea: c.area, bySource: strconv.FormatInt(c.source, 10), byLang: string(c.lang)} {
		key := weekCell{sort, value, c.theme, week.UnixMicro()}
		count := tx.weeks[key]
		count.items += n
		if c.twin {
			count.folded += n
		}
		tx.weeks[key] = count
	}
}

// putWeeks writes the changed counts, in order; see putCells.
func (tx *Tx) putWeeks(ctx context.Context) error {
	var changed []weekCell
	for c, n := range tx.weeks {
		if n != (weekCount{}) {
			changed = append(changed, c)
		}
	}
	slices.SortFunc(changed, compareWeekCells)
	counts := tx.weeks
	tx.weeks = nil
	for _, c := range changed {
		n := counts[c]
		if err := tx.put(ctx, `INSERT INTO feedback_weeks (sort, value, theme, week, items, folded) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (sort, value, theme, week) DO UPDATE SET items = feedback_weeks.items + excluded.items,
				folded = feedback_weeks.folded + excluded.folded`, c.sort, typed(c.value), c.theme, c.week, n.items, n.folded); err != nil {
			return err
		}
		if n.items >= 0 {
			continue
		}
		if err := tx.put(ctx, `DELETE FROM feedback_weeks WHERE sort = $1 AND value = $2 AND theme = $3 AND week = $4 AND items = 0`,
			c.sort, typed(c.value), c.theme, c.week); err != nil {
			return err
		}
	}
	return nil
}

// narrowed is the only sort that a tally is narrowed by, and to what; ok is false
// when there are several.
func narrowed(f themes.TallyFilter) (sort weekSort, value string, ok bool) {
	n := 0
	if f.Area != "" {
		sort, value, n = byArea, f.Area, n+1
	}
	if f.Source != 0 {
		sort, value, n = bySource, strconv.FormatInt(f.Source, 10), n+1
	}
	if f.Lang != "" {
		sort, value, n = byLang, string(f.Lang), n+1
	}
	return sort, value, n < 2
}

// weekly is a relation of theme, value, week, items and folded: the shown items of
// fine themes, nil for all, that a tally counts, by the values of a sort. Whole weeks
// are counted already; only the items of the weeks that the period begins and ends in
// are read, or all where the tally is narrowed by more than is counted.
func weekly(f themes.TallyFilter, of []int64, by weekSort) (query string, args []any) {
	var arms []string
	read := func(from, until time.Time) {
		f.From, f.Until = from, until
		w := tallyWhere(f, of, args...)
		if of == nil {
			w.terms = append(w.terms, livingThemes)
		}
		arms = append(arms, `SELECT theme, `+by.column()+` AS value, week, 1 AS items, CASE WHEN twin > 0 THEN 1 ELSE 0 END AS folded
			FROM feedback WHERE `+w.where())
		args = w.args
	}
	from, until := f.From, f.Until
	sort, value, ok := narrowed(f)
	if !ok || by != anySort && sort != anySort && by != sort {
		read(from, until)
		return arms[0], args
	}
	first, last := themes.Week(from), themes.Week(until)
	if first.Before(from) {
		first = themes.Week(first.AddDate(0, 0, 8)) // eight days on is in the next week, also when clocks change
	}
	if !from.IsZero() && !until.IsZero() && !first.Before(last) {
		read(from, until)
		return arms[0], args
	}
	w := condition{args: args}
	if sort == anySort {
		w.term(`sort = ?`, by)
	} else {
		w.term(`sort = ? AND value = ?`, sort, typed(value))
	}
	if of != nil {
		in(&w, `theme IN (%s)`, of)
	}
	if !from.IsZero() {
		w.term(`week >= ?`, stamp(first))
	}
	if !until.IsZero() {
		w.term(`week < ?`, stamp(last))
	}
	arms, args = append(arms, `SELECT theme, value, week, items, folded FROM feedback_weeks WHERE `+w.where()), w.args
	if !from.IsZero() && from.Before(first) {
		read(from, first)
	}
	if !until.IsZero() && last.Before(until) {
		read(last, until)
	}
	return strings.Join(arms, " UNION ALL "), args
}

// livingThemes names every theme that an item can be in: an index that leads with
// the theme is then read in the period alone.
const livingThemes = `theme IN (SELECT id FROM themes WHERE joined = 0 AND gone = FALSE AND coarse = FALSE UNION ALL SELECT 0)`
