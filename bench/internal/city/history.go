package city

import (
	"context"
	"fmt"
	"strings"

	"luonnos/docs"
	"luonnos/internal/store"
)

// batch is how many revisions one transaction brings: history is made fast,
// not the way people make it.
const batch = 100

// Path is the path of the page, counted from 0.
func Path(n int) docs.Path { return docs.Path(fmt.Sprintf("%02d-luku.md", n+1)) }

// history brings the pages, and then reworks them one sentence a revision.
func (c *City) history(ctx context.Context, size Size) error {
	w := newWriter(1)
	pages := make([][]string, size.Pages)
	first := docs.Change{Author: c.Official.Pseudonym, Message: "Luonnos asukkaiden käsiteltäväksi"}
	for n := range pages {
		pages[n] = w.page(n+1, size.Words)
		first.Files = append(first.Files, docs.File{Path: string(Path(n)), Content: join(pages[n])})
	}
	s := store.As[docs.Tx](c.db)
	var tip docs.Hash
	err := s.Update(ctx, "", func(tx docs.Tx) error {
		made, err := c.Docs.Apply(ctx, tx, first)
		tip = made.Hash
		return err
	})
	for done := 1; err == nil && done < size.Revisions; {
		err = s.Update(ctx, "", func(tx docs.Tx) error {
			for range min(batch, size.Revisions-done) {
				n := done % size.Pages
				w.rework(pages[n])
				made, err := c.Docs.Apply(ctx, tx, docs.Change{
					Files:  []docs.File{{Path: string(Path(n)), Content: join(pages[n])}},
					Author: c.Residents[done%residents].Pseudonym, Decider: c.Official.Pseudonym,
					Message: "Tarkennus: " + w.word() + " " + w.word(), Tip: tip,
				})
				if err != nil {
					return err
				}
				tip = made.Hash
				done++
			}
			return nil
		})
	}
	return err
}

// rework rewords the last sentence of a paragraph.
func (w writer) rework(blocks []string) {
	for {
		n := w.IntN(len(blocks))
		if strings.HasPrefix(blocks[n], "#") || strings.HasPrefix(blocks[n], "- ") {
			continue
		}
		kept := strings.LastIndex(strings.TrimSuffix(blocks[n], "."), ". ") + 2
		blocks[n] = blocks[n][:kept] + w.sentence()
		return
	}
}
