package intake

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"luonnos/people"
	"luonnos/themes"
)

const rssFeed = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Asukasyhdistys</title><link>https://yhdistys.example.fi</link><language>fi-FI</language>
<item><title>Vesi poikki</title><link>https://yhdistys.example.fi/1</link><guid isPermaLink="false">tag:1</guid>
<pubDate>Thu, 26 Nov 2026 10:00:00 +0200</pubDate><category>vesi</category><category>Rantakylä</category><dc:creator>Asukas A</dc:creator>
<description>Lyhyesti</description><content:encoded><![CDATA[<p>Vesi oli <b>poikki</b> &amp; kukaan ei kertonut.</p><script>alert(1)</script><p>Miksi?</p>]]></content:encoded></item>
<item><title>Vattnet</title><guid>tag:2</guid><dc:language>sv</dc:language><pubDate>Fri, 27 Nov 2026 10:00:00 +0200</pubDate><description>Ingen berättade om avbrottet.</description></item>
<item><title>Vesi poikki</title><guid isPermaLink="false">tag:1</guid><pubDate>Wed, 25 Nov 2026 10:00:00 +0200</pubDate><description>sama tunnus uudelleen</description></item>
<item><title></title><guid>tag:3</guid></item>
<item><title>Vain otsikko</title></item>
</channel></rss>`

const atomFeed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Blog</title><id>urn:1</id><updated>2026-11-26T10:00:00Z</updated>
<entry><title type="html">A &lt;em&gt;good&lt;/em&gt; idea</title><id>urn:uuid:1</id><link rel="alternate" href="https://blog.example.fi/1"/>
<updated>2026-11-26T10:00:00Z</updated><published>2026-11-25T09:00:00Z</published><author><name>Writer</name><email>writer@example.fi</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>First.</p><p>Second.</p></div></content></entry></feed>`

const jsonFeed = `{"version":"https://jsonfeed.org/version/1.1","title":"Blogg","language":"sv","items":[
{"id":"1","url":"https://blogg.example.fi/1","title":"Rubrik","content_html":"<p>En text</p>","date_published":"2026-11-26T10:00:00+02:00","tags":["strategi"],"authors":[{"name":"Skribent"}]},
{"id":2,"content_text":"Utan rubrik"}]}`

func TestReadFeed(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v.UTC()
	}
	for name, tt := range map[string]struct {
		document string
		want     []themes.Arrival
		refused  int
	}{
		"rss": {rssFeed, []themes.Arrival{
			{Foreign: "tag:2", At: at("2026-11-27T10:00:00+02:00"), Lang: people.Swedish, Title: "Vattnet", Text: "Ingen berättade om avbrottet."},
			{Foreign: "tag:1", Address: "https://yhdistys.example.fi/1", At: at("2026-11-26T10:00:00+02:00"), Lang: people.Finnish, Title: "Vesi poikki",
				Text: "Vesi oli poikki & kukaan ei kertonut.\n\nMiksi?", Tags: []string{"vesi", "Rantakylä"}, Sender: &themes.Sender{Name: "Asukas A"}},
			{Foreign: "4f5c5fd9bf4a2ad4a4fce6ad9f7b2b3c", Lang: people.Finnish, Text: "Vain otsikko"},
		}, 1},
		"atom": {atomFeed, []themes.Arrival{{Foreign: "urn:uuid:1", Address: "https://blog.example.fi/1", At: at("2026-11-25T09:00:00Z"),
			Lang: people.English, Title: "A good idea", Text: "First.\n\nSecond.", Sender: &themes.Sender{Name: "Writer"}}}, 0},
		"json": {jsonFeed, []themes.Arrival{
			{Foreign: "1", Address: "https://blogg.example.fi/1", At: at("2026-11-26T10:00:00+02:00"), Lang: people.Swedish, Title: "Rubrik", Text: "En text",
				Tags: []string{"strategi"}, Sender: &themes.Sender{Name: "Skribent"}},
			{Foreign: "2", Lang: people.Swedish, Text: "Utan rubrik"},
		}, 0},
	} {
		got, refused, err := ReadFeed([]byte(tt.document), "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i := range got {
			got[i].At = got[i].At.UTC()
			if got[i].Text == "Vain otsikko" {
				// Named by its words: the same again, and of a fixed length.
				if again, _, _ := ReadFeed([]byte(tt.document), ""); again[i].Foreign != got[i].Foreign || len(got[i].Foreign) != 32 {
					t.Errorf("named %q, then %q", got[i].Foreign, again[i].Foreign)
				}
				got[i].Foreign = tt.want[i].Foreign
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || refused != tt.refused {
			t.Errorf("%s: %d refused, want (-), got (+):\n%s", name, refused, diff)
		}
	}
	for _, document := range []string{"", "<html><body>Hei</body></html>", "{}", "<rss"} {
		if got, _, err := ReadFeed([]byte(document), ""); err == nil && len(got) > 0 {
			t.Errorf("%q: %v", document, got)
		}
	}
}

func TestFeedCharsets(t *testing.T) {
	latin := func(s string) string {
		b, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	body := `<rss version="2.0"><channel><title>x</title><item><guid>1</guid><title>Hyvää yötä – €</title></item></channel></rss>`
	for name, tt := range map[string]struct{ document, kind string }{
		"utf-8":                {body, "application/rss+xml"},
		"by the document":      {latin(`<?xml version="1.0" encoding="windows-1252"?>` + body), "application/rss+xml"},
		"by the server":        {latin(body), "text/xml; charset=windows-1252"},
		"the document is told": {latin(`<?xml version="1.0" encoding="windows-1252"?>` + body), "text/xml; charset=windows-1252"},
		"nonsense":             {body, "text/xml; charset=klingon"},
	} {
		got, _, err := ReadFeed([]byte(tt.document), tt.kind)
		if err != nil || len(got) != 1 || got[0].Text != "Hyvää yötä – €" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// feedServer serves one document, and counts what it was asked.
type feedServer struct {
	*httptest.Server
	document       string
	status         int
	header         http.Header
	etag, modified string
	asked, sent    int
}

func newFeedServer(t *testing.T) *feedServer {
	s := &feedServer{document: rssFeed, header: http.Header{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked++
		for k := range s.header {
			w.Header().Set(k, s.header.Get(k))
		}
		if s.status != 0 {
			w.WriteHeader(s.status)
			return
		}
		if s.etag != "" {
			w.Header().Set("ETag", s.etag)
		}
		if s.modified != "" {
			w.Header().Set("Last-Modified", s.modified)
		}
		if s.etag != "" && r.Header.Get("If-None-Match") == s.etag || s.modified != "" && r.Header.Get("If-Modified-Since") == s.modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		s.sent++
		io.WriteString(w, s.document)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *feedServer) fetcher() Feed {
	return Feed{Guard: GuardOptions{Loopback: true, Timeout: 5 * time.Second}, Now: time.Now}
}

// gather fetches once and returns the ids in their order, and the last cursor.
func gather(t *testing.T, f Fetcher, s themes.Source, cursor string) (ids []string, last string, batches int) {
	t.Helper()
	last = cursor
	err := f.Fetch(t.Context(), s, cursor, func(b Batch) error {
		if len(b.Arrivals) > MaxBatch {
			t.Errorf("a batch of %d", len(b.Arrivals))
		}
		for _, a := range b.Arrivals {
			id := a.Foreign
			if a.Gone {
				id = "-" + id
			}
			ids = append(ids, id)
		}
		last = b.Cursor
		batches++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, last, batches
}

func TestFeedIsAskedOnce(t *testing.T) {
	for name, set := range map[string]func(*feedServer){
		"ETag":          func(s *feedServer) { s.etag = `"v1"` },
		"Last-Modified": func(s *feedServer) { s.modified = "Thu, 26 Nov 2026 10:00:00 GMT" },
		"neither":       func(*feedServer) {},
	} {
		t.Run(name, func(t *testing.T) {
			s := newFeedServer(t)
			set(s)
			source := themes.Source{Channel: themes.ByFeed, Address: s.URL}
			ids, cursor, _ := gather(t, s.fetcher(), source, "")
			if len(ids) != 3 {
				t.Fatalf("got %q", ids)
			}
			if again, _, _ := gather(t, s.fetcher(), source, cursor); len(again) != 0 {
				t.Errorf("again %q", again)
			}
			if name != "neither" && s.sent != 1 {
				t.Errorf("sent %d times", s.sent)
			}
			s.document = strings.Replace(rssFeed, "Miksi?", "Miksi ei?", 1)
			if s.etag != "" {
				s.etag = `"v2"`
			}
			if s.modified != "" {
				s.modified = "Thu, 26 Nov 2026 11:00:00 GMT"
			}
			if again, _, _ := gather(t, s.fetcher(), source, cursor); len(again) != 3 {
				t.Errorf("after a change %q", again)
			}
			// The cursor is of one address, and nonsense is none.
			source.Address = s.URL + "/other"
			s.etag, s.modified = "", ""
			for _, c := range []string{cursor, "{", "7"} {
				if other, _, _ := gather(t, s.fetcher(), source, c); len(other) != 3 {
					t.Errorf("with the cursor %q: %q", c, other)
				}
			}
		})
	}
}

// TestFeedGoesOn: when keeping a batch fails, the cursor kept so far brings the
// whole document again.
func TestFeedGoesOn(t *testing.T) {
	s := newFeedServer(t)
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>x</title>`)
	for i := range maxEntries + 100 {
		b.WriteString("<item><guid>" + strconv.Itoa(i) + "</guid><title>Palaute</title><pubDate>" +
			time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC).Format(time.RFC1123Z) + "</pubDate></item>")
	}
	s.document = b.String() + "</channel></rss>"
	source := themes.Source{Address: s.URL}
	broken := errors.New("broken")
	kept := "at first"
	err := s.fetcher().Fetch(t.Context(), source, kept, func(b Batch) error {
		if b.Done > MaxBatch {
			return broken
		}
		kept = b.Cursor
		return nil
	})
	if !errors.Is(err, broken) || kept != "at first" {
		t.Fatalf("%v, %q", err, kept)
	}
	ids, cursor, batches := gather(t, s.fetcher(), source, kept)
	if len(ids) != maxEntries || batches != 4 || ids[0] != strconv.Itoa(maxEntries+99) || cursor == kept {
		t.Errorf("%d entries in %d batches from %q", len(ids), batches, ids[0])
	}
}

func TestFeedFailures(t *testing.T) {
	s := newFeedServer(t)
	for _, tt := range []struct {
		status int
		key    string
		stop   bool
	}{{410, "error.fetch-gone", true}, {404, "error.fetch-missing", false}, {401, "error.fetch-key", false}, {429, "error.fetch-wait", false}, {500, "error.fetch-status", false}} {
		s.status = tt.status
		s.header.Set("Retry-After", "60")
		err := s.fetcher().Fetch(t.Context(), themes.Source{Address: s.URL}, "", func(Batch) error { return nil })
		if f := FailureOf(err); f == nil || f.Key != tt.key || f.Stop != tt.stop || f.After.IsZero() {
			t.Errorf("%d: %+v", tt.status, f)
		}
	}
	s.status, s.document = 0, "<html>Kirjaudu sisään</html>"
	err := s.fetcher().Fetch(t.Context(), themes.Source{Address: s.URL + "?key=s3cret"}, "", func(Batch) error { return nil })
	if f := FailureOf(err); f == nil || f.Key != "error.fetch-format" || strings.Contains(f.Error(), "s3cret") {
		t.Errorf("no feed: %v", f)
	}
}

func TestFeedAsksWithTheKey(t *testing.T) {
	var user, password string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ = r.BasicAuth()
		io.WriteString(w, rssFeed)
	}))
	defer s.Close()
	ids, _, _ := gather(t, Feed{Guard: GuardOptions{Loopback: true}, Now: time.Now}, themes.Source{Address: s.URL, User: "me", Secret: "s3cret"}, "")
	if user != "me" || password != "s3cret" || !slices.Contains(ids, "tag:1") {
		t.Errorf("%q %q, %q", user, password, ids)
	}
}

func FuzzReadFeed(f *testing.F) {
	for _, s := range []string{rssFeed, atomFeed, jsonFeed, "<rdf:RDF/>", `<rss><channel><item><dc:language/></item></channel></rss>`} {
		f.Add([]byte(s), "text/xml; charset=iso-8859-1")
	}
	f.Fuzz(func(t *testing.T, document []byte, kind string) {
		got, _, err := ReadFeed(document, kind)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, a := range got {
			if a.Foreign == "" || a.Text == "" || seen[a.Foreign] || len(a.Foreign) > maxForeign {
				t.Fatalf("%+v", a)
			}
			seen[a.Foreign] = true
			if a.Address != "" && !strings.HasPrefix(a.Address, "http") {
				t.Fatalf("address %q", a.Address)
			}
		}
	})
}
