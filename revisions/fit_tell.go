package revisions

import (
	"context"
	"strings"

	"luonnos/people"
)

// tellBatch is how many authors are written to in one transaction.
const tellBatch = 50

// tellAuthors queues the letters that the fits ask for, one to each author
// whatever the number of proposals, in the transaction that notes them as told:
// proposals that have come to need their author, and those that fit again after
// their author was told that they did not.
func (s *Service) tellAuthors(ctx context.Context) error {
	for more := true; more; {
		var authors []people.ID
		// Most of the time nobody is to be told, and no writer need wait for that.
		err := s.store.View(ctx, func(tx Tx) (err error) {
			authors, err = tx.UntoldAuthors(ctx, tellBatch)
			return err
		})
		if err != nil || len(authors) == 0 {
			return err
		}
		more = len(authors) == tellBatch
		err = s.store.Update(ctx, "", func(tx Tx) error {
			for _, a := range authors {
				if err := s.tellAuthor(ctx, tx, a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellAuthor(ctx context.Context, tx Tx, author people.ID) error {
	ps, err := tx.Proposals(ctx, Filter{States: []State{Open, Returned}, Author: author, Order: "oldest"})
	if err != nil {
		return err
	}
	var news fitNews
	for _, p := range ps {
		f, ok, err := tx.Fit(ctx, p.ID)
		if err != nil {
			return err
		}
		needs := f.Fitness == NeedsYou
		if !ok || f.Version != p.Version || f.Told == needs {
			continue
		}
		f.Told = needs
		if err := tx.PutFit(ctx, f); err != nil {
			return err
		}
		news.add(p, f)
	}
	mail, ok := news.letter()
	if !ok {
		return nil // another process has told them
	}
	mail.To, mail.At = author, s.time()
	return people.QueueMail(ctx, tx, mail)
}

// fitNews is what one author is to hear.
type fitNews struct {
	needs, fits []Proposal
	last        Fit
}

func (n *fitNews) add(p Proposal, f Fit) {
	n.last = f
	if f.Fitness == NeedsYou {
		n.needs = append(n.needs, p)
	} else {
		n.fits = append(n.fits, p)
	}
}

// letter tells it: of one proposal by itself, of several in a list.
func (n *fitNews) letter() (m people.Mail, ok bool) {
	switch {
	case len(n.needs)+len(n.fits) == 0:
		return m, false
	case len(n.needs) == 1 && len(n.fits) == 0:
		return people.Mail{
			Template: "proposal-needs-you", About: subject("proposal", n.needs[0].ID),
			Args: map[string]string{"title": n.needs[0].Title, "why": string(n.last.Obstacle)},
		}, true
	case len(n.fits) == 1 && len(n.needs) == 0:
		return people.Mail{
			Template: "proposal-fits-again", About: subject("proposal", n.fits[0].ID),
			Args: map[string]string{"title": n.fits[0].Title},
		}, true
	}
	// The headings are codes of sentences, "" for a list that is empty.
	args := map[string]string{"need": "", "needs": titles(n.needs), "fit": "", "fits": titles(n.fits)}
	if len(n.needs) > 0 {
		args["need"] = "heading"
	}
	if len(n.fits) > 0 {
		args["fit"] = "heading"
	}
	return people.Mail{Template: "proposals-fit", About: "account/proposals", Args: args}, true
}

// maxTitles bounds the list in a letter; the page that it leads to has them all.
const maxTitles = 20

func titles(ps []Proposal) string {
	var lines []string
	for i, p := range ps {
		if i == maxTitles {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, "– "+p.Title)
	}
	return strings.Join(lines, "\n")
}
