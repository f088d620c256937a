package server

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

const (
	// reportSpan is the longest span of one list; reportLimit is how many
	// requests a list without pages has: both the specification's.
	reportSpan  = 90 * 24 * time.Hour
	reportLimit = 1000
	// reportPageSize and maxReportPage are for a list in pages.
	reportPageSize = 100
	maxReportPage  = 500
	maxReportIDs   = 500
)

// errSpan is for dates that are none, or too far apart.
func errSpan(field string) *fault.Error { return fault.InField(field, "error.georeport-date", field) }

// list is the feedback that everybody may see, newest first.
func (h open311) list(q *reportRequest) (reportAnswer, error) {
	filter, wrong := h.filter(q)
	size, err := q.number("page_size", 0, maxReportPage)
	if err == nil && size == 0 {
		size, err = q.number("per_page", 0, maxReportPage)
	}
	wrong = wrong.add(err)
	page, err := q.number("page", 1, 1<<20)
	if wrong = wrong.add(err); wrong != nil {
		return reportAnswer{}, wrong
	}
	inPages := size > 0 || q.query.Get("page") != ""
	switch {
	case !inPages:
		size = reportLimit
	case size == 0:
		size = reportPageSize
	}
	filter.Offset = (page - 1) * size
	items, total, err := h.items(q, filter, size)
	if err != nil {
		return reportAnswer{}, err
	}
	if inPages {
		h.pageHeaders(q, page, size, total)
	}
	return h.reports(q, items)
}

// items reads up to size items; the service gives only so many at once.
func (h open311) items(q *reportRequest, filter themes.Filter, size int) (items []themes.Item, total int, err error) {
	for len(items) < size {
		filter.Limit = min(size-len(items), themes.MaxList)
		some, n, err := h.themes.Items(q.ctx, people.Account{}, filter)
		if err != nil {
			return nil, 0, err
		}
		items, total = append(items, some...), n
		if filter.Offset += len(some); len(some) < filter.Limit {
			break
		}
	}
	return items, total, nil
}

// add adds a fault; nil adds nothing.
func (f faults) add(err error) faults {
	if one, ok := err.(*fault.Error); ok && one != nil {
		return append(f, one)
	}
	return f
}

// filter reads which requests are asked for. What we have from another city is
// not listed: two cities that read each other would pass it to and fro.
func (h open311) filter(q *reportRequest) (f themes.Filter, wrong faults) {
	f = themes.Filter{NotChannels: []themes.Channel{themes.FromCity}, Order: themes.Newest}
	if ids := q.query.Get("service_request_id"); ids != "" {
		f.IDs = []int64{0} // nobody's: an id that is none finds nothing
		for id := range strings.SplitSeq(ids, ",") {
			if n, err := strconv.ParseInt(strings.TrimSpace(id), 10, 64); err == nil && n > 0 {
				f.IDs = append(f.IDs, n)
			}
		}
		if len(f.IDs) > maxReportIDs {
			wrong = append(wrong, fault.InField("service_request_id", "error.georeport-many", maxReportIDs))
		}
		return f, wrong // they override the rest, says the specification
	}
	for code := range strings.SplitSeq(q.query.Get("service_code"), ",") {
		if code = strings.TrimSpace(code); code == "" {
			continue
		}
		if key := "georeport.service-" + strings.ToLower(code); strings.ToUpper(code) != code || !q.print.Has(key) {
			wrong = append(wrong, intake.ErrService())
		}
		if f.Services = append(f.Services, code); code == intake.StrategyFeedback {
			f.Services = append(f.Services, "")
		}
	}
	open, closed := false, false
	for state := range strings.SplitSeq(q.query.Get("status"), ",") {
		switch strings.TrimSpace(state) {
		case "":
		case string(themes.Open):
			open = true
		case string(themes.Closed):
			closed = true
		default:
			wrong = append(wrong, fault.InField("status", "error.georeport-status"))
		}
	}
	if open && !closed {
		f.Status = themes.Open
	} else if closed && !open {
		f.Status = themes.Closed
	}
	return f, h.span(q, &f, wrong)
}

// span reads the dates: 90 days at the most, the last ones unless another span,
// or what has changed, is asked for.
func (h open311) span(q *reportRequest, f *themes.Filter, wrong faults) faults {
	read := func(key string) (at time.Time) {
		s := q.query.Get(key)
		if s == "" {
			return at
		}
		// A "+" that was not escaped has come as a space.
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if at, err := time.Parse(layout, strings.ReplaceAll(s, " ", "+")); err == nil {
				return at
			}
		}
		wrong = append(wrong, errSpan(key))
		return at
	}
	from, until := read("start_date"), read("end_date")
	f.ChangedFrom, f.ChangedUntil = read("updated_after"), past(read("updated_before"))
	changes := !f.ChangedFrom.IsZero() || !f.ChangedUntil.IsZero()
	switch {
	case from.IsZero() && until.IsZero() && changes:
		return wrong
	case from.IsZero() && until.IsZero():
		until = h.config.Now()
		from = until.Add(-reportSpan)
	case from.IsZero():
		from = until.Add(-reportSpan)
	case until.IsZero():
		until = from.Add(reportSpan)
	}
	if until.Before(from) || until.Sub(from) > reportSpan {
		wrong = append(wrong, fault.InField("end_date", "error.georeport-span"))
	}
	f.From, f.Until = from, past(until)
	return wrong
}

// past is the moment after one that a span holds, by the second that clients
// give; zero stays zero.
func past(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(time.Second)
}

// pageHeaders tells a client where it is and how to go on.
func (h open311) pageHeaders(q *reportRequest, page, size, total int) {
	pages := max(1, (total+size-1)/size)
	q.header.Set("X-Page-Count", strconv.Itoa(pages))
	q.header.Set("X-Page-Size", strconv.Itoa(size))
	q.header.Set("X-Result-Count", strconv.Itoa(total))
	at := func(n int) string {
		query := url.Values{}
		for key, values := range q.query {
			query[key] = values
		}
		query.Set("page", strconv.Itoa(n))
		return h.address("v2/requests."+q.form) + "?" + query.Encode()
	}
	if page < pages {
		q.header.Set("X-Next-Page-URL", at(page+1))
	}
	if page > 1 {
		q.header.Set("X-Previous-Page-URL", at(page-1))
	}
	q.header.Set("Access-Control-Expose-Headers", "X-Page-Count, X-Page-Size, X-Result-Count, X-Next-Page-URL, X-Previous-Page-URL")
}
