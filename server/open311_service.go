package server

import (
	"encoding/xml"
	"slices"
	"strings"

	"luonnos/people"
	"luonnos/themes/intake"
)

// reportService is a service as GeoReport lists it.
type reportService struct {
	XMLName     xml.Name `xml:"service" json:"-"`
	Code        string   `xml:"service_code" json:"service_code"`
	Name        string   `xml:"service_name" json:"service_name"`
	Description string   `xml:"description" json:"description"`
	Metadata    bool     `xml:"metadata" json:"metadata"`
	Type        string   `xml:"type" json:"type"`
	Keywords    string   `xml:"keywords" json:"keywords"`
	Group       string   `xml:"group" json:"group"`
}

// reportAttribute is a field that a service wants filled.
type reportAttribute struct {
	XMLName             xml.Name      `xml:"attribute" json:"-"`
	Variable            bool          `xml:"variable" json:"variable"`
	Code                string        `xml:"code" json:"code"`
	Datatype            string        `xml:"datatype" json:"datatype"`
	Required            bool          `xml:"required" json:"required"`
	DatatypeDescription string        `xml:"datatype_description" json:"datatype_description"`
	Order               int           `xml:"order" json:"order"`
	Description         string        `xml:"description" json:"description"`
	Values              []reportValue `xml:"values>value" json:"values"`
}

type reportValue struct {
	Key  string `xml:"key" json:"key"`
	Name string `xml:"name" json:"name"`
}

// serviceName is what a service is called; one of elsewhere goes by its code.
func (q *reportRequest) serviceName(code string) string {
	if key := "georeport.service-" + strings.ToLower(code); q.print.Has(key) {
		return q.print.T(key)
	}
	return code
}

// services lists what feedback can be sent.
func (h open311) services(q *reportRequest) (reportAnswer, error) {
	offered, _, err := h.offered(q)
	if err != nil {
		return reportAnswer{}, err
	}
	list := make([]reportService, len(offered))
	for i, s := range offered {
		list[i] = reportService{
			Code: s.Code, Name: q.serviceName(s.Code),
			Description: q.print.T("georeport.about-" + strings.ToLower(s.Code)),
			Metadata:    s.Attribute != "", Type: "realtime",
			Keywords: q.print.T("georeport.keywords"), Group: h.config.Brand.Site[q.lang],
		}
	}
	return reportAnswer{json: list, xml: struct {
		XMLName  xml.Name `xml:"services"`
		Services []reportService
	}{Services: list}}, nil
}

// definition tells what a service wants to know.
func (h open311) definition(q *reportRequest, code string) (reportAnswer, error) {
	offered, areas, err := h.offered(q)
	if err != nil {
		return reportAnswer{}, err
	}
	at := slices.IndexFunc(offered, func(s intake.Service) bool { return s.Code == code })
	if at < 0 {
		return reportAnswer{}, intake.ErrService()
	}
	s := offered[at]
	d := struct {
		XMLName    xml.Name          `xml:"service_definition" json:"-"`
		Code       string            `xml:"service_code" json:"service_code"`
		Attributes []reportAttribute `xml:"attributes>attribute" json:"attributes"`
	}{Code: s.Code, Attributes: []reportAttribute{}}
	if s.Attribute != "" {
		d.Attributes = append(d.Attributes, reportAttribute{
			Variable: true, Code: s.Attribute, Datatype: "singlevaluelist", Required: true,
			DatatypeDescription: q.print.T("georeport.choose-one"), Order: 1,
			Description: q.print.T("georeport.ask-" + strings.ToLower(s.Attribute)),
			Values:      q.values(s, areas),
		})
	}
	return reportAnswer{json: d, xml: d}, nil
}

// values are what there is to choose, in the client's language.
func (q *reportRequest) values(s intake.Service, areas []people.Area) []reportValue {
	values := make([]reportValue, len(s.Keys))
	for i, key := range s.Keys {
		values[i] = reportValue{Key: key}
		if s.Attribute == intake.AreaAttribute {
			values[i].Name = areas[i].Name(q.lang)
		} else {
			values[i].Name = q.print.T("georeport.channel-" + key)
		}
	}
	return values
}
