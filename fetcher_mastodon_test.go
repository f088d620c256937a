package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"luonnos/themes"
	"luonnos/themes/intake"
)

// TestFetchOfAHashtag goes the whole way from a server to the store: what a
// writer changes changes here, and of what they delete no word is left.
func TestFetchOfAHashtag(t *testing.T) {
	posts := map[string]string{
		"114000000000000001": "Bussi ei taaskaan tullut ajallaan #Esimerkkilä",
		"114000000000000002": "Kiitos hyvistä hiihtoladuista #esimerkkila",
	}
	post := func(id string) map[string]any {
		return map[string]any{"id": id, "visibility": "public", "content": "<p>" + posts[id] + "</p>", "created_at": "2026-11-20T10:00:00.000Z",
			"url": "https://example.social/@asukas/" + id, "language": "fi", "account": map[string]any{"acct": "asukas"}}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id, ok := strings.CutPrefix(r.URL.Path, "/api/v1/statuses/"); ok {
			if posts[id] == "" {
				http.Error(w, `{"error":"Record not found"}`, http.StatusNotFound)
				return
			}
			json.NewEncoder(w).Encode(post(id))
			return
		}
		page := []any{}
		for id := range posts {
			if id > r.URL.Query().Get("min_id") {
				page = append(page, post(id))
			}
		}
		json.NewEncoder(w).Encode(page)
	}))
	defer s.Close()
	f := newFetched(t, s.URL, nil)
	src, err := f.rooms.themes.PutSource(t.Context(), f.admin, "", themes.Source{Channel: themes.ByMastodon, Name: "Mastodon", Address: s.URL, Tag: "esimerkkilä", Every: time.Hour, Trusted: true})
	if err != nil {
		t.Fatal(err)
	}
	f.source = src.ID
	f.by = map[themes.Channel]intake.Fetcher{
		themes.ByFeed:     intake.Feed{Now: f.now},
		themes.ByMastodon: intake.Mastodon{Guard: intake.GuardOptions{Loopback: true}, Now: f.now, Known: f.rooms.themes},
	}
	if run := f.round(); run.New != 2 || run.Error != "" {
		t.Fatalf("%+v", run)
	}
	f.clock = f.clock.Add(2 * time.Hour)
	posts["114000000000000001"] = "Bussi tuli sittenkin #Esimerkkilä"
	delete(posts, "114000000000000002")
	if run := f.round(); run.Changed != 1 || run.Removed != 1 || run.New != 0 || run.Error != "" {
		t.Fatalf("%+v", run)
	}
	f.clock = f.clock.Add(2 * time.Hour)
	if run := f.round(); run.Changed != 0 || run.Removed != 0 || run.Known == 0 || run.Error != "" {
		t.Errorf("%+v", run)
	}
	items, _, err := f.rooms.themes.Items(t.Context(), f.admin, themes.Filter{Source: f.source, Limit: 10})
	if err != nil || len(items) == 0 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	for _, i := range items {
		switch i.Foreign {
		case "114000000000000001":
			if i.Text != "Bussi tuli sittenkin #Esimerkkilä" || i.Moderation != themes.Shown {
				t.Errorf("%+v", i)
			}
		default:
			if i.Text != "" || i.Moderation != themes.Removed {
				t.Errorf("of a deleted post is left %+v", i)
			}
		}
	}
}
