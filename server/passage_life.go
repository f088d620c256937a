package server

import (
	"html/template"
	"slices"
	"strconv"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// lifeEvent is one event in a passage's life: a change of its text, or a proposal
// to it that was answered otherwise, or waits for its answer.
type lifeEvent struct {
	// Change is what happened to the text, "" for a proposal that changed nothing.
	Change docs.PassageChange
	// Verdict answered the proposal, "" while it waits, and for an import.
	Verdict revisions.Verdict
	At      time.Time
	// Author wrote or proposed; Decider answered, "" for nobody else.
	Author, Decider string
	Proposal        int64
	Title           string // of the proposal
	TitleLang       people.Lang
	Reason          template.HTML // of the answer
	Path            docs.Path
	Seq             int64
	// Diff is what the event changed, nil when there is nothing to compare.
	Diff *diffView
}

// passageLife tells the life of a passage and of the proposals to it, from the
// newest event to the first.
func (h reading) passageLife(r *request, events []docs.PassageEvent, proposals []revisions.Proposal) ([]lifeEvent, error) {
	var ps []people.Pseudonym
	for _, e := range events {
		ps = append(ps, e.Author, e.Decider)
	}
	names, err := r.authors(ps...)
	if err != nil {
		return nil, err
	}
	var out []lifeEvent
	for i, e := range events {
		x := lifeEvent{Change: e.Change, Author: r.authorName(names, e.Author), Proposal: e.Proposal, At: e.At, Path: e.Path, Seq: e.Seq}
		if e.Decider != e.Author {
			x.Decider = r.authorName(names, e.Decider)
		}
		if e.Change == docs.PassageChanged && i > 0 {
			d := newDiffView(r.print, "e"+strconv.Itoa(i), revisions.Diff(events[i-1].Text, e.Text))
			x.Diff = &d
		}
		if err := h.explain(r, &x); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	for _, p := range proposals {
		answered, err := h.answers(r, p)
		if err != nil {
			return nil, err
		}
		out = append(out, answered...)
	}
	slices.SortStableFunc(out, func(a, b lifeEvent) int { return b.At.Compare(a.At) })
	return out, nil
}

// explain adds why an accepted proposal was accepted. The proposal may be of
// another site, whose number came with an import.
func (h reading) explain(r *request, e *lifeEvent) error {
	if e.Proposal == 0 {
		return nil
	}
	p, err := h.revisions.Proposal(r.ctx(), people.Account{}, e.Proposal)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	r.dependsOn("proposal/" + strconv.FormatInt(p.ID, 10))
	e.Title, e.TitleLang = p.Title, p.Lang
	decisions, err := h.revisions.Decisions(r.ctx(), p.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.Commit != "" {
			e.Verdict, e.Reason = d.Verdict, docs.RenderFragment([]byte(d.Reason))
		}
	}
	return nil
}

// answers are the events of a proposal that did not change the text.
func (h reading) answers(r *request, p revisions.Proposal) ([]lifeEvent, error) {
	decisions, err := h.revisions.Decisions(r.ctx(), p.ID)
	if err != nil {
		return nil, err
	}
	ids := []people.ID{p.Author}
	for _, d := range decisions {
		ids = append(ids, d.By)
	}
	names, err := r.names(ids...)
	if err != nil {
		return nil, err
	}
	about := lifeEvent{Author: r.personName(names[p.Author]), Proposal: p.ID, Title: p.Title, TitleLang: p.Lang}
	var out []lifeEvent
	for _, d := range decisions {
		if d.Commit != "" {
			continue
		}
		x := about
		x.Verdict, x.At, x.Decider, x.Reason = d.Verdict, d.At, r.personName(names[d.By]), docs.RenderFragment([]byte(d.Reason))
		out = append(out, x)
	}
	if p.State.Live() {
		x := about
		x.At = p.Created
		out = append(out, x)
	}
	return out, nil
}

// passageAuthors is who wrote the words of a living passage, nil when its page
// has changed since.
func (h reading) passageAuthors(r *request, life docs.PassageLife) (*authorsView, error) {
	a, err := h.revisions.Authorship(r.ctx(), life.Page.Path, life.Page.Seq)
	if err != nil {
		return nil, err
	}
	runs := a.Passage(revisions.Extent{Start: life.Passage.Start, End: life.Passage.End}, life.Text)
	if len(runs) == 0 {
		return nil, nil
	}
	return showAuthors(r, a, runs)
}
