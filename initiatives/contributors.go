package initiatives

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// A contributor who does not want to be named is kept without proposals: they
// are counted, and nothing says which wording is theirs.

// Contributors lists who is named, by name; erased people are left out and
// counted in unnamed with those who did not want to be named.
func (s *Service) Contributors(ctx context.Context, id int64) (named []Contributor, unnamed int, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		cs, err := tx.Contributors(ctx, id)
		if err != nil {
			return err
		}
		named, unnamed, err = name(ctx, tx, cs)
		return err
	})
	return named, unnamed, err
}

// Contributing lists who would be named if source were frozen now.
func (s *Service) Contributing(ctx context.Context, source docs.Hash) (named []Contributor, unnamed int, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		c, err := onMain(ctx, tx, source)
		if err != nil {
			return err
		}
		cs, err := contributing(ctx, tx, c.Seq)
		if err != nil {
			return err
		}
		named, unnamed, err = name(ctx, tx, cs)
		return err
	})
	return named, unnamed, err
}

// proposalsAtOnce bounds what is read at one go.
const proposalsAtOnce = 200

// contributing gathers the authors of the proposals merged up to main's commit
// number seq, in the order of their first proposal.
func contributing(ctx context.Context, tx Tx, seq int64) ([]Contributor, error) {
	var cs []Contributor
	at := map[people.Pseudonym]int{}
	for offset := 0; ; offset += proposalsAtOnce {
		ps, err := tx.Proposals(ctx, revisions.Filter{
			States: []revisions.State{revisions.Accepted}, Order: "oldest",
			Limit: proposalsAtOnce, Offset: offset,
		})
		if err != nil {
			return nil, err
		}
		for _, p := range ps {
			c, err := tx.Commit(ctx, p.Merged)
			if err != nil {
				return nil, err
			}
			if c.Seq > seq {
				continue
			}
			i, known := at[p.Pseudonym]
			if !known {
				i = len(cs)
				at[p.Pseudonym] = i
				cs = append(cs, Contributor{Pseudonym: p.Pseudonym})
			}
			if p.Named {
				cs[i].Proposals = append(cs[i].Proposals, p.ID)
			}
		}
		if len(ps) < proposalsAtOnce {
			return cs, nil
		}
	}
}

// name parts those who are named, by name, from those who are counted.
func name(ctx context.Context, tx Tx, cs []Contributor) (named []Contributor, unnamed int, err error) {
	for _, c := range cs {
		if len(c.Proposals) == 0 {
			unnamed++
			continue
		}
		a, err := tx.AccountByPseudonym(ctx, c.Pseudonym)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, 0, err
		}
		if err != nil || !a.SignedIn() || a.Name == "" {
			unnamed++
			continue
		}
		c.Account, c.Name = a.ID, a.Name
		named = append(named, c)
	}
	finnish := collate.New(language.Finnish) // Å, Ä and Ö end the alphabet, in this order
	slices.SortFunc(named, func(a, b Contributor) int {
		return cmp.Or(finnish.CompareString(a.Name, b.Name), cmp.Compare(a.Pseudonym, b.Pseudonym))
	})
	return named, unnamed, nil
}
