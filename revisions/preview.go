package revisions

import (
	"context"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

// PageMerge is the merge of a proposal into one page as main stands.
type PageMerge struct {
	Path   docs.Path
	Title  string
	Merged Merged
	// Current is the page on main, Result the merged page when Merged has text.
	Current, Result []byte
	// Difference is from Current to Result, empty while there is a conflict.
	Difference Difference
}

// MergePreview is what accepting a proposal would do now.
type MergePreview struct {
	Tip     docs.Hash
	Outcome Outcome // the worst of the pages
	Pages   []PageMerge
}

// Preview merges the newest version of a proposal into main without writing.
// edits, when not nil, stand in for the proposal's own (accept with changes).
// It is for those who read the queue, and for the proposal's author.
func (s *Service) Preview(ctx context.Context, actor people.Account, id int64, edits []Edit) (MergePreview, error) {
	var preview MergePreview
	var pages []merging
	err := s.store.View(ctx, func(tx Tx) error {
		p, err := visible(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if people.Can(actor, people.ReviseProposal, people.Subject{Owner: p.Author}) != nil {
			if err := people.Can(actor, people.ReadQueue, people.Subject{}); err != nil {
				return err
			}
		}
		if err := live(p); err != nil {
			return err
		}
		v, err := tx.ProposalVersion(ctx, id, p.Version)
		if err != nil {
			return err
		}
		if preview.Tip, err = tx.Ref(ctx, docs.Main); err != nil {
			return err
		}
		pages, err = s.mergeVersion(ctx, tx, v, edits)
		return err
	})
	if err != nil {
		return MergePreview{}, err
	}
	preview.Outcome = worst(pages)
	for _, m := range pages {
		preview.Pages = append(preview.Pages, m.show())
	}
	return preview, nil
}

// merging is one page of a proposal being merged into main.
type merging struct {
	current  *pageText // as main stands
	seq      int64     // of the commit that last changed it, 0 for a new page
	fresh    bool      // the proposal makes the page
	proposed []byte
	merged   Merged
}

// mergeVersion merges a version, or other edits in place of its own, into main.
// Only the pages that it touches are read.
func (s *Service) mergeVersion(ctx context.Context, tx Tx, v Version, edits []Edit) ([]merging, error) {
	proposed, err := s.replaced(ctx, tx, v, edits)
	if err != nil {
		return nil, err
	}
	pages := make([]merging, 0, len(proposed))
	for _, p := range proposed {
		m := merging{fresh: !p.exists, proposed: p.after}
		if m.current, m.seq, err = s.pageNow(ctx, tx, p.pageText); err != nil {
			return nil, err
		}
		if p.exists && !m.current.exists {
			return nil, fault.New(fault.Conflict, "error.page-gone", string(p.path))
		}
		m.merged = Merge(string(p.source), string(m.current.source), string(p.after))
		pages = append(pages, m)
	}
	return pages, nil
}

// pageNow returns a page of the base as main has it, and the number of the
// commit that last changed it.
func (s *Service) pageNow(ctx context.Context, tx Tx, base *pageText) (*pageText, int64, error) {
	row, err := tx.Page(ctx, base.path)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return &pageText{path: base.path}, 0, nil
	case err != nil:
		return nil, 0, err
	case base.exists && base.blob == row.Blob:
		return base, row.Seq, nil
	}
	p, err := s.pageAt(ctx, tx, row)
	return p, row.Seq, err
}

// replaced returns the pages that the version proposes, or those that edits,
// unless nil, make of its base.
func (s *Service) replaced(ctx context.Context, tx Tx, v Version, edits []Edit) ([]rewritten, error) {
	if edits == nil {
		return s.pages(ctx, tx, v, paths(v.Edits))
	}
	if len(edits) == 0 {
		return nil, fault.InField("edits", "error.edits-required")
	}
	tidy := make([]Edit, len(edits))
	for i, e := range edits {
		e.Old = "" // the base cannot have changed
		var err error
		if tidy[i], err = tidyEdit(e); err != nil {
			return nil, err
		}
	}
	if size(tidy) > MaxText || len(tidy) > maxEdits {
		return nil, fault.InField("edits", "error.text-long", MaxText/1000)
	}
	return s.editionAt(tx, v.Base).rewrite(ctx, tidy)
}

// worst is the outcome that needs the most of a person.
func worst(pages []merging) Outcome {
	outcome := Clean
	for _, m := range pages {
		switch {
		case m.merged.Outcome == Conflict:
			return Conflict
		case m.merged.Outcome == Look:
			outcome = Look
		}
	}
	return outcome
}

func (m merging) show() PageMerge {
	p := PageMerge{Path: m.current.path, Merged: m.merged, Current: m.current.source}
	p.Title = m.current.title
	if p.Title == "" {
		p.Title = titleOf(m.proposed)
	}
	if text, ok := m.merged.Text(); ok {
		p.Result = []byte(text)
		p.Difference = Diff(string(p.Current), text)
	}
	return p
}
