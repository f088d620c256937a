package intake

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// excelDays are the days from Excel's beginning to that of Unix. Its day 60 is
// the 29 February 1900 that never was, so its days begin at 30 December 1899.
const excelDays = 25569

// timeLayouts are ways of writing a time without a zone, after dots between the
// figures of a clock are made colons.
var timeLayouts = []string{
	"2.1.2006", "2.1.2006 15:04", "2.1.2006 15:04:05",
	"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04:05.999999999",
	"2006/01/02", "2006/01/02 15:04", "2006/01/02 15:04:05",
	"2/1/2006", "2/1/2006 15:04", "2/1/2006 15:04:05",
	"2 January 2006", "2 January 2006 15:04",
}

// zonedLayouts are ways of writing a time with its zone.
var zonedLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05 MST", time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700",
}

// readTime reads a time as people and systems write it: 26.11.2026 klo 14.05,
// ISO 8601, the days of Excel, and the seconds or milliseconds of Unix. A time
// without a zone is of the zone given, UTC for nil. 03/04/2026 is the third of
// April, as Finland and Britain write it.
func readTime(s string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	s = strings.TrimSpace(s)
	if len(s) < 5 || len(s) > 40 {
		return time.Time{}, false
	}
	if n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64); err == nil && s[0] != '0' {
		return numberTime(n, zone)
	}
	for _, layout := range zonedLayouts {
		if at, err := time.Parse(layout, s); err == nil && plausible(at) {
			return at, true
		}
	}
	if day, clock, ok := cutClock(s); ok {
		s = day + " " + strings.ReplaceAll(clock, ".", ":")
	}
	s = strings.TrimSuffix(s, " Z")
	for _, layout := range timeLayouts {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil && plausible(at) {
			return at, true
		}
	}
	return time.Time{}, false
}

// cutClock parts the day from the clock: at " klo ", " kl. ", " at ", the T of
// ISO 8601 or a space.
func cutClock(s string) (day, clock string, ok bool) {
	for _, sep := range []string{" klo ", " kl. ", " kl ", " at ", ", ", "T", " "} {
		if i := strings.LastIndex(s, sep); i > 0 {
			day, clock = strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(sep):])
			if clock != "" && clock[0] >= '0' && clock[0] <= '9' && strings.ContainsAny(clock, ".:") {
				return day, clock, true
			}
		}
	}
	return "", "", false
}

// numberTime reads days of Excel, and seconds and milliseconds of Unix. They are
// of so different sizes that one is not the other.
func numberTime(n float64, zone *time.Location) (time.Time, bool) {
	switch {
	case n >= 30000 && n < 80000: // from 1982 to 2119
		seconds := int64(math.Round((n - excelDays) * 24 * 60 * 60))
		wall := time.Unix(seconds, 0).UTC()
		y, m, d := wall.Date()
		return time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), 0, zone), true
	case n >= 4e8 && n < 4e9:
		return time.Unix(int64(n), 0).UTC(), true
	case n >= 4e11 && n < 4e12:
		return time.UnixMilli(int64(n)).UTC(), true
	}
	return time.Time{}, false
}

// plausible tells the years in which somebody can have sent feedback.
func plausible(at time.Time) bool { return at.Year() >= 1980 && at.Year() < 2120 }
