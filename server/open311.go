package server

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"luonnos/internal/fault"
	"luonnos/internal/locale"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// open311Path is where other programs send feedback to and read it from:
// Open311 GeoReport v2, http://wiki.open311.org/GeoReport_v2.
const open311Path = "/open311/"

// open311 answers GeoReport requests. It reads as a visitor does, whoever asks:
// sessions mean nothing here, so that no other site can borrow one.
type open311 struct {
	*Server
	themes *themes.Service
}

// reportRequest is one request of a GeoReport client.
type reportRequest struct {
	*http.Request
	ctx    context.Context
	header http.Header // of the answer
	// form is how the answer is to be written, "json" or "xml".
	form  string
	lang  people.Lang
	print locale.Printer
	query url.Values
}

// reportAnswer is a resource in both forms.
type reportAnswer struct {
	json any
	xml  any
}

func (h open311) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := newBuffered()
	h.serve(out, r)
	out.send(w, r)
}

func (h open311) serve(out *buffered, r *http.Request) {
	out.header.Set("Access-Control-Allow-Origin", "*")
	out.header.Set("Cache-Control", "no-cache")
	if r.Method == http.MethodOptions {
		out.header.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
		out.header.Set("Access-Control-Max-Age", "86400")
		out.WriteHeader(http.StatusNoContent)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerTime)
	defer cancel()
	q := &reportRequest{Request: r, ctx: ctx, header: out.header, query: r.URL.Query()}
	q.lang = h.languageOf(q)
	q.print = h.config.Locale.Printer(q.lang)
	resource := strings.Trim(strings.TrimPrefix(path.Clean(r.URL.Path), strings.TrimSuffix(open311Path, "/")), "/")
	resource, q.form = cutForm(resource)
	defer func() {
		if cause := recover(); cause != nil {
			h.config.Log.Error("panic", "path", r.URL.Path, "cause", cause, "stack", stack())
			out.body.Reset()
			h.refuse(out, q, fault.New(fault.Internal, "problem.internal"))
		}
	}()
	a, err := h.answer(q, resource)
	if err != nil {
		h.refuse(out, q, err)
		return
	}
	q.write(out, http.StatusOK, a)
}

// cutForm takes the form that a resource is asked in off its name. What is
// asked without one is refused, in JSON.
func cutForm(resource string) (name, form string) {
	for _, f := range []string{"json", "xml"} {
		if name, ok := strings.CutSuffix(resource, "."+f); ok {
			return name, f
		}
	}
	return "", "json"
}

// languageOf is what ?locale= asks for, or else the client.
func (h open311) languageOf(q *reportRequest) people.Lang {
	asked := strings.ToLower(q.query.Get("locale"))
	for _, l := range people.Langs {
		if tag := string(l); asked == tag || strings.HasPrefix(asked, tag+"-") || strings.HasPrefix(asked, tag+"_") {
			return l
		}
	}
	return h.preferred(q.Request)
}

// answer finds what a resource is.
func (h open311) answer(q *reportRequest, resource string) (reportAnswer, error) {
	ip := h.config.ClientIP(q.Request)
	resource = strings.TrimPrefix(resource, "v2/")
	if q.Method == post && resource == "requests" {
		return h.send(q, ip)
	}
	if q.Method != get && q.Method != http.MethodHead {
		return reportAnswer{}, errMethod
	}
	if err := h.limits.allow(limitRead, people.Account{}, ip); err != nil {
		return reportAnswer{}, err
	}
	kind, id, one := strings.Cut(resource, "/")
	switch {
	case kind == "discovery" && !one:
		return h.discovery(q), nil
	case kind == "services" && !one:
		return h.services(q)
	case kind == "services":
		return h.definition(q, id)
	case kind == "requests" && !one:
		return h.list(q)
	case kind == "requests":
		return h.one(q, id)
	}
	return reportAnswer{}, fault.New(fault.NotFound, "error.georeport-resource")
}

// errMethod is for what only another method does.
var errMethod = errors.New("open311: method not allowed")

// faults are several things wrong at once; the first decides the status.
type faults []*fault.Error

func (f faults) Error() string { return f[0].Error() }

// reportFault is one error as GeoReport tells it.
type reportFault struct {
	XMLName     xml.Name `xml:"error" json:"-"`
	Code        int      `xml:"code" json:"code"`
	Description string   `xml:"description" json:"description"`
}

// refuse tells what is wrong, in the client's language.
func (h open311) refuse(out *buffered, q *reportRequest, err error) {
	var told []reportFault
	tell := func(code int, key string, args ...any) {
		told = append(told, reportFault{Code: code, Description: q.print.T(key, args...)})
	}
	one, isFault := errors.AsType[*fault.Error](err)
	many, areFaults := errors.AsType[faults](err)
	switch {
	case errors.Is(err, errMethod):
		out.header.Set("Allow", "GET, HEAD, OPTIONS")
		tell(http.StatusMethodNotAllowed, "error.georeport-method")
	case areFaults:
		// What is not there is told after what is missing: the status is the first's.
		slices.SortStableFunc(many, func(a, b *fault.Error) int { return reportStatus(a.Kind) - reportStatus(b.Kind) })
		for _, f := range many {
			tell(reportStatus(f.Kind), f.Key, f.Args...)
		}
	case isFault && one.Kind != fault.Internal:
		tell(reportStatus(one.Kind), one.Key, one.Args...)
	default:
		ref := rand.Text()[:8]
		h.config.Log.Error("request failed", "ref", ref, "method", q.Method, "path", q.URL.Path, "error", err)
		tell(http.StatusInternalServerError, "error.georeport-internal", ref)
	}
	if told[0].Code == http.StatusTooManyRequests {
		out.header.Set("Retry-After", "60")
	}
	q.write(out, told[0].Code, reportAnswer{json: told, xml: struct {
		XMLName xml.Name `xml:"errors"`
		Errors  []reportFault
	}{Errors: told}})
}

// reportStatus is the specification's status of a fault: 400 for everything
// that it does not name.
func reportStatus(kind fault.Kind) int {
	switch kind {
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden, fault.SignIn:
		return http.StatusForbidden
	case fault.TooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusBadRequest
}

// write writes an answer in the form that was asked for.
func (q *reportRequest) write(out *buffered, status int, a reportAnswer) {
	out.WriteHeader(status)
	if q.form == "xml" {
		out.header.Set("Content-Type", "text/xml; charset=utf-8")
		out.body.WriteString(xml.Header)
		_ = xml.NewEncoder(&out.body).Encode(a.xml) // the types can all be written
		return
	}
	out.header.Set("Content-Type", "application/json; charset=utf-8")
	enc := json.NewEncoder(&out.body)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(a.json)
}

// address is an address of the interface, for other programs.
func (h open311) address(resource string) string { return h.config.BaseURL + open311Path + resource }

// discovery tells where the interface is and what it speaks.
func (h open311) discovery(q *reportRequest) reportAnswer {
	type endpoint struct {
		XMLName       xml.Name `xml:"endpoint" json:"-"`
		Specification string   `xml:"specification" json:"specification"`
		URL           string   `xml:"url" json:"url"`
		Changeset     string   `xml:"changeset" json:"changeset"`
		Type          string   `xml:"type" json:"type"`
		Formats       []string `xml:"formats>format" json:"formats"`
	}
	type discovery struct {
		XMLName    xml.Name   `xml:"discovery" json:"-"`
		Changeset  string     `xml:"changeset" json:"changeset"`
		Contact    string     `xml:"contact" json:"contact"`
		KeyService string     `xml:"key_service" json:"key_service"`
		Endpoints  []endpoint `xml:"endpoints>endpoint" json:"endpoints"`
	}
	kind := "production"
	if h.config.Demo {
		kind = "test"
	}
	d := discovery{
		Changeset:  open311Changeset,
		Contact:    q.print.T("georeport.contact", h.config.Brand.City[q.lang], h.config.BaseURL),
		KeyService: q.print.T("georeport.key-service", h.config.Brand.City[q.lang]),
		Endpoints: []endpoint{{
			Specification: "http://wiki.open311.org/GeoReport_v2", URL: h.address("v2"),
			Changeset: open311Changeset, Type: kind, Formats: []string{"text/xml", "application/json"},
		}},
	}
	return reportAnswer{json: d, xml: d}
}

// open311Changeset is when the interface last changed.
const open311Changeset = "2026-11-26T00:00:00+02:00"

// offered are the services of this city.
func (h open311) offered(q *reportRequest) ([]intake.Service, []people.Area, error) {
	areas, err := h.config.People.Areas(q.ctx)
	return intake.Services(areas), areas, err
}

// number is a positive whole number of the query, otherwise when it is left
// out; anything else, or one above most, is a fault.
func (q *reportRequest) number(key string, otherwise, most int) (int, error) {
	s := q.query.Get(key)
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, fault.InField(key, "error.georeport-number", key, most)
	}
	return n, nil
}
