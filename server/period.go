package server

import (
	"time"
)

// period is a time between two midnights in the city's zone; a zero end is open.
type period struct{ From, Until time.Time }

// periodOf reads the days of two fields of the form, both within the period.
// What is no day, or ends before it begins, is a fault at its field.
func (r *request) periodOf(f *form, from, until string) period {
	var p period
	p.From = r.dayOf(f, from)
	if last := r.dayOf(f, until); !last.IsZero() {
		p.Until = last.AddDate(0, 0, 1)
	}
	if !p.From.IsZero() && !p.Until.IsZero() && !p.From.Before(p.Until) {
		f.add(until, r.t("error.period"))
	}
	return p
}

// dayOf is the midnight that begins the day in the field, zero when it is empty.
func (r *request) dayOf(f *form, field string) time.Time {
	if f.Value(field) == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, f.Value(field), r.print.Local(time.Now()).Location())
	if err != nil || day.Year() < 1900 || day.Year() > 2200 {
		f.add(field, r.t("error.day"))
		return time.Time{}
	}
	return day
}

// name says when the period is, "" for all time.
func (p period) name(r *request) string {
	from, last := r.print.Date(p.From), r.print.Date(p.Until.AddDate(0, 0, -1))
	switch {
	case p.From.IsZero() && p.Until.IsZero():
		return ""
	case p.From.IsZero():
		return r.t("theme.until", last)
	case p.Until.IsZero():
		return r.t("theme.from", from)
	}
	return r.t("theme.between", from, last)
}
