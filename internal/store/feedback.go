package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"luonnos/themes"
)

const (
	feedbackColumns = `id, source, origin, channel, address, at, received, changed, lang, title, body, redacted, area, tags,
		service, attributes, place, about, moderation, reason, status, answered, replies, theme, sure, by_person, twin,
		tags_by_person, area_by_person`
	// atOnce bounds the parameters of one statement.
	atOnce = 500
)

func readFeedback(s scanner) (i themes.Item, err error) {
	var answered bool
	err = s.Scan(&i.ID, &i.Source, &i.Foreign, &i.Channel, &i.Address, (*stamp)(&i.At), (*stamp)(&i.Received),
		(*stamp)(&i.Changed), &i.Lang, &i.Title, &i.Text, &i.Redacted, &i.Area, document{&i.Tags}, &i.Service,
		document{&i.Attributes}, document{&i.Place}, document{&i.About}, &i.Moderation, &i.Reason, &i.Status,
		&answered, &i.Replies, &i.Theme, &i.Sure, &i.ByPerson, &i.Twin,
		&i.TagsByPerson, &i.AreaByPerson)
	return i, err
}

func feedbackValues(i themes.Item) []any {
	return []any{i.ID, i.Source, typed(i.Foreign), i.Channel, typed(i.Address), stamp(i.At), stamp(i.Received),
		stamp(i.Changed), i.Lang, typed(i.Title), typed(i.Text), i.Redacted, typed(i.Area), document{i.Tags},
		typed(i.Service), document{i.Attributes}, document{i.Place}, document{i.About}, i.Moderation, typed(i.Reason),
		i.Status, i.Replies > 0, i.Replies, i.Theme, i.Sure, i.ByPerson, i.Twin,
		i.TagsByPerson, i.AreaByPerson}
}

// FeedbackKnown finds the items of a source by their ids there.
func (tx *Tx) FeedbackKnown(ctx context.Context, source int64, foreign []string) (map[string]themes.Known, error) {
	type row struct {
		origin string
		known  themes.Known
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.origin, &r.known.ID, &r.known.Digest)
		return r, err
	}
	known := make(map[string]themes.Known, len(foreign))
	for some := range slices.Chunk(foreign, atOnce) {
		args := []any{source}
		for _, f := range some {
			args = append(args, typed(f))
		}
		rows, err := all(ctx, tx, read, `SELECT origin, id, digest FROM feedback
			WHERE source = $1 AND origin IN (`+places(2, len(some))+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			known[r.origin] = r.known
		}
	}
	return known, nil
}

// FeedbackSince lists ids at a source; see themes.ItemTx.
func (tx *Tx) FeedbackSince(ctx context.Context, source int64, since time.Time, after string, limit int) ([]string, error) {
	return all(ctx, tx, value[string], `SELECT origin FROM feedback
		WHERE source = $1 AND origin > $2 AND at >= $3 AND moderation <> $4 ORDER BY origin LIMIT $5`,
		source, typed(after), stamp(since), themes.Removed, bound(limit))
}

// AddFeedback inserts new items with their tags and words.
func (tx *Tx) AddFeedback(ctx context.Context, items []themes.Item, digests []string, revision int64) error {
	for n, i := range items {
		err := tx.put(ctx, `INSERT INTO feedback (`+feedbackColumns+`, week, digest, revision) VALUES (`+places(1, 32)+`)`,
			append(feedbackValues(i), stamp(themes.Week(i.At)), digests[n], revision)...)
		if tx.db.dialect.isUnique(err) {
			return errRaced // another node took the same in meanwhile: it is known now
		}
		if err != nil {
			return err
		}
		tx.recell(cellOf(i), themes.Week(i.At), 1)
		if err := tx.putFeedbackTags(ctx, i.ID, nil, i.Tags); err != nil {
			return err
		}
	}
	return tx.addFeedbackWords(ctx, items)
}

// PutFeedback replaces an item; see themes.ItemTx.
func (tx *Tx) PutFeedback(ctx context.Context, i themes.Item, digest string, revision int64) error {
	was, err := tx.Feedback(ctx, i.ID)
	if err != nil {
		return err
	}
	if err := tx.put(ctx, `UPDATE feedback SET source = $2, origin = $3, channel = $4, address = $5, at = $6,
		received = $7, changed = $8, lang = $9, title = $10, body = $11, redacted = $12, area = $13, tags = $14,
		service = $15, attributes = $16, place = $17, about = $18, moderation = $19, reason = $20, status = $21,
		answered = $22, replies = $23, theme = $24, sure = $25, by_person = $26, twin = $27,
		tags_by_person = $28, area_by_person = $29,
		week = $30, digest = CASE WHEN $31 = '' THEN digest ELSE $31 END,
		revision = CASE WHEN $32 = 0 THEN revision ELSE $32 END WHERE id = $1`,
		append(feedbackValues(i), stamp(themes.Week(i.At)), digest, revision)...); err != nil {
		return err
	}
	if a, b := cellOf(was), cellOf(i); a != b || !was.At.Equal(i.At) {
		tx.recell(a, themes.Week(was.At), -1)
		tx.recell(b, themes.Week(i.At), 1)
	}
	if err := tx.putFeedbackTags(ctx, i.ID, was.Tags, i.Tags); err != nil {
		return err
	}
	return tx.changeFeedbackWords(ctx, was, i)
}

func (tx *Tx) putFeedbackTags(ctx context.Context, item int64, was, is []string) error {
	old, new := foldTags(was), foldTags(is)
	if slices.Equal(old, new) {
		return nil
	}
	for _, t := range old {
		if err := tx.put(ctx, `DELETE FROM feedback_tags WHERE tag = $1 AND item = $2`, typed(t), item); err != nil {
			return err
		}
	}
	for _, t := range new {
		if err := tx.put(ctx, `INSERT INTO feedback_tags (tag, item) VALUES ($1, $2)`, typed(t), item); err != nil {
			return err
		}
	}
	return nil
}

func foldTags(tags []string) []string {
	folded := make([]string, 0, len(tags))
	for _, t := range tags {
		if t = themes.FoldTag(t); t != "" {
			folded = append(folded, t)
		}
	}
	slices.Sort(folded)
	return slices.Compact(folded)
}

// Feedback returns an item in any state.
func (tx *Tx) Feedback(ctx context.Context, id int64) (themes.Item, error) {
	return one(ctx, tx, readFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE id = $1`, id)
}

// FeedbackItems returns those that there are of the ids, by id.
func (tx *Tx) FeedbackItems(ctx context.Context, ids []int64) ([]themes.Item, error) {
	return inChunks(ctx, tx, readFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE id IN (%s) ORDER BY id`, ids)
}

// inChunks reads what a query gives for values of a list, however long it is.
func inChunks[T, V any](ctx context.Context, tx *Tx, read reader[T], query string, values []V, first ...any) ([]T, error) {
	var list []T
	for some := range slices.Chunk(values, atOnce) {
		args := slices.Clone(first)
		for _, v := range some {
			args = append(args, v)
		}
		rows, err := once(ctx, tx, read, fmt.Sprintf(query, places(len(first)+1, len(some))), args...)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	return list, nil
}

// FeedbackTwins counts the shown near-duplicates of each item.
func (tx *Tx) FeedbackTwins(ctx context.Context, ids []int64) (map[int64]int, error) {
	type row struct {
		id int64
		n  int
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.id, &r.n)
		return r, err
	}
	rows, err := inChunks(ctx, tx, read, `SELECT twin, COUNT(*) FROM feedback
		WHERE twin > 0 AND moderation = $1 AND twin IN (%s) GROUP BY twin`, ids, themes.Shown)
	counts := make(map[int64]int, len(rows))
	for _, r := range rows {
		counts[r.id] = r.n
	}
	return counts, err
}

// TwinsOf lists the near-duplicates of items, whatever their state.
func (tx *Tx) TwinsOf(ctx context.Context, ids []int64) ([]int64, error) {
	return inChunks(ctx, tx, value[int64], `SELECT id FROM feedback WHERE twin > 0 AND twin IN (%s) ORDER BY id`, ids)
}

const placedColumns = `id, lang, title, body, moderation, theme, sure, by_person, twin, revision`

func readPlaced(s scanner) (p themes.Placed, err error) {
	err = s.Scan(&p.ID, &p.Lang, &p.Title, &p.Text, &p.Moderation, &p.Theme, &p.Sure, &p.ByPerson, &p.Twin, &p.Revision)
	return p, err
}

// FeedbackTexts lists items as the grouping sees them.
func (tx *Tx) FeedbackTexts(ctx context.Context, after int64, limit int) ([]themes.Placed, error) {
	return all(ctx, tx, readPlaced, `SELECT `+placedColumns+`
		FROM feedback WHERE id > $1 AND moderation <> $2 ORDER BY id LIMIT $3`, after, themes.Removed, bound(limit))
}

// FeedbackRevised lists items that have changed since a revision.
func (tx *Tx) FeedbackRevised(ctx context.Context, above, last int64) ([]themes.Placed, error) {
	// The plus keeps the index of revisions in use: few are above.
	return all(ctx, tx, readPlaced, `SELECT `+placedColumns+`
		FROM feedback WHERE revision > $1 AND +id <= $2`, above, last)
}

// PlaceFeedback puts an item in a theme; see themes.ItemTx.
func (tx *Tx) PlaceFeedback(ctx context.Context, p themes.Placed) (ok bool, between []int64, err error) {
	type row struct {
		cell     cell
		byPerson bool
		revision int64
		week     time.Time
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.cell.moderation, &r.cell.source, &r.cell.channel, &r.cell.lang, &r.cell.area, &r.cell.theme,
			&r.cell.status, &r.cell.answered, &r.cell.twin, &r.byPerson, &r.revision, (*stamp)(&r.week))
		return r, err
	}
	was, ok, err := maybe(ctx, tx, read, `SELECT moderation, source, channel, lang, area, theme, status, answered,
		twin > 0, by_person, revision, week FROM feedback WHERE id = $1`, p.ID)
	if err != nil || !ok || was.revision != p.Revision {
		return false, nil, err
	}
	is := was.cell
	is.theme, is.twin = p.Theme, p.Twin > 0
	if was.byPerson {
		// Where a person put it, it stays; what it repeats is no decision.
		is.theme = was.cell.theme
		if err := tx.put(ctx, `UPDATE feedback SET twin = $2 WHERE id = $1`, p.ID, p.Twin); err != nil {
			return false, nil, err
		}
	} else if err := tx.put(ctx, `UPDATE feedback SET theme = $2, sure = $3, twin = $4 WHERE id = $1`,
		p.ID, p.Theme, p.Sure, p.Twin); err != nil {
		return false, nil, err
	}
	if is == was.cell {
		return true, nil, nil
	}
	tx.recell(was.cell, was.week, -1)
	tx.recell(is, was.week, 1)
	if is.moderation == themes.Shown {
		between = []int64{was.cell.theme, is.theme}
	}
	return true, between, nil
}

const replyColumns = `id, item, author, capacity, unit, body, at`

func readReply(s scanner) (r themes.Reply, err error) {
	err = s.Scan(&r.ID, &r.Item, &r.By, &r.Capacity, &r.Unit, &r.Text, (*stamp)(&r.At))
	return r, err
}

// PutFeedbackReply inserts a reply; the item's own row counts it.
func (tx *Tx) PutFeedbackReply(ctx context.Context, r themes.Reply) error {
	return tx.put(ctx, `INSERT INTO feedback_replies (`+replyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, r.Item, r.By, r.Capacity, typed(r.Unit), typed(r.Text), stamp(r.At))
}

// FeedbackReplies lists the replies of items, oldest first.
func (tx *Tx) FeedbackReplies(ctx context.Context, items []int64) ([]themes.Reply, error) {
	return inChunks(ctx, tx, readReply, `SELECT `+replyColumns+` FROM feedback_replies WHERE item IN (%s) ORDER BY id`, items)
}
