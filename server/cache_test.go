package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"luonnos/internal/event"
	"luonnos/people"
)

func TestKeptPageIsMadeAnewWhenTheTextChanges(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n\nVanha teksti.\n"})
	first := s.get("/fi/strategia/a")
	again := s.get("/fi/strategia/a")
	if first.StatusCode != 200 || !strings.Contains(first.body, "Vanha teksti") || first.body != again.body {
		t.Fatalf("%d %s", first.StatusCode, first.body)
	}
	if len(s.server.cache.entries) != 1 {
		t.Fatalf("%d pages kept", len(s.server.cache.entries))
	}
	s.write(map[string]string{"a.md": "# Alku\n\nUusi teksti.\n"})
	fresh := s.get("/fi/strategia/a")
	if !strings.Contains(fresh.body, "Uusi teksti") || fresh.Header.Get("Etag") == first.Header.Get("Etag") {
		t.Error("the old page is still shown")
	}
}

// TestNameWithAQuestionMarkTakesNoPlace: a page may be called what looks like
// another page with a query, and must not be shown in its stead.
func TestNameWithAQuestionMarkTakesNoPlace(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n\nOikea teksti.\n", "a?v=1.md": "# Toinen\n\nVieras teksti.\n"})
	named, asked := "/fi/strategia/a%3Fv=1", "/fi/strategia/a?v=1"
	for _, target := range []string{named, asked, named} {
		want := "Oikea teksti"
		if target == named {
			want = "Vieras teksti"
		}
		if a := s.get(target); a.StatusCode != 200 || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d without %q", target, a.StatusCode, want)
		}
	}
}

func TestKeptPageAnswers304AndHEAD(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n\nTeksti.\n"})
	page := s.get("/fi/strategia/a", "Accept-Encoding", "gzip")
	tag := page.Header.Get("Etag")
	same := s.get("/fi/strategia/a", "Accept-Encoding", "gzip", "If-None-Match", `"x", W/`+tag)
	if same.StatusCode != http.StatusNotModified || same.body != "" || same.Header.Get("Etag") != tag {
		t.Errorf("%d, %d bytes, %s", same.StatusCode, len(same.body), same.Header.Get("Etag"))
	}
	if other := s.get("/fi/strategia/a", "If-None-Match", tag); other.StatusCode != 200 {
		t.Errorf("the tag of another coding gave %d", other.StatusCode)
	}
	for _, target := range []string{"/fi/strategia/a", "/fi/haku?q=x"} {
		head := s.do(httptest.NewRequest(http.MethodHead, target, nil))
		full := s.get(target)
		if head.StatusCode != 200 || head.body != "" || head.Header.Get("Content-Length") != fmt.Sprint(len(full.body)) {
			t.Errorf("HEAD %s: %d, %q for %d bytes", target, head.StatusCode, head.Header.Get("Content-Length"), len(full.body))
		}
	}
}

func TestCodingsHoldTheSamePage(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n\n" + strings.Repeat("Teksti. ", 200) + "\n"})
	plain := s.get("/fi/strategia/a").body
	for coding, open := range map[string]func(io.Reader) io.Reader{
		"gzip": func(r io.Reader) io.Reader { z, _ := gzip.NewReader(r); return z },
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
	} {
		a := s.get("/fi/strategia/a", "Accept-Encoding", coding)
		if a.Header.Get("Content-Encoding") != coding || len(a.body) >= len(plain) {
			t.Errorf("%s: %q, %d bytes", coding, a.Header.Get("Content-Encoding"), len(a.body))
			continue
		}
		body, err := io.ReadAll(open(bytes.NewBufferString(a.body)))
		if err != nil || string(body) != plain {
			t.Errorf("%s: %v, %d bytes for %d", coding, err, len(body), len(plain))
		}
	}
}

func TestPersonalPagesAreNeitherKeptNorServedFromWhatIsKept(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n"})
	s.account("u1", "Salla Salainen", people.Resident)
	s.signIn("u1")
	mine := s.get("/fi/strategia/a")
	if !strings.Contains(mine.body, "Salla Salainen") {
		t.Fatal("the page does not know who reads it")
	}
	if len(s.server.cache.entries) != 0 {
		t.Fatal("a personal page was kept")
	}
	s.cookies = nil
	if strings.Contains(s.get("/fi/strategia/a").body, "Salla") {
		t.Error("a visitor sees another's page")
	}
	s.signIn("u1")
	if !strings.Contains(s.get("/fi/strategia/a").body, "Salla Salainen") {
		t.Error("a signed-in person is shown the visitors' page")
	}
}

func TestEachLanguageIsKeptApart(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n"})
	for range 2 {
		for lang, address := range map[string]string{"fi": "/fi/strategia/a", "sv": "/sv/strategi/a", "en": "/en/strategy/a"} {
			if a := s.get(address); !strings.Contains(a.body, `<html lang="`+lang+`">`) {
				t.Errorf("%s is not in %s", address, lang)
			}
		}
	}
}

func TestUnknownQueryKeysShareOneEntry(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n"})
	plain := s.get("/fi/strategia/a").body
	for i := range 20 {
		if s.get(fmt.Sprintf("/fi/strategia/a?utm_source=%d", i)).body != plain {
			t.Fatal("an unknown key changed the page")
		}
	}
	if n := len(s.server.cache.entries); n != 1 {
		t.Errorf("%d entries", n)
	}
	if s.get("/fi/strategia/a?authors=1").body == plain {
		t.Error("a known key changed nothing")
	}
}

func TestErasedNameLeavesKeptPages(t *testing.T) {
	s := newSite(t)
	s.account("0123456789", "Salla Salainen", people.Resident)
	s.write(map[string]string{"a.md": "# Alku\n"})
	if !strings.Contains(s.get("/fi/strategia/a?authors=1").body, "Salla Salainen") {
		t.Fatal("the author is not named")
	}
	actor, err := s.people.Get(t.Context(), "0123456789")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.rev.EraseFor(t.Context(), actor, actor.ID); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.get("/fi/strategia/a?authors=1").body, "Salla Salainen") {
		t.Error("the name of an erased person is still shown")
	}
}

// counting is a handler of which the cache keeps what depends on "thing".
type counting struct {
	calls atomic.Int64
	// begun and goOn, when set, stop it in the middle.
	begun, goOn chan struct{}
	text        atomic.Value
}

func (c *counting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.calls.Add(1)
	text, _ := c.text.Load().(string)
	if c.begun != nil {
		c.begun <- struct{}{}
		<-c.goOn
	}
	note := r.Context().Value(keepNoteKey{}).(*keepNote)
	note.keep, note.subjects = true, []string{"thing"}
	_, _ = io.WriteString(w, text+strings.Repeat(" ", 1000))
}

func get1(h http.Handler, target string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return strings.TrimSpace(w.Body.String())
}

func TestChangeDuringTheMakingIsNotMissed(t *testing.T) {
	h := &counting{begun: make(chan struct{}), goOn: make(chan struct{})}
	h.text.Store("old")
	c := newPageCache(1<<20, time.Now, addresses{}, h)
	done := make(chan string)
	go func() { done <- get1(c, "/x") }()
	<-h.begun
	h.text.Store("new")
	c.changed([]event.Event{{Subject: "other", Touches: []string{"thing"}}})
	close(h.goOn)
	if got := <-done; got != "old" {
		t.Fatalf("%q", got)
	}
	go func() { done <- get1(c, "/x") }()
	select {
	case <-h.begun:
	case got := <-done:
		t.Fatalf("the page made before the change was kept: %q", got)
	}
	if got := <-done; got != "new" {
		t.Errorf("%q", got)
	}
}

func TestCrowdMakesAPageOnce(t *testing.T) {
	h := &counting{begun: make(chan struct{}, 100), goOn: make(chan struct{})}
	h.text.Store("page")
	c := newPageCache(1<<20, time.Now, addresses{}, h)
	var crowd sync.WaitGroup
	for range 50 {
		crowd.Go(func() {
			if got := get1(c, "/x"); got != "page" {
				t.Errorf("%q", got)
			}
		})
	}
	<-h.begun
	close(h.goOn)
	crowd.Wait()
	if n := h.calls.Load(); n != 1 {
		t.Errorf("made %d times", n)
	}
}

func TestCacheForgetsWhatIsUnusedLongest(t *testing.T) {
	h := &counting{}
	h.text.Store("page")
	now := time.Unix(0, 0)
	c := newPageCache(20*(entryCost+2000), func() time.Time { now = now.Add(time.Millisecond); return now }, addresses{}, h)
	for i := range 200 {
		get1(c, fmt.Sprintf("/%d", i))
		get1(c, "/0")
	}
	if c.bytes > c.max {
		t.Errorf("%d bytes kept, %d allowed", c.bytes, c.max)
	}
	total := int64(0)
	for _, e := range c.entries {
		total += e.size
	}
	if total != c.bytes {
		t.Errorf("counts %d bytes, holds %d", c.bytes, total)
	}
	if c.entries["/0"] == nil || c.entries["/1"] != nil {
		t.Error("the page in use was forgotten, or an old one was not")
	}
}

func TestOldEntryIsMadeAnew(t *testing.T) {
	h := &counting{}
	h.text.Store("page")
	now := time.Unix(0, 0)
	c := newPageCache(1<<20, func() time.Time { return now }, addresses{}, h)
	get1(c, "/x")
	now = now.Add(entryAge + time.Second)
	get1(c, "/x")
	if h.calls.Load() != 2 {
		t.Error("a page is kept beyond its age")
	}
}

func BenchmarkKeptPage(b *testing.B) {
	h := &counting{}
	h.text.Store(strings.Repeat("some words of a page ", 1500))
	c := newPageCache(1<<20, time.Now, addresses{}, h)
	r := httptest.NewRequest(http.MethodGet, "/fi/strategia/a", nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	for b.Loop() {
		w := &discard{header: http.Header{}}
		c.ServeHTTP(w, r)
	}
}

type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(int)             {}
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
