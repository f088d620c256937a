package server

import (
	"html/template"
	"net/http"
	"strconv"
	"time"

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
	Events    []passageEvent
	Proposals []revisions.Proposal
	// Discussion is the dot of the partial "passage-discussion".
	Discussion any
}

// passageEvent is one event in the passage's life, newest first on the page.
type passageEvent struct {
	Change          docs.PassageChange
	Author, Decider string
	Proposal        int64
	At              time.Time
	Path            docs.Path
	Seq             int64
	// Diff is what the event changed, nil when there is nothing to compare.
	Diff *diffView
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
		Text: docs.RenderFragment([]byte(life.Text)), Gone: life.Gone, Proposals: proposals}
	if view.Events, err = passageEvents(r, life.Events); err != nil {
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

// passageEvents tells a passage's life from the newest event to the first.
func passageEvents(r *request, events []docs.PassageEvent) ([]passageEvent, error) {
	var ps []people.Pseudonym
	for _, e := range events {
		ps = append(ps, e.Author, e.Decider)
	}
	names, err := r.authors(ps...)
	if err != nil {
		return nil, err
	}
	out := make([]passageEvent, len(events))
	for i, e := range events {
		x := passageEvent{Change: e.Change, Author: r.authorName(names, e.Author), Proposal: e.Proposal, At: e.At, Path: e.Path, Seq: e.Seq}
		if e.Decider != e.Author {
			x.Decider = r.authorName(names, e.Decider)
		}
		if e.Change == docs.PassageChanged && i > 0 {
			d := newDiffView(r.print, "e"+strconv.Itoa(i), revisions.Diff(events[i-1].Text, e.Text))
			x.Diff = &d
		}
		out[len(events)-1-i] = x
	}
	return out, nil
}
