package revisions

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBlocks(t *testing.T) {
	const page = `
---
title: Ei otsaketta
---
`
	tests := []struct {
		name, text string
		want       []string
	}{
		{"front matter", "---\ntitle: a\n---\n# A\n", []string{"front|---", "front|title: a", "front|---", "heading|# A"}},
		{"no front matter after a blank line", page, []string{"blank|", "rule|---", "paragraph|title: Ei otsaketta", "heading|---"}},
		{"paragraphs", "Yksi\nkaksi.\n\nKolme.", []string{"paragraph|Yksi\nkaksi.", "paragraph|Kolme."}},
		{"setext heading", "Otsikko\n=======\nTeksti\n", []string{"paragraph|Otsikko", "heading|=======", "paragraph|Teksti"}},
		{"list", "- a\n  b\n- c\n  1. d\n\n  e\n", []string{"item|- a\n  b", "item|- c", "item|  1. d", "paragraph|  e"}},
		{"rule is no item", "* * *\n- - -\n-x\n", []string{"rule|* * *", "rule|- - -", "paragraph|-x"}},
		{"table", "| a | b |\n|---|---|\n| 1 | 2 |\n", []string{"row|| a | b |", "row||---|---|", "row|| 1 | 2 |"}},
		{"code", "````\n```\n# a\n````\nb\n", []string{"code|````", "code|```", "code|# a", "code|````", "paragraph|b"}},
		{"indented code", "a\n\n    b\n    c\n", []string{"paragraph|a", "code|    b", "code|    c"}},
		{"quotation", "> a\n> b\n>\n> - c\nd\n", []string{"quote|> a\n> b", "quote|>", "quote|> - c\nd"}},
		{"definitions", "[a]: b\n[^1]: c\n  d\n", []string{"note|[a]: b", "note|[^1]: c\n  d"}},
		{"html", "<div>\n- a\n\nb\n<http://a.fi> c\n", []string{"html|<div>", "item|- a", "paragraph|b\n<http://a.fi> c"}},
		{"carriage returns", "a\r\nb\r\n\r\nc\r\n", []string{"paragraph|a\r\nb", "paragraph|c"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, b := range splitBlocks(test.text) {
				got = append(got, string(b.kind)+"|"+b.body)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}

// Nothing of a text may be lost or made up between it, its blocks and its tokens.
func TestBlocksAndTokensGiveTheTextBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(drawnText(), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		var blocks, tokens strings.Builder
		v := newVocabulary()
		for _, b := range splitBlocks(text) {
			blocks.WriteString(b.raw())
			tokens.WriteString(rawText(b.lex(nil, v)))
		}
		if blocks.String() != text || tokens.String() != text {
			t.Fatalf("text %q, blocks %q, tokens %q", text, blocks.String(), tokens.String())
		}
	})
}

func TestTokens(t *testing.T) {
	tests := []struct{ text, want string }{
		{"EU:n ja 1.1.2026, 3,5 km", "EU:n|ja|1.1.2026|,|3,5|km"},
		{"**lihava** ~~vanha~~ -- ...", "**|lihava|**|~~|vanha|~~|--|..."},
		{"[sivu](a/b c) https://a.fi/b?c=d. (www.b.fi)", "[|sivu|](|a/b|c|)|https://a.fi/b?c=d|.|(|www.b.fi|)"},
		{"`koodi()` ``a`b`` `kaksi sanaa`", "`koodi()`|``a`b``|`|kaksi|sanaa|`"},
		{"ei-kenenkään muisti_lista d'Or", "ei-kenenkään|muisti_lista|d'Or"},
		{"👩‍👧 👍🏽 a\u0308", "👩‍👧|👍🏽|a\u0308"},
		{"漢字かな", "漢|字|か|な"},
		{"\xff\xc3(", "\xff|\xc3|("},
		{"rivi  \nvaihto\\\nja", "rivi|\n|vaihto|\\|\n|ja"},
	}
	for _, test := range tests {
		var got []string
		for _, tok := range newVocabulary().lexProse(nil, test.text, false) {
			got = append(got, tok.text)
		}
		if diff := cmp.Diff(test.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("tokens of %q (-want +got):\n%s", test.text, diff)
		}
	}
}
