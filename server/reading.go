package server

import (
	"net/http"
	"path"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// reading shows the text: chapters, their versions, passages, search.
type reading struct {
	docs      *docs.Repository
	revisions *revisions.Service
	themes    *themes.Service
}

// Subjects of events that lists of things depend on; see event.Event.
const (
	subjectChanges   = "changes"
	subjectProposals = "proposals"
)

func subjectPage(p docs.Path) string          { return "page/" + string(p) }
func subjectPassage(id docs.PassageID) string { return "passage/" + string(id) }

// maxCounted bounds the live proposals counted for the lists of chapters.
const maxCounted = 2000

// chapter is a page of the strategy in a list.
type chapter struct {
	Path    docs.Path
	Title   string
	Lang    people.Lang
	Words   int
	Changed time.Time
	// Open is how many proposals wait for an answer.
	Open int
}

// chapters lists the pages, those in the reader's language first.
func chapters(r *request, d *docs.Repository, rs *revisions.Service) ([]chapter, error) {
	r.dependsOn(subjectChanges, subjectProposals)
	pages, err := d.Pages(r.ctx())
	if err != nil {
		return nil, err
	}
	live, _, err := rs.Proposals(r.ctx(), people.Account{},
		revisions.Filter{States: []revisions.State{revisions.Open, revisions.Returned}, Limit: maxCounted})
	if err != nil {
		return nil, err
	}
	open := map[docs.Path]int{}
	for _, p := range live {
		for _, touched := range p.Paths {
			open[touched]++
		}
	}
	var own, other []chapter
	for _, p := range pages {
		c := chapter{Path: p.Path, Title: titleOf(p.Path, p.Title), Lang: p.Path.Lang(),
			Words: p.Words, Changed: p.Changed, Open: open[p.Path]}
		if c.Lang == r.lang {
			own = append(own, c)
		} else {
			other = append(other, c)
		}
	}
	return append(own, other...), nil
}

// titleOf is the page's title, the last part of its path when it has none.
func titleOf(p docs.Path, title string) string {
	if title != "" {
		return title
	}
	return path.Base(p.Slug())
}

// pagePath is the page that the address names.
func pagePath(r *request) (docs.Path, error) {
	p := docs.Path(strings.Trim(r.param("*"), "/") + ".md")
	if err := docs.ValidatePath(p); err != nil {
		return "", errNoPage()
	}
	return p, nil
}

// indexPage is the list of chapters.
type indexPage struct {
	Chapters []chapter
	Words    int
	// CanImport: the reader may bring in a first text.
	CanImport bool
}

func (h reading) index(r *request) error {
	list, err := chapters(r, h.docs, h.revisions)
	if err != nil {
		return err
	}
	page := indexPage{Chapters: list, CanImport: r.can(people.ImportText, "")}
	for _, c := range list {
		page.Words += c.Words
	}
	return r.render(http.StatusOK, "strategy",
		head{Title: r.t("read.index"), Section: "strategy", Description: r.t("read.index-description")}, page)
}
