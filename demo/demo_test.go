package demo_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luonnos/demo"
	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// text is the strategy by its paragraphs.
type text struct{ docs *docs.Repository }

func (x text) Passages(ctx context.Context) (all []themes.PassageText, err error) {
	pages, err := x.docs.Pages(ctx)
	if err != nil {
		return nil, err
	}
	for _, listed := range pages {
		page, source, err := x.docs.Read(ctx, listed.Path)
		if err != nil {
			return nil, err
		}
		for i, p := range docs.Passages(source) {
			if p.Kind == docs.KindParagraph {
				all = append(all, themes.PassageText{Lang: page.Path.Lang(), Heading: p.Heading, Text: docs.PlainText([]byte(p.Text(source))),
					Target: themes.Target{Kind: themes.Passage, ID: string(page.Passages[i]), Page: string(page.Path)}})
			}
		}
	}
	return all, nil
}

// city is a sample city brought in.
type city struct {
	demo.City
	sample []people.Account
	until  time.Time
}

func seed(t *testing.T) *city {
	t.Helper()
	ctx := t.Context()
	until := time.Now()
	clock := demo.NewClock(until.AddDate(0, 0, -demo.Days))
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "city.db"), store.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	repo := docs.NewRepository(store.As[docs.Tx](db), clock.Now)
	said := themes.NewService(store.As[themes.Tx](db), text{repo}, clock.Now, themes.Options{})
	c := &city{until: until, City: demo.City{
		People: store.As[people.Tx](db), Docs: repo, Clock: clock, Themes: said,
		Revisions:   revisions.NewService(store.As[revisions.Tx](db), repo, clock.Now),
		Initiatives: initiatives.NewService(store.As[initiatives.Tx](db), repo, clock.Now),
	}}
	if c.sample, err = demo.Seed(ctx, c.City, until); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSeed brings the sample city in and checks what the demo promises.
func TestSeed(t *testing.T) {
	ctx := t.Context()
	c := seed(t)
	repo, proposals, published, until, clock := c.Docs, c.Revisions, c.Initiatives, c.until, c.Clock
	if end := clock.Now(); end.After(until.Add(24*time.Hour)) || end.Before(until.Add(-24*time.Hour)) {
		t.Errorf("the sample ends at %v, not on the day of %v", end, until)
	}

	pages, err := repo.Pages(ctx)
	if err != nil {
		t.Fatal(err)
	}
	words, langs := 0, map[people.Lang]int{}
	for _, p := range pages {
		langs[p.Path.Lang()]++
		if p.Path.Lang() == people.Finnish {
			words += p.Words
		}
	}
	if langs[people.Finnish] < 8 || words < 6000 || langs[people.Swedish] == 0 || langs[people.English] == 0 {
		t.Errorf("pages by language %v, %d Finnish words", langs, words)
	}
	for _, state := range []revisions.State{revisions.Open, revisions.Accepted, revisions.Rejected, revisions.Returned} {
		_, n, err := proposals.Proposals(ctx, people.Account{}, revisions.Filter{States: []revisions.State{state}, Limit: 1})
		if err != nil || n == 0 {
			t.Errorf("%d proposals are %s (%v)", n, state, err)
		}
	}
	list, err := published.List(ctx)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d initiatives (%v)", len(list), err)
	}
	named, _, err := published.Contributors(ctx, list[0].ID)
	if err != nil || len(named) == 0 {
		t.Errorf("%d named contributors (%v)", len(named), err)
	}
	for _, verify := range []func(context.Context) ([]docs.Problem, error){repo.Verify, proposals.Verify} {
		problems, err := verify(ctx)
		if err != nil || len(problems) > 0 {
			t.Errorf("verify: %v (%v)", problems, err)
		}
	}
	hits, err := repo.Search(ctx, people.Finnish, "kummeille", 10)
	if err != nil || len(hits) == 0 || !strings.Contains(strings.ToLower(hits[0].Text), "kummi") {
		t.Errorf("searching an inflected word found %v (%v)", hits, err)
	}
	c.checkFeedback(t)
}
