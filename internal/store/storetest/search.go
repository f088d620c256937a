package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/people"
)

func testSearch(t *testing.T, s suite) {
	b := s.box(t)
	doc := func(part, title string, stems ...string) docs.Doc {
		d := docs.Doc{Kind: "page", Subject: "a.md", Part: part, Lang: people.Finnish, Title: title, Text: strings.Join(stems, " "), Stems: map[string]int{}}
		for _, stem := range stems {
			d.Stems[stem]++
		}
		return d
	}
	find := func(limit int, groups ...[]string) string {
		var found []string
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			hits, err := tx.SearchDocs(ctx, groups, limit)
			if err != nil {
				t.Error(err)
			}
			for i, h := range hits {
				if i > 0 && h.Score > hits[i-1].Score {
					t.Errorf("hits are not best first: %v", hits)
				}
				found = append(found, h.Subject+"#"+string(h.Passage))
			}
		})
		return strings.Join(found, " ")
	}
	check := func(want string, groups ...[]string) {
		t.Helper()
		if got := find(0, groups...); got != want {
			t.Errorf("%v: got %q, want %q", groups, got, want)
		}
	}
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(
			tx.IndexDocs(ctx, "page", "a.md", []docs.Doc{
				doc("1", "Nuoret", "nuor", "kanava", "nuor", "nuor"),
				doc("2", "Kanavat", "kanava", "äänensävy"),
				doc("3", "Pitkä", append(strings.Fields(strings.Repeat("täyte ", 200)), "kanava")...),
			}),
			tx.IndexDocs(ctx, "proposal", "12", []docs.Doc{doc("", "Ehdotus", "nuor", "vastuu")}))
	})
	check("a.md#1 12#", []string{"nuor"})
	check("a.md#1", []string{"nuor"}, []string{"kanava"})
	check("a.md#2 a.md#1 a.md#3", []string{"kanava"})
	check("12#", []string{"puuttuu", "vastuu"})
	check("a.md#2", []string{"ään*"})
	check("a.md#2 a.md#1 a.md#3", []string{"kan*"})
	check("", []string{"kan"})
	check("", []string{"kanava"}, []string{"puuttuu"})
	check("")
	check("", []string{})
	check("", []string{"%"})
	if got := find(2, []string{"kanava"}); got != "a.md#2 a.md#1" {
		t.Errorf("limit: %q", got)
	}
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		hits, err := tx.SearchDocs(ctx, [][]string{{"vastuu"}}, 1)
		if err == nil && len(hits) == 1 {
			hits[0].Score = 0
		}
		want(t, []docs.Hit{{Kind: "proposal", Subject: "12", Title: "Ehdotus", Text: "nuor vastuu", Lang: people.Finnish}})(hits, err)
	})

	// One passage of the page changes, one goes, one comes.
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return tx.IndexDocs(ctx, "page", "a.md", []docs.Doc{
			doc("1", "Nuoret", "vanha"), doc("2", "Kanavat", "kanava", "äänensävy"), doc("4", "Uusi", "nuor"),
		})
	})
	check("a.md#4 12#", []string{"nuor"})
	check("a.md#2", []string{"kanava"})
	check("a.md#1", []string{"vanha"})
	check("", []string{"täyte"})
	// A better stemmer: the texts stay, the stems change.
	restemmed := doc("4", "Uusi", "nuor")
	restemmed.Stems = map[string]int{"nuori": 1}
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return tx.IndexDocs(ctx, "page", "a.md", []docs.Doc{restemmed, doc("2", "Kanavat", "kanava", "äänensävy")})
	})
	check("12#", []string{"nuor"})
	check("a.md#4", []string{"nuori"})
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.IndexDocs(ctx, "page", "a.md", nil), tx.IndexDocs(ctx, "page", "none.md", nil))
	})
	check("12#", []string{"nuor"})
	check("", []string{"kanava"})

	// A reworded passage is found as if it had always read so.
	for _, wording := range []string{"yksi kaksi kolme neljä", "yksi kaksi kaksi viisi", "viisi kaksi", "yksi " + strings.Repeat("muu ", 60)} {
		stems := strings.Fields(wording)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(
				tx.IndexDocs(ctx, "page", "old.md", []docs.Doc{doc("o", "Sama", stems...)}),
				tx.IndexDocs(ctx, "page", "new.md", nil),
				tx.IndexDocs(ctx, "page", "new.md", []docs.Doc{doc("n", "Sama", stems...)}))
		})
		for _, stem := range []string{"yksi", "kaksi", "kolme", "neljä", "viisi", "muu"} {
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				hits, err := tx.SearchDocs(ctx, [][]string{{stem}}, 0)
				if err != nil {
					t.Error(err)
				}
				switch {
				case !slices.Contains(stems, stem) && len(hits) == 0:
				case len(hits) == 2 && hits[0].Score == hits[1].Score:
				default:
					t.Errorf("%q finds %q as %+v", wording, stem, hits)
				}
			})
		}
	}
}
