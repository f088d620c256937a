package server

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"luonnos/internal/locale"
	"luonnos/people"
	"luonnos/themes"
)

func printers(t testing.TB) []locale.Printer {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out []locale.Printer
	for _, lang := range people.Langs {
		out = append(out, catalog.Printer(lang))
	}
	return out
}

// drawWeeks are weekly counts as the room of themes gives them: Mondays in UTC.
func drawWeeks(t *rapid.T) []themes.WeekCount {
	first := time.Date(2020, 1, 6, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*rapid.IntRange(0, 500).Draw(t, "first"))
	long := rapid.SampledFrom([]int{1, 2, 12, 53, 54, 90, 240, 600}).Draw(t, "long")
	var out []themes.WeekCount
	for i := range rapid.IntRange(0, 40).Draw(t, "weeks") {
		at := first.AddDate(0, 0, 7*rapid.IntRange(0, long-1).Draw(t, "at"))
		out = append(out, themes.WeekCount{Week: at, Items: rapid.IntRange(0, 1+i*97).Draw(t, "items")})
	}
	return out
}

// TestTimeBinsLoseNothing: the bins follow each other without gaps or overlaps,
// hold every count once, and are few enough to be told apart.
func TestTimeBinsLoseNothing(t *testing.T) {
	p := printers(t)[0]
	rapid.Check(t, func(t *rapid.T) {
		weeks := drawWeeks(t)
		from := time.Date(2019, 12, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "from"))
		until := from.AddDate(0, 0, rapid.IntRange(0, 900).Draw(t, "days"))
		bins, unit := timeBins(p, weeks, from, until)
		want, got := 0, 0
		for _, w := range weeks {
			want += w.Items
		}
		for i, b := range bins {
			got += b.N
			local := p.Local(b.From)
			if local.Weekday() != time.Monday || local.Hour() != 0 || !b.From.Before(b.Until) {
				t.Fatalf("bin %v", b)
			}
			if i > 0 && !bins[i-1].Until.Equal(b.From) {
				t.Fatalf("%v follows %v", b, bins[i-1])
			}
			days := math.Round(b.Until.Sub(b.From).Hours() / 24)
			if unit == weekly && days != 7 || unit == monthly && (days < 28 && i > 0 && i < len(bins)-1 || days > 35) {
				t.Fatalf("a %s of %v days", unit, days)
			}
		}
		if got != want {
			t.Fatalf("%d of %d are drawn", got, want)
		}
		if len(bins) == 0 || bins[0].From.After(from) || !bins[len(bins)-1].Until.After(until) {
			t.Fatalf("the bins do not reach from %v to %v", from, until)
		}
		if unit != yearly && len(bins) > maxBins {
			t.Fatalf("%d bins of a %s", len(bins), unit)
		}
	})
}

// TestScaleIsRound: the scale's end is a whole number of steps of 1, 2 or 5 and
// noughts, holds the most, and has no line to spare.
func TestScaleIsRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 5_000_000).Draw(t, "most")
		top, step := scale(most)
		m := step
		for m%10 == 0 {
			m /= 10
		}
		if top < most || top%step != 0 || top/step > 4 || top-step >= max(1, most) || !slices.Contains([]int{1, 2, 5}, m) {
			t.Fatalf("%d: to %d in steps of %d", most, top, step)
		}
	})
}

// TestColumnsStandApart: columns stay in the plot and off each other, a taller
// one counts no less, and whatever counts is seen. Labels do not touch on the
// narrowest screen in any language.
func TestColumnsStandApart(t *testing.T) {
	all := printers(t)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(all).Draw(t, "language")
		weeks := drawWeeks(t)
		from := time.Date(2020, 1, 6, 0, 0, 0, 0, time.UTC)
		if len(weeks) > 0 {
			from = weeks[0].Week
		}
		bins, unit := timeBins(p, weeks, from, from)
		c := newColumnChart(p, "Otsikko", unit, bins)
		var end percent
		for i, x := range c.Columns {
			if x.X < end || x.Width <= 0 || x.X+x.Width > 100 || x.Y < 0 || x.Y+x.Height != plotHeight || x.N != bins[i].N {
				t.Fatalf("column %d of %d: %+v", i, len(c.Columns), x)
			}
			if x.N > 0 && x.Height < leastColumn || x.N == 0 && x.Height != 0 {
				t.Fatalf("%d items are %d high", x.N, x.Height)
			}
			for _, y := range c.Columns {
				if x.Height > y.Height && x.N <= y.N {
					t.Fatalf("%+v is higher than %+v", x, y)
				}
			}
			end = x.X + x.Width
		}
		for i, l := range c.Labels {
			if l.X < 0 || l.X+labelWidth(l.Text) > 100 || i > 0 && l.X < c.Labels[i-1].X+labelWidth(c.Labels[i-1].Text) {
				t.Fatalf("labels %v", c.Labels)
			}
		}
		if len(c.Labels) == 0 || c.Ticks[0].Y != plotHeight || c.Ticks[len(c.Ticks)-1].Y != 0 {
			t.Fatalf("labels %v, ticks %v", c.Labels, c.Ticks)
		}
	})
}

// TestChartsSayWhatTheyShow in words and in a table.
func TestChartsSayWhatTheyShow(t *testing.T) {
	s := newSite(t)
	p := s.catalog.Printer(people.Finnish)
	day := time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC)
	bins, unit := timeBins(p, []themes.WeekCount{{Week: day, Items: 3}, {Week: day.AddDate(0, 0, 14), Items: 1200}}, day, day.AddDate(0, 0, 21))
	c := newColumnChart(p, "Määrä", unit, bins)
	if want := "Yhteensä 1 203 palautetta. Eniten: viikko 40 (28.9.2026–4.10.2026), 1 200."; strings.ReplaceAll(c.Sentence, "\u00a0", " ") != want {
		t.Errorf("%q", c.Sentence)
	}
	for _, page := range []struct {
		name string
		dot  any
		has  []string
	}{
		{"chart", c, []string{`<th scope="row">viikko 39 (21.9.2026–27.9.2026)</th><td class="align-right">0</td>`, `>syys</text>`, `>2026</text>`, `<rect class="chart-column"`}},
		{"bars", newBarTable("Alueittain", "Alue", []barRow{{Name: "Pohjoinen", N: 3}, {Name: "Etelä", N: 1}}),
			[]string{`3 <span class="muted">(75 %)</span>`, `width="33.33%"`}},
	} {
		out, err := s.server.pages.execute(people.Finnish, page.name, page.dot)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range page.has {
			if !strings.Contains(strings.ReplaceAll(string(out), "\u00a0", " "), want) {
				t.Errorf("%s lacks %q:\n%s", page.name, want, out)
			}
		}
		if strings.Contains(string(out), "style=") || strings.Contains(string(out), "ZgotmplZ") {
			t.Errorf("%s: %s", page.name, out)
		}
	}
}
