package intake

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"github.com/emersion/go-message/charset"
)

// maxXMLDepth is how deep an answer in XML may go.
const maxXMLDepth = 8

// ReadReportsXML reads a list of requests in XML: <service_requests> with
// <request> in it, by whatever name the outer element goes. Entities are not
// expanded: encoding/xml knows none beyond those of XML itself.
func ReadReportsXML(raw []byte) ([]Report, error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) { return charset.Reader(label, in) }
	var (
		reports []Report
		path    []string // the open elements
		r       record
		text    strings.Builder
	)
	for {
		token, err := d.Token()
		if err == io.EOF && len(path) == 0 && reports != nil {
			return reports, nil
		}
		if err != nil {
			return nil, errReports
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			text.Reset()
			switch {
			case len(path) > maxXMLDepth:
				return nil, errReports
			case len(path) == 1:
				if t.Name.Local == "errors" || t.Name.Local == "html" {
					return nil, errReports
				}
				if reports == nil {
					reports = []Report{}
				}
			case len(path) == 2:
				if t.Name.Local != "request" {
					return nil, errReports
				}
				r = record{}
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			switch {
			case len(path) == 2:
				if reports = append(reports, r.report()); len(reports) >= maxReportsRead {
					return reports, nil
				}
			case len(path) > 2 && len(path) <= 4:
				if key := strings.Join(path[2:], "."); r[key] == "" {
					r[key] = text.String()
				}
			}
			text.Reset()
			path = path[:len(path)-1]
		}
	}
}
