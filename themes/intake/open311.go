package intake

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// Codes of the services that our Open311 server offers. Feedback without one is
// of StrategyFeedback.
const (
	StrategyFeedback = "STRATEGY_FEEDBACK"
	ChannelFeedback  = "CHANNEL_FEEDBACK"
	AreaFeedback     = "AREA_FEEDBACK"
	Accessibility    = "ACCESSIBILITY"
)

// Codes of the attributes of services.
const (
	ChannelAttribute = "CHANNEL"
	AreaAttribute    = "AREA"
)

// Service is one kind of feedback that Open311 clients can send.
type Service struct {
	Code string
	// Attribute is the list to choose from that comes with it, "" for none; Keys
	// are what there is to choose.
	Attribute string
	Keys      []string
	// Answer is how soon the city must answer, 0 when no law says.
	Answer time.Duration
}

// accessibilityAnswer is the two weeks of the Act on the Provision of Digital
// Services, 306/2019.
const accessibilityAnswer = 14 * 24 * time.Hour

// channelKeys are where a city is in social media.
func channelKeys() []string {
	return []string{"facebook", "instagram", "linkedin", "mastodon", "tiktok", "whatsapp", "x", "youtube", "website", "other"}
}

// Services are those on offer in a city with these areas. One without areas
// has nothing to choose from for feedback on an area.
func Services(areas []people.Area) []Service {
	all := []Service{
		{Code: StrategyFeedback},
		{Code: ChannelFeedback, Attribute: ChannelAttribute, Keys: channelKeys()},
		{Code: AreaFeedback, Attribute: AreaAttribute},
		{Code: Accessibility, Answer: accessibilityAnswer},
	}
	for _, a := range areas {
		all[2].Keys = append(all[2].Keys, a.Code)
	}
	if len(areas) == 0 {
		all = slices.Delete(all, 2, 3)
	}
	return all
}

// Longest parts of what a client sends, in characters. The description is the
// specification's.
const (
	maxDescription = 4000
	maxReportTitle = 120
	maxReportName  = 80
	maxReportPhone = 40
)

// ReadReport makes feedback of what a client posted (GeoReport v2, POST Service
// Request), or returns everything that is wrong with it. Who sent it goes to
// the Sender alone; pictures, devices and accounts are not kept. The feedback
// has no id yet.
func ReadReport(form url.Values, services []Service) (themes.Arrival, []*fault.Error) {
	p := posted{form: form}
	a := themes.Arrival{
		Service: p.line("service_code", 0, ""),
		Title:   p.line("title", maxReportTitle, "error.georeport-title"),
		Text:    p.text(),
		Place:   p.place(),
	}
	if at := p.line("address_string", maxReportTitle, "error.georeport-address"); at != "" {
		p.attribute(&a, "address", at)
	}
	p.service(&a, services)
	a.Sender = p.sender()
	if p.faults != nil {
		return themes.Arrival{}, p.faults
	}
	return a, nil
}

// posted reads a form and gathers what is wrong with it.
type posted struct {
	form   url.Values
	faults []*fault.Error
}

func (p *posted) wrong(field, key string, args ...any) {
	f := fault.InField(field, key, args...)
	p.faults = append(p.faults, f)
}

// line is a value on one line; one of more than most characters is wrong.
func (p *posted) line(field string, most int, tooLong string) string {
	s := line(legible([]byte(p.form.Get(field))))
	if most > 0 && utf8.RuneCountInString(s) > most {
		p.wrong(field, tooLong, most)
	}
	return s
}

func (p *posted) text() string {
	s := strings.TrimSpace(legible([]byte(p.form.Get("description"))))
	switch {
	case s == "":
		p.wrong("description", "error.georeport-description")
	case utf8.RuneCountInString(s) > maxDescription:
		p.wrong("description", "error.georeport-description-long", maxDescription)
	}
	return s
}

// place is where the feedback is about: both degrees or neither.
func (p *posted) place() *themes.Place {
	lat, long := strings.TrimSpace(p.form.Get("lat")), strings.TrimSpace(p.form.Get("long"))
	if lat == "" && long == "" {
		return nil
	}
	y, errY := strconv.ParseFloat(lat, 64)
	x, errX := strconv.ParseFloat(long, 64)
	if errY != nil || errX != nil || !OnEarth(y, x) {
		p.wrong("lat", "error.georeport-place")
		return nil
	}
	return &themes.Place{Lat: y, Long: x}
}

func (p *posted) service(a *themes.Arrival, services []Service) {
	if a.Service == "" {
		p.wrong("service_code", "error.georeport-service")
		return
	}
	at := slices.IndexFunc(services, func(s Service) bool { return s.Code == a.Service })
	if at < 0 {
		p.faults = append(p.faults, ErrService())
		return
	}
	s := services[at]
	if s.Attribute == "" {
		return
	}
	value := strings.TrimSpace(p.form.Get("attribute[" + s.Attribute + "]"))
	if value == "" {
		value = strings.TrimSpace(p.form.Get("attribute[" + s.Attribute + "][]"))
	}
	switch {
	case !slices.Contains(s.Keys, value):
		p.wrong("attribute["+s.Attribute+"]", "error.georeport-attribute", s.Attribute)
	case s.Attribute == AreaAttribute:
		a.Area = value
	default:
		p.attribute(a, s.Attribute, value)
	}
}

// ErrService tells of a service that there is not.
func ErrService() *fault.Error {
	return &fault.Error{Kind: fault.NotFound, Key: "error.georeport-service-unknown", Field: "service_code"}
}

func (p *posted) attribute(a *themes.Arrival, code, value string) {
	if a.Attributes == nil {
		a.Attributes = map[string]string{}
	}
	a.Attributes[code] = value
}

// sender is who sent it, as far as the client says.
func (p *posted) sender() *themes.Sender {
	first := p.line("first_name", maxReportName, "error.georeport-name")
	last := p.line("last_name", maxReportName, "error.georeport-name")
	s := themes.Sender{
		Name:  line(first + " " + last),
		Phone: p.line("phone", maxReportPhone, "error.georeport-phone"),
	}
	if email := p.line("email", 0, ""); email != "" {
		var err error
		if s.Email, err = people.NormalizeEmail(email); err != nil {
			p.wrong("email", "error.georeport-email")
		}
		s.Tell = true
	}
	return &s
}
