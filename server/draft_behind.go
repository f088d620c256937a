package server

import (
	"html/template"
	"strconv"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/revisions"
)

// behindEdit is a change whose passage is not in the strategy any more as its
// writer had it: the three texts, to choose from.
type behindEdit struct {
	draftEdit
	Then, Now template.HTML
	// Gone: the passage is not in the strategy at all. Taken: another has made
	// the page that the change would make.
	Gone, Taken bool
	// NowMarks and MineMarks are the text that is there now and the writer's own,
	// with what each changes in the one that the writer began from; nothing where
	// there are not all three.
	NowMarks, MineMarks []diffBlock
}

// Mine: the writer's own text can be proposed over the one that is there now.
func (b behindEdit) Mine() bool { return !b.Gone && !b.Taken && b.Edit.Op != revisions.EditMove }

func (h proposing) behind(r *request, d revisions.Draft, edits []draftEdit) ([]behindEdit, error) {
	lost, err := h.revisions.Behind(r.ctx(), d)
	if err != nil {
		return nil, err
	}
	var out []behindEdit
	for _, i := range lost {
		b := behindEdit{draftEdit: edits[i], Then: docs.RenderFragment([]byte(d.Edits[i].Old))}
		if d.Edits[i].Op == revisions.EditPage {
			_, source, err := h.docs.Read(r.ctx(), d.Edits[i].Path)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
			b.Taken, b.Now = true, docs.RenderFragment(source)
			out = append(out, b)
			continue
		}
		life, err := h.docs.Passage(r.ctx(), subjectOf(d.Edits[i]))
		switch {
		case fault.KindOf(err) == fault.NotFound, err == nil && life.Gone:
			b.Gone = true
		case err != nil:
			return nil, err
		default:
			b.Now = docs.RenderFragment([]byte(life.Text))
			if d.Edits[i].Op == revisions.EditChange {
				b.NowMarks = marked(r, "n"+strconv.Itoa(i), d.Edits[i].Old, life.Text)
				b.MineMarks = marked(r, "m"+strconv.Itoa(i), d.Edits[i].Old, d.Edits[i].Text)
			}
		}
		out = append(out, b)
	}
	return out, nil
}

// marked is a passage with what has been changed in it.
func marked(r *request, id, old, text string) []diffBlock {
	return diffReader{Printer: r.print, id: id}.blocks(markMoves(revisions.Diff(old, text).Changes))
}

// subjectOf is the passage that a change is about, or comes after.
func subjectOf(e revisions.Edit) docs.PassageID {
	if e.Op == revisions.EditMove {
		return e.From
	}
	return e.Passage
}

// settle proposes the writer's own text over the one that is there now.
func (h proposing) settle(r *request, d revisions.Draft, about string) error {
	mine, n, err := edit(d, about)
	if err != nil {
		return err
	}
	mine.Old = "" // whatever it is now
	if _, err := h.revisions.PutEdit(r.ctx(), draftToken(r), n, mine); err != nil && !fault.Is(err, "error.draft-behind") {
		return err
	}
	return r.redirect("draft", draftToken(r))
}
