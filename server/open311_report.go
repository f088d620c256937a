package server

import (
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// report is a piece of feedback as GeoReport tells it. Nothing of its sender is
// here.
type report struct {
	XMLName     xml.Name        `xml:"request" json:"-"`
	ID          string          `xml:"service_request_id" json:"service_request_id"`
	Status      string          `xml:"status" json:"status"`
	StatusNotes optional        `xml:"status_notes" json:"status_notes"`
	ServiceName string          `xml:"service_name" json:"service_name"`
	ServiceCode string          `xml:"service_code" json:"service_code"`
	Description string          `xml:"description" json:"description"`
	Agency      string          `xml:"agency_responsible" json:"agency_responsible"`
	Notice      string          `xml:"service_notice" json:"service_notice"`
	Requested   string          `xml:"requested_datetime" json:"requested_datetime"`
	Updated     string          `xml:"updated_datetime" json:"updated_datetime"`
	Expected    optional        `xml:"expected_datetime" json:"expected_datetime"`
	Address     optional        `xml:"address" json:"address"`
	AddressID   optional        `xml:"address_id" json:"address_id"`
	Zip         optional        `xml:"zipcode" json:"zipcode"`
	Lat         number          `xml:"lat" json:"lat"`
	Long        number          `xml:"long" json:"long"`
	Media       optional        `xml:"media_url" json:"media_url"`
	Extended    *reportExtended `xml:"extended_attributes,omitempty" json:"extended_attributes,omitempty"`
}

// reportExtended is what there is beyond the specification, when asked for.
type reportExtended struct {
	Title    string   `xml:"title" json:"title"`
	Language string   `xml:"language" json:"language"`
	Area     string   `xml:"area,omitempty" json:"area,omitempty"`
	Tags     []string `xml:"tags>tag,omitempty" json:"tags,omitempty"`
	// Section is the page of the passage that it was said of.
	Section string `xml:"strategy_section,omitempty" json:"strategy_section,omitempty"`
}

// one is one piece of feedback: a list of one, says the specification.
func (h open311) one(q *reportRequest, id string) (reportAnswer, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return reportAnswer{}, fault.New(fault.NotFound, "error.georeport-request")
	}
	items, _, err := h.items(q, themes.Filter{IDs: []int64{n}, NotChannels: []themes.Channel{themes.FromCity}}, 1)
	if err != nil {
		return reportAnswer{}, err
	}
	if len(items) == 0 {
		return reportAnswer{}, fault.New(fault.NotFound, "error.georeport-request")
	}
	return h.reports(q, items)
}

// reports writes items.
func (h open311) reports(q *reportRequest, items []themes.Item) (reportAnswer, error) {
	notes, err := h.notes(q, items)
	if err != nil {
		return reportAnswer{}, err
	}
	own, err := h.themes.Open311Source(q.ctx)
	if err != nil {
		return reportAnswer{}, err
	}
	list := make([]report, len(items))
	for i, item := range items {
		list[i] = h.report(q, item, notes[item.ID])
		// Only what came by here has an address that was meant to be read: a
		// column of some table may be where somebody lives. So may the address of
		// an item that the desk took words out of.
		if item.Source == own && !item.Redacted {
			list[i].Address = optional(item.Attributes["address"])
		}
	}
	return reportAnswer{json: list, xml: struct {
		XMLName  xml.Name `xml:"service_requests"`
		Requests []report
	}{Requests: list}}, nil
}

func (h open311) report(q *reportRequest, item themes.Item, notes string) report {
	r := report{
		ID: strconv.FormatInt(item.ID, 10), Status: string(item.Status), StatusNotes: optional(notes),
		ServiceCode: item.Service, Description: describe(item),
		Agency:    h.config.Brand.City[q.lang],
		Notice:    h.config.BaseURL + h.path(q.lang, "feedback.item", item.ID),
		Requested: q.print.ISO(item.At), Updated: q.print.ISO(item.Changed),
	}
	if r.ServiceCode == "" {
		r.ServiceCode = intake.StrategyFeedback
	}
	r.ServiceName = q.serviceName(r.ServiceCode)
	if within := answerWithin(r.ServiceCode); within > 0 && item.Status == themes.Open {
		r.Expected = optional(q.print.ISO(item.At.Add(within)))
	}
	if item.Place != nil && !item.Redacted {
		r.Lat, r.Long = degrees(item.Place.Lat), degrees(item.Place.Long)
	}
	if q.query.Get("extensions") == "true" {
		r.Extended = &reportExtended{Title: item.Title, Language: string(item.Lang), Area: item.Area, Tags: item.Tags}
		if item.About.Kind == themes.Passage {
			r.Extended.Section = h.config.BaseURL + h.path(q.lang, "passage", item.About.ID)
		}
	}
	return r
}

// describe is the words of an item; one with a title alone has that.
func describe(item themes.Item) string {
	if item.Text == "" {
		return item.Title
	}
	return item.Text
}

// answerWithin is how soon feedback of a service must be answered, 0 for no law.
func answerWithin(code string) time.Duration {
	for _, s := range intake.Services(nil) {
		if s.Code == code {
			return s.Answer
		}
	}
	return 0
}

// notes are the city's answers: the last that an official gave as one.
func (h open311) notes(q *reportRequest, items []themes.Item) (map[int64]string, error) {
	var answered []int64
	for _, item := range items {
		if item.Replies > 0 {
			answered = append(answered, item.ID)
		}
	}
	notes := map[int64]string{}
	replies, err := h.themes.RepliesOf(q.ctx, people.Account{}, answered)
	for id, list := range replies {
		for _, r := range list {
			if r.Capacity == people.AsOfficial {
				notes[id] = strings.TrimSpace(r.Text)
			}
		}
	}
	return notes, err
}

// optional is a text that may be left out: null, or an empty element.
type optional string

func (o optional) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(o))
}

// number is a number that may be left out.
type number string

func degrees(d float64) number { return number(strconv.FormatFloat(d, 'f', -1, 64)) }

func (n number) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return []byte(n), nil
}
