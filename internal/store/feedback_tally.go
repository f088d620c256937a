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
func tallyWhere(f themes.TallyFilter, of []int64, args ...any) condition {
	return feedbackWhere(themes.Query{
		Filter: themes.Filter{Source: f.Source, Area: f.Area, Lang: f.Lang, From: f.From, Until: f.Until},
		Themes: of, ShownOnly: true,
	}, args...)
}

// ThemeCounts counts the shown items of each fine theme; see themes.ThemeTx.
func (tx *Tx) ThemeCounts(ctx context.Context, f themes.TallyFilter) (map[int64]themes.Count, error) {
	type row struct {
		theme int64
		count themes.Count
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.theme, &r.count.Items, &r.count.Folded)
		return r, err
	}
	of, args := weekly(f, nil, anySort)
	rows, err := once(ctx, tx, read, `SELECT theme, SUM(items), SUM(folded) FROM (`+of+`) x GROUP BY theme`, args...)
	counts := make(map[int64]themes.Count, len(rows))
	for _, r := range rows {
		counts[r.theme] = r.count
	}
	return counts, err
}

// ThemeSpan is when fine themes have items; see themes.ThemeTx.
func (tx *Tx) ThemeSpan(ctx context.Context, of []int64) (first, last time.Time, err error) {
	type span struct{ first, last time.Time }
	read := func(s scanner) (p span, err error) {
		err = s.Scan((*stamp)(&p.first), (*stamp)(&p.last))
		return p, err
	}
	c := condition{}
	in(&c, `id IN (%s)`, of)
	c.term(`TRUE`)
	c.args = append(c.args, themes.Shown)
	shown := places(len(c.args), 1)
	// Each of the two ends of each theme is one step into the index.
	rows, err := once(ctx, tx, read, `SELECT first, last FROM (SELECT
		(SELECT MIN(at) FROM feedback WHERE moderation = `+shown+` AND theme = themes.id) AS first,
		(SELECT MAX(at) FROM feedback WHERE moderation = `+shown+` AND theme = themes.id) AS last
		FROM themes WHERE `+c.where()+`) x WHERE first IS NOT NULL`, c.args...)
	for _, r := range rows {
		if first.IsZero() || r.first.Before(first) {
			first = r.first
		}
		if r.last.After(last) {
			last = r.last
		}
	}
	return first, last, err
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
	of, args := weekly(f, nil, anySort)
	rows, err := once(ctx, tx, read, `SELECT theme, week, SUM(items) FROM (`+of+`) x GROUP BY theme, week ORDER BY theme, week`, args...)
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

// FeedbackTally counts the shown items of fine themes; see themes.ThemeTx. What is
// counted already is not counted from the items.
func (tx *Tx) FeedbackTally(ctx context.Context, f themes.TallyFilter, of []int64) (themes.Tallies, error) {
	c := tallyWhere(f, of)
	sort, _, ok := narrowed(f)
	if !c.plain && (!ok || sort != anySort) {
		if of == nil {
			c.terms = append(c.terms, livingThemes)
		}
		sorts, err := once(ctx, tx, readSort, `SELECT week, source, lang, area, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END)
			FROM feedback WHERE `+c.where()+` GROUP BY week, source, lang, area`, c.args...)
		return addSorts(sorts), err
	}
	weeks, err := tx.weekSorts(ctx, f, of, anySort, `week, 0, '', ''`)
	if err != nil {
		return themes.Tallies{}, err
	}
	t := addSorts(weeks)
	if c.plain {
		sorts, err := once(ctx, tx, readSort, `SELECT `+nowhen+`, source, lang, area, SUM(items), 0
			FROM feedback_cells WHERE `+c.where()+` GROUP BY source, lang, area`, c.args...)
		s := addSorts(sorts)
		t.Areas, t.Sources, t.Langs = s.Areas, s.Sources, s.Langs
		return t, err
	}
	areas, err := tx.weekSorts(ctx, f, of, byArea, nowhen+`, 0, '', value`)
	if err != nil {
		return t, err
	}
	sources, err := tx.weekSorts(ctx, f, of, bySource, nowhen+`, CAST(value AS BIGINT), '', ''`)
	if err != nil {
		return t, err
	}
	langs, err := tx.weekSorts(ctx, f, of, byLang, nowhen+`, 0, value, ''`)
	t.Areas, t.Sources, t.Langs = addSorts(areas).Areas, addSorts(sources).Sources, addSorts(langs).Langs
	return t, err
}

// nowhen stands for the week where items are not counted by it.
var nowhen = strconv.FormatInt(never, 10)

// weekSorts sums what weekly gives; columns are the week, source, language and area.
func (tx *Tx) weekSorts(ctx context.Context, f themes.TallyFilter, of []int64, by weekSort, columns string) ([]sort, error) {
	from, args := weekly(f, of, by)
	return once(ctx, tx, readSort, `SELECT `+columns+`, SUM(items), SUM(folded) FROM (`+from+`) x GROUP BY 1, 2, 3, 4`, args...)
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
