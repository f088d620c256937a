package server

import (
	"net/http"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// front is the home page.
type front struct {
	docs      *docs.Repository
	revisions *revisions.Service
}

const (
	homeDecisions = 4
	homeProposals = 5
)

// homePage tells what this is and what goes on.
type homePage struct {
	City, Site string
	Chapters   []chapter
	// Foreign are the chapters in other languages.
	Foreign []chapter
	// Count and Words are of all chapters.
	Count, Words int
	Proposals    []revisions.Proposal
	// Open is how many proposals wait for an answer in all.
	Open int
	// Accepted is how many have been accepted so far.
	Accepted  int
	Decisions []decisionRow
	CanImport bool
	SignedIn  bool
}

// decisionRow is a decision with the proposal it answers.
type decisionRow struct {
	Proposal int64
	Title    string
	Lang     people.Lang
	Verdict  revisions.Verdict
	At       time.Time
}

func (h front) home(r *request) error {
	list, err := chapters(r, h.docs, h.revisions)
	if err != nil {
		return err
	}
	brand := r.server.config.Brand
	view := homePage{City: brand.City[r.lang], Site: brand.Site[r.lang],
		CanImport: r.can(people.ImportText, ""), SignedIn: r.actor.SignedIn()}
	view.Count = len(list)
	for _, c := range list {
		view.Words += c.Words
		if c.Lang == r.lang {
			view.Chapters = append(view.Chapters, c)
		} else {
			view.Foreign = append(view.Foreign, c)
		}
	}
	view.Proposals, view.Open, err = h.revisions.Proposals(r.ctx(), people.Account{},
		revisions.Filter{States: []revisions.State{revisions.Open, revisions.Returned}, Order: "newest", Limit: homeProposals})
	if err != nil {
		return err
	}
	_, view.Accepted, err = h.revisions.Proposals(r.ctx(), people.Account{},
		revisions.Filter{States: []revisions.State{revisions.Accepted}, Limit: 1})
	if err != nil {
		return err
	}
	if view.Decisions, err = h.decisions(r); err != nil {
		return err
	}
	return r.render(http.StatusOK, "home", head{Title: view.Site, Description: r.t("home.description", view.City)}, view)
}

func (h front) decisions(r *request) ([]decisionRow, error) {
	latest, err := h.revisions.LatestDecisions(r.ctx(), homeDecisions)
	if err != nil {
		return nil, err
	}
	var out []decisionRow
	for _, d := range latest {
		p, err := h.revisions.Proposal(r.ctx(), people.Account{}, d.Proposal)
		if err != nil {
			return nil, err
		}
		out = append(out, decisionRow{Proposal: p.ID, Title: p.Title, Lang: p.Lang, Verdict: d.Verdict, At: d.At})
	}
	return out, nil
}
