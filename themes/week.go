package themes

import "time"

// zone is whose Mondays begin the weeks that are counted.
const zone = "Europe/Helsinki"

// Week is the midnight in Helsinki that begins the week of t, on a Monday.
func Week(t time.Time) time.Time {
	local := t.UTC()
	if z, err := time.LoadLocation(zone); err == nil {
		local = t.In(z)
	}
	days := (int(local.Weekday()) + 6) % 7
	return time.Date(local.Year(), local.Month(), local.Day()-days, 0, 0, 0, 0, local.Location()).UTC()
}
