package server

import (
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

const (
	// maxReport is the longest post, in bytes: clients send photographs along,
	// which are left out.
	maxReport = 25 << 20
	// maxReportField and maxReportFields bound what is read of a form.
	maxReportField  = 64 << 10
	maxReportFields = 100
)

// taken is the answer to a post.
type taken struct {
	XMLName xml.Name `xml:"request" json:"-"`
	ID      string   `xml:"service_request_id" json:"service_request_id"`
	Notice  string   `xml:"service_notice" json:"service_notice"`
	Account optional `xml:"account_id" json:"account_id"`
}

// send takes in feedback of another program. It waits for the desk like any
// other; the notice, which programs show to whoever wrote it, leads to the page
// where its sender follows it.
func (h open311) send(q *reportRequest, ip string) (reportAnswer, error) {
	form, media, err := q.readForm()
	if err != nil {
		return reportAnswer{}, err
	}
	if err := h.admit(q, form.Get("api_key"), ip); err != nil {
		return reportAnswer{}, err
	}
	offered, _, err := h.offered(q)
	if err != nil {
		return reportAnswer{}, err
	}
	arrival, wrong := intake.ReadReport(form, offered)
	if wrong != nil {
		return reportAnswer{}, faults(wrong)
	}
	own := people.NewToken()
	arrival.Foreign, arrival.At = string(people.NewToken()), h.config.Now()
	arrival.Sender.Lang, arrival.Sender.Token = q.lang, own.Hash()
	id, err := h.receive(q, arrival)
	if err != nil {
		return reportAnswer{}, err
	}
	notice := q.print.T("georeport.taken", h.config.BaseURL+h.path(q.lang, "feedback.own", own))
	if media {
		notice += " " + q.print.T("georeport.no-media")
	}
	list := []taken{{ID: strconv.FormatInt(id, 10), Notice: notice}}
	return reportAnswer{json: list, xml: struct {
		XMLName  xml.Name `xml:"service_requests"`
		Requests []taken
	}{Requests: list}}, nil
}

func (h open311) receive(q *reportRequest, a themes.Arrival) (int64, error) {
	source, err := h.themes.Open311Source(q.ctx)
	if err != nil {
		return 0, err
	}
	receipt, err := h.themes.Receive(q.ctx, source, []themes.Arrival{a})
	if err != nil {
		return 0, err
	}
	if len(receipt.IDs) != 1 || receipt.IDs[0] == 0 {
		return 0, fault.InField("description", "error.georeport-description")
	}
	return receipt.IDs[0], nil
}

// admit lets a key in, as often as one program may send. Keys that are none are
// counted by address.
func (h open311) admit(q *reportRequest, key, ip string) error {
	who, err := h.themes.Key311(q.ctx, key)
	if kind := fault.KindOf(err); kind == fault.Forbidden || kind == fault.NotFound {
		if err := h.limits.allow(limitReport, people.Account{}, ip); err != nil {
			return err
		}
		return fault.New(fault.Forbidden, "error.georeport-key")
	}
	if err != nil {
		return err
	}
	return h.limits.take(limitKey{class: limitReport, sender: "key " + strconv.FormatInt(who.ID, 10)})
}

// readForm reads a posted form of either kind. media reports whether a picture
// or its address came along.
func (q *reportRequest) readForm() (form url.Values, media bool, err error) {
	unreadable := fault.New(fault.Invalid, "error.georeport-form")
	kind, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil {
		return nil, false, unreadable
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		raw, err := io.ReadAll(io.LimitReader(q.Body, maxBody+1))
		if err != nil || len(raw) > maxBody {
			return nil, false, fault.New(fault.Invalid, "error.georeport-large")
		}
		if form, err = url.ParseQuery(string(raw)); err != nil {
			return nil, false, unreadable
		}
	case "multipart/form-data":
		q.Body = http.MaxBytesReader(nil, q.Body, maxReport)
		parts, err := q.MultipartReader()
		if err != nil {
			return nil, false, unreadable
		}
		if form, media, err = readParts(parts); err != nil {
			if _, large := errors.AsType[*http.MaxBytesError](err); large {
				return nil, false, fault.New(fault.Invalid, "error.georeport-large").Because(err)
			}
			return nil, false, unreadable.Because(err)
		}
	default:
		return nil, false, unreadable
	}
	if form.Get("api_key") == "" {
		form.Set("api_key", q.query.Get("api_key"))
	}
	return form, media || form.Get("media_url") != "", nil
}

// readParts reads the fields of a form in parts; files go by unread.
func readParts(parts *multipart.Reader) (form url.Values, files bool, err error) {
	form = url.Values{}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF {
			return form, files, nil
		}
		if err != nil {
			return nil, false, err
		}
		if n == maxReportFields {
			return nil, false, errors.New("open311: too many fields")
		}
		if part.FileName() != "" || part.FormName() == "media" || part.FormName() == "media[]" {
			files = true
			continue
		}
		raw, err := io.ReadAll(io.LimitReader(part, maxReportField+1))
		if err != nil {
			return nil, false, err
		}
		if len(raw) > maxReportField {
			return nil, false, errors.New("open311: a field is too long")
		}
		form.Add(part.FormName(), string(raw))
	}
}
