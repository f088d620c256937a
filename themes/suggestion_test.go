package themes_test

import (
	"testing"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// TestSuggestionsAreForPeopleToDecide: the machine proposes passages in the
// theme's language, to the desk alone, and what a person says of one stays.
func TestSuggestionsAreForPeopleToDecide(t *testing.T) {
	h := grouped(t)
	ctx := t.Context()
	mentor := h.people[people.Mentor]
	theme := h.fine(t)[0].Theme
	about := func(id int64) string {
		i := must(h.Theme(ctx, people.Account{}, id)).Quotes[0]
		return i.Text
	}
	var texts passages
	for _, c := range h.fine(t)[:4] {
		// A passage that says what the theme says speaks of it.
		texts = append(texts, themes.PassageText{
			Target: themes.Target{Kind: themes.Passage, ID: c.Theme.Title(), Page: "a.md"}, Lang: c.Theme.Lang, Text: about(c.Theme.ID),
		})
	}
	texts = append(texts, themes.PassageText{
		Target: themes.Target{Kind: themes.Passage, ID: "svenska", Page: "a.sv.md"}, Lang: people.Swedish, Text: about(theme.ID),
	})
	s := themes.NewService(h.room(), texts, func() time.Time { return h.time }, themes.Options{})
	check(t, s.Suggest(ctx))
	suggested := func() []themes.Link { return must(h.Theme(ctx, mentor, theme.ID)).Links }
	first := suggested()
	if len(first) == 0 || first[0].State != themes.Suggested || first[0].To.ID != theme.Title() {
		t.Fatalf("suggested for %q: %+v", theme.Title(), first)
	}
	for _, l := range first {
		if l.To.ID == "svenska" {
			t.Error("a passage in another language is suggested")
		}
	}
	if seen := must(h.Theme(ctx, h.people[people.Resident], theme.ID)).Links; len(seen) != 0 {
		t.Errorf("a resident sees %+v", seen)
	}
	events := len(h.events)
	check(t, s.Suggest(ctx))
	if len(h.events) != events {
		t.Error("the same again is told of")
	}
	rejected := themes.Link{Theme: theme.ID, To: first[0].To, State: themes.Rejected}
	check(t, h.Tie(ctx, mentor, "", rejected))
	check(t, s.Suggest(ctx))
	for _, l := range suggested() {
		if l.To == first[0].To {
			t.Errorf("suggested again: %+v", l)
		}
	}
	check(t, h.Untie(ctx, mentor, "", rejected))
	check(t, s.Suggest(ctx))
	if again := suggested(); len(again) != len(first) || again[0].To != first[0].To {
		t.Errorf("untied, suggested are %+v", again)
	}
}
