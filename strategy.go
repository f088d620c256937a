package main

import (
	"context"
	"strings"

	"luonnos/docs"
	"luonnos/themes"
)

// strategy shows the text to the themes, which know nothing of pages.
type strategy struct{ docs *docs.Repository }

// Passages are those of the text that say something.
func (s *strategy) Passages(ctx context.Context) ([]themes.PassageText, error) {
	pages, err := s.docs.Pages(ctx)
	if err != nil {
		return nil, err
	}
	var texts []themes.PassageText
	for _, listed := range pages {
		page, source, err := s.docs.Read(ctx, listed.Path)
		if err != nil {
			return nil, err
		}
		for i, p := range docs.Passages(source) {
			switch p.Kind {
			case docs.KindParagraph, docs.KindItem, docs.KindRow, docs.KindQuote:
			default:
				continue
			}
			texts = append(texts, themes.PassageText{
				Target: themes.Target{Kind: themes.Passage, ID: string(page.Passages[i]), Page: string(page.Path)},
				Lang:   page.Path.Lang(), Heading: p.Heading,
				// Alone, a row of a table is no table.
				Text: docs.PlainText([]byte(strings.ReplaceAll(p.Text(source), "|", " "))),
			})
		}
	}
	return texts, nil
}
