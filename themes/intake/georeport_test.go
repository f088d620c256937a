package intake

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"luonnos/themes"
)

// TestReadReports reads the same requests as different servers write them.
func TestReadReports(t *testing.T) {
	want := Report{
		ID: "638344", Closed: true, StatusNotes: "Korjattu.", ServiceCode: "006", ServiceName: "Jalkakäytävät",
		Description: "Laatta on irti.", Address: "Katu 8", Place: &themes.Place{Lat: 60.17, Long: 24.94},
		Requested: time.Date(2026, 4, 14, 13, 37, 38, 0, time.UTC),
	}
	for name, raw := range map[string]string{
		"the specification": `[{"service_request_id":"638344","status":"closed","status_notes":"Korjattu.","service_name":"Jalkakäytävät",
			"service_code":"006","description":"Laatta on irti.","agency_responsible":null,"service_notice":null,
			"requested_datetime":"2026-04-14T06:37:38-07:00","updated_datetime":"2026-04-15T06:37:38-07:00",
			"address":"Katu 8","lat":60.17,"long":24.94}]`,
		"a wrapper": `{"count":1,"service_requests":[{"service_request_id":638344,"status":"CLOSED","status_notes":"Korjattu.","service_name":"Jalkakäytävät",
			"service_code":"006","description":"Laatta on irti.\r\n","requested_datetime":"2026-04-14T16:37:38","address":"Katu 8","lat":"60.17","long":"24.940"}]}`,
		"one alone": `{"service_request_id":"638344","status":"closed","status_notes":"Korjattu.","service_name":"Jalkakäytävät","service_code":"006",
			"description":"Laatta on irti.","requested_datetime":"2026-04-14T13:37:38.000Z","address":"Katu 8","lat":60.17,"lon":24.94,"email":"asukas@example.fi"}`,
		"xml": `<?xml version="1.0" encoding="utf-8"?><service_requests><request><service_request_id>638344</service_request_id>
			<status>closed</status><status_notes>Korjattu.</status_notes><service_name>Jalkakäytävät</service_name><service_code>006</service_code>
			<description>Laatta on irti.</description><requested_datetime>2026-04-14T06:37:38-07:00</requested_datetime>
			<address>Katu 8</address><lat>60.17</lat><long>24.94</long><media_url/></request></service_requests>`,
		"xml by another name, in latin": "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><requests type=\"array\"><request><service_request_id>638344</service_request_id>" +
			"<status>closed</status><status_notes>Korjattu.</status_notes><service_name>Jalkak\xe4yt\xe4v\xe4t</service_name><service_code>006</service_code>" +
			"<description><![CDATA[Laatta on irti.]]></description><requested_datetime>2026-04-14T13:37:38+0000</requested_datetime>" +
			"<address>Katu 8</address><lat>60.17</lat><long>24.94</long></request></requests>",
	} {
		read := ReadReportsJSON
		if strings.HasPrefix(raw, "<") {
			read = ReadReportsXML
		}
		got, err := read([]byte(raw))
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %v %v", name, got, err)
			continue
		}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestReadReportsTitle(t *testing.T) {
	for _, raw := range []string{
		`[{"service_request_id":"1","extended_attributes":{"title":"Otsikko","tasks":[{"title":"x"}]}}]`,
		`[{"service_request_id":"1","title":"Otsikko"}]`,
		`<service_requests><request><service_request_id>1</service_request_id><extended_attributes><title>Otsikko</title></extended_attributes></request></service_requests>`,
	} {
		read := ReadReportsJSON
		if strings.HasPrefix(raw, "<") {
			read = ReadReportsXML
		}
		if got, err := read([]byte(raw)); err != nil || len(got) != 1 || got[0].Title != "Otsikko" {
			t.Errorf("%s: %+v %v", raw, got, err)
		}
	}
}

func TestReadReportsRefuses(t *testing.T) {
	for _, raw := range []string{"", "null", "7", `"a"`, `{}`, `{"error":"no"}`, `[1]`, `[{]`, `<html>`} {
		if got, err := ReadReportsJSON([]byte(raw)); err == nil {
			t.Errorf("JSON %q: %+v", raw, got)
		}
	}
	for _, raw := range []string{"", "a", "<errors><error><code>400</code></error></errors>", "<html><body/></html>", "<service_requests><request>",
		"<a><b/></a>", "<service_requests>" + strings.Repeat("<request>", 100),
		`<!DOCTYPE a [<!ENTITY x "yyyy">]><service_requests><request><description>&x;</description></request></service_requests>`} {
		if got, err := ReadReportsXML([]byte(raw)); err == nil {
			t.Errorf("XML %q: %+v", raw, got)
		}
	}
	for _, none := range []string{"[]", `{"requests":[]}`} {
		if got, err := ReadReportsJSON([]byte(none)); err != nil || len(got) != 0 {
			t.Errorf("%s: %v %v", none, got, err)
		}
	}
	if got, err := ReadReportsXML([]byte("<service_requests/>")); err != nil || len(got) != 0 {
		t.Errorf("no requests: %v %v", got, err)
	}
}

// TestFormsAgree: what is written in both forms by the standard library is read
// as the same, and as what was written.
func TestFormsAgree(t *testing.T) {
	type request struct {
		XMLName     xml.Name `xml:"request" json:"-"`
		ID          string   `xml:"service_request_id" json:"service_request_id"`
		Status      string   `xml:"status" json:"status"`
		Description string   `xml:"description" json:"description"`
		Lat         float64  `xml:"lat" json:"lat"`
		Long        float64  `xml:"long" json:"long"`
		Requested   string   `xml:"requested_datetime" json:"requested_datetime"`
	}
	rapid.Check(t, func(t *rapid.T) {
		var requests []request
		for range rapid.IntRange(1, 5).Draw(t, "requests") {
			requests = append(requests, request{
				ID:          rapid.StringMatching(`[a-z0-9]{1,12}`).Draw(t, "id"),
				Status:      rapid.SampledFrom([]string{"open", "closed"}).Draw(t, "status"),
				Description: rapid.StringMatching(`[a-zåäö<>&"' ]{0,40}`).Draw(t, "description"),
				Lat:         rapid.Float64Range(-90, 90).Draw(t, "lat"),
				Long:        rapid.Float64Range(0.1, 180).Draw(t, "long"),
				Requested:   time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "at"), 0).UTC().Format(time.RFC3339),
			})
		}
		asJSON, _ := json.Marshal(requests)
		asXML, _ := xml.Marshal(struct {
			XMLName  xml.Name `xml:"service_requests"`
			Requests []request
		}{Requests: requests})
		fromJSON, err := ReadReportsJSON(asJSON)
		if err != nil {
			t.Fatal(err)
		}
		fromXML, err := ReadReportsXML(asXML)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fromJSON, fromXML); diff != "" {
			t.Fatal(diff)
		}
		for i, r := range fromJSON {
			w := requests[i]
			if r.ID != w.ID || r.Closed != (w.Status == "closed") || r.Description != strings.TrimSpace(w.Description) ||
				r.Place.Lat != w.Lat || r.Place.Long != w.Long || r.Requested.Format(time.RFC3339) != w.Requested {
				t.Fatalf("%+v was written as %+v", r, w)
			}
		}
	})
}

func fitReports(t *testing.T, reports []Report, err error) {
	t.Helper()
	if err != nil && len(reports) != 0 {
		t.Error("requests beside an error")
	}
	for _, r := range reports {
		for _, s := range []string{r.ID, r.Title, r.Description, r.Notice, r.StatusNotes, r.ServiceCode, r.ServiceName, r.Address, r.Agency} {
			if !utf8.ValidString(s) || s != strings.TrimSpace(s) || strings.ContainsAny(s, "\x00\x1b") {
				t.Errorf("not fit to keep: %q", s)
			}
		}
		if r.Place != nil && !OnEarth(r.Place.Lat, r.Place.Long) {
			t.Errorf("nowhere: %+v", r.Place)
		}
	}
}

func FuzzReadReportsJSON(f *testing.F) {
	f.Add([]byte(`[{"service_request_id":1,"lat":"60","long":24,"extended_attributes":{"title":"a","x":{"y":1}}}]`))
	f.Add([]byte(`{"requests":{"data":[{"description":"\u0000\ud800"}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		reports, err := ReadReportsJSON(raw)
		fitReports(t, reports, err)
	})
}

func FuzzReadReportsXML(f *testing.F) {
	f.Add([]byte(`<service_requests><request><service_request_id>1</service_request_id><lat>NaN</lat><long>1e400</long></request></service_requests>`))
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1252"?><a><request><a><b>c</b></a></request></a>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		reports, err := ReadReportsXML(raw)
		fitReports(t, reports, err)
		if err == nil && !bytes.Contains(raw, []byte("<")) {
			t.Error("requests without a tag")
		}
	})
}

func FuzzReportCursor(f *testing.F) {
	f.Add(`{"since":"2026-01-01T00:00:00Z","page":2}`)
	f.Add(`{"from":"2026-01-01T00:00:00Z","to":"2025-01-01T00:00:00Z"}`)
	f.Fuzz(func(t *testing.T, s string) {
		c := parseReportCursor(s, mailNow)
		if c.Page < 0 || c.Since.After(mailNow) || c.To.Before(c.From) {
			t.Errorf("%+v", c)
		}
		if again := parseReportCursor(c.String(), mailNow); again.String() != c.String() {
			t.Errorf("%s becomes %s", c, again)
		}
	})
}
