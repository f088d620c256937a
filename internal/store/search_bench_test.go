package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"luonnos/docs"
	"luonnos/internal/store"
	"luonnos/people"
)

// BenchmarkSearch looks in 20,000 passages: for a rare word, for two common
// ones, and for a beginning that many words share.
func BenchmarkSearch(b *testing.B) {
	db := openBench(b)
	s := store.As[docs.Tx](db)
	ctx := context.Background()
	random := rand.New(rand.NewPCG(1, 2))
	const pages, passages, length = 200, 100, 30
	for page := range pages {
		var list []docs.Doc
		for passage := range passages {
			d := docs.Doc{Part: fmt.Sprintf("%d-%d", page, passage), Lang: people.Finnish, Text: "Teksti, joka näytetään osuman kanssa.", Stems: map[string]int{}}
			for range length {
				// Words are as uneven as in a language.
				d.Stems[fmt.Sprintf("sana%d", int(random.ExpFloat64()*random.ExpFloat64()*300))]++
			}
			list = append(list, d)
		}
		if err := s.Update(ctx, "", func(tx docs.Tx) error {
			return tx.IndexDocs(ctx, "page", fmt.Sprintf("%d.md", page), list)
		}); err != nil {
			b.Fatal(err)
		}
	}
	for name, groups := range map[string][][]string{
		"rare":      {{"sana1500"}},
		"common":    {{"sana0"}, {"sana1"}},
		"beginning": {{"sana0"}, {"sana12*"}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := s.View(ctx, func(tx docs.Tx) error {
					_, err := tx.SearchDocs(ctx, groups, 50)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkIndexOneOfMany indexes a page of 100 passages again after one changed.
func BenchmarkIndexOneOfMany(b *testing.B) {
	db := openBench(b)
	s := store.As[docs.Tx](db)
	ctx := context.Background()
	list := make([]docs.Doc, 100)
	for i := range list {
		list[i] = docs.Doc{Part: fmt.Sprint(i), Text: "Teksti", Stems: map[string]int{}}
		for n := range 30 {
			list[i].Stems[fmt.Sprintf("sana%d", i*7+n)] = 1
		}
	}
	for n := 0; b.Loop(); n++ {
		list[50].Text = fmt.Sprint("Teksti ", n)
		if err := s.Update(ctx, "", func(tx docs.Tx) error { return tx.IndexDocs(ctx, "page", "a.md", list) }); err != nil {
			b.Fatal(err)
		}
	}
}
