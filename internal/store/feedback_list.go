package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/themes"
)

// condition is a WHERE as it is put together.
type condition struct {
	terms []string
	args  []any
	// plain conditions are answered by feedback_cells alone.
	plain bool
}

// term adds a condition; each ? in it is one of the values.
func (c *condition) term(text string, values ...any) {
	var b strings.Builder
	rest := text
	for _, v := range values {
		head, tail, _ := strings.Cut(rest, "?")
		c.args = append(c.args, v)
		fmt.Fprintf(&b, "%s$%d", head, len(c.args))
		rest = tail
	}
	c.terms = append(c.terms, b.String()+rest)
}

// in adds a condition on a list of values; none match an empty one.
func in[T any](c *condition, text string, values []T) {
	if len(values) == 0 {
		c.terms = append(c.terms, "FALSE")
		return
	}
	from := len(c.args) + 1
	for _, v := range values {
		c.args = append(c.args, v)
	}
	c.terms = append(c.terms, fmt.Sprintf(text, places(from, len(values))))
}

func (c *condition) where() string {
	if len(c.terms) == 0 {
		return "TRUE"
	}
	return strings.Join(c.terms, " AND ")
}

// feedbackWhere is the WHERE of a query, over feedback, or over feedback_cells
// when it is plain. args are the values that stand before its own.
func feedbackWhere(q themes.Query, args ...any) condition {
	c := condition{plain: true, args: args}
	moderation := q.Moderation
	if q.ShownOnly {
		if moderation != "" && moderation != themes.Shown {
			c.terms = append(c.terms, "FALSE")
		}
		moderation = themes.Shown
	}
	if moderation != "" {
		c.term(`moderation = ?`, moderation)
	}
	if q.Unanswered {
		c.term(`answered = FALSE AND moderation IN (?, ?)`, themes.Waiting, themes.Shown)
	}
	if q.Source != 0 {
		c.term(`source = ?`, q.Source)
	}
	if q.Channel != "" {
		c.term(`channel = ?`, q.Channel)
	}
	if len(q.NotChannels) > 0 {
		in(&c, `channel NOT IN (%s)`, q.NotChannels)
	}
	if q.Area != "" {
		c.term(`area = ?`, typed(q.Area))
	}
	if q.Lang != "" {
		c.term(`lang = ?`, q.Lang)
	}
	if q.Status != "" {
		c.term(`status = ?`, q.Status)
	}
	switch {
	case q.Outside:
		c.terms = append(c.terms, `theme = 0`)
	case q.Themes != nil:
		in(&c, `theme IN (%s)`, q.Themes)
	}
	stored := func(text string, values ...any) {
		c.plain = false
		c.term(text, values...)
	}
	if q.NoTwins {
		stored(`twin = 0`)
	}
	if q.Twins != 0 {
		stored(`(id = ? OR twin = ?)`, q.Twins, q.Twins)
	}
	if q.IDs != nil {
		c.plain = false
		in(&c, `id IN (%s)`, q.IDs)
	}
	if q.Services != nil {
		c.plain = false
		in(&c, `service IN (%s)`, q.Services)
	}
	if q.Tags != nil {
		c.plain = false
		in(&c, `id IN (SELECT item FROM feedback_tags WHERE tag IN (%s))`, q.Tags)
	}
	for _, b := range []struct {
		text string
		at   time.Time
	}{
		{`at >= ?`, q.From}, {`at < ?`, q.Until}, {`changed >= ?`, q.ChangedFrom}, {`changed < ?`, q.ChangedUntil},
	} {
		if !b.at.IsZero() {
			stored(b.text, stamp(b.at))
		}
	}
	if q.To != (themes.Target{}) {
		c.plain = false
		c.tiedTo(q)
	}
	for _, g := range wordGroups(q.Query) {
		c.plain = false
		c.hasWord(g)
	}
	return c
}

// tiedTo leaves items tied to a thing: by a link of theirs, by a proposal that
// grew out of them, or by a link of their theme.
func (c *condition) tiedTo(q themes.Query) {
	parts := condition{args: c.args}
	parts.term(`id IN (SELECT item FROM feedback_links WHERE kind = ? AND target = ? AND item > 0 AND state = ?)`,
		q.To.Kind, q.To.ID, themes.Confirmed)
	if q.To.Kind == themes.Proposal {
		parts.term(`id IN (`+grownItems+` AND p.id = ?)`, number(q.To.ID))
	}
	if len(q.ToThemes) > 0 {
		in(&parts, `theme IN (%s)`, q.ToThemes)
	}
	c.args = parts.args
	c.terms = append(c.terms, "("+strings.Join(parts.terms, " OR ")+")")
}

// hasWord leaves items with one of the stems; one that ends in docs.Prefix
// matches as a beginning.
func (c *condition) hasWord(stems []string) {
	parts := condition{args: c.args}
	for _, s := range stems {
		if head, ok := strings.CutSuffix(s, docs.Prefix); ok {
			parts.term(`(stem >= ? AND stem < ?)`, typed(head), typed(afterPrefix(head)))
		} else {
			parts.term(`stem = ?`, typed(s))
		}
	}
	c.args = parts.args
	c.terms = append(c.terms, `id IN (SELECT item FROM feedback_words WHERE `+strings.Join(parts.terms, " OR ")+`)`)
}

// FeedbackList lists the items that match.
func (tx *Tx) FeedbackList(ctx context.Context, q themes.Query, limit, offset int, order themes.Order) ([]themes.Item, error) {
	c := feedbackWhere(q)
	by := `at DESC, id DESC`
	switch order {
	case themes.Oldest:
		by = `at, id`
	case themes.WaitingFirst:
		by = `answered, at, id`
	case themes.Surest:
		by = `sure DESC, id`
	}
	c.term(`TRUE ORDER BY `+by+` LIMIT ? OFFSET ?`, bound(limit), max(offset, 0))
	// The ids come from an index; only the rows that are shown are then read.
	ids, err := once(ctx, tx, value[int64], `SELECT id FROM feedback WHERE `+c.where(), c.args...)
	if err != nil {
		return nil, err
	}
	items, err := tx.FeedbackItems(ctx, ids)
	if err != nil {
		return nil, err
	}
	at := make(map[int64]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	list := make([]themes.Item, len(items))
	for _, i := range items {
		list[at[i.ID]] = i
	}
	return list, nil
}

// CountFeedback counts the items that match.
func (tx *Tx) CountFeedback(ctx context.Context, q themes.Query) (int, error) {
	c := feedbackWhere(q)
	query := `SELECT COUNT(*) FROM feedback WHERE `
	if c.plain {
		query = `SELECT COALESCE(SUM(items), 0) FROM feedback_cells WHERE `
	}
	counts, err := once(ctx, tx, value[int], query+c.where(), c.args...)
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}
