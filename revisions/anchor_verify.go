package revisions

import (
	"context"
	"fmt"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// verifyAnchors checks, page by page, that every anchor carried to the page's
// present text stands on the words that it says it does, and that its comment is
// there.
func (s *Service) verifyAnchors(ctx context.Context, tx Tx) ([]docs.Problem, error) {
	var problems []docs.Problem
	pages, err := tx.Pages(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range pages {
		anchors, err := tx.AnchorsOnPage(ctx, row.Path)
		if err != nil {
			return nil, err
		}
		var page *pageText
		for _, a := range anchors {
			if a.Path != row.Path || a.Seq < row.Seq {
				continue // on another page, or still to be carried
			}
			if page == nil {
				if page, err = s.pageAt(ctx, tx, row); err != nil {
					return nil, err
				}
			}
			what, err := wrongAnchor(ctx, tx, a, page)
			if err != nil {
				return nil, err
			}
			if what != "" {
				problems = append(problems, docs.Problem{What: what, Where: subject(string(a.Kind), a.ID)})
			}
		}
	}
	return problems, nil
}

// wrongAnchor is what is wrong with an anchor of the page, "" for nothing.
func wrongAnchor(ctx context.Context, tx Tx, a Anchored, page *pageText) (string, error) {
	text := string(page.source)
	if a.Start < 0 || a.End < a.Start || a.End > len(text) {
		return fmt.Sprintf("is anchored at %d to %d of a page of %d bytes", a.Start, a.End, len(text)), nil
	}
	for _, k := range a.Kept {
		if k.Old.Start < 0 || k.Old.End < k.Old.Start || k.Old.End > len(a.Quote) || k.New.Start < a.Start || k.New.End < k.New.Start || k.New.End > a.End ||
			!eachPair(a.Quote, k.Old, text, k.New, func(int, int, int) {}) {
			return fmt.Sprintf("is anchored in %q, which the page does not have at %d", a.Quote, k.New.Start), nil
		}
	}
	placed := a
	if err := placed.place(page); err != nil {
		return "", err
	}
	if placed.Passage != a.Passage {
		return fmt.Sprintf("is anchored in the passage %q, its words are in %q", a.Passage, placed.Passage), nil
	}
	if _, err := tx.Comment(ctx, a.ID); a.Kind == AnchorComment && fault.KindOf(err) == fault.NotFound {
		return "has an anchor, and is not there", nil
	} else if a.Kind == AnchorComment && err != nil {
		return "", err
	}
	return "", nil
}
