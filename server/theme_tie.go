package server

import (
	"net/http"
	"strconv"
	"strings"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// themeTie is a passage or a proposal that a theme speaks of.
type themeTie struct {
	themes.Link
	Title string
	// Text begins the passage; Page is the title of the page it is on.
	Text, Page string
	Lang       people.Lang
	// Status is a proposal's.
	Status revisions.State
	// Percent is how sure the machine is of a suggestion.
	Percent int
	// Gone: the passage is not in the strategy any more.
	Gone bool
}

// ties tells what the links lead to. What is not there any more, or not for
// everyone to see, is left out.
func (h theming) ties(r *request, view *themePage, links []themes.Link) error {
	for _, l := range links {
		t, err := h.tie(r, l)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		switch {
		case l.State == themes.Suggested:
			view.Suggested = append(view.Suggested, t)
		case l.State != themes.Confirmed:
		case l.To.Kind == themes.Passage:
			view.Passages = append(view.Passages, t)
		case l.To.Kind == themes.Proposal:
			view.Proposals = append(view.Proposals, t)
		}
	}
	return nil
}

func (h theming) tie(r *request, l themes.Link) (themeTie, error) {
	t := themeTie{Link: l, Percent: int(l.Score*100 + .5)}
	switch l.To.Kind {
	case themes.Passage:
		id := docs.PassageID(l.To.ID)
		r.touch(subjectPassage(id))
		life, err := h.docs.Passage(r.ctx(), id)
		if err != nil {
			return t, err
		}
		path := life.Events[len(life.Events)-1].Path
		t.Page, t.Lang, t.Gone = titleOf(path, life.Page.Title), path.Lang(), life.Gone
		t.Title, t.Text = life.Passage.Heading, excerpt(life.Text)
		if t.Title == "" || life.Passage.Kind == docs.KindHeading {
			t.Title, t.Page = t.Page, ""
		}
		return t, nil
	case themes.Proposal:
		id, err := strconv.ParseInt(l.To.ID, 10, 64)
		if err != nil {
			return t, err
		}
		r.touch(subjectProposal(id))
		p, err := h.revisions.Proposal(r.ctx(), people.Account{}, id)
		t.Title, t.Lang, t.Status = p.Title, p.Lang, p.State
		return t, err
	}
	return t, fault.New(fault.NotFound, "error.not-found")
}

// tiePage is where a theme is tied to a passage or a proposal.
type tiePage struct {
	Theme themeLink
	Form  *form
	Query string
	Found []themeTie
}

// maxTies bounds what one search offers.
const maxTies = 20

// chooseTie searches for what the theme speaks of: words of the text, or the
// number of a proposal.
func (h theming) chooseTie(r *request) error {
	if err := people.Can(r.actor, people.TieFeedback, people.Subject{}); err != nil {
		return err
	}
	id, err := r.number("id")
	if err != nil {
		return err
	}
	theme, err := h.themes.Theme(r.ctx(), r.actor, id)
	if err != nil {
		return err
	}
	query := strings.TrimSpace(r.query("q"))
	if len(query) > maxQuery {
		query = strings.ToValidUTF8(query[:maxQuery], "")
	}
	view := tiePage{Theme: themeLink{id, r.themeName(theme.Theme), theme.Theme.Lang}, Form: newForm("q", query), Query: query}
	tied := map[themes.Target]bool{}
	for _, l := range theme.Links {
		if l.State == themes.Confirmed {
			tied[themes.Target{Kind: l.To.Kind, ID: l.To.ID}] = true
		}
	}
	add := func(to themes.Target) error {
		plain := themes.Target{Kind: to.Kind, ID: to.ID}
		if tied[plain] || len(view.Found) == maxTies {
			return nil
		}
		tied[plain] = true
		t, err := h.tie(r, themes.Link{Theme: id, To: to})
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err == nil {
			view.Found = append(view.Found, t)
		}
		return err
	}
	if n, err := strconv.ParseInt(strings.TrimPrefix(query, "#"), 10, 64); err == nil {
		if err := add(toProposal(n)); err != nil {
			return err
		}
	}
	if query != "" {
		hits, err := h.docs.Search(r.ctx(), r.lang, query, maxHits)
		if err != nil {
			return err
		}
		for _, hit := range hits {
			switch {
			case hit.Kind == docs.DocPage && hit.Passage != "":
				err = add(themes.Target{Kind: themes.Passage, ID: string(hit.Passage), Page: hit.Subject})
			case hit.Kind == docs.DocProposal:
				err = add(themes.Target{Kind: themes.Proposal, ID: hit.Subject})
			}
			if err != nil {
				return err
			}
		}
	}
	return r.render(http.StatusOK, "theme-tie", head{Title: r.t("theme.tie-title", view.Theme.Title), Section: "themes", NoIndex: true,
		Crumbs: []crumb{{r.t("theme.list"), r.url("themes")}, {view.Theme.Title, r.url("theme", id)}}}, view)
}
