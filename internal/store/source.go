package store

import (
	"context"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

const sourceColumns = `id, channel, name, address, tag, username, secret, every, trusted, area, lang, paused, created`

const sourceQuery = `SELECT s.id, s.channel, s.name, s.address, s.tag, s.username, s.secret, s.every, s.trusted, s.area,
	s.lang, s.paused, s.created, COALESCE(r.source, 0), COALESCE(r.mark, ''), COALESCE(r.started, $1), COALESCE(r.ended, $1),
	COALESCE(r.next_at, $1), COALESCE(r.failures, 0), COALESCE(r.error, ''), COALESCE(r.added, 0), COALESCE(r.changed, 0),
	COALESCE(r.removed, 0), COALESCE(r.known, 0), COALESCE(r.refused, 0), COALESCE(r.done, 0), COALESCE(r.total, 0),
	COALESCE((SELECT SUM(items) FROM feedback_cells c WHERE c.source = s.id AND c.moderation = $2), 0),
	COALESCE((SELECT SUM(items) FROM feedback_cells c WHERE c.source = s.id AND c.moderation <> $3), 0)
	FROM sources s LEFT JOIN source_runs r ON r.source = s.id`

func readSource(s scanner) (x themes.SourceRun, err error) {
	src, run := &x.Source, &x.Run
	err = s.Scan(&src.ID, &src.Channel, &src.Name, &src.Address, &src.Tag, &src.User, &src.Secret, &src.Every, &src.Trusted,
		&src.Area, &src.Lang, &src.Paused, (*stamp)(&src.Created), &run.Source, &run.Cursor, (*stamp)(&run.Started),
		(*stamp)(&run.Ended), (*stamp)(&run.Next), &run.Failures, &run.Error, &run.New, &run.Changed, &run.Removed,
		&run.Known, &run.Refused, &run.Done, &run.Total, &x.Shown, &x.Items)
	return x, err
}

// FeedbackSource returns a source and its run.
func (tx *Tx) FeedbackSource(ctx context.Context, id int64) (themes.SourceRun, error) {
	return one(ctx, tx, readSource, sourceQuery+` WHERE s.id = $4`, never, themes.Shown, themes.Removed, id)
}

// FeedbackSources lists by id.
func (tx *Tx) FeedbackSources(ctx context.Context) ([]themes.SourceRun, error) {
	return all(ctx, tx, readSource, sourceQuery+` ORDER BY s.id`, never, themes.Shown, themes.Removed)
}

// PutFeedbackSource inserts or replaces a source.
func (tx *Tx) PutFeedbackSource(ctx context.Context, s themes.Source) error {
	return tx.put(ctx, `INSERT INTO sources (`+sourceColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, name = excluded.name, address = excluded.address,
			tag = excluded.tag, username = excluded.username, secret = excluded.secret, every = excluded.every,
			trusted = excluded.trusted, area = excluded.area, lang = excluded.lang, paused = excluded.paused,
			created = excluded.created`,
		s.ID, s.Channel, typed(s.Name), typed(s.Address), typed(s.Tag), typed(s.User), typed(s.Secret), int64(s.Every),
		s.Trusted, typed(s.Area), s.Lang, s.Paused, stamp(s.Created))
}

// DeleteFeedbackSource removes a source and its run; its items are left.
func (tx *Tx) DeleteFeedbackSource(ctx context.Context, id int64) error {
	return tx.put(ctx, `DELETE FROM sources WHERE id = $1`, id)
}

// PutFeedbackRun inserts or replaces where the fetching of a source is.
func (tx *Tx) PutFeedbackRun(ctx context.Context, r themes.Run) error {
	return tx.put(ctx, `INSERT INTO source_runs (source, mark, started, ended, next_at, failures, error, added, changed,
			removed, known, refused, done, total)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (source) DO UPDATE SET mark = excluded.mark, started = excluded.started, ended = excluded.ended,
			next_at = excluded.next_at, failures = excluded.failures, error = excluded.error, added = excluded.added,
			changed = excluded.changed, removed = excluded.removed, known = excluded.known, refused = excluded.refused,
			done = excluded.done, total = excluded.total`,
		r.Source, typed(r.Cursor), stamp(r.Started), stamp(r.Ended), stamp(r.Next), r.Failures, typed(r.Error), r.New,
		r.Changed, r.Removed, r.Known, r.Refused, r.Done, r.Total)
}

func readKey(s scanner) (k themes.Key, err error) {
	err = s.Scan(&k.ID, &k.Name, (*stamp)(&k.Created), (*stamp)(&k.Used))
	return k, err
}

// FeedbackKeys lists the keys of Open311 clients, by id.
func (tx *Tx) FeedbackKeys(ctx context.Context) ([]themes.Key, error) {
	return all(ctx, tx, readKey, `SELECT id, name, created, used FROM source_keys ORDER BY id`)
}

// FeedbackKey returns the key with the hash.
func (tx *Tx) FeedbackKey(ctx context.Context, hash people.TokenHash) (themes.Key, error) {
	return one(ctx, tx, readKey, `SELECT id, name, created, used FROM source_keys WHERE hash = $1`, hash)
}

// PutFeedbackKey inserts a key.
func (tx *Tx) PutFeedbackKey(ctx context.Context, k themes.Key, hash people.TokenHash) error {
	return tx.put(ctx, `INSERT INTO source_keys (id, hash, name, created, used) VALUES ($1, $2, $3, $4, $5)`,
		k.ID, hash, typed(k.Name), stamp(k.Created), stamp(k.Used))
}

// UseFeedbackKey notes when a key was last used.
func (tx *Tx) UseFeedbackKey(ctx context.Context, id int64, at time.Time) error {
	return tx.put(ctx, `UPDATE source_keys SET used = $2 WHERE id = $1`, id, stamp(at))
}

// DeleteFeedbackKey removes a key.
func (tx *Tx) DeleteFeedbackKey(ctx context.Context, id int64) error {
	return tx.put(ctx, `DELETE FROM source_keys WHERE id = $1`, id)
}

// TagRules lists the rules by tag.
func (tx *Tx) TagRules(ctx context.Context) ([]themes.TagRule, error) {
	read := func(s scanner) (r themes.TagRule, err error) {
		err = s.Scan(&r.Tag, &r.Into, &r.Area, &r.To.ID, &r.To.Page)
		if r.To.ID != "" {
			r.To.Kind = themes.Passage
		}
		return r, err
	}
	return all(ctx, tx, read, `SELECT tag, into_tag, area, passage, page FROM tag_rules ORDER BY tag`)
}

// PutTagRule inserts or replaces the rule of a tag.
func (tx *Tx) PutTagRule(ctx context.Context, r themes.TagRule) error {
	return tx.put(ctx, `INSERT INTO tag_rules (tag, into_tag, area, passage, page) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tag) DO UPDATE SET into_tag = excluded.into_tag, area = excluded.area, passage = excluded.passage,
			page = excluded.page`, typed(r.Tag), typed(r.Into), typed(r.Area), r.To.ID, typed(r.To.Page))
}

// DeleteTagRule removes the rule of a tag.
func (tx *Tx) DeleteTagRule(ctx context.Context, tag string) error {
	return tx.put(ctx, `DELETE FROM tag_rules WHERE tag = $1`, typed(tag))
}

// TagCounts counts the items of each folded tag, commonest first.
func (tx *Tx) TagCounts(ctx context.Context) ([]themes.TagRow, error) {
	read := func(s scanner) (r themes.TagRow, err error) {
		err = s.Scan(&r.Tag, &r.Items)
		return r, err
	}
	return all(ctx, tx, read, `SELECT tag, COUNT(*) FROM feedback_tags GROUP BY tag ORDER BY 2 DESC, tag`)
}
