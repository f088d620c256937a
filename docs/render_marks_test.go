package docs

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMarks(t *testing.T) {
	tests := []struct {
		name, source string
		marked       []string // texts of the source, in order, numbered from 1
		want         string
	}{
		{"in a paragraph", "yksi kaksi kolme", []string{"kaksi"}, `<p>yksi <span class="mark mark-1">kaksi</span>[1] kolme</p>`},
		{"through emphasis", "yksi **kaksi** kolme", []string{"yksi **kaksi"},
			`<p><span class="mark mark-1">yksi </span><strong><span class="mark mark-1">kaksi</span>[1]</strong> kolme</p>`},
		{"in a link", "alku [yksi kaksi](a.md) loppu", []string{"yksi", "kaksi"},
			`<p>alku <a href="a.md"><span class="mark mark-1">yksi</span>(1) <span class="mark mark-2">kaksi</span></a>[2] loppu</p>`},
		{"over the end of a block", "## yksi\n\nkaksi kolme", []string{"yksi\n\nkaksi"},
			`<h2 id="yksi"><span class="mark mark-1">yksi</span>[1]</h2>` + "\n" + `<p><span class="mark mark-1">kaksi</span>[1] kolme</p>`},
		{"in code", "`a  b` ja\n\n    c d\n", []string{"b", "d"},
			`<p><code>a  <span class="mark mark-1">b</span>[1]</code> ja</p>` + "\n" + `<pre tabindex="0"><code>c <span class="mark mark-2">d</span>[2]` + "\n" + `</code></pre>`},
		{"a character reference", "a&auml;b c", []string{"auml", "b"}, `<p>aä<span class="mark mark-2">b</span>[2] c</p>`},
		{"after front matter", "---\na: b\n---\nyksi kaksi", []string{"kaksi"}, `<p>yksi <span class="mark mark-1">kaksi</span>[1]</p>`},
		{"in a table", "| a b |\n|---|\n| c d |", []string{"b |\n|---|\n| c"},
			`<div class="table-scroll" tabindex="0"><table>` + "\n<thead>\n<tr>\n" + `<th scope="col">a <span class="mark mark-1">b</span>[1]</th>` + "\n</tr>\n</thead>\n<tbody>\n<tr>\n" +
				`<td><span class="mark mark-1">c</span>[1] d</td>` + "\n</tr>\n</tbody>\n</table>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var marks []Mark
			at := 0
			for i, text := range test.marked {
				start := at + strings.Index(test.source[at:], text)
				at = start + len(text)
				marks = append(marks, Mark{start, at, i + 1, strconv.Itoa(i+1) + ": kuka"})
			}
			page := string(Render([]byte(test.source), RenderOptions{Marks: marks}).HTML)
			page = regexp.MustCompile(`<div class="passage[^>]*>|</div>\n| class="passage passage-row"`).ReplaceAllString(page, "\n")
			page = regexp.MustCompile(`<a class="mark-n" href="#mark-\d" aria-label="\d: kuka">(\d)</a>`).ReplaceAllString(page, "[$1]")
			page = regexp.MustCompile(`<span class="mark-n" title="\d: kuka">(\d)</span>`).ReplaceAllString(page, "($1)")
			page = regexp.MustCompile(`<tr\s+>`).ReplaceAllString(page, "<tr>")
			page = strings.TrimSpace(strings.ReplaceAll(regexp.MustCompile(`\n+`).ReplaceAllString(page, "\n"), `<td class="passage-margin"></td>`, ""))
			want := regexp.MustCompile(`\n+`).ReplaceAllString(test.want, "\n")
			if d := cmp.Diff(want, page); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

var (
	drawnWord = regexp.MustCompile(`[\p{L}\p{N}]+`)
	markOpen  = regexp.MustCompile(`<span class="mark mark-\d+">((?s:.*?))</span>`)
	markLink  = regexp.MustCompile(`<a class="mark-n"[^>]*>\d+</a>|<span class="mark-n"[^>]*>\d+</span>`)
)

// Marks add nothing but themselves, wherever they are.
func TestMarksLeaveTheTextAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := drawnMarkdown().Draw(t, "source")
		words := drawnWord.FindAllStringIndex(source, -1)
		var marks []Mark
		for i := 0; i < len(words); {
			from := i + rapid.IntRange(0, 2).Draw(t, "gap")
			to := from + rapid.IntRange(0, 3).Draw(t, "words")
			if to >= len(words) {
				break
			}
			marks = append(marks, Mark{words[from][0], words[to][1], rapid.IntRange(1, 12).Draw(t, "number"), `1: "<kuka>"`})
			i = to + 1
		}
		unmarked := func(page template.HTML) string {
			return markOpen.ReplaceAllString(markLink.ReplaceAllString(string(page), ""), "$1")
		}
		plain := string(Render([]byte(source), RenderOptions{}).HTML)
		if marked := unmarked(Render([]byte(source), RenderOptions{Marks: marks}).HTML); marked != plain {
			t.Fatalf("(-plain +marked)\n%s", cmp.Diff(plain, marked))
		}
		plain = string(RenderFragment([]byte(source)))
		if marked := unmarked(RenderFragment([]byte(source), marks...)); marked != plain {
			t.Fatalf("in a fragment (-plain +marked)\n%s", cmp.Diff(plain, marked))
		}
	})
}

// drawnMarkdown draws texts of pieces that markup is made of.
func drawnMarkdown() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"sana", "Ääni", " ", "\n", "\n\n", "# ", "- ", "1. ", "> ", "**", "_", "`", "``` \n", "    ", "[a b](c.md)", "[", "](d)", "![kuva](e.png)",
		"&auml;", "&amp;", "&#228;", `\*`, `\`, "https://example.fi/a", "<b>", "<!-- -->", "| a | b |\n|---|---|\n| c | d |\n", "~~", "[^1]", "\n[^1]: viite\n", "  \n", "\t", "x@y.fi", "- [x] ",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 1, 30).Draw(t, "pieces"), "")
	})
}
