package server

import (
	"net/http"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// writePage is the form where one change is written. Its fields: "what" is done,
// "text" the passage reworded, "added" a new passage, "after" the passage that
// it moves behind, and "old" the wording that the writer had before them.
type writePage struct {
	Form  *form
	Place place
	// Action takes the form; Back is where to go instead.
	Action, Back string
	// Begun can take the change in, unless the form is of a draft already.
	Begun *begunDraft
	// First: the change begins a draft, whose reason is asked at once.
	First bool
	// After are the places that the passage can move to, Langs the languages a
	// reason can be in.
	After, Langs []choice
	// NewPage: the form is for a whole new page.
	NewPage bool
}

// write shows the form at a passage, or where a new passage goes.
func (h proposing) write(r *request) error {
	p, err := h.askedPlace(r)
	if err != nil {
		return err
	}
	view := writePage{Place: p, Action: r.url("propose"), Form: newForm(
		"what", string(revisions.EditChange), "text", p.Text, "old", p.Text, "lang", string(r.lang), "target", targetBegun)}
	if p.At != "" {
		view.Form = newForm("what", string(revisions.EditAdd), "lang", string(r.lang), "target", targetBegun)
	}
	return h.showWrite(r, http.StatusOK, view)
}

// askedPlace is the place that the query names: a passage, or a page and at.
func (h proposing) askedPlace(r *request) (place, error) {
	id := docs.PassageID(r.query("passage"))
	if id == "" {
		path, err := queryPath(r)
		if err != nil {
			return place{}, err
		}
		return h.findPlace(r, path, "", r.query("at"))
	}
	life, err := h.docs.Passage(r.ctx(), id)
	if err != nil {
		return place{}, err
	}
	if life.Gone {
		return place{}, fault.New(fault.Gone, "error.passage-gone")
	}
	return h.findPlace(r, life.Page.Path, id, "")
}

// newPage shows the form for a new page.
func (h proposing) newPage(r *request) error {
	return h.showWrite(r, http.StatusOK, writePage{NewPage: true, Action: r.url("propose"),
		Form: newForm("what", string(revisions.EditPage), "lang", string(r.lang), "chapterlang", string(r.lang), "target", targetBegun)})
}

// showWrite shows the form; the view has the place, the form and its address.
func (h proposing) showWrite(r *request, status int, view writePage) error {
	if view.Action == r.url("propose") {
		if !r.posts() || r.value("target") != "" {
			var err error
			if view.Begun, err = h.begun(r); err != nil {
				return err
			}
		}
		view.First = view.Begun == nil
		view.Back = r.url("propose")
		if view.Place.Path != "" {
			view.Back = r.url("page", view.Place.Path)
			if view.Place.Passage != "" {
				view.Back += "#" + view.Place.Passage.Anchor()
			}
		}
	}
	view.After = []choice{{Value: "", Label: r.t("propose.after-choose")}, {Value: placeTop, Label: r.t("propose.after-top")}}
	for _, x := range view.Place.Others {
		view.After = append(view.After, choice{Value: string(x.ID), Label: x.Text})
	}
	view.Langs = langChoices(r)
	title := r.t("propose.write-title")
	crumbs := []crumb{{r.t("read.index"), r.url("strategy")}}
	if view.NewPage {
		title = r.t("propose.page-title")
	} else {
		crumbs = append(crumbs, crumb{view.Place.PageTitle, r.url("page", view.Place.Path)})
	}
	return r.render(status, "propose-write", head{Title: title, Section: "strategy", NoIndex: true, Crumbs: crumbs}, view)
}

// langChoices are the languages a person can write in.
func langChoices(r *request) []choice {
	var out []choice
	for _, l := range people.Langs {
		out = append(out, choice{Value: string(l), Label: r.t("language." + string(l))})
	}
	return out
}

// begin takes the first form: the change goes to the begun draft or to a new one.
func (h proposing) begin(r *request) error {
	change, view, err := h.posted(r)
	view.Action = r.url("propose")
	if err != nil {
		return h.showAgain(r, view, change, err)
	}
	token, fresh, err := h.target(r)
	if err != nil {
		return err
	}
	d, err := h.revisions.PutEdit(r.ctx(), token, -1, change)
	if fault.Is(err, "error.draft-behind") {
		err = nil // the draft keeps it, and its page shows what there is to choose
	}
	if err == nil && fresh {
		details := detailsOf(d)
		details.Title, details.Reason = r.suggestTitle(change, view.Place), r.text("reason")
		_, err = h.revisions.SaveDetails(r.ctx(), token, details)
	}
	if err != nil {
		if fresh {
			if err := h.revisions.DiscardDraft(r.ctx(), token); err != nil {
				return err
			}
		}
		return h.showAgain(r, view, change, err)
	}
	r.rememberDraft(token)
	return r.redirect("draft", token)
}

// suggestTitle names a proposal by its first change.
func (r *request) suggestTitle(e revisions.Edit, p place) string {
	switch {
	case e.Op == revisions.EditPage:
		return r.t("propose.suggest-page", e.Heading)
	case p.Heading != "" && p.Heading != p.PageTitle:
		return r.t("propose.suggest-heading", p.Heading)
	}
	return r.t("propose.suggest-heading", p.PageTitle)
}

// targetBegun is the answer of one who adds a change to the begun draft. A form
// that did not ask began a new one, whatever another window has begun since.
const targetBegun = "begun"

// target is the draft that takes the change.
func (h proposing) target(r *request) (token people.Token, fresh bool, err error) {
	if r.value("target") == targetBegun {
		begun, err := h.begun(r)
		if err != nil {
			return "", false, err
		}
		if begun != nil {
			return begun.Token, false, nil
		}
	}
	lang := people.Lang(r.value("lang"))
	if !slices.Contains(people.Langs, lang) {
		lang = r.lang
	}
	token, _, err = h.revisions.StartDraft(r.ctx(), r.actor, lang, 0)
	return token, true, err
}

// posted reads the change that a form says, and the view to show it again.
func (h proposing) posted(r *request) (revisions.Edit, writePage, error) {
	e := revisions.Edit{Op: revisions.EditOp(r.value("what")), Text: r.text("text"), Old: r.text("old"), Path: docs.Path(r.value("page"))}
	view := writePage{Form: r.form(), NewPage: e.Op == revisions.EditPage}
	if view.NewPage {
		e.Heading = r.value("heading")
		e.Text = "# " + e.Heading + "\n\n" + r.text("text")
		switch {
		case e.Heading == "":
			return e, view, fault.InField("heading", "propose.heading-required")
		case r.value("text") == "":
			return e, view, fault.InField("text", "error.text-required")
		}
		if e.Path = revisions.PagePath(e.Heading, people.Lang(r.value("chapterlang"))); docs.ValidatePath(e.Path) != nil {
			return e, view, fault.InField("heading", "propose.heading-required")
		}
		return e, view, nil
	}
	at := r.value("at")
	e.Passage = docs.PassageID(r.value("passage"))
	p, err := h.findPlace(r, e.Path, e.Passage, at)
	if err != nil && (e.Old == "" || fault.KindOf(err) != fault.NotFound) {
		return e, view, err
	}
	// What to do when the passage has gone meanwhile is the service's to judge:
	// it keeps what was typed.
	p.Path = e.Path
	view.Place = p
	if at != "" {
		e.Passage = p.Passage
	}
	e.Outside = at == placeEnd || r.value("outside") != ""
	switch e.Op {
	case revisions.EditAdd:
		e.Text = r.text("added")
	case revisions.EditMove:
		e.From, e.Passage = e.Passage, docs.PassageID(r.value("after"))
		if e.Passage == "" {
			return e, view, fault.InField("after", "propose.after-required")
		}
		if e.Passage == placeTop {
			top, err := h.findPlace(r, e.Path, "", placeTop)
			if err != nil {
				return e, view, err
			}
			e.Passage = top.Passage
		}
	}
	return e, view, nil
}

// showAgain shows the form with what is to be mended, at the field it is about.
func (h proposing) showAgain(r *request, view writePage, e revisions.Edit, err error) error {
	if !view.Form.take(r, err) {
		return err
	}
	for i, x := range view.Form.faults {
		switch {
		case x.Field == "path":
			view.Form.faults[i].Field = "heading"
		case x.Field == "text" && e.Op == revisions.EditAdd:
			view.Form.faults[i].Field = "added"
		case x.Field == "text" && e.Op == revisions.EditMove:
			view.Form.faults[i].Field = "after"
		}
	}
	return h.showWrite(r, http.StatusUnprocessableEntity, view)
}
