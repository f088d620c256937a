package revisions

import (
	"testing"

	"luonnos/docs"
	"luonnos/people"
)

func TestPagePath(t *testing.T) {
	for _, c := range []struct {
		title string
		lang  people.Lang
		want  docs.Path
	}{
		{"Äänensävy & tyyli", people.Finnish, "äänensävy-tyyli.md"},
		{"Tonfall och stil", people.Swedish, "tonfall-och-stil.sv.md"},
		{"Tone", people.English, "tone.en.md"},
		{"Tone", "xx", "tone.md"},
	} {
		got := PagePath(c.title, c.lang)
		if got != c.want || docs.ValidatePath(got) != nil {
			t.Errorf("PagePath(%q, %s) = %q, want %q", c.title, c.lang, got, c.want)
		}
		if c.lang != "xx" && got.Lang() != c.lang {
			t.Errorf("%q is in %s, want %s", got, got.Lang(), c.lang)
		}
	}
	if docs.ValidatePath(PagePath("???", people.Swedish)) == nil {
		t.Error("a title without a letter makes a path")
	}
}
