package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// testTallies: what is counted beforehand and what is read at the ends of a period
// give together what counting one item after another gives.
func testTallies(t *testing.T, s suite) {
	b := s.box(t)
	random := rand.New(rand.NewPCG(3, 5))
	areas, langs := []string{"", "harju", "ranta"}, []people.Lang{people.Finnish, people.Swedish}
	// Clocks go back in the night between the third and the fourth week.
	start := time.Date(2026, 10, 4, 0, 0, 0, 0, time.UTC)
	moment := func() time.Time {
		if random.IntN(4) == 0 {
			return themes.Week(start.AddDate(0, 0, random.IntN(50)))
		}
		return start.Add(time.Duration(random.IntN(50*24*60)) * time.Minute)
	}
	var items []themes.Item
	for id := range int64(400) {
		i := feedback(id+1, "Teksti")
		i.At, i.Theme, i.Source = moment(), random.Int64N(4), 1+random.Int64N(2)
		i.Area, i.Lang = areas[random.IntN(3)], langs[random.IntN(2)]
		if random.IntN(5) == 0 {
			i.Moderation = themes.Waiting
		}
		if random.IntN(5) == 0 {
			i.Twin = 1
		}
		items = append(items, i)
	}
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		for id := range int64(3) {
			if err := tx.PutTheme(ctx, themes.Theme{ID: id + 1}); err != nil {
				return err
			}
		}
		return tx.AddFeedback(ctx, items, make([]string, len(items)), 1)
	})
	for range 200 {
		var f themes.TallyFilter
		if random.IntN(3) > 0 {
			f.From = moment()
		}
		if random.IntN(3) > 0 {
			f.Until = moment()
		}
		if random.IntN(3) == 0 {
			f.Area = areas[random.IntN(3)]
		}
		if random.IntN(3) == 0 {
			f.Source = 1 + random.Int64N(2)
		}
		if random.IntN(3) == 0 {
			f.Lang = langs[random.IntN(2)]
		}
		compareTallies(t, b, items, f)
	}
}

func compareTallies(t *testing.T, b box, items []themes.Item, f themes.TallyFilter) {
	t.Helper()
	counts, weeks, sorts, total := map[int64]themes.Count{}, map[string]int{}, map[string]int{}, themes.Count{}
	for _, i := range items {
		if i.Moderation != themes.Shown || !f.From.IsZero() && i.At.Before(f.From) || !f.Until.IsZero() && !i.At.Before(f.Until) ||
			f.Area != "" && i.Area != f.Area || f.Source != 0 && i.Source != f.Source || f.Lang != "" && i.Lang != f.Lang {
			continue
		}
		c := counts[i.Theme]
		c.Items, total.Items = c.Items+1, total.Items+1
		if i.Twin > 0 {
			c.Folded, total.Folded = c.Folded+1, total.Folded+1
		}
		counts[i.Theme] = c
		weeks[fmt.Sprint(i.Theme, themes.Week(i.At))]++
		for _, sort := range []string{fmt.Sprint("week ", themes.Week(i.At)), "area " + i.Area, fmt.Sprint("source ", i.Source), "lang " + string(i.Lang)} {
			sorts[sort]++
		}
	}
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, counts)(tx.ThemeCounts(ctx, f))
		found, err := tx.ThemeWeeks(ctx, f)
		got := map[string]int{}
		for theme, list := range found {
			for _, w := range list {
				got[fmt.Sprint(theme, w.Week)] += w.Items
			}
		}
		want(t, weeks)(got, err)
		tally, err := tx.FeedbackTally(ctx, f, nil)
		got = map[string]int{}
		for _, w := range tally.Weeks {
			got[fmt.Sprint("week ", w.Week)] += w.Items
		}
		for _, x := range tally.Areas {
			got["area "+x.Area] += x.Items
		}
		for _, x := range tally.Sources {
			got[fmt.Sprint("source ", x.Source)] += x.Items
		}
		for _, x := range tally.Langs {
			got["lang "+string(x.Lang)] += x.Items
		}
		want(t, sorts)(got, err)
		want(t, total)(themes.Count{Items: tally.Items, Folded: tally.Folded}, err)
	})
	if t.Failed() {
		t.Fatalf("with %+v", f)
	}
}
