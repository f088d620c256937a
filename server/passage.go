package server

import (
	"html/template"
	"net/http"
	"strconv"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// passagePage is one passage: its text, its life, proposals and discussion.
type passagePage struct {
	ID    docs.PassageID
	Page  docs.Page
	Title string // of the page
	Lang  people.Lang
	// Heading is what the passage stands under.
	Heading   string
	IsHeading bool
	Text      template.HTML
	Gone      bool
	// Authors is who wrote its words, nil without words or when it is gone.
	Authors   *authorsView
	Life      []lifeEvent
	Proposals []revisions.Proposal
	// Said is what people said of it, Chain what came of that.
	Said  saidBox
	Chain chainView
	// Discussion is the dot of the partial "passage-discussion".
	Discussion any
}

func (h reading) passage(r *request) error {
	return h.showPassage(r, http.StatusOK, nil)
}

// showPassage shows the passage of the address; f is a comment that has to be
// mended, nil otherwise.
func (h reading) showPassage(r *request, status int, f *form) error {
	id := docs.PassageID(r.param("id"))
	r.dependsOn(subjectPassage(id))
	life, err := h.docs.Passage(r.ctx(), id)
	if err != nil {
		return err
	}
	last := life.Events[len(life.Events)-1]
	r.dependsOn(subjectPage(last.Path))
	proposals, err := h.revisions.ProposalsOfPassage(r.ctx(), id)
	if err != nil {
		return err
	}
	for _, p := range proposals {
		r.dependsOn("proposal/" + strconv.FormatInt(p.ID, 10))
	}
	view := passagePage{ID: id, Page: life.Page, Title: titleOf(last.Path, life.Page.Title), Lang: last.Path.Lang(),
		Heading: life.Passage.Heading, IsHeading: life.Passage.Kind == docs.KindHeading,
		Gone: life.Gone, Proposals: proposals}
	if !life.Gone {
		if view.Authors, err = h.passageAuthors(r, life); err != nil {
			return err
		}
	}
	view.Text = passageMarked(life.Text, view.Authors)
	if view.Life, err = h.passageLife(r, life.Events, proposals); err != nil {
		return err
	}
	if view.Said, err = saidOf(r, h.themes, toPassage(id)); err != nil {
		return err
	}
	if view.Chain, err = chainOf(r, h.themes, toPassage(id), view.Said); err != nil {
		return err
	}
	if view.Discussion, err = h.talk(r, life, f); err != nil {
		return err
	}
	about := head{Title: r.t("passage.title", view.Title), Section: "strategy", NoIndex: true}
	about.Crumbs = []crumb{{r.t("read.index"), r.url("strategy")}}
	if !life.Gone {
		about.Crumbs = append(about.Crumbs, crumb{view.Title, r.url("page", life.Page.Path) + "#" + id.Anchor()})
	}
	return r.render(status, "passage", about, view)
}
