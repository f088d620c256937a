package intake

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/themes"
)

// otherCity is a GeoReport server written by hand, with the habits of one city
// or another.
type otherCity struct {
	t *testing.T
	// noJSON: it speaks XML alone. noPages, noChanges: it does not know those
	// arguments, and refuses them when strict. cap cuts every answer.
	noJSON, noPages, noChanges, strict bool
	cap                                int
	requests                           []cityRequest
	asked                              []string
	kept                               []string
	fail                               int // answers 503 from the n-th question on
	// noIDs: it does not know service_request_id.
	noIDs bool
}

// FetchedSince makes the city's own list what is kept of it.
func (c *otherCity) FetchedSince(_ context.Context, _ int64, since time.Time, after string, limit int) (ids []string, err error) {
	for _, id := range c.kept {
		if id > after {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids[:min(len(ids), limit)], nil
}

func (c *otherCity) fetcher() City {
	return City{Guard: GuardOptions{Loopback: true}, Now: func() time.Time { return mailNow }, Known: c}
}

type cityRequest struct {
	XMLName   xml.Name  `xml:"request" json:"-"`
	ID        string    `xml:"service_request_id" json:"service_request_id"`
	Status    string    `xml:"status" json:"status"`
	Code      string    `xml:"service_code" json:"service_code"`
	Text      string    `xml:"description,omitempty" json:"description,omitempty"`
	Requested time.Time `xml:"requested_datetime" json:"requested_datetime"`
	Updated   time.Time `xml:"updated_datetime" json:"updated_datetime"`
	Email     string    `xml:"email" json:"email"`
	Notice    string    `xml:"service_notice" json:"service_notice"`
}

func (c *otherCity) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c.asked = append(c.asked, r.URL.RequestURI())
	if c.fail > 0 && len(c.asked) >= c.fail {
		w.Header().Set("Retry-After", "120")
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	one, isOne := strings.CutPrefix(r.URL.Path, "/open311/v2/requests/")
	if c.noJSON && strings.HasSuffix(r.URL.Path, ".json") || !isOne && !strings.HasPrefix(r.URL.Path, "/open311/v2/requests.") {
		http.NotFound(w, r)
		return
	}
	if isOne {
		id, _, _ := strings.Cut(one, ".")
		if at := slices.IndexFunc(c.requests, func(x cityRequest) bool { return x.ID == id }); at >= 0 {
			c.write(w, c.requests[at:at+1])
			return
		}
		http.NotFound(w, r)
		return
	}
	if c.strict && c.noChanges && q.Has("updated_after") {
		http.Error(w, "unknown argument", http.StatusBadRequest)
		return
	}
	at := func(key string) time.Time { t, _ := time.Parse(time.RFC3339, q.Get(key)); return t }
	var found []cityRequest
	for _, x := range c.requests {
		switch {
		case !c.noIDs && q.Has("service_request_id"):
			if !slices.Contains(strings.Split(q.Get("service_request_id"), ","), x.ID) {
				continue
			}
		case !c.noChanges && q.Has("updated_after"):
			if x.Updated.Before(at("updated_after")) {
				continue
			}
		case q.Has("start_date"):
			if at("end_date").Sub(at("start_date")) > 90*24*time.Hour {
				http.Error(w, "too long", http.StatusBadRequest)
				return
			}
			if x.Requested.Before(at("start_date")) || x.Requested.After(at("end_date")) {
				continue
			}
		default:
			if x.Requested.Before(mailNow.AddDate(0, 0, -90)) {
				continue
			}
		}
		found = append(found, x)
	}
	slices.SortFunc(found, func(a, b cityRequest) int { return b.Requested.Compare(a.Requested) })
	if c.cap > 0 {
		found = found[:min(len(found), c.cap)]
	}
	if !c.noPages {
		n, _ := strconv.Atoi(q.Get("page"))
		size, _ := strconv.Atoi(q.Get("page_size"))
		size = min(size, 100) // fewer than asked for
		found = found[min(len(found), (n-1)*size):min(len(found), n*size)]
	}
	c.write(w, found)
}

func (c *otherCity) write(w http.ResponseWriter, found []cityRequest) {
	if c.noJSON {
		_ = xml.NewEncoder(w).Encode(struct {
			XMLName  xml.Name `xml:"service_requests"`
			Requests []cityRequest
		}{Requests: found})
		return
	}
	if found == nil {
		found = []cityRequest{}
	}
	_ = json.NewEncoder(w).Encode(found)
}

// add makes n requests, one a step, ending at the time.
func (c *otherCity) add(n int, until time.Time, step time.Duration) {
	for i := range n {
		at := until.Add(-time.Duration(i) * step)
		id := strconv.Itoa(len(c.requests) + 1)
		c.requests = append(c.requests, cityRequest{ID: id, Status: "open", Code: "2809", Text: "Palaute " + id,
			Requested: at, Updated: at, Email: "asukas@example.fi"})
	}
}

// pulled fetches until nothing is left to do, and returns what came by its id.
func (c *otherCity) pulled(cursor string) (map[string]themes.Arrival, string) {
	c.t.Helper()
	site := httptest.NewServer(c)
	defer site.Close()
	got := map[string]themes.Arrival{}
	src := themes.Source{Channel: themes.FromCity, Address: site.URL + "/open311/v2/?jurisdiction_id=kaupunki"}
	f := c.fetcher()
	for range 20 {
		err := f.Fetch(c.t.Context(), src, cursor, func(b Batch) error {
			for _, a := range b.Arrivals {
				got[a.Foreign] = a
			}
			if len(b.Arrivals) > MaxBatch {
				c.t.Errorf("a batch of %d", len(b.Arrivals))
			}
			cursor = b.Cursor
			return nil
		})
		if err != nil {
			c.t.Fatal(err)
		}
		if parseReportCursor(cursor, mailNow).Began.IsZero() {
			return got, cursor
		}
	}
	c.t.Fatal("it never ends")
	return nil, ""
}

// TestCityIsRead: whatever the habits of the server, all of the last year comes,
// and later what has changed.
func TestCityIsRead(t *testing.T) {
	for name, c := range map[string]*otherCity{
		"CitySDK":               {},
		"plain":                 {noChanges: true},
		"strict":                {noChanges: true, strict: true},
		"XML":                   {noJSON: true, noChanges: true},
		"XML, strict":           {noJSON: true, noChanges: true, strict: true},
		"no pages":              {noPages: true, noChanges: true},
		"no pages and cut":      {noPages: true, noChanges: true, cap: 1000},
		"no pages, yet changes": {noPages: true},
	} {
		t.Run(name, func(t *testing.T) {
			c.t = t
			c.add(300, mailNow.Add(-time.Hour), 24*time.Hour)
			c.add(2500, mailNow.AddDate(0, 0, -100), time.Minute) // a busy day
			c.add(5, mailNow.AddDate(-2, 0, 0), time.Hour)        // too long ago
			got, cursor := c.pulled("")
			if len(got) != 2800 {
				t.Fatalf("%d came", len(got))
			}
			a := got["1"]
			if a.Text != "Palaute 1" || a.Service != "2809" || a.Status != themes.Open || !a.At.Equal(mailNow.Add(-time.Hour)) || a.Sender != nil {
				t.Errorf("%+v", a)
			}
			if !strings.HasSuffix(a.Address, "/open311/v2/requests/1.json") && !(c.noJSON && strings.HasSuffix(a.Address, "/requests/1.xml")) {
				t.Errorf("it is said to be at %s", a.Address)
			}
			for _, asked := range c.asked {
				if !strings.Contains(asked, "jurisdiction_id=kaupunki") {
					t.Errorf("asked %s", asked)
				}
			}

			// One is new, one of last week is closed now.
			c.add(1, mailNow, 0)
			c.requests[7].Status, c.requests[7].Updated = "closed", mailNow
			before := len(c.asked)
			got, again := c.pulled(cursor)
			if got["2806"].Text == "" || got["8"].Status != themes.Closed {
				t.Errorf("the news did not come: %d came", len(got))
			}
			if !c.noChanges && (len(got) > 10 || len(c.asked)-before > 4) {
				t.Errorf("%d came with %d questions, for two news", len(got), len(c.asked)-before)
			}
			if again != cursor && parseReportCursor(again, mailNow).Since.Before(parseReportCursor(cursor, mailNow).Since) {
				t.Errorf("the cursor went from %s to %s", cursor, again)
			}
		})
	}
}

// TestCityGoesOn: after every place where a fetch can be cut, the next brings
// what was missing.
func TestCityGoesOn(t *testing.T) {
	cut := errors.New("the power went")
	for stop := 1; ; stop++ {
		c := &otherCity{t: t}
		c.add(450, mailNow, 12*time.Hour)
		site := httptest.NewServer(c)
		got := map[string]bool{}
		cursor, batches := "", 0
		err := c.fetcher().Fetch(t.Context(),
			themes.Source{Address: site.URL + "/open311/v2"}, "", func(b Batch) error {
				if batches++; batches == stop {
					return cut
				}
				for _, a := range b.Arrivals {
					got[a.Foreign] = true
				}
				cursor = b.Cursor
				return nil
			})
		site.Close()
		if err == nil {
			if stop < 6 {
				t.Errorf("only %d batches", stop-1)
			}
			return
		}
		if !errors.Is(err, cut) {
			t.Fatal(err)
		}
		rest, _ := c.pulled(cursor)
		for id := range rest {
			got[id] = true
		}
		if len(got) != 450 {
			t.Errorf("cut at batch %d: %d came", stop, len(got))
		}
	}
}

// TestCityIsBounded: one fetch ends by itself.
func TestCityIsBounded(t *testing.T) {
	c := &otherCity{t: t, noChanges: true}
	c.add(maxReports+1500, mailNow, time.Minute)
	site := httptest.NewServer(c)
	defer site.Close()
	n, cursor := 0, ""
	err := c.fetcher().Fetch(t.Context(),
		themes.Source{Address: site.URL + "/open311/v2"}, "", func(b Batch) error {
			n += len(b.Arrivals)
			cursor = b.Cursor
			return nil
		})
	if err != nil || n < maxReports || n > maxReports+reportPage {
		t.Errorf("%d came: %v", n, err)
	}
	if rest, _ := c.pulled(cursor); len(rest)+n < maxReports+1500 || len(rest) > 1500+2*reportPage {
		t.Errorf("then %d came", len(rest))
	}
}

func TestCityWithoutWords(t *testing.T) {
	c := &otherCity{t: t}
	c.add(3, mailNow, time.Hour)
	c.requests[1].Text = ""
	c.requests[2].ID = ""
	got, _ := c.pulled("")
	if len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func TestCityFailures(t *testing.T) {
	c := &otherCity{t: t, fail: 3}
	c.add(450, mailNow, 12*time.Hour)
	site := httptest.NewServer(c)
	defer site.Close()
	fetch := func(address, secret string) *Failure {
		return FailureOf(c.fetcher().Fetch(t.Context(),
			themes.Source{Address: address, Secret: secret}, "", func(Batch) error { return nil }))
	}
	f := fetch(site.URL+"/open311/v2", "s3cret")
	if f == nil || f.Key != "error.fetch-status" || f.Detail != "HTTP 503" || !f.After.Equal(mailNow.Add(2*time.Minute)) {
		t.Errorf("a busy server: %+v", f)
	}
	if !slices.ContainsFunc(c.asked, func(s string) bool { return strings.Contains(s, "api_key=s3cret") }) {
		t.Error("the key was not sent")
	}
	c.fail = 0
	if f := fetch(site.URL+"/elsewhere", "s3cret"); f == nil || f.Key != "error.fetch-missing" {
		t.Errorf("a wrong address: %+v", f)
	}
	for _, address := range []string{"", "ftp://example.fi", "https://", "https://a:b@example.fi/"} {
		if f := fetch(address, ""); f == nil || f.Key != "error.fetch-address" {
			t.Errorf("%q: %+v", address, f)
		}
	}
	outside := City{Now: func() time.Time { return mailNow }, Known: c}
	err := outside.Fetch(t.Context(), themes.Source{Address: "http://example.fi/open311/v2", Secret: "s3cret"}, "", nil)
	if f := FailureOf(err); f == nil || f.Key != "error.fetch-plain" {
		t.Errorf("a key for all on the way to read: %+v", f)
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Tervetuloa</html>") }))
	defer page.Close()
	if f := fetch(page.URL, "s3cret"); f == nil || f.Key != "error.georeport-answer" {
		t.Errorf("a page: %+v", f)
	}
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	f = fetch(dead.URL, "s3cret")
	if f == nil || f.Key != "error.fetch-unreachable" || strings.Contains(fmt.Sprint(f, f.Err), "s3cret") {
		t.Errorf("nobody there: %+v %v", f, f.Err)
	}
}

// TestCityForgets: what the other city shows no more goes, whether its server
// knows lists of ids or not, and nothing else does.
func TestCityForgets(t *testing.T) {
	for _, noIDs := range []bool{false, true} {
		c := &otherCity{t: t, noIDs: noIDs}
		c.add(130, mailNow, time.Hour)
		for _, x := range c.requests {
			c.kept = append(c.kept, x.ID)
		}
		c.kept = append(c.kept, "900", "901")
		gone := map[string]bool{}
		cursor := ""
		for range 20 {
			got, next := c.pulled(cursor)
			for id, a := range got {
				if a.Gone {
					gone[id] = true
				}
			}
			cursor = next
		}
		if !cmp.Equal(gone, map[string]bool{"900": true, "901": true}) {
			t.Errorf("no lists of ids: %v; gone are %v", noIDs, gone)
		}
	}
}

func TestCityTellsWhereToRead(t *testing.T) {
	c := &otherCity{t: t}
	c.add(3, mailNow, time.Hour)
	c.requests[0].Notice = "https://elsewhere.example/1"
	c.requests[1].Notice = "javascript:alert(1)"
	got, _ := c.pulled("")
	for id, a := range got {
		if !strings.Contains(a.Address, "/open311/v2/requests/"+id) || strings.Contains(a.Address, "jurisdiction") {
			t.Errorf("%s is said to be at %s", id, a.Address)
		}
	}
	f := &reportFetch{}
	f.base, _ = f.base.Parse("https://toinen.example.fi/open311/v2")
	if at := f.place(Report{ID: "7", Notice: "https://toinen.example.fi/fi/palaute/7"}); !cmp.Equal(at, "https://toinen.example.fi/fi/palaute/7") {
		t.Error(at)
	}
}
