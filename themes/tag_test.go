package themes

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"luonnos/internal/fault"
)

func TestFoldTag(t *testing.T) {
	for in, want := range map[string]string{
		"#Töölö":                  "toolo",
		"toolo":                   "toolo",
		"TO\u0308O\u0308LO\u0308": "toolo", // decomposed
		"Åggelby":                 "aggelby",
		"aggelby":                 "aggelby",
		"#Östersundom":            "ostersundom",
		"Helsinki_2030":           "helsinki_2030",
		"ｔöölö":                   "toolo", // full width
		"Straße":                  "strasse",
		"Łódź":                    "lodz",
		"Tromsø":                  "tromso",
		"İstanbul":                "istanbul",
		"l·l":                     "l·l",
		"Etelä-Haaga":             "etelahaaga",
		"йод":                     "йод", // not a diacritic there
		"が":                       "が",
		"# !?":                    "",
		"":                        "",
	} {
		if got := FoldTag(in); got != want {
			t.Errorf("FoldTag(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldTagSettles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { foldSettles(t, rapid.String().Draw(t, "tag")) })
}

func FuzzFoldTag(f *testing.F) {
	for _, s := range []string{"#Töölö", "ŀ", "ΐ", "ﬁ", "\u1e9e", "İ\u0345", "\xff", "a\u200cb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { foldSettles(t, s) })
}

type failing interface{ Fatalf(string, ...any) }

// foldSettles: folding again changes nothing, case and a '#' make no
// difference, and what comes out is valid and small.
func foldSettles(t failing, s string) {
	folded := FoldTag(s)
	if again := FoldTag(folded); again != folded {
		t.Fatalf("%q folds to %q and then to %q", s, folded, again)
	}
	if !utf8.ValidString(folded) {
		t.Fatalf("%q folds to broken text %q", s, folded)
	}
	if utf8.ValidString(s) && FoldTag("#"+s) != folded {
		t.Fatalf("'#' before %q makes %q, not %q", s, FoldTag("#"+s), folded)
	}
	if strings.ContainsAny(folded, "#/ )=<>&\"'") {
		t.Fatalf("%q folds to %q", s, folded)
	}
}

func TestFindTags(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"Hyvä juttu #Esimerkkilä! Ja #somestrategia.", []string{"Esimerkkilä", "somestrategia"}},
		{"#esimerkkila #Esimerkkilä", []string{"esimerkkila"}},
		{"Numero #1 ja #2026, mutta #1a ja #2026_11", []string{"1a", "2026_11"}},
		{"https://example.fi/#kohta https://example.fi/a#b ?q=#c (x)#d", nil},
		{"#a#b", []string{"a"}},
		{"##a", []string{"a"}},
		{"#l·l·", []string{"l·l"}},
		{"#·l", nil},
		{"(#suluissa)", []string{"suluissa"}},
		{"#_ #__ #___", nil},
		{"# tyhjä", nil},
		{"", nil},
	} {
		got := FindTags(tt.text)
		if tt.text == "#_ #__ #___" {
			// Mastodon takes ___ for a tag; folded it is one of low lines.
			tt.want = []string{"___"}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: want (-), got (+):\n%s", tt.text, diff)
		}
	}
	long := strings.Repeat("a", MaxTag+1)
	if got := FindTags("#" + long + " #b"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("got %q", got)
	}
}

// mastodonTag is the rule as Mastodon writes it (app/models/tag.rb), with a
// character taken instead of a look behind.
var mastodonTag = regexp.MustCompile(`[^=/)\pL\pN]#(` +
	`[\pL\pM\p{Nd}\p{Pc}][\pL\pM\p{Nd}\p{Pc}·・\x{200c}]*[\pL\pM_·・\x{200c}][\pL\pM\p{Nd}\p{Pc}·・\x{200c}]*[\pL\pM\p{Nd}\p{Pc}]` +
	`|[\pL\pM\p{Nd}\p{Pc}]*[\pL\pM][\pL\pM\p{Nd}\p{Pc}]*)`)

func TestFindTagsAsMastodon(t *testing.T) {
	piece := rapid.SampledFrom([]string{"#", "#", "a", "Ö", "1", "_", "·", " ", "/", ")", "=", "é", "e\u0301", "・", "ж", ".", "‿"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), "")
		seen := map[string]bool{}
		var want []string
		for rest := " " + text; ; {
			m := mastodonTag.FindStringSubmatchIndex(rest)
			if m == nil {
				break
			}
			tag := rest[m[2]:m[3]]
			if folded := FoldTag(tag); !seen[folded] {
				seen[folded] = true
				want = append(want, tag)
			}
			_, last := utf8.DecodeLastRuneInString(tag)
			rest = rest[m[3]-last:]
		}
		if diff := cmp.Diff(want, FindTags(text)); diff != "" {
			t.Fatalf("%q: Mastodon (-), we (+):\n%s", text, diff)
		}
	})
}

func FuzzFindTags(f *testing.F) {
	f.Add("#Töölö ja #töölö, #1 https://example.fi/#x")
	f.Add("#\xff#a")
	f.Fuzz(func(t *testing.T, text string) {
		tags := FindTags(text)
		if len(tags) > MaxTags {
			t.Fatalf("%d tags", len(tags))
		}
		for _, tag := range tags {
			if !strings.Contains(text, "#"+tag) || FoldTag(tag) == "" {
				t.Fatalf("%q is no tag of %q", tag, text)
			}
			// A tag alone is found again, whole.
			if again := FindTags("#" + tag); !slices.Equal(again, []string{tag}) {
				t.Fatalf("of %q comes %q", tag, again)
			}
		}
	})
}

func TestTagging(t *testing.T) {
	to := Target{Kind: Passage, ID: "p1", Page: "kanavat.md"}
	tagging := NewTagging([]TagRule{
		{Tag: "#RantaKylä", Area: "102"},
		{Tag: "strandby", Into: "Rantakylä"},
		{Tag: "Strandbyn", Into: "#strandby", To: to},
		{Tag: "keskusta", Area: "101"},
	})
	got := tagging.Read([]string{"Strandbyn", "rantakyla", "Keskusta", "muu", "!"})
	want := Tagged{Names: []string{"rantakyla", "keskusta", "muu"}, Area: "102", To: []Target{to}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}

	for _, tt := range []struct {
		rule TagRule
		key  string
	}{
		{TagRule{Tag: "Rantakylä", Into: "strandbyn"}, "error.hashtag-circle"},
		{TagRule{Tag: "uusi", Into: "UUSI"}, "error.hashtag-circle"},
		{TagRule{Tag: "uusi", Into: "strandbyn"}, ""},
		{TagRule{Tag: "strandby", Into: "keskusta"}, ""},
		{TagRule{Tag: "#"}, "error.hashtag"},
		{TagRule{Tag: "a", Into: "!"}, "error.hashtag"},
		{TagRule{Tag: strings.Repeat("a", MaxTag+1)}, "error.hashtag-long"},
	} {
		err := tagging.Check(tt.rule)
		if tt.key == "" && err != nil || tt.key != "" && !fault.Is(err, tt.key) {
			t.Errorf("%+v: %v, want %q", tt.rule, err, tt.key)
		}
	}
}

// TestTaggingEnds: whatever rules there are, checked or not, every tag has one
// name; with checked rules alone that name is nobody's other name.
func TestTaggingEnds(t *testing.T) {
	name := rapid.SampledFrom([]string{"a", "b", "c", "d", "Á", ""})
	rapid.Check(t, func(t *rapid.T) {
		var all, checked []TagRule
		for range rapid.IntRange(0, 12).Draw(t, "rules") {
			r := TagRule{Tag: name.Draw(t, "tag"), Into: name.Draw(t, "into"), Area: name.Draw(t, "area")}
			all = append(all, r)
			if NewTagging(checked).Check(r) == nil {
				checked = append(checked, r)
			}
		}
		NewTagging(all).Read([]string{"a", "b", "c", "d"})
		tagging := NewTagging(checked)
		for _, tag := range []string{"a", "b", "c", "d"} {
			last := tagging.Name(tag)
			if tagging.rules[last].Into != "" {
				t.Fatalf("%q counts as %q, another name of %q", tag, last, tagging.rules[last].Into)
			}
			if again := tagging.Read(tagging.Read([]string{tag}).Names); again.Names[0] != last {
				t.Fatalf("%q counts as %q and then %q", tag, last, again.Names[0])
			}
		}
	})
}
