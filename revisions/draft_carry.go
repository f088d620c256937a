package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// carry brings edits written against an older edition to this one. A rewording
// is merged with what has come to its passage, a move goes with its passage as
// it is now, and what was added after a passage that is gone comes after the one
// before it. lost are the indexes of those that their writer has to settle: they
// are left as they were. An edit that this edition has already is left out.
func (e *edition) carry(ctx context.Context, before *edition, edits []Edit) (carried []Edit, lost []int, err error) {
	for _, edit := range edits {
		next, _, err := e.fill(ctx, edit)
		if fault.KindOf(err) == fault.Conflict {
			next, err = e.carryEdit(ctx, before, edit)
		}
		switch fault.KindOf(err) {
		case "":
			if next.Op == EditChange && next.Text == tidyText(next.Old) {
				continue
			}
		case fault.Internal:
			return nil, nil, err
		default:
			lost = append(lost, len(carried))
			next = edit
		}
		carried = append(carried, next)
	}
	return carried, lost, nil
}

// carryEdit carries an edit whose place is not as it was; a fault when its
// writer has to say what becomes of it.
func (e *edition) carryEdit(ctx context.Context, before *edition, edit Edit) (Edit, error) {
	next := edit
	next.Old = ""
	switch edit.Op {
	case EditChange:
		now, err := e.pages[edit.Path].text(edit.Passage)
		if err != nil {
			return edit, err
		}
		text, ok := Merge(tidyText(edit.Old), tidyText(now), edit.Text).Text()
		if !ok {
			return edit, fault.New(fault.Conflict, "error.passage-gone")
		}
		next.Text = text
	case EditAdd, EditMove:
		old, err := before.page(ctx, edit.Path)
		if err != nil {
			return edit, err
		}
		next.Passage = lastKept(old.ids, e.pages[edit.Path].ids, edit.Passage)
	case EditRemove, EditPage:
		return edit, fault.New(fault.Conflict, "error.passage-gone")
	}
	next, _, err := e.fill(ctx, next)
	return next, err
}

// lastKept is the passage, or the nearest one before it, that the page still
// has; "" for the top.
func lastKept(old, now []docs.PassageID, id docs.PassageID) docs.PassageID {
	for _, x := range slices.Backward(old[:slices.Index(old, id)+1]) {
		if slices.Contains(now, x) {
			return x
		}
	}
	return ""
}
