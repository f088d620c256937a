package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

// PageDifference is what a set of edits does to one page.
type PageDifference struct {
	Path       docs.Path
	Title      string
	New        bool
	Old, After []byte
	Difference Difference
}

func compare(p *pageText, before, after []byte) PageDifference {
	title := p.title
	if title == "" {
		title = titleOf(after)
	}
	if title == "" {
		title = p.path.Slug()
	}
	return PageDifference{
		Path: p.path, Title: title, New: !p.exists,
		Old: before, After: after, Difference: Diff(string(before), string(after)),
	}
}

// DraftDifference shows what a draft would change. Edits whose passages its
// base lacks are left out; see Behind.
func (s *Service) DraftDifference(ctx context.Context, d Draft) ([]PageDifference, error) {
	var pages []rewritten
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		pages, err = s.editionAt(tx, d.Base).rewriteFound(ctx, d.Edits)
		return err
	})
	if err != nil {
		return nil, err
	}
	ds := make([]PageDifference, len(pages))
	for i, p := range pages {
		ds[i] = compare(p.pageText, p.source, p.after)
	}
	return ds, nil
}

// Difference shows what version n of a proposal changes against its base (0: newest).
func (s *Service) Difference(ctx context.Context, actor people.Account, id int64, n int) ([]PageDifference, error) {
	var pages []rewritten
	err := s.store.View(ctx, func(tx Tx) error {
		v, err := versionOf(ctx, tx, actor, id, n)
		if err != nil {
			return err
		}
		pages, err = s.pages(ctx, tx, v, paths(v.Edits))
		return err
	})
	if err != nil {
		return nil, err
	}
	ds := make([]PageDifference, len(pages))
	for i, p := range pages {
		ds[i] = compare(p.pageText, p.source, p.after)
	}
	return ds, nil
}

// versionOf loads a version of a proposal that the actor may see, the newest for 0.
func versionOf(ctx context.Context, tx Tx, actor people.Account, id int64, n int) (Version, error) {
	p, err := visible(ctx, tx, actor, id)
	if err != nil {
		return Version{}, err
	}
	if n == 0 {
		n = p.Version
	}
	return tx.ProposalVersion(ctx, id, n)
}

// pages returns the pages as the version's base has them and as it proposes
// them; one that it does not touch is the same in both.
func (s *Service) pages(ctx context.Context, tx Tx, v Version, paths []docs.Path) ([]rewritten, error) {
	base := s.editionAt(tx, v.Base)
	if v.Commit == "" {
		return base.rewrite(ctx, v.Edits)
	}
	pages := make([]rewritten, 0, len(paths))
	for _, path := range paths {
		p, err := base.page(ctx, path)
		if err != nil {
			return nil, err
		}
		after, err := s.docs.FileAt(ctx, tx, v.Commit, string(path))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		pages = append(pages, rewritten{pageText: p, after: after})
	}
	return pages, nil
}

// DifferenceBetween shows what changed between two versions of a proposal. What
// came to main between their bases is no part of it, as far as it merges with
// the earlier version without a question.
func (s *Service) DifferenceBetween(ctx context.Context, actor people.Account, id int64, a, b int) ([]PageDifference, error) {
	var before, after []rewritten
	err := s.store.View(ctx, func(tx Tx) error {
		va, err := versionOf(ctx, tx, actor, id, a)
		if err != nil {
			return err
		}
		vb, err := versionOf(ctx, tx, actor, id, b)
		if err != nil {
			return err
		}
		all := paths(append(slices.Clone(vb.Edits), va.Edits...))
		if before, err = s.pages(ctx, tx, va, all); err != nil {
			return err
		}
		after, err = s.pages(ctx, tx, vb, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	var ds []PageDifference
	for i, p := range after {
		old := before[i].after
		if m := Merge(string(before[i].source), string(p.source), string(old)); m.Outcome == Clean {
			text, _ := m.Text()
			old = []byte(text)
		}
		if d := compare(p.pageText, old, p.after); string(old) != string(p.after) {
			ds = append(ds, d)
		}
	}
	return ds, nil
}
