package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// tallyWhere is the WHERE of what a tally counts: shown items.
func tallyWhere(f themes.TallyFilter, of []int64) condition {
	return feedbackWhere(themes.Query{
		Filter: themes.Filter{Source: f.Source, Area: f.Area, Lang: f.Lang, From: f.From, Until: f.Until},
		Themes: of, ShownOnly: true,
	})
}

// ThemeCounts counts the shown items of each fine theme; see themes.ThemeTx.
func (tx *Tx) ThemeCounts(ctx context.Context, f themes.TallyFilter) (map[int64]themes.Count, error) {
	type row struct {
		theme int64
		count themes.Count
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.theme, &r.count.Items, &r.count.Folded, (*stamp)(&r.count.First), (*stamp)(&r.count.Last))
		return r, err
	}
	c := tallyWhere(f, nil)
	query := `SELECT theme, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END), MIN(at), MAX(at)
		FROM feedback WHERE ` + c.where() + ` GROUP BY theme`
	if f == (themes.TallyFilter{}) {
		query = `SELECT c.theme, SUM(c.items), SUM(CASE WHEN c.twin THEN c.items ELSE 0 END),
			(SELECT MIN(at) FROM feedback WHERE moderation = $1 AND theme = c.theme),
			(SELECT MAX(at) FROM feedback WHERE moderation = $1 AND theme = c.theme)
			FROM feedback_cells c WHERE c.moderation = $1 GROUP BY c.theme`
	}
	rows, err := once(ctx, tx, read, query, c.args...)
	counts := make(map[int64]themes.Count, len(rows))
	for _, r := range rows {
		counts[r.theme] = r.count
	}
	return counts, err
}

// ThemeWeeks counts the shown items of each fine theme by week.
func (tx *Tx) ThemeWeeks(ctx context.Context, f themes.TallyFilter) (map[int64][]themes.WeekCount, error) {
	type row struct {
		theme int64
		count themes.WeekCount
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.theme, (*stamp)(&r.count.Week), &r.count.Items)
		return r, err
	}
	c := tallyWhere(f, nil)
	query := `SELECT theme, week, COUNT(*) FROM feedback WHERE ` + c.where() + ` GROUP BY theme, week ORDER BY theme, week`
	if from := f.From; f == (themes.TallyFilter{From: from}) && (from.IsZero() || themes.Week(from).Equal(from)) {
		c.args = []any{stamp(from)}
		query = `SELECT theme, week, items FROM feedback_weeks WHERE week >= $1 ORDER BY theme, week`
	}
	rows, err := once(ctx, tx, read, query, c.args...)
	weeks := map[int64][]themes.WeekCount{}
	for _, r := range rows {
		weeks[r.theme] = append(weeks[r.theme], r.count)
	}
	return weeks, err
}

// sort is how many items there are of a sort.
type sort struct {
	week    time.Time
	source  int64
	lang    people.Lang
	area    string
	n, twin int
}

// FeedbackTally counts the shown items of fine themes; see themes.ThemeTx.
// Without a period the items themselves are only asked for their weeks.
func (tx *Tx) FeedbackTally(ctx context.Context, f themes.TallyFilter, of []int64) (themes.Tallies, error) {
	c := tallyWhere(f, of)
	if c.plain {
		sorts, err := once(ctx, tx, readSort, `SELECT `+strconv.FormatInt(never, 10)+`, source, lang, area, SUM(items),
			SUM(CASE WHEN twin THEN items ELSE 0 END) FROM feedback_cells WHERE `+c.where()+` GROUP BY source, lang, area`, c.args...)
		if err != nil {
			return themes.Tallies{}, err
		}
		query := `SELECT week, 0, '', '', COUNT(*), 0 FROM feedback WHERE ` + c.where() + ` GROUP BY week`
		if f == (themes.TallyFilter{Theme: f.Theme}) {
			c = condition{}
			if of != nil {
				in(&c, `theme IN (%s)`, of)
			}
			query = `SELECT week, 0, '', '', SUM(items), 0 FROM feedback_weeks WHERE ` + c.where() + ` GROUP BY week`
		}
		weeks, err := once(ctx, tx, readSort, query, c.args...)
		t := addSorts(sorts)
		t.Weeks = addSorts(weeks).Weeks
		return t, err
	}
	sorts, err := once(ctx, tx, readSort, `SELECT week, source, lang, area, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END)
		FROM feedback WHERE `+c.where()+` GROUP BY week, source, lang, area`, c.args...)
	return addSorts(sorts), err
}

func readSort(s scanner) (r sort, err error) {
	err = s.Scan((*stamp)(&r.week), &r.source, &r.lang, &r.area, &r.n, &r.twin)
	return r, err
}

// addSorts adds items up by each of what they are sorted by.
func addSorts(sorts []sort) (t themes.Tallies) {
	weeks, areas, sources, langs := map[time.Time]int{}, map[string]int{}, map[int64]int{}, map[people.Lang]int{}
	for _, r := range sorts {
		t.Items += r.n
		t.Folded += r.twin
		weeks[r.week] += r.n
		areas[r.area] += r.n
		sources[r.source] += r.n
		langs[r.lang] += r.n
	}
	for w, n := range weeks {
		t.Weeks = append(t.Weeks, themes.WeekCount{Week: w, Items: n})
	}
	for a, n := range areas {
		t.Areas = append(t.Areas, themes.AreaCount{Area: a, Items: n})
	}
	for s, n := range sources {
		t.Sources = append(t.Sources, themes.SourceCount{Source: s, Items: n})
	}
	for l, n := range langs {
		t.Langs = append(t.Langs, themes.LangCount{Lang: l, Items: n})
	}
	slices.SortFunc(t.Weeks, func(a, b themes.WeekCount) int { return a.Week.Compare(b.Week) })
	slices.SortFunc(t.Areas, func(a, b themes.AreaCount) int { return cmp.Or(b.Items-a.Items, cmp.Compare(a.Area, b.Area)) })
	slices.SortFunc(t.Sources, func(a, b themes.SourceCount) int { return cmp.Or(b.Items-a.Items, cmp.Compare(a.Source, b.Source)) })
	slices.SortFunc(t.Langs, func(a, b themes.LangCount) int { return cmp.Or(b.Items-a.Items, cmp.Compare(a.Lang, b.Lang)) })
	return t
}
