package store

import (
	"context"

	"luonnos/themes"
)

const themeColumns = `id, parent, coarse, lang, name, words, pinned, kept, joined, gone, quotes, near, created, changed`

func readTheme(s scanner) (t themes.Theme, err error) {
	err = s.Scan(&t.ID, &t.Parent, &t.Coarse, &t.Lang, &t.Name, document{&t.Words}, &t.Pinned, &t.Kept, &t.Into, &t.Gone,
		document{&t.Quotes}, document{&t.Near}, (*stamp)(&t.Created), (*stamp)(&t.Changed))
	return t, err
}

// Theme returns a theme, also one that is joined or gone.
func (tx *Tx) Theme(ctx context.Context, id int64) (themes.Theme, error) {
	return one(ctx, tx, readTheme, `SELECT `+themeColumns+` FROM themes WHERE id = $1`, id)
}

// Themes lists all by id.
func (tx *Tx) Themes(ctx context.Context) ([]themes.Theme, error) {
	return all(ctx, tx, readTheme, `SELECT `+themeColumns+` FROM themes ORDER BY id`)
}

// PutTheme inserts or replaces a theme.
func (tx *Tx) PutTheme(ctx context.Context, t themes.Theme) error {
	return tx.put(ctx, `INSERT INTO themes (`+themeColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, coarse = excluded.coarse, lang = excluded.lang,
			name = excluded.name, words = excluded.words, pinned = excluded.pinned, kept = excluded.kept,
			joined = excluded.joined, gone = excluded.gone, quotes = excluded.quotes, near = excluded.near,
			created = excluded.created, changed = excluded.changed`,
		t.ID, t.Parent, t.Coarse, t.Lang, typed(t.Name), document{t.Words}, t.Pinned, t.Kept, t.Into, t.Gone,
		document{t.Quotes}, document{t.Near}, stamp(t.Created), stamp(t.Changed))
}

// MoveTheme puts everything that is in a theme into another, and its links;
// links of the other one stay as they are.
func (tx *Tx) MoveTheme(ctx context.Context, from, into int64) error {
	if err := tx.putCells(ctx); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE feedback SET theme = $2 WHERE theme = $1`,
		`INSERT INTO feedback_cells (moderation, source, channel, lang, area, theme, status, answered, twin, items)
			SELECT moderation, source, channel, lang, area, $2, status, answered, twin, items FROM feedback_cells WHERE theme = $1
			ON CONFLICT (moderation, theme, source, channel, lang, area, status, answered, twin)
			DO UPDATE SET items = feedback_cells.items + excluded.items`,
		`INSERT INTO feedback_weeks (sort, value, theme, week, items, folded)
			SELECT sort, value, $2, week, items, folded FROM feedback_weeks WHERE theme = $1
			ON CONFLICT (sort, value, theme, week) DO UPDATE SET items = feedback_weeks.items + excluded.items,
				folded = feedback_weeks.folded + excluded.folded`,
		`INSERT INTO feedback_links (kind, target, theme, item, page, state, score, author, at)
			SELECT kind, target, $2, item, page, state, score, author, at FROM feedback_links WHERE theme = $1
			ON CONFLICT (kind, target, theme, item) DO NOTHING`,
	} {
		if err := tx.put(ctx, query, from, into); err != nil {
			return err
		}
	}
	for _, query := range []string{`DELETE FROM feedback_cells WHERE theme = $1`,
		`DELETE FROM feedback_weeks WHERE theme = $1`, `DELETE FROM feedback_links WHERE theme = $1`} {
		if err := tx.put(ctx, query, from); err != nil {
			return err
		}
	}
	return nil
}

// ThemesInUse lists the themes that hold any item.
func (tx *Tx) ThemesInUse(ctx context.Context) ([]int64, error) {
	return all(ctx, tx, value[int64], `SELECT DISTINCT theme FROM feedback_cells WHERE theme > 0 ORDER BY theme`)
}

// PutDeed inserts what a person did to a theme.
func (tx *Tx) PutDeed(ctx context.Context, d themes.Deed) error {
	return tx.put(ctx, `INSERT INTO theme_deeds (id, theme, act, author, at, other, items, name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.ID, d.Theme, d.Act, d.By, stamp(d.At), d.Other, document{d.Items}, typed(d.Name))
}

// Deeds lists what was done to a theme, or to another with it, newest first.
func (tx *Tx) Deeds(ctx context.Context, theme int64) ([]themes.Deed, error) {
	read := func(s scanner) (d themes.Deed, err error) {
		err = s.Scan(&d.ID, &d.Theme, &d.Act, &d.By, (*stamp)(&d.At), &d.Other, document{&d.Items}, &d.Name)
		return d, err
	}
	return all(ctx, tx, read, `SELECT id, theme, act, author, at, other, items, name FROM theme_deeds
		WHERE theme = $1 OR (other = $1 AND other > 0) ORDER BY id DESC`, theme)
}

// ThemeModel returns the newest model; see themes.ThemeTx.
func (tx *Tx) ThemeModel(ctx context.Context, known int64) (themes.StoredModel, error) {
	read := func(s scanner) (m themes.StoredModel, err error) {
		err = s.Scan(&m.ID, &m.Above, &m.Shift, &m.Revision, (*stamp)(&m.At), &m.Data)
		return m, err
	}
	m, _, err := maybe(ctx, tx, read, `SELECT id, above, shift, revision, at, CASE WHEN id = $1 THEN NULL ELSE data END
		FROM theme_models ORDER BY id DESC LIMIT 1`, known)
	return m, err
}

// PutThemeModel replaces the model and returns its number.
func (tx *Tx) PutThemeModel(ctx context.Context, m themes.StoredModel) (int64, error) {
	id, err := tx.NextNumber(ctx, "theme-model")
	if err != nil {
		return 0, err
	}
	if err := tx.put(ctx, `DELETE FROM theme_models WHERE id < $1`, id); err != nil {
		return 0, err
	}
	return id, tx.put(ctx, `INSERT INTO theme_models (id, above, shift, revision, at, data) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, m.Above, m.Shift, m.Revision, stamp(m.At), m.Data)
}

// FinishThemeModel notes the revision of a model.
func (tx *Tx) FinishThemeModel(ctx context.Context, id, revision int64) error {
	return tx.put(ctx, `UPDATE theme_models SET revision = $2 WHERE id = $1`, id, revision)
}
