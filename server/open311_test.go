package server

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// reportSite is a city with areas and a key for clients.
type reportSite struct {
	*site
	key      string
	official people.Account
}

func newReportSite(t *testing.T) *reportSite {
	t.Helper()
	s := &reportSite{site: town(t)}
	s.official = people.Account{ID: "hanna"}
	admin := s.account("admin", "Ylläpito", people.Administrator)
	err := store.As[people.Tx](s.db).Update(t.Context(), "", func(tx people.Tx) error {
		if err := tx.PutArea(t.Context(), people.Area{Code: "keskusta", Names: map[people.Lang]string{"fi": "Keskusta", "sv": "Centrum"}}); err != nil {
			return err
		}
		return tx.PutArea(t.Context(), people.Area{Code: "rantakyla", Names: map[people.Lang]string{"fi": "Rantakylä"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, s.key, err = s.themes.AddKey(t.Context(), admin, "key", "Sovellus"); err != nil {
		t.Fatal(err)
	}
	if s.official, err = s.people.Get(t.Context(), "hanna"); err != nil {
		t.Fatal(err)
	}
	return s
}

// report posts a report and returns its id.
func (s *reportSite) report(pairs ...string) int64 {
	s.t.Helper()
	a := s.post("/open311/v2/requests.json", append([]string{"api_key", s.key}, pairs...)...)
	var got []map[string]any
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.StatusCode != http.StatusOK || len(got) != 1 {
		s.t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	id, err := strconv.ParseInt(got[0]["service_request_id"].(string), 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// show lets everybody see an item.
func (s *reportSite) show(id int64) {
	s.t.Helper()
	s.time = s.time.Add(time.Second)
	if err := s.themes.Moderate(s.t.Context(), s.official, people.OpID(fmt.Sprint("show", id)), id, themes.Ruling{State: themes.Shown}); err != nil {
		s.t.Fatal(err)
	}
}

// list reads requests in JSON.
func (s *reportSite) list(target string) []map[string]any {
	s.t.Helper()
	a := s.get(target)
	var got []map[string]any
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s", target, a.StatusCode, a.body)
	}
	return got
}

// ids are the ids of a list, as it has them.
func (s *reportSite) ids(query string) (ids []string) {
	s.t.Helper()
	for _, r := range s.list("/open311/v2/requests.json?" + query) {
		ids = append(ids, r["service_request_id"].(string))
	}
	return ids
}

func TestOpen311TakesFeedback(t *testing.T) {
	s := newReportSite(t)
	secret := []string{"first_name", "Salainen", "last_name", "Nimi", "email", "salainen@example.fi", "phone", "040 5551234",
		"device_id", "laite-salainen", "account_id", "tili-salainen"}
	id := s.report(append(secret, "service_code", "AREA_FEEDBACK", "description", "Kyläsivulla ei ole uutisia.\r\nMissä ne ovat?", "title", "Uutiset",
		"attribute[AREA]", "rantakyla", "lat", "62.60", "long", "29.76", "address_string", "Kylätie 1")...)

	// Nobody has looked at it: it is not there.
	one := fmt.Sprintf("/open311/v2/requests/%d", id)
	for _, form := range []string{".json", ".xml"} {
		if a := s.get(one + form); a.StatusCode != http.StatusNotFound || strings.Contains(a.body, "Kyläsivulla") {
			t.Errorf("unseen: %d %s", a.StatusCode, a.body)
		}
	}
	if ids := s.ids(""); len(ids) != 0 {
		t.Errorf("listed: %v", ids)
	}
	// Not for an official's browser either: sessions mean nothing here.
	s.signIn("hanna")
	if a := s.get(one + ".json"); a.StatusCode != http.StatusNotFound {
		t.Errorf("for an official: %d", a.StatusCode)
	}
	s.cookies = nil

	item, err := s.themes.Item(t.Context(), s.official, id)
	if err != nil {
		t.Fatal(err)
	}
	if item.Text != "Kyläsivulla ei ole uutisia.\nMissä ne ovat?" || item.Title != "Uutiset" || item.Area != "rantakyla" ||
		item.Service != intake.AreaFeedback || item.Channel != themes.ByOpen311 || item.Place == nil || item.Moderation != themes.Waiting {
		t.Errorf("kept as %+v", item)
	}
	senders, err := s.themes.Senders(t.Context(), s.official, []int64{id})
	if err != nil {
		t.Fatal(err)
	}
	if x := senders[id]; x.Name != "Salainen Nimi" || x.Email != "salainen@example.fi" || x.Phone != "040 5551234" || !x.Tell {
		t.Errorf("its sender is %+v", x)
	}

	s.show(id)
	got := s.list(one + ".json?extensions=true&locale=sv")
	want := []map[string]any{{
		"service_request_id": strconv.FormatInt(id, 10), "status": "open", "status_notes": nil,
		"service_name": "Respons från ett område", "service_code": "AREA_FEEDBACK",
		"description": "Kyläsivulla ei ole uutisia.\nMissä ne ovat?", "agency_responsible": "Luonnos",
		"service_notice":     fmt.Sprintf("http://example.test/sv/respons/%d", id),
		"requested_datetime": got[0]["requested_datetime"], "updated_datetime": got[0]["updated_datetime"], "expected_datetime": nil,
		"address": "Kylätie 1", "address_id": nil, "zipcode": nil, "lat": 62.6, "long": 29.76, "media_url": nil,
		"extended_attributes": map[string]any{"title": "Uutiset", "language": "fi", "area": "rantakyla"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, field := range []string{"requested_datetime", "updated_datetime"} {
		if at, err := time.Parse(time.RFC3339, got[0][field].(string)); err != nil || at.After(s.time) {
			t.Errorf("%s is %v", field, got[0][field])
		}
	}

	s.time = s.time.Add(time.Hour)
	if _, err := s.themes.Reply(t.Context(), s.official, "reply", id, themes.Reply{Text: "Uutiset tulevat maanantaina.", Capacity: people.AsOfficial}, true); err != nil {
		t.Fatal(err)
	}
	if got := s.list(one + ".json"); got[0]["status"] != "closed" || got[0]["status_notes"] != "Uutiset tulevat maanantaina." ||
		got[0]["extended_attributes"] != nil {
		t.Errorf("answered: %v", got[0])
	}
	for _, target := range []string{one + ".json?extensions=true", one + ".xml?extensions=true", "/open311/v2/requests.json?extensions=true", "/open311/v2/requests.xml?extensions=true"} {
		body := strings.ToLower(s.get(target).body)
		for _, private := range []string{"salainen", "nimi", "5551234", "email", "phone", "first_name", "laite", "tili-"} {
			if strings.Contains(strings.ReplaceAll(body, "service_name", ""), private) {
				t.Errorf("%s tells %q: %s", target, private, body)
			}
		}
	}

	if err := s.themes.Moderate(t.Context(), s.official, "hide", id, themes.Ruling{State: themes.Hidden, Reason: "Henkilötietoja"}); err != nil {
		t.Fatal(err)
	}
	hidden, never := s.get(one+".json"), s.get("/open311/v2/requests/999999.json")
	if hidden.StatusCode != http.StatusNotFound || hidden.body != never.body {
		t.Errorf("hidden and never there differ: %s %s", hidden.body, never.body)
	}
}

// TestOpen311Follow: whoever wrote it is led to a page of their own, where they
// see what becomes of it and can take it back; nobody else is.
func TestOpen311Follow(t *testing.T) {
	s := newReportSite(t)
	a := s.post("/open311/v2/requests.json", "api_key", s.key, "service_code", "STRATEGY_FEEDBACK", "description", "Kylältä puuttuu tili.")
	_, address, ok := strings.Cut(a.body, "tapahtuu: http://example.test")
	address, _, _ = strings.Cut(address, `"`)
	if !ok || !strings.HasPrefix(address, "/fi/palaute/oma/") {
		t.Fatal(a.body)
	}
	if own := s.get(address); own.StatusCode != http.StatusOK || !strings.Contains(own.body, "Kylältä puuttuu tili.") {
		t.Errorf("%d", own.StatusCode)
	}
	s.show(1)
	token := strings.TrimPrefix(address, "/fi/palaute/oma/")
	for _, target := range []string{"/open311/v2/requests/1.json?extensions=true", "/open311/v2/requests.xml?extensions=true", "/fi/palaute/1"} {
		if public := s.get(target); public.StatusCode != http.StatusOK || strings.Contains(public.body, token) {
			t.Errorf("%s: %d, or the way to the sender's page", target, public.StatusCode)
		}
	}
	posted := s.post("/open311/v2/requests.xml?locale=sv", "api_key", s.key, "service_code", "STRATEGY_FEEDBACK", "description", "Byn saknar konto.", "media_url", "https://example.fi/a.jpg")
	texts := leaves(t, posted.body)
	if len(texts) != 3 || texts[0] != "service_request_id=2" || texts[2] != "account_id=" ||
		!strings.HasPrefix(texts[1], "service_notice=Tack för responsen.") || !strings.HasSuffix(texts[1], "så de lämnades bort.") {
		t.Errorf("in XML: %q", texts)
	}
}

func TestOpen311Refuses(t *testing.T) {
	s := newReportSite(t)
	good := []string{"api_key", s.key, "service_code", "STRATEGY_FEEDBACK", "description", "Hei"}
	with := func(pairs ...string) []string {
		form := slices.Clone(good)
		for i := 0; i < len(pairs); i += 2 {
			if at := slices.Index(form, pairs[i]); at >= 0 {
				form[at+1] = pairs[i+1]
			} else {
				form = append(form, pairs[i:i+2]...)
			}
		}
		return form
	}
	for name, tt := range map[string]struct {
		form   []string
		status int
		codes  []int
	}{
		"no key":          {with("api_key", ""), 403, []int{403}},
		"wrong key":       {with("api_key", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 403, []int{403}},
		"no service":      {with("service_code", ""), 400, []int{400}},
		"unknown service": {with("service_code", "ROADS"), 404, []int{404}},
		"no words":        {with("description", " \r\n "), 400, []int{400}},
		"too many words":  {with("description", strings.Repeat("ä", 4001)), 400, []int{400}},
		"half a place":    {with("lat", "60"), 400, []int{400}},
		"no such place":   {with("lat", "91", "long", "1"), 400, []int{400}},
		"not a number":    {with("lat", "NaN", "long", "1"), 400, []int{400}},
		"no attribute":    {with("service_code", "CHANNEL_FEEDBACK"), 400, []int{400}},
		"wrong attribute": {with("service_code", "AREA_FEEDBACK", "attribute[AREA]", "helsinki"), 400, []int{400}},
		"wrong address":   {with("email", "a@b"), 400, []int{400}},
		"everything":      {with("service_code", "ROADS", "description", "", "email", "x", "lat", "x", "title", strings.Repeat("a", 121)), 400, []int{400, 400, 400, 400, 404}},
	} {
		a := s.post("/open311/v2/requests.json", tt.form...)
		var told []struct {
			Code        int
			Description string
		}
		if err := json.Unmarshal([]byte(a.body), &told); err != nil || a.StatusCode != tt.status {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
			continue
		}
		var codes []int
		for _, e := range told {
			codes = append(codes, e.Code)
			if e.Description == "" || strings.Contains(e.Description, "georeport") {
				t.Errorf("%s: says %q", name, e.Description)
			}
		}
		if !cmp.Equal(codes, tt.codes) {
			t.Errorf("%s: %v", name, told)
		}
	}
	a := s.post("/open311/v2/requests.xml?locale=en", with("description", "")...)
	if want := xml.Header + "<errors><error><code>400</code><description>The field description is missing. Write the feedback there.</description></error></errors>"; a.body != want {
		t.Errorf("in XML: %s", a.body)
	}
	if ids := s.ids(""); ids != nil {
		t.Errorf("kept %v", ids)
	}
	if a := s.post("/open311/v2/requests.json", with("description", strings.Repeat("ä", 4000))...); a.StatusCode != http.StatusOK {
		t.Errorf("4000 characters: %d %s", a.StatusCode, a.body)
	}
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json", strings.NewReader(`{"description":"a"}`))
	r.Header.Set("Content-Type", "application/json")
	if a := s.do(r); a.StatusCode != http.StatusBadRequest {
		t.Errorf("a post that is no form: %d", a.StatusCode)
	}
}

// TestOpen311Photograph: clients send pictures; the words are taken, the
// picture is left, and the client is told.
func TestOpen311Photograph(t *testing.T) {
	s := newReportSite(t)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, pair := range [][2]string{{"api_key", s.key}, {"service_code", "CHANNEL_FEEDBACK"}, {"attribute[CHANNEL]", "facebook"}, {"description", "Kuvassa näkyy."}} {
		if err := w.WriteField(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	file, err := w.CreateFormFile("media", "kuva.jpg")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.Write(bytes.Repeat([]byte("JPEG"), 1<<20))
	_ = w.Close()
	send := func(body []byte) answer {
		r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json?locale=en", bytes.NewReader(body))
		r.Header.Set("Content-Type", w.FormDataContentType())
		return s.do(r)
	}
	if a := send(body.Bytes()); a.StatusCode != http.StatusOK || !strings.Contains(a.body, "left out") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := send(body.Bytes()[:body.Len()/2]); a.StatusCode != http.StatusBadRequest {
		t.Errorf("cut: %d %s", a.StatusCode, a.body)
	}
	huge := append(slices.Clone(body.Bytes()[:body.Len()-200]), bytes.Repeat([]byte("JPEG"), maxReport/4)...)
	if a := send(huge); a.StatusCode != http.StatusBadRequest || !strings.Contains(a.body, "too large") {
		t.Errorf("huge: %d %s", a.StatusCode, a.body)
	}
	item, err := s.themes.Item(t.Context(), s.official, 1)
	if err != nil || item.Text != "Kuvassa näkyy." || item.Attributes["CHANNEL"] != "facebook" {
		t.Errorf("%+v %v", item, err)
	}
}

func TestOpen311Services(t *testing.T) {
	s := newReportSite(t)
	for lang, names := range map[string][]string{
		"fi": {"Palaute strategiasta", "Palaute kanavasta", "Palaute alueelta", "Saavutettavuuspalaute"},
		"sv": {"Respons på strategin", "Respons på en kanal", "Respons från ett område", "Respons på tillgängligheten"},
		"en": {"Feedback on the strategy", "Feedback on a channel", "Feedback from an area", "Accessibility feedback"},
	} {
		for _, a := range []answer{s.get("/open311/v2/services.json?locale=" + lang), s.get("/open311/v2/services.json", "Accept-Language", lang)} {
			var list []struct {
				Name     string `json:"service_name"`
				Code     string `json:"service_code"`
				Metadata bool
				Type     string
			}
			if err := json.Unmarshal([]byte(a.body), &list); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range list {
				got = append(got, x.Name)
				if x.Type != "realtime" || x.Metadata != (x.Code == "CHANNEL_FEEDBACK" || x.Code == "AREA_FEEDBACK") {
					t.Errorf("%+v", x)
				}
			}
			if diff := cmp.Diff(names, got); diff != "" {
				t.Errorf("%s: %s", lang, diff)
			}
		}
	}
	if a := s.get("/open311/v2/services/AREA_FEEDBACK.json?locale=sv"); !strings.Contains(a.body, `{"key":"keskusta","name":"Centrum"},{"key":"rantakyla","name":"Rantakylä"}`) {
		t.Error(a.body)
	}
	if a := s.get("/open311/v2/services/STRATEGY_FEEDBACK.json"); a.body != `{"service_code":"STRATEGY_FEEDBACK","attributes":[]}`+"\n" {
		t.Error(a.body)
	}
	if a := s.get("/open311/v2/services/ROADS.json"); a.StatusCode != http.StatusNotFound {
		t.Errorf("%d", a.StatusCode)
	}
	// A city without areas has no feedback on areas.
	if a := newSite(t).get("/open311/v2/services.json"); strings.Contains(a.body, "AREA_FEEDBACK") || !strings.Contains(a.body, "ACCESSIBILITY") {
		t.Error(a.body)
	}
}

func TestOpen311Lists(t *testing.T) {
	s := newReportSite(t)
	begin := s.time
	var ids []string
	for i, code := range []string{"STRATEGY_FEEDBACK", "ACCESSIBILITY", "STRATEGY_FEEDBACK"} {
		s.time = begin.AddDate(0, 0, 50*i)
		id := s.report("service_code", code, "description", "Palaute "+code)
		s.show(id)
		ids = append(ids, strconv.FormatInt(id, 10))
	}
	form, err := s.themes.FormSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.themes.Receive(t.Context(), form, []themes.Arrival{{Foreign: "f1", Text: "Lomakkeelta", At: s.time,
		Attributes: map[string]string{"address": "Kotikatu 1"}}}); err != nil {
		t.Fatal(err)
	}
	s.show(4)
	if _, err := s.themes.Reply(t.Context(), s.official, "r", 4, themes.Reply{Text: "Kiitos.", Capacity: people.AsOfficial}, true); err != nil {
		t.Fatal(err)
	}
	at := func(d time.Time) string { return url.QueryEscape(d.Format(time.RFC3339)) }
	for query, want := range map[string][]string{
		"":                               {"4", ids[2], ids[1]}, // the last 90 days
		"service_code=STRATEGY_FEEDBACK": {"4", ids[2]},
		"service_code=ACCESSIBILITY":     {ids[1]},
		"service_code=ACCESSIBILITY,STRATEGY_FEEDBACK": {"4", ids[2], ids[1]},
		"status=open":        {ids[2], ids[1]},
		"status=closed":      {"4"},
		"status=open,closed": {"4", ids[2], ids[1]},
		"start_date=" + at(begin) + "&end_date=" + at(begin.AddDate(0, 0, 50)): {ids[1], ids[0]},
		"start_date=" + at(begin):                                               {ids[1], ids[0]},
		"end_date=" + at(begin):                                                 {ids[0]},
		"start_date=" + begin.Format("2006-01-02T15:04:05-07:00"):               {ids[1], ids[0]}, // the plus was not escaped
		"updated_after=" + at(begin.AddDate(0, 0, 60)):                          {"4", ids[2]},
		"updated_before=" + at(begin.AddDate(0, 0, 1)):                          {ids[0]},
		"service_request_id=" + ids[0] + "," + ids[1] + ",999,x,&status=closed": {ids[1], ids[0]}, // overrides the rest
		"service_request_id=x":                                                  nil,
		"page=1&page_size=2":                                                    {"4", ids[2]},
		"page=2&page_size=2":                                                    {ids[1]},
		"page_size=1":                                                           {"4"},
		"page=3&per_page=2":                                                     nil,
		"service_request_id=&service_code=&status=&start_date=&page=":           {"4", ids[2], ids[1]}, // empty is absent
	} {
		if got := s.ids(query); !cmp.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for query, status := range map[string]int{
		"start_date=" + at(begin) + "&end_date=" + at(begin.AddDate(0, 0, 91)): 400,
		"start_date=" + at(begin) + "&end_date=" + at(begin.AddDate(0, 0, -1)): 400,
		"start_date=eilen": 400, "updated_after=2026-11-26T12:00:00": 400,
		"status=done": 400, "page=0": 400, "page_size=501": 400, "page=a": 400,
		"service_code=ROADS":                              404,
		"service_code=ROADS&status=x":                     400,
		"service_request_id=" + strings.Repeat("1,", 600): 400,
	} {
		if a := s.get("/open311/v2/requests.json?" + query); a.StatusCode != status {
			t.Errorf("%s: %d %s", query, a.StatusCode, a.body)
		}
	}
	// What some table calls an address may be somebody's home.
	if a := s.get("/open311/v2/requests/4.json?extensions=true"); a.StatusCode != http.StatusOK || strings.Contains(a.body, "Kotikatu") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	a := s.get("/open311/v2/requests.json?page=2&page_size=1&status=open,closed")
	for key, want := range map[string]string{"X-Page-Count": "3", "X-Page-Size": "1", "X-Result-Count": "3",
		"X-Next-Page-URL":     "http://example.test/open311/v2/requests.json?page=3&page_size=1&status=open%2Cclosed",
		"X-Previous-Page-URL": "http://example.test/open311/v2/requests.json?page=1&page_size=1&status=open%2Cclosed"} {
		if got := a.Header.Get(key); got != want {
			t.Errorf("%s: %q", key, got)
		}
	}
	// A service of some other system goes by its code.
	if _, err := s.themes.Receive(t.Context(), form, []themes.Arrival{{Foreign: "f2", Text: "Muualta", At: s.time, Service: "KATU"}}); err != nil {
		t.Fatal(err)
	}
	s.show(5)
	if got := s.list("/open311/v2/requests/5.json")[0]; got["service_code"] != "KATU" || got["service_name"] != "KATU" {
		t.Errorf("%v", got)
	}
	// The law gives two weeks for what is about accessibility.
	got := s.list("/open311/v2/requests/" + ids[1] + ".json")[0]
	requested, _ := time.Parse(time.RFC3339, got["requested_datetime"].(string))
	if expected, err := time.Parse(time.RFC3339, fmt.Sprint(got["expected_datetime"])); err != nil || !expected.Equal(requested.AddDate(0, 0, 14)) {
		t.Errorf("expected %v of %v", got["expected_datetime"], requested)
	}
}

func TestOpen311Resources(t *testing.T) {
	s := newReportSite(t)
	for target, status := range map[string]int{
		"/open311/discovery.json": 200, "/open311/discovery.xml": 200, "/open311/v2/discovery.json": 200,
		"/open311/v2/services.xml": 200, "/open311/v2/requests.xml": 200,
		"/open311": 404, "/open311/": 404, "/open311/v2": 404, "/open311/v2/requests": 404, "/open311/v2/tokens/1.json": 404,
		"/open311/v2/requests/x.json": 404, "/open311/v2/requests/-1.json": 404, "/open311/v2/requests/1/2.json": 404,
		"/open311/v2/discovery/1.json": 404, "/open311/v2/requests.html": 404,
	} {
		a := s.get(target)
		if a.StatusCode != status && !(target == "/open311" && a.StatusCode/100 == 3) {
			t.Errorf("%s: %d %s", target, a.StatusCode, a.body)
		}
		want := "application/json; charset=utf-8"
		if strings.HasSuffix(target, ".xml") {
			want = "text/xml; charset=utf-8"
		}
		if got := a.Header.Get("Content-Type"); target != "/open311" && (got != want || a.Header.Get("Access-Control-Allow-Origin") != "*") {
			t.Errorf("%s: %s", target, got)
		}
	}
	var found struct {
		Endpoints []struct{ Specification, URL, Type string }
	}
	if err := json.Unmarshal([]byte(s.get("/open311/discovery.json").body), &found); err != nil || len(found.Endpoints) != 1 ||
		found.Endpoints[0].URL != "http://example.test/open311/v2" || found.Endpoints[0].Specification != "http://wiki.open311.org/GeoReport_v2" {
		t.Errorf("%+v %v", found, err)
	}
	for method, want := range map[string]int{http.MethodPut: 405, http.MethodDelete: 405, http.MethodOptions: 204, http.MethodHead: 200} {
		if a := s.do(httptest.NewRequest(method, "/open311/v2/services.json", nil)); a.StatusCode != want {
			t.Errorf("%s: %d", method, a.StatusCode)
		}
	}
	if a := s.post("/open311/v2/services.json"); a.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a post to services: %d", a.StatusCode)
	}
	if a := s.do(httptest.NewRequest(http.MethodOptions, "/open311/v2/requests.json", nil)); strings.Contains(a.Header.Get("Access-Control-Allow-Methods"), post) {
		t.Error("other sites' pages may post")
	}
}

func TestOpen311Limits(t *testing.T) {
	s := newReportSite(t)
	form := []string{"api_key", s.key, "service_code", "STRATEGY_FEEDBACK", "description", "Hei"}
	for i := range rules()[limitReport].burst {
		if a := s.post("/open311/v2/requests.json", form...); a.StatusCode != http.StatusOK {
			t.Fatalf("%d: %d %s", i, a.StatusCode, a.body)
		}
	}
	if a := s.post("/open311/v2/requests.json", form...); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" || !strings.HasPrefix(a.body, `[{"code":429,`) {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	// Another program's key is counted apart.
	admin, _ := s.people.Get(t.Context(), "admin")
	_, other, err := s.themes.AddKey(t.Context(), admin, "another", "Toinen")
	if err != nil {
		t.Fatal(err)
	}
	form[1] = other
	if a := s.post("/open311/v2/requests.json", form...); a.StatusCode != http.StatusOK {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	// Keys that are none are tried no faster, whatever they are.
	for i := range 2 * rules()[limitReport].burst {
		form[1] = fmt.Sprintf("GUESS%021d", i)
		want := http.StatusForbidden
		if i >= rules()[limitReport].burst {
			want = http.StatusTooManyRequests
		}
		if a := s.post("/open311/v2/requests.json", form...); a.StatusCode != want {
			t.Fatalf("guess %d: %d %s", i, a.StatusCode, a.body)
		}
	}
	refused := 0
	for range 200 {
		if s.get("/open311/v2/services.json").StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("reading has no limit")
	}
}

// shape is the elements that each element may have, in their order: the
// specification's, and our extension.
var shape = map[string]string{
	"discovery": "changeset contact key_service endpoints", "endpoints": "endpoint", "formats": "format",
	"endpoint": "specification url changeset type formats",
	"services": "service", "service": "service_code service_name description metadata type keywords group",
	"service_definition": "service_code attributes", "attributes": "attribute",
	"attribute": "variable code datatype required datatype_description order description values", "values": "value", "value": "key name",
	"service_requests": "request",
	"request": "service_request_id status status_notes service_name service_code description agency_responsible service_notice " +
		"requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url extended_attributes account_id",
	"extended_attributes": "title language area tags strategy_section", "tags": "tag",
	"errors": "error", "error": "code description",
}

// leaves checks that XML has the shape, and returns its texts by path.
func leaves(t *testing.T, raw string) (texts []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(raw))
	type open struct {
		name, text string
		at         int
		children   bool
	}
	var path []open
	for {
		token, err := d.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatalf("%v in %s", err, raw)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if n := len(path); n > 0 {
				parent := &path[n-1]
				parent.children = true
				at := slices.Index(strings.Fields(shape[parent.name]), x.Name.Local)
				if at < parent.at {
					t.Errorf("<%s> in <%s> is not of the specification, or out of order", x.Name.Local, parent.name)
				}
				parent.at = at
			}
			if len(x.Attr) > 0 {
				t.Errorf("<%s> has attributes", x.Name.Local)
			}
			path = append(path, open{name: x.Name.Local})
		case xml.CharData:
			if len(path) > 0 {
				path[len(path)-1].text += string(x)
			}
		case xml.EndElement:
			last := path[len(path)-1]
			if path = path[:len(path)-1]; !last.children && shape[last.name] == "" {
				texts = append(texts, last.name+"="+last.text)
			}
		}
	}
}

// jsonLeaves are the texts of JSON in the same way, in the order of the shape.
func jsonLeaves(name string, v any) (texts []string) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range strings.Fields(shape[name]) {
			if x, ok := v[key]; ok {
				texts = append(texts, jsonLeaves(key, x)...)
			}
		}
	case []any:
		inner := strings.Fields(shape[name])[0]
		for _, x := range v {
			texts = append(texts, jsonLeaves(inner, x)...)
		}
	case nil:
		texts = append(texts, name+"=")
	case float64:
		texts = append(texts, name+"="+strconv.FormatFloat(v, 'f', -1, 64))
	default:
		texts = append(texts, fmt.Sprintf("%s=%v", name, v))
	}
	return texts
}

// TestOpen311FormsAgree: XML is of the specification's shape, and says in
// another form what JSON says.
func TestOpen311FormsAgree(t *testing.T) {
	s := newReportSite(t)
	s.show(s.report("service_code", "AREA_FEEDBACK", "attribute[AREA]", "keskusta", "description", "Rivi 1\nRivi <2> & \"3\" #töölö", "lat", "60.123456789", "long", "-0.5", "title", "Otsikko"))
	s.show(s.report("service_code", "ACCESSIBILITY", "description", "Kuva ilman kuvausta"))
	for target, root := range map[string]string{
		"discovery": "discovery", "services": "services", "services/AREA_FEEDBACK": "service_definition", "services/CHANNEL_FEEDBACK": "service_definition",
		"requests": "service_requests", "requests/1": "service_requests", "requests/2": "service_requests", "requests/3": "errors", "nonsense": "errors",
	} {
		asXML, asJSON := s.get("/open311/v2/"+target+".xml?extensions=true"), s.get("/open311/v2/"+target+".json?extensions=true")
		if asXML.StatusCode != asJSON.StatusCode {
			t.Errorf("%s: %d and %d", target, asXML.StatusCode, asJSON.StatusCode)
		}
		if !strings.HasPrefix(asXML.body, xml.Header+"<"+root+">") {
			t.Errorf("%s begins %.80s", target, asXML.body)
		}
		var v any
		if err := json.Unmarshal([]byte(asJSON.body), &v); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(jsonLeaves(root, v), leaves(t, asXML.body)); diff != "" {
			t.Errorf("%s: %s", target, diff)
		}
	}
}

// TestOpen311IsPulled: our client reads our server over HTTP, in full, then
// what changes; what a city has from another it does not pass on.
func TestOpen311IsPulled(t *testing.T) {
	s := newReportSite(t)
	form, err := s.themes.FormSource(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var arrivals []themes.Arrival
	for i := range 450 {
		arrivals = append(arrivals, themes.Arrival{Foreign: strconv.Itoa(i), Text: fmt.Sprintf("Palaute numero %d kaupungille", i),
			At: s.time.Add(-time.Duration(i) * 12 * time.Hour), Sender: &themes.Sender{Name: "Asukas Salainen", Email: "salainen@example.fi"}})
	}
	if _, err := s.themes.Receive(t.Context(), form, arrivals); err != nil {
		t.Fatal(err)
	}
	for id := range int64(450) {
		if id != 8 { // one still waits
			s.show(id + 1)
		}
	}
	admin, _ := s.people.Get(t.Context(), "admin")
	other, err := s.themes.PutSource(t.Context(), admin, "other", themes.Source{Channel: themes.FromCity, Name: "Toinen kaupunki",
		Address: "https://open311.example.fi/v2", Every: time.Hour, Trusted: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.themes.Receive(t.Context(), other.ID, []themes.Arrival{{Foreign: "1", Text: "Toisesta kaupungista", At: s.time}}); err != nil {
		t.Fatal(err)
	}

	web := httptest.NewServer(s.handler)
	defer web.Close()
	client := intake.City{Guard: intake.GuardOptions{Loopback: true}, Now: func() time.Time { return s.time }, Known: s.themes}
	pull := func(cursor string) (map[string]themes.Arrival, string) {
		t.Helper()
		got := map[string]themes.Arrival{}
		err := client.Fetch(t.Context(), themes.Source{Address: web.URL + "/open311/v2"}, cursor, func(b intake.Batch) error {
			for _, a := range b.Arrivals {
				got[a.Foreign] = a
			}
			cursor = b.Cursor
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got, cursor
	}
	s.time = s.time.Add(2 * time.Hour) // the overlap of two pulls is an hour
	got, cursor := pull("")
	if len(got) != 449 {
		t.Errorf("%d came", len(got))
	}
	for id, a := range got {
		n, _ := strconv.Atoi(id)
		want := arrivals[n-1]
		if a.Text != want.Text || !a.At.Equal(want.At.Truncate(time.Second)) || a.Service != intake.StrategyFeedback || a.Status != themes.Open || a.Sender != nil {
			t.Fatalf("%s came as %+v", id, a)
		}
	}
	s.time = s.time.Add(48 * time.Hour)
	s.show(9)
	if _, err := s.themes.Reply(t.Context(), s.official, "r", 300, themes.Reply{Text: "Kiitos.", Capacity: people.AsOfficial}, true); err != nil {
		t.Fatal(err)
	}
	got, _ = pull(cursor)
	if len(got) != 2 || got["9"].Text != "Palaute numero 8 kaupungille" || got["300"].Status != themes.Closed || got["300"].Attributes["status_notes"] != "Kiitos." {
		t.Errorf("then %d came: %+v, %+v", len(got), got["9"], got["300"])
	}
}

// FuzzOpen311Form: whatever is posted, it is read or refused, within bounds.
func FuzzOpen311Form(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", []byte("description=a&attribute%5BAREA%5D=b"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\na\r\n--x\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a\"\r\n\r\nb\r\n--x--"))
	f.Add("multipart/form-data; boundary=", []byte("--\r\n"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json?api_key=k", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		q := &reportRequest{Request: r, query: r.URL.Query()}
		form, _, err := q.readForm()
		if err != nil {
			return
		}
		if form.Get("api_key") == "" {
			t.Error("the key of the address is lost")
		}
		a, wrong := intake.ReadReport(form, intake.Services(nil))
		if (wrong == nil) != (a.Text != "") {
			t.Errorf("%+v %v", a, wrong)
		}
	})
}

// TestOpen311LeavesOutWhereOfRedacted: the desk took out what tells of a person,
// and an address may be one's home.
func TestOpen311LeavesOutWhereOfRedacted(t *testing.T) {
	s := newReportSite(t)
	id := s.report("service_code", "AREA_FEEDBACK", "description", "Asun täällä, Salainen Nimi.", "attribute[AREA]", "rantakyla",
		"lat", "62.60", "long", "29.76", "address_string", "Kotikatu 1")
	if err := s.themes.Moderate(t.Context(), s.official, "", id, themes.Ruling{State: themes.Shown, Text: "Asun täällä."}); err != nil {
		t.Fatal(err)
	}
	got := s.list(fmt.Sprintf("/open311/v2/requests/%d.json?extensions=true", id))[0]
	if got["description"] != "Asun täällä." || got["address"] != nil || got["lat"] != nil || got["long"] != nil {
		t.Errorf("told: %v", got)
	}
}
