package revisions

import (
	"bytes"
	"context"
	"strings"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// maxVerdictReason is the longest reason of a decision, in characters.
const maxVerdictReason = 10_000

// Ruling is what an official decides.
type Ruling struct {
	Proposal int64
	Version  int // the version the official had before them
	Verdict  Verdict
	Reason   string
	// Tip is main as the official saw it.
	Tip docs.Hash
	// Edits replace the proposal's own for AcceptChanged.
	Edits []Edit
	// Choices give, for each page, one text for each conflict in order.
	Choices map[docs.Path][]string
	// Looked confirms a merge whose outcome is Look.
	Looked bool
}

// consequence is what each verdict makes of a proposal.
var consequence = map[Verdict]struct {
	state State
	event event.Kind
}{
	Accept:        {Accepted, event.ProposalAccepted},
	AcceptChanged: {Accepted, event.ProposalAccepted},
	Reject:        {Rejected, event.ProposalRejected},
	AskChanges:    {Returned, event.ProposalReturned},
}

// Decide answers a proposal, and for an acceptance merges it in the same
// transaction. A reason is always required. Faults: Conflict
// "error.proposal-changed" (a newer version), "error.decided" (someone was
// first), "error.needs-look", "error.needs-choices", "error.text-moved" (main
// moved and the merge is no longer what the official saw), "error.nothing-left"
// (main has it all already).
func (s *Service) Decide(ctx context.Context, actor people.Account, op people.OpID, r Ruling) (Decision, error) {
	if err := people.Can(actor, people.DecideProposal, people.Subject{}); err != nil {
		return Decision{}, err
	}
	if err := r.validate(); err != nil {
		return Decision{}, err
	}
	var d Decision
	err := s.write(ctx, actor, op, func(tx Tx, actor people.Account) (err error) {
		d, err = s.decide(ctx, tx, actor, r)
		if err != nil {
			return err
		}
		tx.SetResult(subject("decision", d.ID))
		return nil
	})
	if id, ok := repeated(err, "decision"); ok {
		err = s.store.View(ctx, func(tx Tx) (err error) {
			d, err = tx.Decision(ctx, id)
			return err
		})
	}
	if err != nil {
		return Decision{}, err
	}
	return d, nil
}

// validate tidies the ruling and refuses one without its reason.
func (r *Ruling) validate() error {
	if _, ok := consequence[r.Verdict]; !ok {
		return fault.InField("verdict", "error.verdict")
	}
	r.Reason = strings.TrimSpace(tidyText(r.Reason))
	switch {
	case r.Reason == "":
		return fault.InField("reason", "error.reason-required")
	case utf8.RuneCountInString(r.Reason) > maxVerdictReason:
		return fault.InField("reason", "error.reason-long", maxVerdictReason)
	case !utf8.ValidString(r.Reason) || strings.ContainsRune(r.Reason, 0):
		return fault.InField("reason", "error.text-characters")
	}
	if r.Verdict != AcceptChanged {
		r.Edits = nil
	} else if r.Edits == nil {
		r.Edits = []Edit{}
	}
	return nil
}

func (s *Service) decide(ctx context.Context, tx Tx, actor people.Account, r Ruling) (Decision, error) {
	p, err := visible(ctx, tx, actor, r.Proposal)
	if err != nil {
		return Decision{}, err
	}
	if err := people.Can(actor, people.DecideProposal, people.Subject{Owner: p.Author}); err != nil {
		return Decision{}, err
	}
	if err := live(p); err != nil {
		return Decision{}, err
	}
	if r.Version != p.Version {
		return Decision{}, fault.New(fault.Conflict, "error.proposal-changed")
	}
	v, err := tx.ProposalVersion(ctx, p.ID, p.Version)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{
		Proposal: p.ID, Version: v.N, Verdict: r.Verdict, Reason: r.Reason,
		By: actor.ID, Pseudonym: actor.Pseudonym, Unit: actor.Unit, At: s.time(),
	}
	if d.ID, err = tx.NextNumber(ctx, "decision"); err != nil {
		return Decision{}, err
	}
	after := consequence[r.Verdict]
	if after.state == Accepted {
		d.Commit, err = s.accept(ctx, tx, p, v, r, d)
	} else {
		err = s.note(ctx, tx, d)
	}
	if err != nil {
		return Decision{}, err
	}
	p.State, p.Decision, p.Merged, p.Updated = after.state, d.ID, d.Commit, d.At
	if err := tx.PutDecision(ctx, d); err != nil {
		return Decision{}, err
	}
	if err := tx.PutProposal(ctx, p); err != nil {
		return Decision{}, err
	}
	return d, s.tell(ctx, tx, p, v, d, append(v.Edits, r.Edits...))
}

// accept merges the proposal into main and returns the commit.
func (s *Service) accept(ctx context.Context, tx Tx, p Proposal, v Version, r Ruling, d Decision) (docs.Hash, error) {
	tip, err := tx.Ref(ctx, docs.Main)
	if err != nil {
		return "", err
	}
	pages, err := s.mergeVersion(ctx, tx, v, r.Edits)
	if err != nil {
		return "", err
	}
	files, err := settleMerge(ctx, tx, pages, r)
	if err != nil {
		return "", err
	}
	c := docs.Change{
		Files: files, Author: p.Pseudonym, Decider: d.Pseudonym,
		Message:  p.Title + "\n\nVerdict: " + string(d.Verdict) + "\n\n" + d.Reason,
		Proposal: p.ID, Theirs: v.Commit, Tip: tip,
	}
	if tip == "" {
		// Main's first commit has no parents: its only one would count as main.
		c.Theirs = ""
	}
	if d.Verdict == AcceptChanged {
		c.CoAuthors = []people.Pseudonym{d.Pseudonym}
	}
	commit, err := s.docs.Apply(ctx, tx, c)
	if err != nil {
		return "", err
	}
	return commit.Hash, s.signWords(ctx, tx, commit, pages, v, r)
}

// settleMerge turns the merged pages into files, if the official has seen what
// a person has to see: the merge then goes in as it stood when they looked.
func settleMerge(ctx context.Context, tx Tx, pages []merging, r Ruling) ([]docs.File, error) {
	outcome := worst(pages)
	if outcome != Clean || len(r.Choices) > 0 {
		same, err := unmoved(ctx, tx, pages, r.Tip)
		if err != nil {
			return nil, err
		}
		if !same {
			return nil, fault.New(fault.Conflict, "error.text-moved")
		}
	}
	var files []docs.File
	for _, m := range pages {
		text, err := m.merged.Settle(r.Choices[m.current.path])
		if err != nil {
			return nil, fault.New(fault.Conflict, "error.needs-choices").Because(err)
		}
		if after := []byte(text); !m.current.exists || !bytes.Equal(after, m.current.source) {
			files = append(files, docs.File{Path: string(m.current.path), Content: after})
		}
	}
	if outcome == Look && !r.Looked {
		return nil, fault.New(fault.Conflict, "error.needs-look")
	}
	if len(files) == 0 {
		return nil, fault.New(fault.Conflict, "error.nothing-left")
	}
	return files, nil
}

// unmoved reports whether the pages are on main as they were at the commit.
func unmoved(ctx context.Context, tx Tx, pages []merging, seen docs.Hash) (bool, error) {
	var seq int64
	if seen != "" {
		c, err := tx.Commit(ctx, seen)
		if fault.KindOf(err) == fault.NotFound {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		seq = c.Seq
	}
	for _, m := range pages {
		if m.seq > seq {
			return false, nil
		}
	}
	return true, nil
}

// tell lets the caches, the feeds and the author know.
func (s *Service) tell(ctx context.Context, tx Tx, p Proposal, v Version, d Decision, edits []Edit) error {
	e := event.Event{
		Kind: consequence[d.Verdict].event, Subject: subject("proposal", p.ID),
		Touches: append([]string{"proposals", "changes"}, touched(edits)...), Time: d.At,
	}
	if p.Area != "" {
		e.Areas = []string{p.Area}
	}
	if err := tx.Emit(ctx, e); err != nil {
		return err
	}
	return people.QueueMail(ctx, tx, people.Mail{
		To: p.Author, Template: "proposal-decided", About: subject("proposal", p.ID), At: d.At,
		Args: map[string]string{"title": v.Title, "verdict": string(d.Verdict), "reason": d.Reason},
	})
}
