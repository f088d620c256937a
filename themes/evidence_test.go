package themes_test

import (
	"fmt"
	"testing"
	"time"

	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/themes"
)

// TestEvidenceHasEveryItemOnce: also of more than are read at once, most of
// them written in the same moment, as those of an imported table are.
func TestEvidenceHasEveryItemOnce(t *testing.T) {
	c := newCity(t)
	ctx := t.Context()
	source := c.source(t, true)
	const items = 2*themes.MaxList + 7
	var arrivals []themes.Arrival
	for n := range items {
		a := themes.Arrival{
			Foreign: fmt.Sprint(n), Text: fmt.Sprintf("Vastaus kesti %d päivää.", n), Lang: people.Finnish,
			At: c.time.Add(-48 * time.Hour), About: c.passage,
		}
		if n%10 == 0 {
			a.At = c.time.Add(-time.Duration(n+1) * time.Minute)
		}
		arrivals = append(arrivals, a)
	}
	_, err := c.Receive(ctx, source, arrivals)
	check(t, err)
	main, err := c.repo.Pages(ctx)
	check(t, err)
	i, err := c.initiatives.Publish(ctx, c.people[people.Official], "", initiatives.Proposed{
		Title: "Aloite", Text: "Esitämme.", Tag: "v1", Lang: people.Finnish, Source: main[0].Commit,
	})
	check(t, err)
	e, err := c.Evidence(ctx, i.ID)
	check(t, err)
	if len(e.Items) != items {
		t.Errorf("%d items of %d", len(e.Items), items)
	}
	for _, p := range e.Passages {
		once := map[int64]bool{}
		for _, id := range p.Items {
			once[id] = true
		}
		if p.ID == c.passage.ID && (len(p.Items) != items || len(once) != items) {
			t.Errorf("%d items behind the passage, %d of them once", len(p.Items), len(once))
		}
	}
}
