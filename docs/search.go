package docs

import (
	"context"
	"slices"
	"strings"

	"luonnos/internal/fault"
	"luonnos/people"
)

// Kinds of what the search index holds.
const (
	DocPage       = "page"
	DocProposal   = "proposal"
	DocInitiative = "initiative"
)

// MakeDoc makes an entry of the search index; title and text are plain text
// and both are found.
func MakeDoc(kind, subject, part string, lang people.Lang, title, text string) Doc {
	d := Doc{Kind: kind, Subject: subject, Part: part, Lang: lang, Title: rowText(title), Text: rowText(text)}
	d.Stems = countStems(lang, title, text)
	return d
}

func countStems(lang people.Lang, texts ...string) map[string]int {
	stems := map[string]int{}
	for _, text := range texts {
		for _, stem := range Stems(lang, text) {
			stems[stem]++
		}
	}
	return stems
}

// indexPassages brings the search index up to date with a commit. Each passage
// is a subject of its own there, so that a change costs what it changes; where
// the passage stands is looked up with the hit.
func (r *Repository) indexPassages(ctx context.Context, tx Tx, e effect) error {
	for _, event := range e.events {
		if err := tx.IndexDocs(ctx, DocPage, string(event.Passage), e.docs(event)); err != nil {
			return err
		}
	}
	return nil
}

// docs is what the index holds of a passage after an event.
func (e effect) docs(event PassageEvent) []Doc {
	part, ok := e.parts[event.Passage]
	if !ok {
		return nil
	}
	plain := part.plain()
	if plain == "" {
		return nil
	}
	lang := part.page.Path.Lang()
	return []Doc{{
		Kind: DocPage, Subject: string(event.Passage), Part: string(event.Passage), Lang: lang,
		Title: part.page.Title, Text: rowText(plain), Stems: countStems(lang, plain),
	}}
}

// plain is what of a passage can be found: the words a reader sees.
func (p passagePart) plain() string {
	switch p.kind {
	case KindFrontMatter, KindRule, KindHTML:
		return ""
	case KindRow:
		// Alone, a row is no table to the parser.
		return PlainText([]byte(strings.ReplaceAll(p.text, "|", " ")))
	}
	return PlainText([]byte(p.text))
}

// Search finds passages, proposals and initiatives. The words of the query are
// stemmed in the language; the last one also matches as a beginning.
func (r *Repository) Search(ctx context.Context, lang people.Lang, query string, limit int) (hits []Hit, err error) {
	groups := QueryStems(lang, query)
	if len(groups) == 0 {
		return nil, nil
	}
	err = r.store.View(ctx, func(tx Tx) error {
		found, err := tx.SearchDocs(ctx, groups, limit)
		if err != nil {
			return err
		}
		hits = slices.Grow(hits[:0], len(found))
		for _, hit := range found {
			if hit.Kind == DocPage {
				page, err := tx.PageOfPassage(ctx, PassageID(hit.Subject))
				if fault.KindOf(err) == fault.NotFound {
					continue
				}
				if err != nil {
					return err
				}
				hit.Subject, hit.Title, hit.Passage = string(page.Path), page.Title, PassageID(hit.Subject)
			}
			hits = append(hits, hit)
		}
		return nil
	})
	return hits, err
}
