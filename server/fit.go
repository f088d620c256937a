package server

import (
	"cmp"
	"slices"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// fitBadge says in a word how a proposal goes with the text; the zero one says
// nothing, of a proposal that waits no more.
type fitBadge struct {
	Fitness revisions.Fitness
	// Mine: the reader is the one it needs.
	Mine bool
}

// waits is 1 for a proposal that needs its writer, 0 for others.
func (b fitBadge) waits() int {
	if b.Fitness == revisions.NeedsYou {
		return 1
	}
	return 0
}

// fitBadges are the words for the proposals, by number.
func fitBadges(r *request, s *revisions.Service, ps []revisions.Proposal) (map[int64]fitBadge, error) {
	fits, err := s.Fits(r.ctx(), ps...)
	if err != nil {
		return nil, err
	}
	out := map[int64]fitBadge{}
	for _, p := range ps {
		if f, ok := fits[p.ID]; ok {
			out[p.ID] = fitBadge{f.Fitness, r.revises(p)}
		}
	}
	return out, nil
}

// revises reports whether the reader may write the proposal's next version.
func (r *request) revises(p revisions.Proposal) bool {
	return p.State.Live() && r.can(people.ReviseProposal, p.Author)
}

// fitView tells how a proposal goes with the text as it stands, what has come
// in between, and what there is to do.
type fitView struct {
	fitBadge
	Proposal int64
	Obstacle revisions.Obstacle
	// Why tells why to look.
	Why    []string
	Rivals []rivalView
}

// rivalView is a change of the text that a proposal meets.
type rivalView struct {
	pageLink
	// Where is the heading it lies under, "" for the page as a whole.
	Where string
	// Seq is the version of the page that it made.
	Seq  int64
	Gone bool
	At   time.Time
	// By is the proposal that brought it, zero for none.
	By revisions.Proposal
}

// fit is how the proposal goes with the text; nothing is said of one that waits
// no more.
func (h proposals) fit(r *request, p revisions.Proposal, newest revisions.Version) (fitView, error) {
	// Read anew with every change of the pages, also before the work on all
	// proposals has come to this one.
	for _, path := range p.Paths {
		r.dependsOn(subjectPage(path))
	}
	fits, err := h.revisions.Fits(r.ctx(), p)
	if err != nil {
		return fitView{}, err
	}
	f, ok := fits[p.ID]
	if !ok {
		return fitView{}, nil
	}
	view := fitView{fitBadge: fitBadge{f.Fitness, r.revises(p)}, Proposal: p.ID, Obstacle: f.Obstacle}
	for _, key := range f.Reasons {
		view.Why = append(view.Why, r.t(key))
	}
	view.Rivals, err = h.rivals(r, f, newest)
	return view, err
}

// rivals are the changes that the proposal meets, one for each page and version.
func (h proposals) rivals(r *request, f revisions.Fit, newest revisions.Version) ([]rivalView, error) {
	if len(f.Rivals) == 0 {
		return nil, nil
	}
	titles, err := h.titles(r)
	if err != nil {
		return nil, err
	}
	var out []rivalView
	for _, x := range f.Rivals {
		if slices.ContainsFunc(out, func(y rivalView) bool { return y.Path == x.Path && y.Seq == x.Seq }) {
			continue
		}
		v := rivalView{pageLink: pageLink{x.Path, cmp.Or(titles[x.Path], titleOf(x.Path, "")), x.Path.Lang()}, Seq: x.Seq, Gone: x.Gone, At: x.At}
		for _, e := range newest.Edits {
			if x.Passage != "" && (e.Passage == x.Passage || e.From == x.Passage) && e.Heading != v.Title {
				v.Where = e.Heading
			}
		}
		if x.Proposal > 0 {
			v.By, err = h.revisions.Proposal(r.ctx(), r.actor, x.Proposal)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// titles are the titles of the pages by path.
func (h proposals) titles(r *request) (map[docs.Path]string, error) {
	return proposing{docs: h.docs}.titles(r)
}

// fitChoices are the ways to narrow a list by how proposals go with the text.
func fitChoices(r *request) []choice {
	out := []choice{{Value: "", Label: r.t("fit.any")}}
	for _, f := range revisions.Fitnesses() {
		out = append(out, choice{Value: string(f), Label: r.t("fit." + string(f))})
	}
	return out
}

// queryFitness is how the asked-for proposals go with the text, "" for all.
func (r *request) queryFitness() revisions.Fitness {
	if f := revisions.Fitness(r.query("fit")); slices.Contains(revisions.Fitnesses(), f) {
		return f
	}
	return ""
}
