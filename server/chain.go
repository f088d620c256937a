package server

import (
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// chainView is the way from feedback to an initiative, as the partials "chain"
// and "chain-steps" show it: one group for each kind of thing, in that order.
type chainView struct{ Groups []chainGroup }

// chainGroup are the steps of one kind.
type chainGroup struct {
	Kind  themes.Kind
	Steps []chainStep
	// Folded are the steps beyond the first few.
	Folded []chainStep
	// More is how many pieces of feedback there are beyond these.
	More int
}

// chainStep leads to one thing.
type chainStep struct {
	Kind  themes.Kind
	URL   string // "" for what has no page
	Title string
	Lang  people.Lang
	// State is the proposal's, the verdict of a decision, or the initiative's.
	State string
	At    time.Time
}

// chainOpen is how many steps of one kind are read at once.
const chainOpen = 5

// chain makes the view of a chain. What it shows, the page depends on.
func (r *request) chain(c themes.Chain) chainView {
	var v chainView
	r.touch(subjectInitiatives) // a further one may come of the same
	for _, kind := range []struct {
		kind  themes.Kind
		steps []themes.Step
	}{
		{themes.ItemKind, c.Items}, {themes.ThemeKind, c.Themes}, {themes.Passage, c.Passages},
		{themes.Proposal, c.Proposals}, {themes.Decision, c.Decisions}, {themes.Initiative, c.Initiatives},
	} {
		g := chainGroup{Kind: kind.kind}
		for _, s := range kind.steps {
			g.Steps = append(g.Steps, r.chainStep(kind.kind, s))
		}
		if kind.kind == themes.ItemKind {
			g.More = c.More
		}
		if len(g.Steps) > chainOpen+1 {
			g.Steps, g.Folded = g.Steps[:chainOpen], g.Steps[chainOpen:]
		}
		if len(g.Steps) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return v
}

func (r *request) chainStep(kind themes.Kind, s themes.Step) chainStep {
	out := chainStep{Kind: kind, Title: s.Title, State: s.State, At: s.At, Lang: s.Lang}
	id := s.To.ID
	if kind != themes.Decision {
		r.touch(string(s.To.Kind) + "/" + id)
	}
	switch kind {
	case themes.ItemKind:
		out.URL = r.url("feedback.item", id)
	case themes.ThemeKind:
		// When the theme came about says nothing of the feedback in it.
		out.URL, out.At = r.url("theme", id), time.Time{}
		if out.Title == "" {
			out.Title = r.t("theme.number", id)
		}
	case themes.Passage:
		out.URL = r.url("passage", id)
		if out.Title == "" {
			out.Title = r.t("chain.untitled")
		}
	case themes.Proposal, themes.Decision:
		// A decision stands on the page of its proposal.
		for _, from := range s.From {
			if kind == themes.Decision && from.Kind == themes.Proposal {
				id = from.ID
			}
		}
		out.URL = r.url("proposal", id)
	case themes.Initiative:
		out.URL = r.url("initiative", id)
	}
	return out
}
