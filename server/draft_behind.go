package server

import (
	"html/template"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// behindEdit is a change whose passage is not in the strategy any more as its
// writer had it: the three texts, to choose from.
type behindEdit struct {
	draftEdit
	Token     people.Token
	Then, Now template.HTML
	// Gone: the passage is not in the strategy at all.
	Gone bool
}

// Mine: the writer's own text can be proposed over the one that is there now.
func (b behindEdit) Mine() bool { return !b.Gone && b.Edit.Op != revisions.EditMove }

func (h proposing) behind(r *request, d revisions.Draft, edits []draftEdit) ([]behindEdit, error) {
	lost, err := h.revisions.Behind(r.ctx(), d)
	if err != nil {
		return nil, err
	}
	var out []behindEdit
	for _, i := range lost {
		b := behindEdit{draftEdit: edits[i], Token: draftToken(r), Then: docs.RenderFragment([]byte(d.Edits[i].Old))}
		life, err := h.docs.Passage(r.ctx(), subjectOf(d.Edits[i]))
		switch {
		case fault.KindOf(err) == fault.NotFound, err == nil && life.Gone:
			b.Gone = true
		case err != nil:
			return nil, err
		default:
			b.Now = docs.RenderFragment([]byte(life.Text))
		}
		out = append(out, b)
	}
	return out, nil
}

// subjectOf is the passage that a change is about, or comes after.
func subjectOf(e revisions.Edit) docs.PassageID {
	if e.Op == revisions.EditMove {
		return e.From
	}
	return e.Passage
}

// settle takes what the writer chose for a change that was behind: "mine" puts
// it over the text that is there now.
func (h proposing) settle(r *request) error {
	d, n, err := h.editOf(r)
	if err != nil {
		return err
	}
	edit := d.Edits[n]
	edit.Old = ""
	token := people.Token(r.param("token"))
	if _, err := h.revisions.PutEdit(r.ctx(), token, n, edit); err != nil && !fault.Is(err, "error.draft-behind") {
		return err
	}
	return r.redirect("draft", token)
}
