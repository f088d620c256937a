package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"luonnos/themes"
)

var mastodonNow = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// mastodonServer answers as Mastodon does: pages by min_id with the newest
// first, a Link header, a limit of requests, 404 for what is deleted.
type mastodonServer struct {
	*httptest.Server
	posts  map[string]map[string]any
	limit  int // requests that are left
	token  string
	broken int // status of every answer, 0 for none
	asked  []string
}

func newMastodonServer(t *testing.T) *mastodonServer {
	s := &mastodonServer{posts: map[string]map[string]any{}, limit: 300}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// idAt is the id of a post written so long before now.
func idAt(ago time.Duration, n int) string {
	return strconv.FormatInt(mastodonNow.Add(-ago).UnixMilli()<<16+int64(n), 10)
}

// post writes a post, which more can change.
func (s *mastodonServer) post(ago time.Duration, text string, more ...any) string {
	id := idAt(ago, len(s.posts))
	p := map[string]any{
		"id": id, "uri": "https://example.social/users/asukas/statuses/" + id, "url": "https://example.social/@asukas/" + id,
		"created_at": mastodonNow.Add(-ago).Format("2006-01-02T15:04:05.000Z"), "edited_at": nil, "visibility": "public", "language": "fi",
		"content": text, "spoiler_text": "", "reblog": nil, "sensitive": false, "in_reply_to_id": nil, "media_attachments": []any{},
		"tags":    []any{map[string]any{"name": "esimerkkilä", "url": "https://example.social/tags/esimerkkilä"}},
		"account": map[string]any{"id": "1", "username": "asukas", "acct": "asukas", "note": "", "noindex": false},
	}
	for i := 0; i < len(more); i += 2 {
		p[more[i].(string)] = more[i+1]
	}
	s.posts[id] = p
	return id
}

func (s *mastodonServer) serve(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.Path)
	w.Header().Set("X-RateLimit-Limit", "300")
	w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(max(0, s.limit-1)))
	w.Header().Set("X-RateLimit-Reset", mastodonNow.Add(4*time.Minute).Format("2006-01-02T15:04:05.000000Z"))
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	fail := func(status int, text string) {
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]string{"error": text})
	}
	if s.limit--; s.limit < 0 {
		fail(http.StatusTooManyRequests, "Too many requests")
		return
	}
	if s.broken != 0 {
		fail(s.broken, "broken")
		return
	}
	// Mastodon refuses a token that it did not give, an empty one too.
	if auth, ok := r.Header["Authorization"]; ok && (s.token == "" || auth[0] != "Bearer "+s.token) || !ok && s.token != "" {
		fail(http.StatusUnauthorized, "The access token is invalid")
		return
	}
	if id, ok := strings.CutPrefix(r.URL.Path, "/api/v1/statuses/"); ok {
		if p, ok := s.posts[id]; ok && p["visibility"] != "private" {
			json.NewEncoder(w).Encode(p)
		} else {
			fail(http.StatusNotFound, "Record not found")
		}
		return
	}
	tag, ok := strings.CutPrefix(r.URL.Path, "/api/v1/timelines/tag/")
	if !ok || themes.FoldTag(tag) != "esimerkkila" {
		json.NewEncoder(w).Encode([]any{})
		return
	}
	q := r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit > 40 {
		limit = min(40, max(20, limit))
	}
	var ids []string
	for id := range s.posts {
		if min := q.Get("min_id"); min == "" || idLess(min, id) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		if idLess(a, b) {
			return -1
		}
		return 1
	})
	if len(ids) > limit {
		ids = ids[:limit] // those just above min_id
	}
	slices.Reverse(ids)
	page := []any{}
	for _, id := range ids {
		page = append(page, s.posts[id])
	}
	if len(ids) > 0 {
		here := s.URL + "/api/v1/timelines/tag/" + url.PathEscape(tag)
		w.Header().Set("Link", fmt.Sprintf(`<%s?max_id=%s>; rel="next", <%s?min_id=%s>; rel="prev"`, here, ids[len(ids)-1], here, ids[0]))
	}
	json.NewEncoder(w).Encode(page)
}

// keeper keeps what is given, as the site does.
type keeper struct {
	items map[string]themes.Arrival
	gone  []string
	// after this many batches keeping fails; 0 for never.
	failAfter int
	refused   int
	cursor    string
	more      bool
}

func (k *keeper) FetchedSince(_ context.Context, _ int64, since time.Time, after string, limit int) ([]string, error) {
	var ids []string
	for id, a := range k.items {
		if id > after && !a.At.Before(since) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids[:min(limit, len(ids))], nil
}

func (k *keeper) fetch(t *testing.T, s *mastodonServer, source themes.Source) error {
	t.Helper()
	if k.items == nil {
		k.items = map[string]themes.Arrival{}
	}
	m := Mastodon{Guard: GuardOptions{Loopback: true, Timeout: 5 * time.Second}, Now: func() time.Time { return mastodonNow }, Known: k}
	source.Address, source.Channel = s.URL, themes.ByMastodon
	if source.Tag == "" {
		source.Tag = "Esimerkkilä"
	}
	batches := 0
	return m.Fetch(t.Context(), source, k.cursor, func(b Batch) error {
		if batches++; batches == k.failAfter {
			return errBroken
		}
		if len(b.Arrivals) > MaxBatch {
			t.Errorf("a batch of %d", len(b.Arrivals))
		}
		for _, a := range b.Arrivals {
			if a.Gone {
				delete(k.items, a.Foreign)
				k.gone = append(k.gone, a.Foreign)
				continue
			}
			k.items[a.Foreign] = a
		}
		k.refused += b.Refused
		k.cursor, k.more = b.Cursor, b.More
		return nil
	})
}

var errBroken = fmt.Errorf("the disk is full")

func (k *keeper) texts() []string {
	var texts []string
	for _, a := range k.items {
		texts = append(texts, a.Text)
	}
	slices.Sort(texts)
	return texts
}
