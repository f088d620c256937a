package docs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"luonnos/internal/need"
)

// randomPage draws Markdown as people write it, and now and then as they do not.
func randomPage(t *rapid.T) string {
	block := rapid.Custom(func(t *rapid.T) string {
		words := randomWords(t)
		switch rapid.IntRange(0, 13).Draw(t, "block") {
		case 0:
			return "# " + words
		case 1:
			return "### " + words + " ###"
		case 2:
			return words + "\n==="
		case 3:
			return "- " + words + "\n- " + randomWords(t) + "\n  - " + randomWords(t) + "\n  jatkuu\n- loppu"
		case 4:
			return "1. " + words + "\n\n2. " + randomWords(t) + "\n\n   kappale\n\n   > lainaus\n\n3. loppu"
		case 5:
			return "| a | b |\n|---|:-:|\n| " + words + " | 2 |\n| 3 | 4 |"
		case 6:
			return "> " + words + "\n> - lista\njatkuu"
		case 7:
			return "```go\n" + words + "\n\n# ei otsikko\n```"
		case 8:
			return "    " + words + "\n\n      lisää"
		case 9:
			return "***"
		case 10:
			return "<div>\n" + words + "\n</div>"
		case 11:
			return "[" + words + "]: /osoite\n  \"nimi\""
		case 12:
			return "[^1]: " + words + "\n\n    toinen kappale"
		default:
			return words + "[^1]\n" + randomWords(t)
		}
	})
	blocks := rapid.SliceOfN(block, 0, 8).Draw(t, "blocks")
	text := strings.Join(blocks, rapid.SampledFrom([]string{"\n\n", "\n\n\n", "\n"}).Draw(t, "gap"))
	text = rapid.SampledFrom([]string{"", "", "\uFEFF", "---\na: b\n---\n", "\n\n"}).Draw(t, "top") + text
	text += rapid.SampledFrom([]string{"\n", "\n", "", "\n\n"}).Draw(t, "bottom")
	if rapid.IntRange(0, 4).Draw(t, "crlf") == 0 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func randomWords(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"kaupunki", "*päättää*", "[linkki](/x)", "`koodi`", "asukas", "2030", "ja", "\\*", "&amp;", "<br>", "\xff", "https://a.fi",
	}), 1, 5).Draw(t, "words"), " ")
}

// corpus gives the texts of real merges, or skips when they are not there.
func corpus(t testing.TB, visit func(id, text string)) {
	t.Helper()
	f, err := os.Open(need.Data(t, "merge.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var c struct{ ID, Base, Ours string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		visit(c.ID+"/base", c.Base)
		visit(c.ID+"/ours", c.Ours)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// checkPassages holds what every division of a page promises.
func checkPassages(t interface{ Fatalf(string, ...any) }, source []byte) {
	l := survey(source)
	if diff := cmp.Diff(l.passages, Passages(source)); diff != "" {
		t.Fatalf("the outline differs from the whole tree:\n%s", diff)
	}
	end := 0
	var between []byte
	for i, p := range l.passages {
		if p.Start < end || p.End < p.Start || p.End > len(source) {
			t.Fatalf("passage %d [%d:%d] after %d of %d", i, p.Start, p.End, end, len(source))
		}
		if p.Start == p.End && p.Kind != KindHeading {
			t.Fatalf("passage %d (%s) is empty", i, p.Kind)
		}
		between = append(between, source[end:p.Start]...)
		between = append(between, '\n')
		end = p.End
	}
	between = append(between, source[end:]...)
	between = bytes.TrimPrefix(between, []byte("\uFEFF"))
	// What is left over is markers, delimiter rows and empty headings: no word of the text.
	for line := range bytes.SplitSeq(between, []byte("\n")) {
		if rest := bytes.Trim(line, " \t\r\v\f>|:-+*.)0123456789"); len(rest) > 0 && len(bytes.Trim(rest, "#")) > 0 {
			t.Fatalf("no passage owns %q", line)
		}
	}
	for i, p := range l.passages {
		same, err := Splice(source, []SpliceOp{{Kind: SpliceChange, Passage: i, Text: strings.ReplaceAll(p.Text(source), "\n", "\r\n")}})
		if strings.TrimSpace(p.Text(source)) == "" {
			continue
		}
		if err != nil || !bytes.Equal(same, source) {
			t.Fatalf("the same text for passage %d changed the page (%v)", i, err)
		}
	}
}

func TestPassagesOfRandomPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkPassages(t, []byte(randomPage(t))) })
}

func TestPassagesOfCorpus(t *testing.T) {
	n := 0
	corpus(t, func(id, text string) {
		if n++; n%3 != 0 || len(text) > 60_000 {
			return
		}
		l := survey([]byte(text))
		if diff := cmp.Diff(l.passages, Passages([]byte(text))); diff != "" {
			t.Errorf("%s: the outline differs from the whole tree:\n%s", id, diff)
		}
		step := max(len(l.passages)/4, 1)
		for i := 0; i < len(l.passages); i += step {
			p := l.passages[i]
			same, err := Splice([]byte(text), []SpliceOp{{Kind: SpliceChange, Passage: i, Text: p.Text([]byte(text))}})
			if err != nil || string(same) != text {
				t.Errorf("%s: the same text for passage %d changed the page (%v)", id, i, err)
			}
		}
	})
}

func TestPassages(t *testing.T) {
	const source = "---\na: b\n---\n# Ot *si* ko #\n\nSetext\nkaksi\n---\ntext\nmore\n\n- a\n  jatkuu\n- b\n\n  kappale\n\n  1. syvä\n-\ttab\n\n\t\tkoodi\n-\n  x\n\n" +
		"| a | b |\n|---|---|\n| 1 | 2 |\n\n> lainaus\nlaiska\n> - x\n\n~~~\nkoodi\n\n~~~\n    koodia\n***\n<div>\n\n[r]: /u\n  'nimi'\n[^1]: viite\n\n    lisää\n"
	type row struct {
		Kind   PassageKind
		Level  int
		Indent int
		Text   string
	}
	var got []row
	for _, p := range Passages([]byte(source)) {
		got = append(got, row{p.Kind, p.Level, p.Indent, p.Text([]byte(source))})
	}
	want := []row{
		{KindFrontMatter, 0, 0, "---\na: b\n---"}, {KindHeading, 1, 0, "# Ot *si* ko #"}, {KindHeading, 2, 0, "Setext\nkaksi\n---"},
		{KindParagraph, 0, 0, "text\nmore"}, {KindItem, 1, 2, "a\njatkuu"}, {KindItem, 1, 2, "b"}, {KindParagraph, 1, 2, "kappale"},
		{KindItem, 2, 5, "syvä"}, {KindItem, 1, 4, "tab"}, {KindCode, 1, 4, "\tkoodi"}, {KindItem, 1, 2, "x"},
		{KindRow, 0, 0, "| a | b |"}, {KindRow, 0, 0, "| 1 | 2 |"}, {KindQuote, 0, 0, "> lainaus\nlaiska\n> - x"},
		{KindCode, 0, 0, "~~~\nkoodi\n\n~~~"}, {KindCode, 0, 0, "    koodia"}, {KindRule, 0, 0, "***"}, {KindHTML, 0, 0, "<div>"},
		{KindDefinition, 0, 0, "[r]: /u\n  'nimi'"}, {KindDefinition, 0, 0, "[^1]: viite\n\n    lisää"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if p := Passages([]byte(source))[3]; p.Heading != "Setext kaksi" {
		t.Errorf("heading above is %q", p.Heading)
	}
}

// The parser takes a footnote out of the quote it stands in; its lines stay the
// quote's.
func TestPassagesQuotedFootnote(t *testing.T) {
	var got []PassageKind
	for _, p := range Passages([]byte("[^2]: x\n\n> [^1]: a\n\nb[^1][^2]\n\n# C\n")) {
		got = append(got, p.Kind)
	}
	if diff := cmp.Diff([]PassageKind{KindDefinition, KindQuote, KindParagraph, KindHeading}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func FuzzPassages(f *testing.F) {
	for _, seed := range []string{
		"# A\n\ntext\n", "- a\n\n  b\n- ```\n  x\n```\n", "|a|\n|-|\n|b|\n", "> q\nlazy\n", "[^1]: n\n\n    m\n\nx[^1]",
		"---\na: b\n---\nx", "-\t\tx\n\n\ty", "a\n===\n", "<!--\n\n-->\n", "[a]: b\n'c\nd'\n", "1)\n\n2) x\r\n", "> [^1]: a\n\nb[^1]", "> [^1]: a\n\n[^2]: b\n\nc[^1][^2]", "[^2]: x\n\n> [^1]: a\n\nb[^1][^2]", "[^1]: [^2]: x\n\ny[^1][^2]", "#\r0", "a\r\r\nb\rc", "[a]:\n/u\n[b]:\n/v\n'T'\ntext", "- [^1]: a\n\n      b\n", "- - - x\n    y",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		if len(source) < 4000 {
			checkPassages(t, source)
		}
	})
}
