package server

import (
	"errors"
	"net/http"
	"strconv"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// deciding is a proposal that an official has before them, and what they have
// typed of their decision.
type deciding struct {
	proposal revisions.Proposal
	newest   revisions.Version
	form     *form
	// edits stand in for the proposal's own where the official reworded it.
	edits   []revisions.Edit
	preview revisions.MergePreview
	// Whether the form was made for the newest version and for this merge:
	// what was typed of another belongs to no field any more.
	sameVersion, sameMerge bool
	// problem tells why there is no merge to show.
	problem string
}

// decide shows the page where a proposal is answered, and takes the answer.
func (h reviewing) decide(r *request) error {
	p, err := h.proposals.asked(r)
	if err != nil {
		return err
	}
	if err := people.Can(r.actor, people.DecideProposal, people.Subject{Owner: p.Author}); err != nil {
		return err
	}
	if !r.posts() && !p.State.Live() {
		return r.redirect("proposal", p.ID)
	}
	versions, err := h.revisions.Versions(r.ctx(), r.actor, p.ID)
	if err != nil {
		return err
	}
	d := &deciding{proposal: p, newest: versions[len(versions)-1], form: newForm(), sameMerge: true, sameVersion: true}
	if r.posts() {
		return h.answer(r, d)
	}
	if err := h.merge(r, d); err != nil {
		return err
	}
	return h.showDecision(r, http.StatusOK, d)
}

// answer takes the posted decision, or shows what it would do.
func (h reviewing) answer(r *request, d *deciding) error {
	ruling := typedRuling(r, d.proposal.ID)
	op := r.op()
	d.form = r.form()
	d.sameVersion = ruling.Version == d.proposal.Version
	accepts := ruling.Verdict == revisions.Accept || ruling.Verdict == revisions.AcceptChanged
	if ruling.Verdict == revisions.AcceptChanged && d.sameVersion {
		d.edits = typedEdits(r, d.newest.Edits)
	}
	if d.proposal.State.Live() {
		if err := h.merge(r, d); err != nil {
			return err
		}
		d.sameMerge = r.value("seen") == seenMerge(d.preview)
	}
	if r.value("do") == "preview" {
		status := http.StatusOK
		if len(d.form.Faults()) > 0 {
			status = http.StatusUnprocessableEntity
		}
		return h.showDecision(r, status, d)
	}
	if d.proposal.State.Live() && d.sameVersion && accepts {
		d.check(r, &ruling)
		if len(d.form.Faults()) > 0 {
			return h.showDecision(r, http.StatusUnprocessableEntity, d)
		}
		if d.preview.Outcome != revisions.Clean && !d.sameMerge {
			d.form.add("", r.t("decide.merge-anew"))
			return h.showDecision(r, http.StatusConflict, d)
		}
	}
	if _, err := h.revisions.Decide(r.ctx(), r.actor, op, ruling); err != nil {
		return h.refused(r, d, err)
	}
	return r.redirect("queue", append(r.queueQuery(), "done", d.proposal.ID)...)
}

// refused shows the decision again with what stands in its way.
func (h reviewing) refused(r *request, d *deciding, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	switch f.Kind {
	case fault.Invalid:
		d.take(r, err)
		return h.showDecision(r, http.StatusUnprocessableEntity, d)
	case fault.Conflict:
	default:
		return err
	}
	field := ""
	if f.Key == "error.needs-look" {
		field = "looked"
	}
	d.form.add(field, r.t(f.Key, f.Args...))
	// Someone else's deed is what changed: what they left is read anew.
	if d.proposal, err = h.revisions.Proposal(r.ctx(), r.actor, d.proposal.ID); err != nil {
		return err
	}
	versions, err := h.revisions.Versions(r.ctx(), r.actor, d.proposal.ID)
	if err != nil {
		return err
	}
	d.newest = versions[len(versions)-1]
	if d.sameVersion = r.value("version") == strconv.Itoa(d.newest.N); !d.sameVersion {
		d.edits = nil
	}
	if d.proposal.State.Live() {
		if err := h.merge(r, d); err != nil {
			return err
		}
		d.sameMerge = r.value("seen") == seenMerge(d.preview)
	}
	return h.showDecision(r, http.StatusConflict, d)
}

// merge finds out what accepting would do now. What the official reworded and
// cannot be merged is said at the form; the proposal's own words are then shown.
func (h reviewing) merge(r *request, d *deciding) error {
	var err error
	d.preview, err = h.revisions.Preview(r.ctx(), r.actor, d.proposal.ID, d.edits)
	if err != nil && d.edits != nil && d.take(r, err) {
		d.edits = nil
		d.preview, err = h.revisions.Preview(r.ctx(), r.actor, d.proposal.ID, nil)
	}
	f, ok := errors.AsType[*fault.Error](err)
	if ok && f.Kind == fault.Conflict {
		d.problem = r.t(f.Key, f.Args...)
		return nil
	}
	return err
}

// take puts faults at the fields of this form: those of a reworded text belong
// to the changes as a whole.
func (d *deciding) take(r *request, err error) bool {
	at := len(d.form.Faults())
	if !d.form.take(r, err) {
		return false
	}
	for i := range d.form.faults[at:] {
		switch x := &d.form.faults[at+i]; x.Field {
		case "text", "path", "":
			x.Field = "edits"
		}
	}
	return true
}

// typedRuling is the decision as typed, without its choices and edits.
func typedRuling(r *request, proposal int64) revisions.Ruling {
	version, _ := strconv.Atoi(r.value("version")) // 0 is no version: the service refuses it
	return revisions.Ruling{
		Proposal: proposal, Version: version, Verdict: revisions.Verdict(r.value("verdict")),
		Reason: r.text("reason"), Tip: docs.Hash(r.value("tip")),
	}
}

// check completes the ruling of an acceptance and adds to the form what it lacks.
func (d *deciding) check(r *request, ruling *revisions.Ruling) {
	if ruling.Verdict == revisions.AcceptChanged {
		ruling.Edits = d.edits
		if d.edits != nil && sameEdits(d.edits, d.newest.Edits) {
			d.form.add("edits", r.t("decide.no-change"))
		}
	}
	if !d.sameMerge {
		return
	}
	ruling.Looked = r.value("looked") != ""
	for i, page := range d.preview.Pages {
		for k, c := range conflictsOf(page) {
			choice := typedChoice(r, i, k)
			text, ok := choice.words(c)
			if !ok {
				d.form.add(choice.name, r.t("decide.choose"))
			}
			if ruling.Choices == nil {
				ruling.Choices = map[docs.Path][]string{}
			}
			ruling.Choices[page.Path] = append(ruling.Choices[page.Path], text)
		}
	}
}
