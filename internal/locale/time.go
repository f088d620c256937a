package locale

import (
	"time"

	"luonnos/people"
)

// Date returns the day in Helsinki: "23.11.2026", in English "23 November 2026".
func (p Printer) Date(t time.Time) string {
	if p.lang == people.English {
		return p.Local(t).Format("2 January 2006")
	}
	return p.Local(t).Format("2.1.2006")
}

// DateTime returns the day and the minute: "23.11.2026 klo 14.05".
func (p Printer) DateTime(t time.Time) string {
	return p.T("time.at", p.Date(t), p.clock(t))
}

func (p Printer) clock(t time.Time) string {
	if p.lang == people.English {
		return p.Local(t).Format("15:04")
	}
	return p.Local(t).Format("15.04")
}

// Local is t in the zone everything is shown in.
func (p Printer) Local(t time.Time) time.Time { return t.In(p.catalog.zone) }

// Ago returns how long before now t was: minutes and hours within the day,
// then "yesterday", days for a week and the date from there. What it returns
// ages, so it does not belong on a page that is kept.
func (p Printer) Ago(t, now time.Time) string {
	since := now.Sub(t)
	days := p.days(t, now)
	switch {
	case since < time.Minute:
		return p.T("time.just-now")
	case since < time.Hour:
		return p.N("time.minutes-ago", int(since/time.Minute))
	case days <= 0 || since < 6*time.Hour:
		return p.N("time.hours-ago", int(since/time.Hour))
	case days == 1:
		return p.T("time.yesterday")
	case days <= 7:
		return p.N("time.days-ago", days)
	}
	return p.Date(t)
}

// days counts the midnights in Helsinki between t and now.
func (p Printer) days(t, now time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := p.Local(t).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(now).Sub(day(t)) / (24 * time.Hour))
}

// ISO returns the time for machines, as the datetime attribute of HTML wants it.
func (p Printer) ISO(t time.Time) string {
	return p.Local(t).Format(time.RFC3339)
}
