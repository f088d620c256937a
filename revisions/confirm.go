package revisions

import (
	"context"
	"strconv"
	"strings"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// A visitor's proposal waits as rows alone, without a commit or a reference:
// what nobody confirms leaves no trace in git. Until then it belongs to no
// account but to its draft, which keeps the visitor's name and address.

// provisionalPrefix cannot begin an account's ID.
const provisionalPrefix = "draft-"

// provisional is the owner of an unconfirmed proposal: its draft.
func provisional(h people.TokenHash) people.ID { return people.ID(provisionalPrefix + string(h)) }

// draftOf is the draft that an unconfirmed proposal belongs to.
func draftOf(p Proposal) people.TokenHash {
	return people.TokenHash(strings.TrimPrefix(string(p.Author), provisionalPrefix))
}

// await keeps a visitor's proposal and mails the link that opens it.
func (s *Service) await(ctx context.Context, tx Tx, p Proposal, d Draft) (Proposal, error) {
	now := s.time()
	p.State, p.Author, p.Paths, p.Updated = Unconfirmed, provisional(d.Hash), paths(d.Edits), now
	d.Proposal = p.ID
	if life := now.Add(draftLife); d.Expires.Before(life) {
		d.Expires = life
	}
	if err := tx.PutDraft(ctx, d); err != nil {
		return p, err
	}
	if err := tx.PutProposal(ctx, p); err != nil {
		return p, err
	}
	if err := tx.PutProposalVersion(ctx, version(p, d, now)); err != nil {
		return p, err
	}
	return p, people.QueueLink(ctx, tx, people.LinkConfirm, d.Email, d.Lang, subject("proposal", p.ID), now)
}

// dropUnconfirmed deletes the unconfirmed proposal that the draft was sent as,
// if any, so that the draft can be sent again; an earlier link then opens
// nothing.
func dropUnconfirmed(ctx context.Context, tx Tx, d *Draft) error {
	if d.Proposal == 0 || d.Account != "" {
		return nil
	}
	p, err := tx.Proposal(ctx, d.Proposal)
	switch {
	case fault.KindOf(err) == fault.NotFound:
	case err != nil:
		return err
	case p.State == Unconfirmed && p.Author == provisional(d.Hash):
		if err := tx.DeleteProposal(ctx, p.ID); err != nil {
			return err
		}
	default:
		return nil
	}
	d.Proposal = 0
	return nil
}

// errWaitsNoMore: the proposal that a link would open is gone, or open already.
var errWaitsNoMore = fault.New(fault.Gone, "error.proposal-gone")

// confirms is the number of the proposal that a confirmation link names.
func confirms(link people.Link) (int64, error) {
	number, ok := strings.CutPrefix(link.Target, "proposal/")
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || link.Kind != people.LinkConfirm {
		return 0, errWaitsNoMore
	}
	return id, nil
}

// Confirm opens the unconfirmed proposal that a LinkConfirm names (its Target is
// "proposal/N") in the name of the account that used the link. Done again it
// returns the opened proposal; Gone when the proposal waits no more.
func (s *Service) Confirm(ctx context.Context, actor people.Account, link people.Link) (Proposal, error) {
	id, err := confirms(link)
	if err != nil {
		return Proposal{}, err
	}
	if err := people.Can(actor, people.ReviseProposal, people.Subject{Owner: actor.ID}); err != nil {
		return Proposal{}, err
	}
	var p Proposal
	err = s.write(ctx, actor, "", func(tx Tx, actor people.Account) error {
		var err error
		p, err = tx.Proposal(ctx, id)
		switch {
		case fault.KindOf(err) == fault.NotFound, err == nil && p.State != Unconfirmed && p.Author != actor.ID:
			return errWaitsNoMore
		case err != nil || p.State != Unconfirmed:
			return err
		}
		p, err = s.open(ctx, tx, actor, p, link.Email)
		return err
	})
	if err != nil {
		return Proposal{}, err
	}
	return p, nil
}

// Waiting is what a confirmation link would open: the proposal's title and the
// name its writer gave.
type Waiting struct{ Title, Name string }

// Awaiting returns what the link would open; Gone when nothing waits any more.
// Whoever holds the link may read it.
func (s *Service) Awaiting(ctx context.Context, link people.Link) (w Waiting, err error) {
	id, err := confirms(link)
	if err != nil {
		return w, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Proposal(ctx, id)
		if fault.KindOf(err) == fault.NotFound || err == nil && p.State != Unconfirmed {
			return errWaitsNoMore
		}
		if err != nil {
			return err
		}
		d, err := tx.Draft(ctx, draftOf(p))
		if err == nil && d.Email != link.Email {
			return errWaitsNoMore
		}
		w = Waiting{Title: p.Title, Name: d.Name}
		return err
	})
	return w, err
}

// open makes an unconfirmed proposal the actor's.
func (s *Service) open(ctx context.Context, tx Tx, actor people.Account, p Proposal, email string) (Proposal, error) {
	d, err := tx.Draft(ctx, draftOf(p))
	if err != nil {
		return p, err
	}
	if d.Email != email {
		return p, errWaitsNoMore
	}
	v, err := tx.ProposalVersion(ctx, p.ID, p.Version)
	if err != nil {
		return p, err
	}
	// The draft's text is that of the version: it was made from it, and editing
	// the draft afterwards changes nothing that was sent.
	sent := Draft{Base: v.Base, Edits: v.Edits}
	files, err := s.proposed(ctx, tx, &sent)
	if err != nil {
		return p, err
	}
	v.Base, v.Edits = sent.Base, sent.Edits
	if err := tx.DeleteDraft(ctx, d.Hash); err != nil {
		return p, err
	}
	p.State, p.Author, p.Pseudonym = Open, actor.ID, actor.Pseudonym
	return s.publish(ctx, tx, p, v, files, event.ProposalOpened)
}
