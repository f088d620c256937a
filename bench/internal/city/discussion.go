package city

import (
	"context"
	"fmt"
	"strings"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// Place is a paragraph of the strategy as it stands.
type Place struct {
	Path    docs.Path
	Passage docs.PassageID
	Text    string
}

// Places lists the paragraphs, page by page in turn, so that those who take
// them in order write on different pages.
func (c *City) Places(ctx context.Context) ([]Place, error) {
	pages, err := c.Docs.Pages(ctx)
	if err != nil {
		return nil, err
	}
	var of [][]Place
	for _, p := range pages {
		page, source, err := c.Docs.Read(ctx, p.Path)
		if err != nil {
			return nil, err
		}
		var places []Place
		for i, passage := range docs.Passages(source) {
			if passage.Kind == docs.KindParagraph {
				places = append(places, Place{p.Path, page.Passages[i], passage.Text(source)})
			}
		}
		of = append(of, places)
	}
	var out []Place
	for row := 0; ; row++ {
		before := len(out)
		for _, places := range of {
			if row < len(places) {
				out = append(out, places[row])
			}
		}
		if len(out) == before {
			return out, nil
		}
	}
}

// Draft writes a draft that rewords one sentence at the place, ready to be
// submitted by the author; n makes its words its own.
func (c *City) Draft(ctx context.Context, author people.Account, at Place, n int) (people.Token, error) {
	w := newWriter(uint64(n) + 1_000_000)
	first, rest, _ := strings.Cut(at.Text, ". ")
	token, _, err := c.Revisions.StartDraft(ctx, author, people.Finnish, 0)
	if err != nil {
		return "", err
	}
	edit := revisions.Edit{Op: revisions.EditChange, Path: at.Path, Passage: at.Passage,
		Text: fmt.Sprintf("%s ehdotus %d. %s", first, n, rest)}
	if _, err := c.Revisions.PutEdit(ctx, token, -1, edit); err != nil {
		return "", err
	}
	_, err = c.Revisions.SaveDetails(ctx, token, revisions.DraftDetails{
		Title: fmt.Sprintf("Ehdotus %d: %s", n, w.word()), Reason: w.paragraph(3), Capacity: people.Private,
	})
	return token, err
}

// Resident is the resident whose turn it is.
func (c *City) Resident(n int) people.Account { return c.Residents[n%len(c.Residents)] }

func (c *City) proposals(ctx context.Context, size Size) error {
	places, err := c.Places(ctx)
	if err != nil {
		return err
	}
	for n := range size.Proposals {
		author := c.Resident(n)
		token, err := c.Draft(ctx, author, places[n%len(places)], n)
		if err != nil {
			return err
		}
		if _, err := c.Revisions.Submit(ctx, author, "", token); err != nil {
			return err
		}
	}
	return nil
}

func (c *City) comments(ctx context.Context, size Size) error {
	if size.Proposals == 0 {
		return nil
	}
	w := newWriter(2)
	open, _, err := c.Revisions.Proposals(ctx, people.Account{}, revisions.Filter{Order: "oldest", Limit: size.Proposals})
	if err != nil {
		return err
	}
	for n := range size.Comments {
		at := revisions.Comment{Proposal: open[n%len(open)].ID, Body: w.paragraph(2), Lang: people.Finnish, Capacity: people.Private}
		if _, err := c.Revisions.WriteComment(ctx, c.Resident(n*7), "", at); err != nil {
			return err
		}
	}
	return nil
}
