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
)

// TestSeed brings the sample city in and checks what the demo promises.
func TestSeed(t *testing.T) {
	ctx := context.Background()
	until := time.Now()
	clock := demo.NewClock(until.AddDate(0, 0, -45))
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "city.db"), store.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	repo := docs.NewRepository(store.As[docs.Tx](db), clock.Now)
	proposals := revisions.NewService(store.As[revisions.Tx](db), repo, clock.Now)
	published := initiatives.NewService(store.As[initiatives.Tx](db), repo, clock.Now)
	city := demo.City{
		People: store.As[people.Tx](db), Docs: repo, Revisions: proposals, Initiatives: published, Clock: clock,
	}
	if _, err := demo.Seed(ctx, city, until); err != nil {
		t.Fatal(err)
	}
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
}
