package intake

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/people"
	"luonnos/themes"
)

func TestMastodonPost(t *testing.T) {
	s := newMastodonServer(t)
	id := s.post(time.Hour, `<p>Hyvä ehdotus <a href="https://example.social/tags/esimerkkila" class="mention hashtag" rel="tag">#<span>Esimerkkilä</span></a></p><p>Lue <a href="https://example.fi/strategia" rel="nofollow"><span class="invisible">https://</span><span>example.fi/strategia</span></a><br/>&amp; kommentoi</p>`,
		"spoiler_text", "Kaupunki", "account", map[string]any{"acct": "asukas@toinen.example", "note": "<p>Hei</p>"})
	var k keeper
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	want := themes.Arrival{
		Foreign: id, Address: "https://example.social/@asukas/" + id, At: mastodonNow.Add(-time.Hour), Lang: people.Finnish,
		Title: "Kaupunki", Text: "Hyvä ehdotus #Esimerkkilä\n\nLue https://example.fi/strategia\n& kommentoi", Tags: []string{"Esimerkkilä"},
		Sender: &themes.Sender{Handle: "@asukas@toinen.example"},
	}
	if diff := cmp.Diff(want, k.items[id]); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

func TestMastodonTakesThePublicAlone(t *testing.T) {
	s := newMastodonServer(t)
	account := func(more ...any) map[string]any {
		a := map[string]any{"acct": "asukas", "note": ""}
		for i := 0; i < len(more); i += 2 {
			a[more[i].(string)] = more[i+1]
		}
		return a
	}
	s.post(9*time.Hour, "julkinen")
	s.post(8*time.Hour, "julkinen, haluaa löytyä", "account", account("noindex", false, "indexable", false))
	s.post(7*time.Hour, "listaamaton", "visibility", "unlisted")
	s.post(6*time.Hour, "seuraajille", "visibility", "private")
	s.post(5*time.Hour, "suora", "visibility", "direct")
	s.post(4*time.Hour, "tehostus", "reblog", map[string]any{"id": "1", "content": "toisen", "created_at": "2026-11-26T10:00:00.000Z"})
	s.post(3*time.Hour, "ei hakukoneisiin", "account", account("noindex", true))
	s.post(2*time.Hour, "ei hakuun, profiilin sanoin", "account", account("note", "<p>Kissoja. #<span>NoIndex</span></p>"))
	s.post(time.Hour, "")
	s.posts[s.post(time.Minute, "outo tunnus")]["id"] = "../admin"
	var k keeper
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	if got := k.texts(); !slices.Equal(got, []string{"julkinen", "julkinen, haluaa löytyä"}) || k.refused != 8 {
		t.Errorf("got %q, %d refused", got, k.refused)
	}
	// One who changes their mind is let go.
	for id, p := range s.posts {
		if p["content"] == "julkinen" {
			s.posts[id]["account"] = account("noindex", true)
		}
	}
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	if got := k.texts(); !slices.Equal(got, []string{"julkinen, haluaa löytyä"}) {
		t.Errorf("then %q", got)
	}
}

// TestMastodonPages: everything comes once, whatever the pages, and after a
// break in the middle the rest comes.
func TestMastodonPages(t *testing.T) {
	s := newMastodonServer(t)
	const posts = 130
	for i := range posts {
		s.post(time.Duration(posts-i)*26*time.Hour, fmt.Sprint("palaute ", i))
	}
	k := keeper{failAfter: 3}
	if err := k.fetch(t, s, themes.Source{}); err != errBroken {
		t.Fatalf("got %v", err)
	}
	if len(k.items) != 80 {
		t.Fatalf("%d kept before the break", len(k.items))
	}
	k.failAfter = 0
	s.asked = nil
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	if len(k.items) != posts {
		t.Errorf("%d of %d kept", len(k.items), posts)
	}
	timeline := 0
	for _, path := range s.asked {
		if strings.Contains(path, "/timelines/") {
			timeline++
		}
	}
	if timeline > 3 {
		t.Errorf("%d pages for the rest of 50", timeline)
	}
	// What comes late, with an id of when it was written, is found.
	s.post(40*time.Hour, "myöhässä")
	s.post(time.Minute, "uusi")
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	if got := k.texts(); !slices.Contains(got, "myöhässä") || !slices.Contains(got, "uusi") {
		t.Errorf("got %d, without the late or the new one", len(got))
	}
}

func TestMastodonFollowsEditsAndDeletions(t *testing.T) {
	s := newMastodonServer(t)
	edited := s.post(10*24*time.Hour, "ennen")
	deleted := s.post(9*24*time.Hour, "poistetaan")
	closed := s.post(8*24*time.Hour, "suljetaan")
	old := s.post(40*24*time.Hour, "vanha")
	s.post(time.Hour, "pysyy")
	var k keeper
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	s.posts[edited]["content"], s.posts[edited]["edited_at"] = "jälkeen", "2026-11-26T11:00:00.000Z"
	s.posts[closed]["visibility"] = "private"
	delete(s.posts, deleted)
	delete(s.posts, old) // too old to be asked for
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	if got := k.texts(); !slices.Equal(got, []string{"jälkeen", "pysyy", "vanha"}) {
		t.Errorf("got %q", got)
	}
	slices.Sort(k.gone)
	want := []string{deleted, closed}
	slices.Sort(want)
	if !slices.Equal(k.gone, want) {
		t.Errorf("gone %q, want %q", k.gone, want)
	}
}

// TestMastodonChecksInTurn: more posts than fit in one fetch are all asked for
// in a few.
func TestMastodonChecksInTurn(t *testing.T) {
	s := newMastodonServer(t)
	const posts = 2*maxChecked + 50
	for i := range posts {
		s.post(time.Duration(posts-i)*time.Hour+48*time.Hour, fmt.Sprint("palaute ", i))
	}
	var k keeper
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	for _, p := range s.posts {
		p["content"] = "muutettu"
	}
	for range 4 {
		s.limit = 300
		before := len(s.asked)
		if err := k.fetch(t, s, themes.Source{}); err != nil {
			t.Fatal(err)
		}
		if n := len(s.asked) - before; n > maxChecked+5 {
			t.Fatalf("%d requests in a fetch", n)
		}
	}
	if got := slices.Compact(k.texts()); !slices.Equal(got, []string{"muutettu"}) {
		t.Errorf("got %q", got)
	}
}

// TestMastodonBusyTag: on a tag with thousands of posts a day, looking for late
// ones does not keep the new ones away.
func TestMastodonBusyTag(t *testing.T) {
	s := newMastodonServer(t)
	for i := range maxLatePages*postsPage + 500 {
		s.post(20*time.Hour-time.Duration(i)*time.Second, fmt.Sprint("palaute ", i))
	}
	var k keeper
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	s.post(time.Minute, "uusi")
	s.limit, s.asked = 300, nil
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, path := range s.asked {
		if strings.Contains(path, "/timelines/") {
			pages++
		}
	}
	if !slices.Contains(k.texts(), "uusi") || pages > maxLatePages+2 {
		t.Errorf("%d pages, the new one there: %v", pages, slices.Contains(k.texts(), "uusi"))
	}
}

func TestMastodonLimit(t *testing.T) {
	s := newMastodonServer(t)
	for i := range 200 {
		s.post(time.Duration(300-i)*time.Hour, fmt.Sprint("palaute ", i))
	}
	// Near the limit a fetch ends by itself, and the next goes on.
	var k keeper
	for range 10 {
		s.limit = leaveRequests + 2
		if err := k.fetch(t, s, themes.Source{}); err != nil {
			t.Fatal(err)
		}
		if len(k.items) < 200 && !k.more {
			t.Fatalf("%d of 200, and no word of more", len(k.items))
		}
		if s.limit < leaveRequests-1 {
			t.Fatalf("%d requests left to others", s.limit)
		}
	}
	s.limit = 300
	if err := k.fetch(t, s, themes.Source{}); err != nil || len(k.items) != 200 || k.more {
		t.Errorf("%d of 200, more %v, %v", len(k.items), k.more, err)
	}
	s.limit = 0
	before := len(s.asked)
	f := FailureOf(k.fetch(t, s, themes.Source{}))
	if f == nil || f.Key != "error.fetch-wait" || !f.After.Equal(mastodonNow.Add(4*time.Minute)) || len(s.asked) != before+1 {
		t.Errorf("%+v after %d requests", f, len(s.asked)-before)
	}
}

func TestMastodonFailures(t *testing.T) {
	s := newMastodonServer(t)
	id := s.post(time.Hour, "palaute")
	var k keeper
	if err := k.fetch(t, s, themes.Source{}); err != nil {
		t.Fatal(err)
	}
	// A server that is not well takes nothing back.
	for status, key := range map[int]string{404: "error.fetch-missing", 410: "error.fetch-gone", 500: "error.fetch-status", 401: "error.fetch-key", 422: "error.fetch-status"} {
		s.broken = status
		if f := FailureOf(k.fetch(t, s, themes.Source{})); f == nil || f.Key != key {
			t.Errorf("%d: %+v", status, f)
		}
	}
	if len(k.items) != 1 || k.items[id].Text != "palaute" {
		t.Errorf("left %v", k.items)
	}
	s.broken = 0
	s.token = "s3cret"
	if f := FailureOf(k.fetch(t, s, themes.Source{})); f == nil || f.Key != "error.fetch-key" {
		t.Errorf("without the token: %+v", f)
	}
	if err := k.fetch(t, s, themes.Source{Secret: "s3cret"}); err != nil {
		t.Errorf("with the token: %v", err)
	}
}

// FuzzMastodon: whatever a server answers, nothing panics, nothing endless
// begins, and what comes in is of a public post.
func FuzzMastodon(f *testing.F) {
	f.Add(`[{"id":"1","visibility":"public","content":"<p>Hei</p>","account":{"acct":"a"}}]`, `{"id":"1","visibility":"public","content":"x"}`)
	f.Add(`[null]`, `null`)
	f.Add(`{}`, `[]`)
	f.Add(`[{"id":7,"visibility":"public","content":"x","created_at":"nonsense","tags":null}]`, `{"id":"2"}`)
	f.Fuzz(func(t *testing.T, page, post string) {
		asked := 0
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			if strings.Contains(r.URL.Path, "/statuses/") {
				fmt.Fprint(w, post)
				return
			}
			fmt.Fprint(w, page)
		}))
		defer s.Close()
		k := keeper{items: map[string]themes.Arrival{"1": {Foreign: "1", At: mastodonNow}}}
		m := Mastodon{Guard: GuardOptions{Loopback: true, Timeout: 5 * time.Second}, Now: func() time.Time { return mastodonNow }, Known: &k}
		_ = m.Fetch(t.Context(), themes.Source{Address: s.URL, Tag: "a"}, "", func(b Batch) error {
			for _, a := range b.Arrivals {
				if !isID(a.Foreign) || !a.Gone && a.Text == "" || a.Address != "" && !strings.HasPrefix(a.Address, "http") {
					t.Errorf("%+v", a)
				}
			}
			return nil
		})
		if asked > maxPostPages+maxChecked {
			t.Errorf("%d requests", asked)
		}
	})
}

func FuzzMastodonID(f *testing.F) {
	f.Add("114000000000000000", "9")
	f.Add("01H", "0")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a != b && idLess(a, b) && idLess(b, a) {
			t.Fatalf("%q and %q are each the lesser", a, b)
		}
		if before := idBefore(a, lateBy); before != a && !idLess(before, a) {
			t.Fatalf("%q is not before %q", before, a)
		}
	})
}
