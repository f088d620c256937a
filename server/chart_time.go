package server

import (
	"slices"
	"strconv"
	"time"

	"luonnos/internal/locale"
	"luonnos/themes"
)

// bin is what came in one stretch of time: a week, a month or a year.
type bin struct {
	From  time.Time // a Monday, as people here have it
	Until time.Time // the Monday after its end
	N     int
}

// span is how long a bin is; the sentences of charts are named after it.
type span string

const (
	weekly  span = "week"
	monthly span = "month"
	yearly  span = "year"
)

// maxBins is how many columns of one span still tell apart on a phone.
const maxBins = 53

// timeBins puts weekly counts into bins without gaps from the week of from to
// that of until, both of them included. Long times make months and years of
// whole weeks: a week belongs where its Thursday is, as in ISO 8601. Counts
// beyond the times widen them, so that nothing is left out.
func timeBins(p locale.Printer, weeks []themes.WeekCount, from, until time.Time) ([]bin, span) {
	first, last := monday(p.Local(from)), monday(p.Local(until))
	counts := map[time.Time]int{}
	for _, w := range weeks {
		at := monday(p.Local(w.Week))
		counts[at] += w.Items
		if at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	for _, unit := range []span{weekly, monthly, yearly} {
		var out []bin
		for at := first; !at.After(last); at = at.AddDate(0, 0, 7) {
			if n := len(out); n > 0 && sameBin(unit, out[n-1].From, at) {
				out[n-1].Until, out[n-1].N = at.AddDate(0, 0, 7), out[n-1].N+counts[at]
				continue
			}
			out = append(out, bin{From: at, Until: at.AddDate(0, 0, 7), N: counts[at]})
		}
		if len(out) <= maxBins || unit == yearly {
			return out, unit
		}
	}
	return nil, weekly
}

// monday is the midnight that begins the week of t.
func monday(t time.Time) time.Time {
	back := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-back, 0, 0, 0, 0, t.Location())
}

// sameBin reports whether two weeks, by their Mondays, share a bin.
func sameBin(unit span, a, b time.Time) bool {
	a, b = thursday(a), thursday(b)
	return unit != weekly && a.Year() == b.Year() && (unit == yearly || a.Month() == b.Month())
}

func thursday(monday time.Time) time.Time { return monday.AddDate(0, 0, 3) }

// binName names a bin in full, as a table does.
func binName(p locale.Printer, unit span, b bin) string {
	mid := thursday(b.From)
	switch unit {
	case weekly:
		_, week := mid.ISOWeek()
		return p.T("chart.week", week, p.Date(b.From), p.Date(b.Until.AddDate(0, 0, -1)))
	case monthly:
		return p.T("chart.month", monthName(p, mid), mid.Year())
	}
	return p.T("chart.year", mid.Year())
}

func monthName(p locale.Printer, t time.Time) string {
	return p.T("chart.month-" + strconv.Itoa(int(t.Month())))
}

// axisLabel is a word under the columns, from X percent of the width on; a year
// stands below the first month that has a label in it.
type axisLabel struct {
	X    percent
	Text string
	Year string
}

const (
	// narrowPlot is the width of a chart's columns on the narrowest screen and
	// letterWidth that of a letter under them, both in CSS pixels.
	narrowPlot  = 225
	letterWidth = 7.2
)

// labelWidth is how much of the narrowest plot a label takes.
func labelWidth(text string) percent {
	return percent(float64(len([]rune(text))) * letterWidth / narrowPlot * 100)
}

// axisLabels names the months or years where they begin, as many as fit side by
// side on the narrowest screen.
func axisLabels(p locale.Printer, unit span, bins []bin) []axisLabel {
	var out []axisLabel
	var end percent
	year := 0
	for i, b := range bins {
		mid := thursday(b.From)
		if i > 0 && unit == weekly && sameBin(monthly, bins[i-1].From, b.From) {
			continue
		}
		label := axisLabel{X: columnLeft(i, len(bins)), Text: strconv.Itoa(mid.Year())}
		if unit != yearly {
			if mid.Year() != year {
				label.Year = label.Text
			}
			label.Text = monthName(p, mid)
		}
		wide := labelWidth(label.Text)
		if label.X+wide > 100 || len(out) > 0 && label.X < end {
			continue
		}
		out, end, year = append(out, label), label.X+wide+labelWidth(" "), mid.Year()
	}
	return out
}

// busiest is the bin with the most, the first of several; false without any.
func busiest(bins []bin) (bin, bool) {
	if len(bins) == 0 {
		return bin{}, false
	}
	best := slices.MaxFunc(bins, func(a, b bin) int { return a.N - b.N })
	return best, best.N > 0
}
