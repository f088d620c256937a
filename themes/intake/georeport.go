package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"luonnos/themes"
)

// Report is a service request of Open311 GeoReport v2 as another city's server
// tells it: only what is about the matter, nothing about who sent it.
type Report struct {
	ID          string
	Closed      bool
	StatusNotes string
	ServiceCode string
	ServiceName string
	Title       string // of the CitySDK extension
	Description string
	Notice      string
	Agency      string
	Address     string
	Place       *themes.Place
	Requested   time.Time // zero when it is not told or cannot be read
}

// errReports tells of an answer that is no list of requests.
var errReports = errors.New("georeport: this is not a list of service requests")

// maxReportsRead bounds the requests read of one answer.
const maxReportsRead = 20_000

// record is one request with its fields by name, those of an inner object by
// "object.field". Servers differ in what is a number, a string or left out.
type record map[string]string

// ReadReportsJSON reads a list of requests in JSON: an array, one request by
// itself, or either inside an object, as servers have it.
func ReadReportsJSON(raw []byte) ([]Report, error) {
	var answer any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&answer); err != nil {
		return nil, errReports
	}
	list, ok := listOf(answer)
	if !ok {
		return nil, errReports
	}
	var reports []Report
	for _, v := range list[:min(len(list), maxReportsRead)] {
		object, ok := v.(map[string]any)
		if !ok {
			return nil, errReports
		}
		r := record{}
		r.add("", object)
		reports = append(reports, r.report())
	}
	return reports, nil
}

// listOf finds the list in an answer.
func listOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case map[string]any:
		for _, key := range []string{"service_requests", "requests", "request", "results", "data"} {
			if inner, ok := v[key]; ok {
				return listOf(inner)
			}
		}
		if _, ok := v["service_request_id"]; ok {
			return []any{v}, true
		}
	}
	return nil, false
}

// add takes in the fields of an object and of those inside it.
func (r record) add(prefix string, object map[string]any) {
	for key, v := range object {
		switch v := v.(type) {
		case string:
			r[prefix+key] = v
		case json.Number:
			r[prefix+key] = v.String()
		case bool:
			r[prefix+key] = strconv.FormatBool(v)
		case map[string]any:
			if prefix == "" {
				r.add(key+".", v)
			}
		}
	}
}

// text is a field as a reader sees it.
func (r record) text(keys ...string) string {
	for _, key := range keys {
		if s := strings.TrimSpace(legible([]byte(r[key]))); s != "" && s != "null" {
			return s
		}
	}
	return ""
}

func (r record) report() Report {
	out := Report{
		ID:          line(r.text("service_request_id")),
		Closed:      strings.EqualFold(r.text("status"), "closed"),
		StatusNotes: r.text("status_notes"),
		ServiceCode: line(r.text("service_code")),
		ServiceName: line(r.text("service_name")),
		Title:       line(r.text("extended_attributes.title", "title")),
		Description: r.text("description"),
		Notice:      r.text("service_notice"),
		Agency:      line(r.text("agency_responsible")),
		Address:     line(r.text("address")),
		Requested:   reportTime(r.text("requested_datetime")),
	}
	lat, errLat := strconv.ParseFloat(r.text("lat"), 64)
	long, errLong := strconv.ParseFloat(r.text("long", "lon", "lng"), 64)
	// Some servers write 0, 0 for no place.
	if errLat == nil && errLong == nil && OnEarth(lat, long) && (lat != 0 || long != 0) {
		out.Place = &themes.Place{Lat: lat, Long: long}
	}
	return out
}

// OnEarth reports whether the degrees are those of a place.
func OnEarth(lat, long float64) bool { return lat >= -90 && lat <= 90 && long >= -180 && long <= 180 }

// reportZone is what a time without a zone is in. The specification wants one;
// the cities that leave it out are in Finland.
const reportZone = "Europe/Helsinki"

// reportTime reads a time, zero for none.
func reportTime(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return likely(t)
		}
	}
	zone, err := time.LoadLocation(reportZone)
	if err != nil {
		zone = time.UTC
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return likely(t)
		}
	}
	return time.Time{}
}

// likely is a time at which there were computers and are people.
func likely(t time.Time) time.Time {
	if t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}
	}
	return t.UTC()
}
