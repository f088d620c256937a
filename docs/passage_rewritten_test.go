package docs

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// checkRewritten holds contents taken from a near text to those of the whole
// parse; it reports whether any were.
func checkRewritten(t interface{ Fatalf(string, ...any) }, old, source []byte) bool {
	before := contentsOf(old, Passages(old))
	got, ok := before.rewritten(old, source)
	if !ok {
		return false
	}
	want := contentsOf(source, Passages(source))
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(contents{})); diff != "" {
		t.Fatalf("from %q to %q (-whole parse +near text):\n%s", old, source, diff)
	}
	return true
}

// TestRewrittenOfCommonEdits: what residents do most is worked out without parsing
// the page.
func TestRewrittenOfCommonEdits(t *testing.T) {
	const page = "# Otsikko\n\nEnsimmäinen kappale.\n\n## Väli\n\n- yksi\n- kaksi\n\nToinen kappale.\nJatkuu.\n\nKolmas kappale.\n"
	for name, edit := range map[string][2]string{
		"reword":    {"Toinen kappale.", "Toinen, parempi kappale."},
		"item":      {"kaksi", "kolme"},
		"heading":   {"Väli", "Uusi väli"},
		"insert":    {"Kolmas", "Välissä.\n\nKolmas"},
		"at end":    {"Kolmas kappale.\n", "Kolmas kappale.\n\nNeljäs.\n"},
		"remove":    {"Toinen kappale.\nJatkuu.\n\n", ""},
		"to list":   {"Jatkuu.\n", "Jatkuu.\n\n* a\n* b\n"},
		"unchanged": {"Toinen", "Toinen"},
	} {
		if !checkRewritten(t, []byte(page), []byte(strings.Replace(page, edit[0], edit[1], 1))) {
			t.Errorf("%s: parsed whole", name)
		}
	}
}

// TestRewrittenBesideOtherBlocks: what a change means here hangs on lines that
// lie outside the paragraph.
func TestRewrittenBesideOtherBlocks(t *testing.T) {
	for _, c := range [][2]string{
		{"[a]: /u\ntext\n\nb\n", "[a]: /u\n'text'\n\nb\n"},
		{"---\na: b\n\nx\n\ny\n", "---\na: b\n\nx\n...\n\ny\n"},
		{"- l\n\nx\n\ny\n", "- l\n\n    x\n\ny\n"},
		{"## [a] b\n\nx\n\ny\n\nz\n", "## [a] b\n\nx\n\n[a]: /u\n\nz\n"},
		{"# A\n\nx\n\n```\n\ny\n\n```\n", "# A\n\nx\n\n```\n\nyy\n\n```\n"},
	} {
		checkRewritten(t, []byte(c[0]), []byte(c[1]))
	}
}

func TestRewrittenOfRandomPages(t *testing.T) {
	prose := rapid.Custom(func(t *rapid.T) string { return "Kappale " + randomWords(t) + "." })
	reaching := rapid.SampledFrom([]string{"## [viite] on otsikko", "[viite]: /a", "- [viite]: /b", "> [viite]: /c",
		"- [viite]: /d\n\n  jatkuu", "<!--", "-->", "```", "[^1]: alaviite", "    jatkuu", "...",
		"| a |\n|---|", "- kohta", "---\na: b"})
	block := rapid.OneOf(prose, prose, prose, prose, reaching, rapid.Custom(randomPage))
	bytes := rapid.SampledFrom([]string{"", " ", "\n", "\n\n", "-", "x", "[", "    ", "===", "\r", "\r\n", "---\n"})
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(block, 2, 10).Draw(t, "page")
		gap := rapid.SampledFrom([]string{"\n\n", "\n\n", "\n"}).Draw(t, "gap")
		old := strings.Join(blocks, gap) + "\n"
		source := old
		if rapid.Bool().Draw(t, "by blocks") {
			from := rapid.IntRange(0, len(blocks)).Draw(t, "from")
			to := rapid.IntRange(from, min(from+2, len(blocks))).Draw(t, "to")
			put := rapid.SliceOfN(block, 0, 2).Draw(t, "put")
			source = strings.Join(slices.Concat(blocks[:from], put, blocks[to:]), gap) + "\n"
		} else {
			from := rapid.IntRange(0, len(old)).Draw(t, "from")
			to := rapid.IntRange(from, min(from+40, len(old))).Draw(t, "to")
			source = old[:from] + rapid.OneOf(bytes, rapid.Custom(randomWords)).Draw(t, "put") + old[to:]
		}
		if checkRewritten(t, []byte(old), []byte(source)) {
			taken++
		}
	})
	if taken == 0 {
		t.Error("every page was parsed whole")
	}
}

func FuzzRewritten(f *testing.F) {
	f.Add("a\n\nb\n\nc\n", "a\n\nbb\n\nc\n")
	f.Add("a\n\n- b\n\nc\n\nd\n", "a\n\n- b\n\nc\n\n[d]: /x\n")
	f.Add("# [a]\n\nx\n\ny\n\nz\n", "# [a]\n\nx\n\n[a]: /u\n\nz\n")
	f.Add("a\n\n```\n\nb\n\n```\n\nc", "a\n\n```\n\nbb\n\n```\n\nc")
	f.Add("a\r\n\r\nb\r\n\r\nc\r\n", "a\r\n\r\nb d\r\n\r\nc\r\n")
	f.Fuzz(func(t *testing.T, old, source string) {
		if len(old)+len(source) < 4000 {
			checkRewritten(t, []byte(old), []byte(source))
		}
	})
}
