package server

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// draftEdit is one change of a draft in its list.
type draftEdit struct {
	N    int // from 0, as addresses have it
	Edit revisions.Edit
	// Where tells the page or heading, What how the passage begins.
	Where, What string
	Lang        people.Lang
	// Preview is the proposed text as it will be read; nothing for a removal.
	Preview template.HTML
}

func (h proposing) draftEdits(r *request, d revisions.Draft) ([]draftEdit, error) {
	titles, err := h.titles(r)
	if err != nil {
		return nil, err
	}
	out := make([]draftEdit, len(d.Edits))
	for i, e := range d.Edits {
		x := draftEdit{N: i, Edit: e, Where: titles[e.Path], Lang: e.Path.Lang()}
		if x.Where == "" {
			x.Where = titleOf(e.Path, "")
		}
		if e.Heading != "" && e.Heading != x.Where && e.Op != revisions.EditPage {
			x.Where += " – " + e.Heading
		}
		x.What = excerpt(e.Old)
		if e.Text != "" {
			x.Preview = docs.RenderFragment([]byte(e.Text))
			if e.Old == "" {
				x.What = excerpt(e.Text)
			}
		}
		out[i] = x
	}
	return out, nil
}

// titles are the titles of the pages by path.
func (h proposing) titles(r *request) (map[docs.Path]string, error) {
	pages, err := h.docs.Pages(r.ctx())
	if err != nil {
		return nil, err
	}
	out := map[docs.Path]string{}
	for _, p := range pages {
		out[p.Path] = titleOf(p.Path, p.Title)
	}
	return out, nil
}

// edit is the change of a draft with the number, from 0.
func edit(d revisions.Draft, number string) (revisions.Edit, int, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= len(d.Edits) {
		return revisions.Edit{}, 0, fault.New(fault.NotFound, "draft.no-edit")
	}
	return d.Edits[n], n, nil
}

// rewrite shows a change of the draft to be written anew, and takes it.
func (h proposing) rewrite(r *request) error {
	token := draftToken(r)
	d, err := h.revisions.Draft(r.ctx(), token)
	if err != nil {
		return err
	}
	before, n, err := edit(d, r.param("n"))
	if err != nil {
		return err
	}
	action, back := r.url("draft.edit", token, n), r.url("draft", token)
	if !r.posts() {
		view, err := h.written(r, before)
		if err != nil {
			return err
		}
		view.Action, view.Back = action, back
		return h.showWrite(r, http.StatusOK, view)
	}
	after, view, err := h.posted(r)
	view.Action, view.Back = action, back
	if view.NewPage && !h.taken(r, before.Path) {
		after.Path = before.Path
	}
	if err == nil {
		_, err = h.revisions.PutEdit(r.ctx(), token, n, after)
	}
	if err != nil && !fault.Is(err, "error.draft-behind") {
		return h.showAgain(r, view, after, err)
	}
	return r.redirect("draft", token)
}

// taken reports whether another has made the page meanwhile: a new heading then
// gives the writer's own another address.
func (h proposing) taken(r *request, path docs.Path) bool {
	_, _, err := h.docs.Read(r.ctx(), path)
	return err == nil
}

// written is the form as it was when the change was written. The wording it is
// compared with is the one that the strategy has now.
func (h proposing) written(r *request, e revisions.Edit) (writePage, error) {
	if e.Op == revisions.EditPage {
		text := e.Text
		if title, rest, ok := strings.Cut(text, "\n"); ok && title == "# "+e.Heading {
			text = strings.TrimPrefix(rest, "\n")
		}
		return writePage{NewPage: true, Form: newForm("what", string(e.Op), "heading", e.Heading, "text", text, "page", string(e.Path), "chapterlang", string(e.Path.Lang()))}, nil
	}
	passage, at := e.Passage, ""
	switch {
	case e.Op == revisions.EditMove:
		passage = e.From
	case e.Op == revisions.EditAdd && e.Passage == "":
		at = placeTop
	}
	p, err := h.findPlace(r, e.Path, passage, at)
	if fault.KindOf(err) == fault.NotFound {
		// The passage is gone: the writer's words are all there is.
		p = place{Path: e.Path, PageTitle: titleOf(e.Path, ""), Lang: e.Path.Lang(), Passage: passage, Heading: e.Heading, Text: e.Old}
	} else if err != nil {
		return writePage{}, err
	}
	f := newForm("what", string(e.Op), "old", p.Text, "text", p.Text)
	switch e.Op {
	case revisions.EditChange:
		f.values.Set("text", e.Text)
	case revisions.EditAdd:
		f.values.Set("added", e.Text)
	case revisions.EditMove:
		f.values.Set("after", string(e.Passage))
		if e.Passage == "" {
			f.values.Set("after", placeTop)
		}
	}
	if e.Outside {
		f.values.Set("outside", "yes")
	}
	return writePage{Place: p, Form: f}, nil
}

// drop takes a change out of the draft. The button says which one it was made
// for: a second click, or another window, must not take out the next one.
func (h proposing) drop(r *request, d revisions.Draft, about string) error {
	number, key, _ := strings.Cut(about, " ")
	n, err := strconv.Atoi(number)
	if err == nil && n >= 0 && n < len(d.Edits) && editKey(d.Edits[n]) == key {
		if _, err := h.revisions.DropEdit(r.ctx(), draftToken(r), n); err != nil {
			return err
		}
	}
	return r.redirect("draft", draftToken(r))
}

// Key tells the change from the others of its draft.
func (e draftEdit) Key() string { return editKey(e.Edit) }

func editKey(e revisions.Edit) string {
	return string(e.Op) + " " + string(e.Path) + " " + string(e.Passage) + " " + string(e.From) + " " + strconv.Itoa(len(e.Text))
}
