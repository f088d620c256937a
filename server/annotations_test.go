package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/revisions"
)

func TestDiscussionsAsWebAnnotations(t *testing.T) {
	s := town(t)
	id := string(s.passage("palaute.md", "Kaupunki vastaa"))
	veikko := s.browser().signIn("veikko").open("/fi/kohta/" + id)
	veikko.send("/kommentti", "quote", "2", "body", "Missä se *julkaistaan*?", "lang", "sv")
	veikko.send("/kommentti", "body", "Pois tämä.")
	veikko.open("/fi/kommentti/2/poista").send("/poista")
	veikko.open("/fi/kommentti/1/vastaa").send("/vastaa", "body", "Verkossa.")
	s.write(map[string]string{"palaute.md": "# 🏙 Palaute\n\nKaupunki vastaa palautteeseen viikossa. Vastaus on aina julkinen.\n"})

	b := s.browser().open("/fi/strategia/palaute").follow("Luvun keskustelut")
	if got := b.page.Header.Get("Content-Type"); got != revisions.AnnotationType {
		t.Errorf("the type is %q", got)
	}
	var got struct {
		Context []any `json:"@context"`
		ID      string
		Type    string
		Total   int
		First   struct {
			Items []struct {
				ID, Motivation string
				Creator, Body  map[string]string
				Target         json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(b.page.body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Type != "AnnotationCollection" || got.Total != 2 || len(got.First.Items) != 2 {
		t.Fatalf("the collection is %s", b.page.body)
	}
	first, answer := got.First.Items[0], got.First.Items[1]
	if first.Motivation != "commenting" || first.Body["value"] != "Missä se *julkaistaan*?" || first.Body["language"] != "sv" || first.Creator["name"] != "Veikko S." {
		t.Errorf("the comment is %+v", first)
	}
	if answer.Motivation != "replying" || string(answer.Target) != `"`+first.ID+`"` || !strings.HasSuffix(first.ID, "/fi/kommentti/1") {
		t.Errorf("the answer is %+v", answer)
	}
	var target any
	if err := json.Unmarshal(first.Target, &target); err != nil {
		t.Fatal(err)
	}
	page := target.(map[string]any)["source"].(string)
	want := map[string]any{
		"type": "SpecificResource", "source": page, "luonnos:fate": "changed", "luonnos:since": 2.0,
		"selector": []any{
			map[string]any{"type": "TextQuoteSelector", "exact": "Vastaus on aina julkinen.", "prefix": " vastaa palautteeseen viikossa. ", "suffix": "\n"},
			// Characters, not bytes: the emoji counts as one.
			map[string]any{"type": "TextPositionSelector", "start": 53.0, "end": 78.0},
		},
		"luonnos:then": map[string]any{"type": "TextQuoteSelector", "exact": "Vastaus on julkinen.", "prefix": " vastaa palautteeseen viikossa. ", "suffix": "\n\n## Kanavat\n\n- verkkolomake\n- p"},
	}
	if diff := cmp.Diff(want, target); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(b.page.body, "@example") || strings.Contains(b.page.body, "Pois tämä") {
		t.Error("the collection says what it must not")
	}
	s.browser().visit("/fi/keskustelut/puuttuu.jsonld").answers(http.StatusNotFound)
}
