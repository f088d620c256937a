package revisions

import (
	"context"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/people"
)

// PurgeProposal deletes a proposal that was not accepted: its rows, its
// references, and the objects that nothing else holds.
func (s *Service) PurgeProposal(ctx context.Context, tx Tx, id int64) error {
	return s.purge(ctx, tx, []int64{id})
}

// purge deletes proposals together: finding out which objects nothing else
// holds goes through the whole history once.
func (s *Service) purge(ctx context.Context, tx Tx, ids []int64) error {
	var refs []docs.RefName
	for _, id := range ids {
		p, err := tx.Proposal(ctx, id)
		if err != nil {
			return err
		}
		if p.State == Accepted {
			continue
		}
		vs, err := tx.ProposalVersions(ctx, id)
		if err != nil {
			return err
		}
		for _, v := range vs {
			if v.Commit != "" {
				refs = append(refs, ref(id, v.N))
			}
		}
		if p.State != Unconfirmed {
			if err := s.emit(ctx, tx, event.ProposalWithdrawn, p, vs[len(vs)-1].Edits); err != nil {
				return err
			}
		}
		if err := unindex(ctx, tx, p); err != nil {
			return err
		}
		if err := tx.DeleteProposal(ctx, id); err != nil {
			return err
		}
	}
	if len(refs) == 0 {
		return nil
	}
	return s.docs.Discard(ctx, tx, refs...)
}

// erasable are the states of proposals that go with their author.
var erasable = []State{Unconfirmed, Open, Returned, Rejected, Withdrawn}

// AlsoErase has fn take part in erasing a person, in the same transaction and
// while the account still has its address: for rooms that this one does not know.
// It is called once for each, before the service is in use.
func (s *Service) AlsoErase(fn func(ctx context.Context, tx people.Tx, id people.ID) error) {
	s.alsoErase = append(s.alsoErase, fn)
}

// EraseFor erases a person, all or nothing: what they wrote and the city did not
// take (drafts, proposals that were not accepted, the words of comments), and
// their account. Their accepted wording is the city's text and stays under the
// pseudonym. The last administrator cannot be erased.
func (s *Service) EraseFor(ctx context.Context, actor people.Account, id people.ID) error {
	if err := people.Can(actor, people.ErasePerson, people.Subject{Owner: id}); err != nil {
		return err
	}
	return s.store.Update(ctx, "", func(tx Tx) error {
		if err := eraseDrafts(ctx, tx, id); err != nil {
			return err
		}
		if err := s.eraseProposals(ctx, tx, id); err != nil {
			return err
		}
		if err := s.eraseComments(ctx, tx, id); err != nil {
			return err
		}
		for _, erase := range s.alsoErase {
			if err := erase(ctx, tx, id); err != nil {
				return err
			}
		}
		return people.EraseAccount(ctx, tx, actor, id, s.time())
	})
}

// eraseDrafts deletes the person's drafts, and those that they wrote as a
// visitor: these hold their name and address, and proposals that wait for them.
func eraseDrafts(ctx context.Context, tx Tx, id people.ID) error {
	a, err := tx.Account(ctx, id)
	if err != nil {
		return err
	}
	own, err := tx.DraftsOf(ctx, id)
	if err != nil {
		return err
	}
	asVisitor, err := tx.DraftsNaming(ctx, a.Email)
	if err != nil {
		return err
	}
	for _, d := range append(own, asVisitor...) {
		if err := dropUnconfirmed(ctx, tx, &d); err != nil {
			return err
		}
		if err := tx.DeleteDraft(ctx, d.Hash); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) eraseProposals(ctx context.Context, tx Tx, author people.ID) error {
	var ids []int64
	for {
		ps, err := tx.Proposals(ctx, Filter{
			States: erasable, Author: author, Order: "oldest", Limit: defaultLimit, Offset: len(ids),
		})
		if err != nil {
			return err
		}
		for _, p := range ps {
			ids = append(ids, p.ID)
		}
		if len(ps) < defaultLimit {
			return s.purge(ctx, tx, ids)
		}
	}
}

func (s *Service) eraseComments(ctx context.Context, tx Tx, author people.ID) error {
	comments, err := tx.CommentsBy(ctx, author)
	if err != nil {
		return err
	}
	for _, c := range comments {
		// A moderator's removal stays one; the words go all the same.
		removed := c.Removed
		if err := blank(ctx, tx, &c); err != nil {
			return err
		}
		if removed != "" {
			c.Removed = removed
		}
		if err := tx.PutComment(ctx, c); err != nil {
			return err
		}
		if err := s.emitComment(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}
