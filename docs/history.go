package docs

import (
	"context"
	"slices"

	"luonnos/internal/fault"
)

// Pages lists the pages by path.
func (r *Repository) Pages(ctx context.Context) (pages []Page, err error) {
	err = r.store.View(ctx, func(tx Tx) error {
		pages, err = tx.Pages(ctx)
		return err
	})
	return pages, err
}

// Read returns the page as it stands and its source, which must not be changed.
func (r *Repository) Read(ctx context.Context, p Path) (page Page, source []byte, err error) {
	err = r.store.View(ctx, func(tx Tx) error {
		if page, err = tx.Page(ctx, p); err != nil {
			return err
		}
		t, err := r.text(ctx, tx, page.Blob)
		if err != nil {
			return err
		}
		source = t.source
		return nil
	})
	return page, source, err
}

// ReadAt returns the page's version at the number (the newest not above seq)
// and its source, which must not be changed; nil when that version removed the page.
func (r *Repository) ReadAt(ctx context.Context, p Path, seq int64) (version Version, source []byte, err error) {
	err = r.store.View(ctx, func(tx Tx) error {
		if version, err = tx.VersionAt(ctx, p, seq); err != nil {
			return err
		}
		t, err := r.text(ctx, tx, version.Blob)
		if err != nil {
			return err
		}
		source = t.source
		return nil
	})
	return version, source, err
}

// Versions lists a page's versions newest first, and how many there are in all.
func (r *Repository) Versions(ctx context.Context, p Path, before int64, limit int) (versions []Version, all int, err error) {
	err = r.store.View(ctx, func(tx Tx) error {
		if all, err = tx.CountVersions(ctx, p); err != nil {
			return err
		}
		if all == 0 {
			return fault.New(fault.NotFound, "error.page-not-found")
		}
		versions, err = tx.Versions(ctx, p, before, limit)
		return err
	})
	return versions, all, err
}

// Changes lists what has come to the strategy, newest first.
func (r *Repository) Changes(ctx context.Context, limit int) (commits []Commit, err error) {
	err = r.store.View(ctx, func(tx Tx) error {
		commits, err = tx.Changes(ctx, 0, limit)
		return err
	})
	return commits, err
}

// PassageLife is a passage as it stands and its history.
type PassageLife struct {
	ID      PassageID
	Page    Page // zero when the passage is gone
	Passage Passage
	Text    string // Markdown now, or the last one
	Gone    bool
	Events  []PassageEvent // oldest first
}

// Passage tells a passage's life; NotFound for one that never was.
func (r *Repository) Passage(ctx context.Context, id PassageID) (life PassageLife, err error) {
	err = r.store.View(ctx, func(tx Tx) error {
		life, err = r.passage(ctx, tx, id)
		return err
	})
	return life, err
}

func (r *Repository) passage(ctx context.Context, tx Tx, id PassageID) (PassageLife, error) {
	life := PassageLife{ID: id}
	var err error
	if life.Events, err = tx.PassageEvents(ctx, id); err != nil {
		return life, err
	}
	if len(life.Events) == 0 {
		return life, fault.New(fault.NotFound, "error.passage-not-found")
	}
	life.Page, err = tx.PageOfPassage(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		life.Gone = true
		life.Text = life.Events[len(life.Events)-1].Text
		return life, nil
	}
	if err != nil {
		return life, err
	}
	t, err := r.text(ctx, tx, life.Page.Blob)
	if err != nil {
		return life, err
	}
	c := t.contents()
	if i := slices.Index(life.Page.Passages, id); i >= 0 && i < len(c.passages) {
		life.Passage, life.Text = c.passages[i], c.texts[i]
		life.Passage.ID = id
	}
	return life, nil
}
