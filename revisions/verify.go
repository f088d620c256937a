package revisions

import (
	"context"
	"fmt"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// states are all states of a proposal.
var states = []State{Unconfirmed, Open, Returned, Accepted, Rejected, Withdrawn}

// Verify checks that proposals and decisions agree with git: the reference and
// commit of every version, the commit on main of every acceptance, the record of
// every other decision. It checks the rows of anchors and of authorship against
// the texts.
func (s *Service) Verify(ctx context.Context) ([]docs.Problem, error) {
	var problems []docs.Problem
	err := s.store.View(ctx, func(tx Tx) error {
		problems = nil
		refs, err := proposalRefs(ctx, tx)
		if err != nil {
			return err
		}
		for offset := 0; ; offset += defaultLimit {
			ps, err := tx.Proposals(ctx, Filter{States: states, Order: "oldest", Limit: defaultLimit, Offset: offset})
			if err != nil {
				return err
			}
			for _, p := range ps {
				c := checking{docs: s.docs, tx: tx, p: p, refs: refs, problems: &problems}
				if err := c.proposal(ctx); err != nil {
					return err
				}
			}
			if len(ps) < defaultLimit {
				break
			}
		}
		for name := range refs {
			problems = append(problems, docs.Problem{What: "reference without a proposal", Where: string(name)})
		}
		carried, err := verifyCarried(ctx, tx)
		if err != nil {
			return err
		}
		problems = append(problems, carried...)
		anchors, err := s.verifyAnchors(ctx, tx)
		if err != nil {
			return err
		}
		problems = append(problems, anchors...)
		authorship, err := s.verifyAuthorship(ctx, tx)
		problems = append(problems, authorship...)
		return err
	})
	return problems, err
}

// proposalRefs are the private references and what they name.
func proposalRefs(ctx context.Context, tx Tx) (map[docs.RefName]docs.Hash, error) {
	list, err := tx.Refs(ctx, docs.ProposalPrefix)
	if err != nil {
		return nil, err
	}
	refs := make(map[docs.RefName]docs.Hash, len(list))
	for _, r := range list {
		refs[r.Name] = r.Hash
	}
	return refs, nil
}

// checking is the check of one proposal; it takes the references it explains
// out of refs.
type checking struct {
	docs     *docs.Repository
	tx       Tx
	p        Proposal
	refs     map[docs.RefName]docs.Hash
	problems *[]docs.Problem
}

func (c checking) report(format string, args ...any) {
	*c.problems = append(*c.problems, docs.Problem{
		What: fmt.Sprintf(format, args...), Where: subject("proposal", c.p.ID),
	})
}

func (c checking) proposal(ctx context.Context) error {
	vs, err := c.tx.ProposalVersions(ctx, c.p.ID)
	if err != nil {
		return err
	}
	if len(vs) != c.p.Version {
		c.report("%d versions, %d expected", len(vs), c.p.Version)
	}
	for _, v := range vs {
		if err := c.version(ctx, v); err != nil {
			return err
		}
	}
	ds, err := c.tx.DecisionsOf(ctx, c.p.ID)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if err := c.decision(ctx, d); err != nil {
			return err
		}
	}
	if len(ds) == 0 && c.p.State.Decided() {
		c.report("%s without a decision", c.p.State)
	}
	if n := len(ds); n > 0 && ds[n-1].Commit != c.p.Merged {
		c.report("merged as %q, the decision says %q", c.p.Merged, ds[n-1].Commit)
	}
	return c.fit(ctx)
}

func (c checking) version(ctx context.Context, v Version) error {
	if c.p.State == Unconfirmed {
		if v.Commit != "" {
			c.report("unconfirmed, yet version %d has commit %s", v.N, v.Commit)
		}
		return nil
	}
	name := ref(c.p.ID, v.N)
	if h := c.refs[name]; h != v.Commit {
		c.report("version %d is commit %q, its reference names %q", v.N, v.Commit, h)
	}
	delete(c.refs, name)
	commit, err := c.tx.Commit(ctx, v.Commit)
	if fault.KindOf(err) == fault.NotFound {
		c.report("commit %q of version %d is missing", v.Commit, v.N)
		return nil
	}
	if err != nil {
		return err
	}
	if commit.Proposal != c.p.ID || first(commit.Parents) != v.Base {
		c.report("commit %s of version %d is of proposal %d on %q", v.Commit, v.N, commit.Proposal, first(commit.Parents))
	}
	return nil
}

func (c checking) decision(ctx context.Context, d Decision) error {
	if consequence[d.Verdict].state != Accepted {
		tip, err := c.tx.Ref(ctx, docs.Record)
		if err != nil {
			return err
		}
		if _, err := c.docs.FileAt(ctx, c.tx, tip, recordFile(d.ID)); fault.KindOf(err) == fault.NotFound {
			c.report("decision %d is not in the public record", d.ID)
		} else if err != nil {
			return err
		}
		return nil
	}
	commit, err := c.tx.Commit(ctx, d.Commit)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		c.report("commit %q of decision %d is missing", d.Commit, d.ID)
		return nil
	case err != nil:
		return err
	case commit.Seq == 0 || commit.Proposal != c.p.ID:
		c.report("commit %s of decision %d is not on main for this proposal", d.Commit, d.ID)
	}
	return nil
}

// first is the first parent, "" for none.
func first(parents []docs.Hash) docs.Hash {
	if len(parents) == 0 {
		return ""
	}
	return parents[0]
}
