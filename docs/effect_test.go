package docs

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A capital is a passage with more text than all the others together.
func TestInOrder(t *testing.T) {
	for now, want := range map[string]string{
		"abcd": "abcd", "bcda": "bcd", "dabc": "abc", "xaybz": "ab", "": "", "xyz": "",
		"Ba": "B", "bA": "A", "Dabc": "D", "cDab": "cD", "bcAd": "Ad",
	} {
		place := map[PassageID]int{"a": 0, "b": 1, "c": 2, "d": 3}
		var ids []PassageID
		var texts []string
		for _, r := range now {
			ids = append(ids, PassageID(unicode.ToLower(r)))
			texts = append(texts, strings.Repeat("a", max(0, 10*(int('a')-int(r)))))
		}
		stays := inOrder(ids, place, texts)
		got := ""
		for i, r := range now {
			if stays[ids[i]] {
				got += string(r)
			}
		}
		if got != want {
			t.Errorf("%s: %s stay, want %s", now, got, want)
		}
	}
}

// TestEventsRetellThePages plays random commits over several pages and tells
// the pages again from the passage log alone.
func TestEventsRetellThePages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paragraph := rapid.SampledFrom([]string{"Yksi asia.", "Toinen asia ja sen syy.", "# Otsikko", "- kohta", "Kolmas asia ja sen syy."})
		pages := map[Path]Page{}
		texts := map[Path]*pageText{}
		alive := map[PassageID]PassageEvent{}
		for seq := range rapid.IntRange(1, 6).Draw(t, "commits") {
			c := Commit{Seq: int64(seq + 1), Hash: Hash(rune('a' + seq)), Parents: []Hash{Hash(rune('a' + seq - 1))}}
			var edits []pageEdit
			for _, path := range []Path{"a.md", "b.md", "c.md"} {
				e := pageEdit{path: path, old: pages[path], oldText: texts[path], newText: &pageText{}}
				if e.oldText == nil {
					e.oldText = &pageText{}
				}
				switch rapid.IntRange(0, 2).Draw(t, "what") {
				case 0:
					continue
				case 1:
					if e.old.Path == "" {
						continue
					}
				default:
					source := strings.Join(rapid.SliceOfN(paragraph, 0, 6).Draw(t, string(path)), "\n\n") + "\n"
					e.newText, e.blob = &pageText{source: []byte(source)}, hashOf(BlobObject, []byte(source))
				}
				edits = append(edits, e)
			}
			effect := effectOf(c, edits)
			for _, path := range effect.removed {
				delete(pages, path)
				delete(texts, path)
			}
			for i, p := range effect.pages {
				pages[p.Path] = p
				texts[p.Path] = edits[slices.IndexFunc(edits, func(e pageEdit) bool { return e.path == effect.pages[i].Path })].newText
			}
			told := map[PassageID]bool{}
			for _, e := range effect.events {
				if told[e.Passage] {
					t.Fatalf("two events of %s in one commit", e.Passage)
				}
				told[e.Passage] = true
				_, living := alive[e.Passage]
				if living == (e.Change == PassageCreated) {
					t.Fatalf("%s was %s, alive before: %v", e.Passage, e.Change, living)
				}
				alive[e.Passage] = e
				if e.Change == PassageRemoved {
					delete(alive, e.Passage)
				}
			}
		}
		want := map[PassageID]string{}
		for path, p := range pages {
			for i, id := range p.Passages {
				want[id] = string(path) + ": " + texts[path].contents().texts[i]
			}
		}
		got := map[PassageID]string{}
		for id, e := range alive {
			got[id] = string(e.Path) + ": " + e.Text
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("passages (-pages +log):\n%s", diff)
		}
	})
}
