package revisions

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// MaxText is the most that the edits of one proposal can hold, in bytes.
const MaxText = 200_000

// maxEdits bounds the work that one proposal can ask for.
const maxEdits = 200

// tidyEdit returns the edit with its text as it is stored: LF line ends and no
// empty lines around it. A passage reworded to nothing is removed.
func tidyEdit(e Edit) (Edit, error) {
	e.Text, e.Old = tidyText(e.Text), tidyText(e.Old)
	e.Heading = strings.Join(strings.Fields(e.Heading), " ")
	blank := strings.TrimSpace(e.Text) == ""
	switch e.Op {
	case EditChange:
		if blank {
			e.Op = EditRemove
		}
	case EditAdd, EditPage:
		if blank {
			return e, fault.InField("text", "error.text-required")
		}
	case EditRemove, EditMove:
	default:
		return e, fault.New(fault.Invalid, "error.passage-operation")
	}
	if e.Op == EditRemove || e.Op == EditMove {
		e.Text = ""
	}
	if e.Op != EditMove {
		e.From = ""
	}
	if e.Op == EditAdd {
		e.Old = ""
	}
	switch {
	case !utf8.ValidString(e.Text+e.Heading) || strings.ContainsRune(e.Text, 0):
		return e, fault.InField("text", "error.text-characters")
	case len(e.Text) > MaxText:
		return e, fault.InField("text", "error.text-long", MaxText/1000)
	case docs.Tangled(e.Text):
		return e, fault.InField("text", "error.text-tangled")
	}
	if e.Op == EditPage {
		return namePage(e)
	}
	return e, nil
}

func tidyText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Trim(strings.ReplaceAll(s, "\r", "\n"), "\n")
}

// place puts the edit into the list and returns where: at index, over an
// earlier edit of the same passage, or at the end.
func place(edits []Edit, index int, e Edit) ([]Edit, int) {
	edits = slices.Clone(edits)
	if index < 0 || index >= len(edits) {
		index = slices.IndexFunc(edits, func(x Edit) bool { return excludes(x, e) })
	}
	if index < 0 {
		return append(edits, e), len(edits)
	}
	edits[index] = e
	kept := edits[:0]
	at := index
	for i, x := range edits {
		if i != index && excludes(x, e) {
			if i < index {
				at--
			}
			continue
		}
		kept = append(kept, x)
	}
	return kept, at
}

// excludes reports whether two edits cannot stand in one proposal, so that the
// later one takes the earlier one's place.
func excludes(a, b Edit) bool {
	if a.Path != b.Path {
		return false
	}
	if a.Op == EditPage || b.Op == EditPage {
		return a.Op == b.Op
	}
	if a.Op == EditAdd || b.Op == EditAdd {
		return false
	}
	// Rewording a passage and moving it go together; moving and removing do not.
	if (a.Op == EditMove) != (b.Op == EditMove) && (a.Op == EditChange || b.Op == EditChange) {
		return false
	}
	return a.subject() == b.subject()
}

// subject is the passage that an edit changes, removes or moves; "" for others.
func (e Edit) subject() docs.PassageID {
	switch e.Op {
	case EditChange, EditRemove:
		return e.Passage
	case EditMove:
		return e.From
	}
	return ""
}

// passages are the passages that the edit is about.
func (e Edit) passages() []docs.PassageID {
	var ids []docs.PassageID
	for _, id := range []docs.PassageID{e.subject(), e.anchor()} {
		if id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// anchor is the passage that what is added or moved comes after; "" for the top.
func (e Edit) anchor() docs.PassageID {
	if e.Op == EditAdd || e.Op == EditMove {
		return e.Passage
	}
	return ""
}

// fill finds the edit's place in the edition, and returns it with Old and
// Heading as they are there. An edit written against another wording (Old is
// set and differs) or without its passage gives Conflict "error.passage-gone".
func (e *edition) fill(ctx context.Context, edit Edit) (Edit, docs.SpliceOp, error) {
	op := docs.SpliceOp{Kind: docs.SpliceKind(edit.Op), Passage: -1, Text: edit.Text, Outside: edit.Outside}
	p, err := e.page(ctx, edit.Path)
	if err != nil {
		return edit, op, err
	}
	if edit.Op == EditPage {
		if p.exists {
			return edit, op, fault.InField("path", "error.page-exists", string(edit.Path))
		}
		return edit, op, nil
	}
	if !p.exists {
		return edit, op, fault.New(fault.Conflict, "error.passage-gone")
	}
	if id := edit.anchor(); id != "" {
		i, passage, err := p.passage(id)
		if err != nil {
			return edit, op, err
		}
		op.Passage, edit.Heading = i, passage.Heading
	}
	if id := edit.subject(); id != "" || edit.Op != EditAdd {
		i, passage, err := p.passage(id)
		if err != nil {
			return edit, op, err
		}
		if old := passage.Text(p.source); edit.Old != "" && edit.Old != tidyText(old) {
			return edit, op, fault.New(fault.Conflict, "error.passage-gone")
		} else {
			edit.Old = old
		}
		edit.Heading = passage.Heading
		if edit.Op == EditMove {
			op.From = i
		} else {
			op.Passage = i
		}
	}
	return edit, op, nil
}

// add fills a new edit and refuses one that changes nothing.
func (e *edition) add(ctx context.Context, edit Edit) (Edit, error) {
	filled, op, err := e.fill(ctx, edit)
	if err != nil || edit.Op == EditPage {
		return filled, err
	}
	p := e.pages[edit.Path]
	after, err := docs.Splice(p.source, []docs.SpliceOp{op})
	if err != nil {
		return edit, err
	}
	if bytes.Equal(after, p.source) {
		return edit, fault.InField("text", "error.no-change")
	}
	return filled, nil
}

// settle fills every edit; lost are the indexes of those whose passages are not
// in the edition as they were.
func (e *edition) settle(ctx context.Context, edits []Edit) (settled []Edit, lost []int, err error) {
	settled = slices.Clone(edits)
	for i, edit := range edits {
		filled, _, err := e.fill(ctx, edit)
		switch fault.KindOf(err) {
		case "":
			settled[i] = filled
		case fault.Internal:
			return nil, nil, err
		default:
			lost = append(lost, i)
		}
	}
	return settled, lost, nil
}

// rewritten is a page of an edition and what edits make of it.
type rewritten struct {
	*pageText
	after []byte
}

// rewrite carries out the edits, page by page in order of first mention. An
// edit without its place gives Invalid "error.edit-lost" in the field "edits".
func (e *edition) rewrite(ctx context.Context, edits []Edit) ([]rewritten, error) {
	ops := map[docs.Path][]docs.SpliceOp{}
	fresh := map[docs.Path]string{}
	var order []docs.Path
	for _, edit := range edits {
		_, op, err := e.fill(ctx, edit)
		if kind := fault.KindOf(err); kind == fault.Internal {
			return nil, err
		} else if err != nil {
			return nil, fault.InField("edits", "error.edit-lost").Because(err)
		}
		if !slices.Contains(order, edit.Path) {
			order = append(order, edit.Path)
		}
		if edit.Op == EditPage {
			fresh[edit.Path] = edit.Text + "\n"
			continue
		}
		ops[edit.Path] = append(ops[edit.Path], op)
	}
	pages := make([]rewritten, 0, len(order))
	for _, path := range order {
		r := rewritten{pageText: e.pages[path], after: []byte(fresh[path])}
		if r.exists {
			var err error
			if r.after, err = docs.Splice(r.source, ops[path]); err != nil {
				return nil, err
			}
		}
		pages = append(pages, r)
	}
	return pages, nil
}

// rewriteFound carries out those of the edits that have their place in the edition.
func (e *edition) rewriteFound(ctx context.Context, edits []Edit) ([]rewritten, error) {
	settled, lost, err := e.settle(ctx, edits)
	if err != nil {
		return nil, err
	}
	for _, i := range slices.Backward(lost) {
		settled = slices.Delete(settled, i, i+1)
	}
	return e.rewrite(ctx, settled)
}
