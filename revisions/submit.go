package revisions

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Longest fields of a proposal, in characters.
const (
	MaxTitle  = 150
	MaxReason = 5_000
)

// Submit makes the draft a proposal, or the next version of one. A signed-in
// author's is open at once. A visitor's stays Unconfirmed until the mailed link
// is used: then Confirm opens it. Sending a visitor's draft again replaces what
// was sent and mails a new link, so that a wrong address can be mended. Missing
// title, reason, edits, name or address are Invalid faults in their fields, all
// of them joined in one error, and lose nothing.
func (s *Service) Submit(ctx context.Context, actor people.Account, op people.OpID, t people.Token) (Proposal, error) {
	if err := people.Can(actor, people.Propose, people.Subject{}); err != nil {
		return Proposal{}, err
	}
	var p Proposal
	err := s.write(ctx, actor, op, func(tx Tx, actor people.Account) error {
		d, err := s.unsent(ctx, tx, t.Hash())
		if err != nil {
			return err
		}
		if err := dropUnconfirmed(ctx, tx, &d); err != nil {
			return err
		}
		p, err = s.submit(ctx, tx, actor, d)
		if err != nil {
			return err
		}
		tx.SetResult(subject("proposal", p.ID))
		return nil
	})
	if id, ok := repeated(err, "proposal"); ok {
		return s.first(ctx, id)
	}
	if err != nil {
		return Proposal{}, err
	}
	return p, nil
}

// first loads the proposal that the first run of an operation made.
func (s *Service) first(ctx context.Context, id int64) (Proposal, error) {
	var p Proposal
	err := s.store.View(ctx, func(tx Tx) (err error) {
		p, err = tx.Proposal(ctx, id)
		return err
	})
	return p, err
}

func (s *Service) submit(ctx context.Context, tx Tx, actor people.Account, d Draft) (Proposal, error) {
	if d.Account != "" {
		if err := people.Can(actor, people.ReviseProposal, people.Subject{Owner: d.Account}); err != nil {
			return Proposal{}, err
		}
	}
	if err := validate(ctx, tx, actor, &d); err != nil {
		return Proposal{}, err
	}
	files, err := s.proposed(ctx, tx, &d)
	if err != nil {
		return Proposal{}, err
	}
	if d.Proposal > 0 {
		return s.revise(ctx, tx, actor, d, files)
	}
	p := Proposal{
		State: Open, Author: actor.ID, Pseudonym: actor.Pseudonym,
		Title: d.Title, Reason: d.Reason, Area: d.Area, Lang: d.Lang,
		Capacity: d.Capacity, Named: d.Named, Origin: d.Origin, Version: 1, Created: s.time(),
	}
	if p.ID, err = tx.NextNumber(ctx, "proposal"); err != nil {
		return Proposal{}, err
	}
	if !actor.SignedIn() {
		return s.await(ctx, tx, p, d)
	}
	if err := tx.DeleteDraft(ctx, d.Hash); err != nil {
		return Proposal{}, err
	}
	return s.publish(ctx, tx, p, version(p, d, s.time()), files, event.ProposalOpened)
}

// version is the proposal's version that the draft makes.
func version(p Proposal, d Draft, at time.Time) Version {
	return Version{
		Proposal: p.ID, N: p.Version, Base: d.Base,
		Title: p.Title, Reason: p.Reason, Edits: d.Edits, At: at,
	}
}

// validate tidies what was typed and gathers everything that is amiss with it.
func validate(ctx context.Context, tx Tx, actor people.Account, d *Draft) error {
	var amiss []error
	check := func(bad bool, field, key string, args ...any) {
		if bad {
			amiss = append(amiss, fault.InField(field, key, args...))
		}
	}
	d.Title = strings.Join(strings.Fields(d.Title), " ")
	d.Reason = strings.TrimSpace(d.Reason)
	check(len(d.Edits) == 0, "edits", "error.edits-required")
	check(size(d.Edits) > MaxText, "edits", "error.text-long", MaxText/1000)
	check(d.Title == "", "title", "error.title-required")
	check(utf8.RuneCountInString(d.Title) > MaxTitle, "title", "error.title-long", MaxTitle)
	check(d.Reason == "", "reason", "error.reason-required")
	check(utf8.RuneCountInString(d.Reason) > MaxReason, "reason", "error.reason-long", MaxReason)
	if d.Area != "" {
		known, err := hasArea(ctx, tx, d.Area)
		if err != nil {
			return err
		}
		check(!known, "area", "error.area")
	}
	if !actor.SignedIn() {
		var nameErr, emailErr error
		d.Name, nameErr = people.ValidateName(d.Name)
		d.Email, emailErr = people.NormalizeEmail(d.Email)
		for _, err := range []error{nameErr, emailErr} {
			if err != nil {
				amiss = append(amiss, err)
			}
		}
	}
	capacity, err := speaks(actor, d.Capacity)
	if err != nil {
		return err
	}
	d.Capacity = capacity
	return errors.Join(amiss...)
}

// speaks returns the capacity that the actor may speak in.
func speaks(actor people.Account, c people.Capacity) (people.Capacity, error) {
	if c != people.AsOfficial {
		return people.Private, nil
	}
	return c, people.Can(actor, people.SpeakAsOfficial, people.Subject{})
}

func hasArea(ctx context.Context, tx Tx, code string) (bool, error) {
	areas, err := tx.Areas(ctx)
	for _, a := range areas {
		if a.Code == code {
			return true, err
		}
	}
	return false, err
}

// proposed makes the files that the draft proposes, against main as it stands
// if the draft's passages are there as they were, else against its own base.
func (s *Service) proposed(ctx context.Context, tx Tx, d *Draft) ([]docs.File, error) {
	tip, err := tx.Ref(ctx, docs.Main)
	if err != nil {
		return nil, err
	}
	base := s.editionAt(tx, d.Base)
	if tip != d.Base {
		main := s.editionAt(tx, tip)
		settled, lost, err := main.settle(ctx, d.Edits)
		if err != nil {
			return nil, err
		}
		if len(lost) == 0 {
			base, d.Base, d.Edits = main, tip, settled
		}
	}
	pages, err := base.rewrite(ctx, d.Edits)
	if err != nil {
		return nil, err
	}
	var files []docs.File
	for _, p := range pages {
		if !p.exists || string(p.after) != string(p.source) {
			files = append(files, docs.File{Path: string(p.path), Content: p.after})
		}
	}
	if len(files) == 0 {
		return nil, fault.InField("edits", "error.no-change")
	}
	return files, nil
}

// publish writes the version's commit and rows and makes the proposal public.
func (s *Service) publish(ctx context.Context, tx Tx, p Proposal, v Version, files []docs.File, kind event.Kind) (Proposal, error) {
	commit, err := s.docs.Draft(ctx, tx, ref(p.ID, v.N), v.Base, files, p.Pseudonym, p.Title+"\n\n"+p.Reason)
	if err != nil {
		return p, err
	}
	v.Commit = commit
	p.Paths = paths(v.Edits)
	p.Updated = s.time()
	if err := tx.PutProposal(ctx, p); err != nil {
		return p, err
	}
	if err := tx.PutProposalVersion(ctx, v); err != nil {
		return p, err
	}
	if err := s.fitSent(ctx, tx, v); err != nil {
		return p, err
	}
	if err := index(ctx, tx, p); err != nil {
		return p, err
	}
	return p, s.emit(ctx, tx, kind, p, v.Edits)
}

// revise makes the draft the next version of its author's proposal.
func (s *Service) revise(ctx context.Context, tx Tx, actor people.Account, d Draft, files []docs.File) (Proposal, error) {
	p, err := visible(ctx, tx, actor, d.Proposal)
	if err != nil {
		return p, err
	}
	if err := revisable(actor, p); err != nil {
		return p, err
	}
	before, err := tx.ProposalVersion(ctx, p.ID, p.Version)
	if err != nil {
		return p, err
	}
	p.State, p.Version = Open, p.Version+1
	p.Title, p.Reason, p.Area = d.Title, d.Reason, d.Area
	p.Capacity, p.Named = d.Capacity, d.Named
	if err := tx.DeleteDraft(ctx, d.Hash); err != nil {
		return p, err
	}
	// The pages that the earlier version touched lose their marks.
	if err := s.emit(ctx, tx, event.ProposalUpdated, p, before.Edits); err != nil {
		return p, err
	}
	return s.publish(ctx, tx, p, version(p, d, s.time()), files, event.ProposalUpdated)
}

// revisable reports whether the actor may give the proposal a new version.
func revisable(actor people.Account, p Proposal) error {
	if err := people.Can(actor, people.ReviseProposal, people.Subject{Owner: p.Author}); err != nil {
		return err
	}
	return live(p)
}

// live returns nil for a proposal that still waits for something.
func live(p Proposal) error {
	switch {
	case p.State.Live():
		return nil
	case p.State.Decided():
		return fault.New(fault.Conflict, "error.decided")
	}
	return fault.New(fault.Conflict, "error.withdrawn")
}

// ref is the private reference that keeps a version of a proposal.
func ref(proposal int64, n int) docs.RefName {
	return docs.RefName(fmt.Sprintf("%s%d/v%d", docs.ProposalPrefix, proposal, n))
}

// paths are the pages that the edits touch, in order of first mention.
func paths(edits []Edit) []docs.Path {
	var ps []docs.Path
	seen := map[docs.Path]bool{}
	for _, e := range edits {
		if !seen[e.Path] {
			seen[e.Path] = true
			ps = append(ps, e.Path)
		}
	}
	return ps
}
