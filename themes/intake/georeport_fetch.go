package intake

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"luonnos/themes"
)

// City fetches the service requests of another city's Open311 GeoReport v2
// server. Address is its base, such as https://open311.example.fi/v2; a query
// there (jurisdiction_id, service_code) goes along with every request.
//
// A request of the last 90 days is asked for again in turn: what the city no
// longer shows goes here too.
type City struct {
	Guard GuardOptions
	Now   func() time.Time
	Known KnownPosts
}

const (
	// reportPage is how many requests a page is asked to have.
	reportPage = 200
	// reportWindow is the longest span that a server answers for.
	reportWindow = 90*24*time.Hour - time.Second
	// reportCap: servers without pages cut an answer at 1000 requests, or at
	// another number of whole hundreds.
	reportCap = 100
	// reportHistory is how far back a new source is read.
	reportHistory = 365 * 24 * time.Hour
	// reportOverlap is read again each time: clocks differ, and what was
	// written while we read may have slipped between two pages.
	reportOverlap = time.Hour
	// maxReportID is the longest id of a request, in bytes.
	maxReportID = 200
	// recheckBatch requests are asked for again at once, and of those that are
	// missing maxAsked one by one: a server may not know the argument.
	recheckBatch = 50
	maxAsked     = 20
	// maxReports bounds one fetch; the next goes on from the cursor.
	maxReports = 5000
)

// reportCursor is how far a city is read.
type reportCursor struct {
	// Since: all that changed before is read. Zero until the first whole fetch.
	Since time.Time `json:"since,omitzero"`
	// Began is when the fetch under way began, From and To the span that it is
	// in, Page the next page of that. Zero between fetches.
	Began time.Time `json:"began,omitzero"`
	From  time.Time `json:"from,omitzero"`
	To    time.Time `json:"to,omitzero"`
	Page  int       `json:"page,omitempty"`
	// Head is the first request of the first page: a server that has no pages
	// answers with it again.
	Head string `json:"head,omitempty"`
	// Checked is the last request asked for again in this turn.
	Checked string `json:"checked,omitempty"`
}

func (c reportCursor) String() string {
	raw, _ := json.Marshal(c) // times and a number: cannot fail
	return string(raw)
}

// parseReportCursor reads a cursor, zero for none.
func parseReportCursor(s string, now time.Time) reportCursor {
	var c reportCursor
	if json.Unmarshal([]byte(s), &c) != nil || c.Since.After(now) || c.Began.After(now) || c.Page < 0 || c.To.Before(c.From) {
		return reportCursor{}
	}
	return c
}

// Fetch implements Fetcher. A server of the CitySDK extension is asked for what
// changed since; any other for its last 90 days again and again, because what
// changed there cannot be told otherwise. A new source is read from a year back.
func (c City) Fetch(ctx context.Context, s themes.Source, cursor string, give func(Batch) error) error {
	f, err := c.fetch(s, cursor, give)
	if err != nil {
		return err
	}
	defer f.client.CloseIdleConnections()
	changes, err := f.look(ctx)
	if err != nil {
		return err
	}
	if f.at.Began.IsZero() {
		f.at.Began = c.Now().UTC().Truncate(time.Second)
	}
	if changes && !f.at.Since.IsZero() {
		if _, err = f.pages(ctx, url.Values{"updated_after": {w3c(f.at.Since.Add(-reportOverlap))}}); err != nil || f.full() {
			return err
		}
	} else if err = f.spans(ctx); err != nil || f.full() {
		return err
	}
	f.at = reportCursor{Since: f.at.Began, Checked: f.at.Checked}
	if err := f.hand(Batch{}); err != nil {
		return err
	}
	return f.checkAgain(ctx)
}

// reportFetch is one fetch under way.
type reportFetch struct {
	City
	source themes.Source
	client *http.Client
	base   *url.URL
	xml    bool
	at     reportCursor
	give   func(Batch) error
	done   int
	total  int
}

func (c City) fetch(s themes.Source, cursor string, give func(Batch) error) (*reportFetch, error) {
	base, err := url.Parse(strings.TrimSpace(s.Address))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.User != nil {
		return nil, &Failure{Key: "error.fetch-address", Stop: true}
	}
	if err := c.Guard.keepsSecret(base.Scheme, s.Secret); err != nil {
		return nil, err
	}
	base.Path = strings.TrimSuffix(base.Path, "/")
	base.RawPath, base.Fragment = "", ""
	return &reportFetch{City: c, source: s, client: Client(c.Guard), base: base, at: parseReportCursor(cursor, c.Now()), give: give}, nil
}

func (f *reportFetch) full() bool { return f.done >= maxReports }

// look finds the form that the server speaks, JSON first, and whether it tells
// what changed: asked for what changes from tomorrow on, only a server that
// does not understand answers with something.
func (f *reportFetch) look(ctx context.Context) (changes bool, err error) {
	ask := url.Values{"updated_after": {w3c(f.Now().AddDate(0, 0, 1))}}
	for _, question := range []url.Values{ask, {}} {
		for _, f.xml = range []bool{false, true} {
			var reports []Report
			if reports, _, err = f.page(ctx, question, 1); err == nil {
				return question.Has("updated_after") && len(reports) == 0, nil
			}
			if !otherForm(err) {
				return false, err
			}
		}
	}
	return false, err
}

// otherForm reports whether an error may be the form's or the question's fault.
func otherForm(err error) bool {
	if errors.Is(err, errReports) {
		return true
	}
	failure := FailureOf(err)
	return failure.Key == "error.fetch-missing" || failure.Key == "error.fetch-status" && strings.HasPrefix(failure.Detail, "HTTP 4")
}

// spans reads what is left of the time up to now, oldest first.
func (f *reportFetch) spans(ctx context.Context) error {
	if f.at.From.IsZero() {
		f.at.Page, f.at.Head = 0, ""
		f.at.From = f.at.Began.Add(-reportHistory)
		if !f.at.Since.IsZero() {
			f.at.From = f.at.Began.Add(-reportWindow)
		}
	}
	for f.at.From.Before(f.at.Began) {
		if f.at.To.IsZero() {
			f.at.To = earlier(f.at.From.Add(reportWindow), f.at.Began)
		}
		cut, err := f.pages(ctx, url.Values{"start_date": {w3c(f.at.From)}, "end_date": {w3c(f.at.To)}})
		if err != nil || f.full() {
			return err
		}
		if span := f.at.To.Sub(f.at.From); cut && span > time.Hour {
			f.at.To, f.at.Page = f.at.From.Add(span/2).Truncate(time.Second), 0
			continue
		}
		f.at.From, f.at.To, f.at.Page = f.at.To, time.Time{}, 0
	}
	return nil
}

// pages reads all pages of a question. cut reports that the server has no pages
// and probably left some out.
func (f *reportFetch) pages(ctx context.Context, ask url.Values) (cut bool, err error) {
	seen := map[string]bool{}
	if f.at.Page < 1 {
		f.at.Page, f.at.Head = 1, ""
	}
	for !f.full() {
		reports, last, err := f.page(ctx, ask, f.at.Page)
		if err != nil {
			return false, err
		}
		again := f.at.Page > 1 && len(reports) > 0 && reports[0].ID == f.at.Head
		fresh := slices.DeleteFunc(slices.Clone(reports), func(r Report) bool { return seen[r.ID] })
		if again || len(fresh) == 0 {
			return len(reports) > 0 && len(reports)%reportCap == 0, nil
		}
		if f.at.Page == 1 {
			f.at.Head = reports[0].ID
		}
		for _, r := range fresh {
			seen[r.ID] = true
		}
		if err := f.keep(fresh, last); err != nil || last {
			return false, err
		}
	}
	return false, nil
}

// keep hands a page on. The cursor moves with its end.
func (f *reportFetch) keep(reports []Report, last bool) error {
	for chunk := range slices.Chunk(reports, MaxBatch) {
		b := Batch{}
		for _, r := range chunk {
			if r.ID == "" || len(r.ID) > maxReportID || r.Description == "" {
				b.Refused++
				continue
			}
			b.Arrivals = append(b.Arrivals, f.arrival(r))
		}
		f.done += len(chunk)
		reports = reports[len(chunk):]
		if len(reports) == 0 && !last {
			f.at.Page++
		}
		if err := f.hand(b); err != nil {
			return err
		}
	}
	return nil
}

// hand gives a batch with the cursor as it is now.
func (f *reportFetch) hand(b Batch) error {
	f.total = max(f.total, f.done)
	b.Cursor, b.Done, b.Total = f.at.String(), f.done, f.total
	return f.give(b)
}

func (f *reportFetch) arrival(r Report) themes.Arrival {
	a := themes.Arrival{
		Foreign: r.ID, Address: f.place(r), At: r.Requested, Title: r.Title, Text: r.Description,
		Service: r.ServiceCode, Place: r.Place, Status: themes.Open,
	}
	if r.Closed {
		a.Status = themes.Closed
	}
	if a.At.IsZero() || a.At.After(f.Now()) {
		a.At = f.Now()
	}
	for key, value := range map[string]string{
		"service_name": r.ServiceName, "status_notes": r.StatusNotes, "address": r.Address, "agency_responsible": r.Agency,
	} {
		if value != "" {
			if a.Attributes == nil {
				a.Attributes = map[string]string{}
			}
			a.Attributes[key] = value
		}
	}
	return a
}

// place is where the request can be read: the page that its notice is the
// address of, or else what the server says of it.
func (f *reportFetch) place(r Report) string {
	if u, err := url.Parse(r.Notice); err == nil && u.Host == f.base.Host && (u.Scheme == "https" || u.Scheme == f.base.Scheme) {
		return u.String()
	}
	at := url.URL{Scheme: f.base.Scheme, Host: f.base.Host, Path: f.base.Path + "/requests/" + r.ID + f.suffix()}
	return at.String()
}

func (f *reportFetch) suffix() string {
	if f.xml {
		return ".xml"
	}
	return ".json"
}

// page asks for one page. last is true when the server says that it is.
func (f *reportFetch) page(ctx context.Context, ask url.Values, n int) (reports []Report, last bool, err error) {
	q := maps.Clone(ask)
	q.Set("page", strconv.Itoa(n))
	q.Set("page_size", strconv.Itoa(reportPage))
	q.Set("per_page", strconv.Itoa(reportPage))
	reports, header, err := f.read(ctx, "/requests", q)
	// Beyond the last page some servers know of nothing.
	if n > 1 && err != nil && FailureOf(err).Key == "error.fetch-missing" {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	if count, err := strconv.Atoi(header.Get("X-Page-Count")); err == nil {
		last = n >= count
	}
	if size, err := strconv.Atoi(header.Get("X-Result-Count")); err == nil && size > 0 {
		f.total = max(f.total, min(size, 10*maxReports))
	}
	return reports, last, nil
}

// read asks for a resource and reads the requests in it.
func (f *reportFetch) read(ctx context.Context, resource string, ask url.Values) ([]Report, http.Header, error) {
	at := *f.base
	at.Path += resource + f.suffix()
	q := f.base.Query()
	maps.Copy(q, ask)
	q.Set("extensions", "true")
	if f.source.Secret != "" {
		q.Set("api_key", f.source.Secret)
	}
	at.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, nil, &Failure{Key: "error.fetch-address", Stop: true}
	}
	res, err := f.client.Do(req)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			u.URL = f.base.Scheme + "://" + f.base.Host // without the key
		}
		return nil, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if err := answered(res, f.Now()); err != nil {
		return nil, nil, err
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, nil, err
	}
	read := ReadReportsJSON
	if f.xml {
		read = ReadReportsXML
	}
	reports, err := read(raw)
	if err != nil {
		return nil, nil, &Failure{Key: "error.georeport-answer", Detail: f.base.Hostname(), Err: err}
	}
	return reports, res.Header, nil
}

// checkAgain asks for requests that are kept, in turn. Only a server that has
// just answered is believed when it says that there is none.
func (f *reportFetch) checkAgain(ctx context.Context) error {
	ids, err := f.Known.FetchedSince(ctx, f.source.ID, f.Now().Add(-reportWindow), f.at.Checked, recheckBatch)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	if len(ids) > 0 {
		reports, _, err := f.page(ctx, url.Values{"service_request_id": {strings.Join(ids, ",")}}, 1)
		if err != nil && !otherForm(err) {
			return err
		}
		for _, r := range reports {
			there[r.ID] = true
		}
	}
	var b Batch
	asked := 0
	for _, id := range ids {
		if !there[id] {
			if asked++; asked > maxAsked {
				return f.hand(b)
			}
			gone, err := f.gone(ctx, id)
			if err != nil {
				return err
			}
			if gone {
				b.Arrivals = append(b.Arrivals, themes.Arrival{Foreign: id, Gone: true})
			}
		}
		f.at.Checked = id
	}
	if len(ids) < recheckBatch {
		f.at.Checked = "" // the turn is over
	}
	return f.hand(b)
}

// gone reports whether the server has a request no more.
func (f *reportFetch) gone(ctx context.Context, id string) (bool, error) {
	_, _, err := f.read(ctx, "/requests/"+id, url.Values{})
	if err == nil {
		return false, nil
	}
	switch FailureOf(err).Key {
	case "error.fetch-missing", "error.fetch-gone":
		return true, nil
	case "error.georeport-answer":
		return false, nil // it answers for single requests in some way of its own
	}
	return false, err
}

// w3c writes a time as GeoReport wants it.
func w3c(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
