package themes_test

import (
	"slices"
	"testing"

	"luonnos/people"
	"luonnos/themes"
)

// TestFiledByAPersonStays: tags and area that the desk set stay when the source
// changes the item; what nobody set follows the source.
func TestFiledByAPersonStays(t *testing.T) {
	h := newHouse(t)
	ctx, mentor := t.Context(), h.people[people.Mentor]
	source := h.source(t, true)
	arrive := func(text, tag, area string) (ids []int64) {
		t.Helper()
		got, err := h.Receive(ctx, source, []themes.Arrival{
			{Foreign: "tags", Text: text, Tags: []string{tag}, Area: area},
			{Foreign: "area", Text: text, Tags: []string{tag}, Area: area},
			{Foreign: "same", Text: text, Tags: []string{tag}, Area: area},
		})
		check(t, err)
		return got.IDs
	}
	ids := arrive("Yksi.", "sillat", "")
	check(t, h.SetTags(ctx, mentor, "", ids[0], []string{"polut"}))
	check(t, h.SetArea(ctx, mentor, "", ids[1], "rantakyla"))
	// Saved as it was, nothing is set.
	check(t, h.SetTags(ctx, mentor, "", ids[2], []string{"sillat"}))
	check(t, h.SetArea(ctx, mentor, "", ids[2], ""))
	for _, text := range []string{"Kaksi.", "Kolme."} {
		arrive(text, "tiet", "harju")
		for n, want := range []struct{ tag, area string }{{"polut", "harju"}, {"tiet", "rantakyla"}, {"tiet", "harju"}} {
			i, err := h.Item(ctx, mentor, ids[n])
			check(t, err)
			if i.Text != text || !slices.Equal(i.Tags, []string{want.tag}) || i.Area != want.area {
				t.Errorf("item %d after %q is %q, tagged %v, of %q; want %v", n, text, i.Text, i.Tags, i.Area, want)
			}
		}
	}
	// Gone and come back it is a new one.
	_, err := h.Receive(ctx, source, []themes.Arrival{{Foreign: "tags", Gone: true}})
	check(t, err)
	arrive("Neljä.", "tiet", "harju")
	if i, err := h.Item(ctx, mentor, ids[0]); err != nil || !slices.Equal(i.Tags, []string{"tiet"}) {
		t.Errorf("come back it is tagged %v, %v", i.Tags, err)
	}
}
