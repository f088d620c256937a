package revisions

import (
	"strings"
	"testing"
	"unicode"
)

// nasty are texts that programs stumble over; every fuzz target begins with them.
func nasty() []string {
	return []string{
		"",
		"\n",
		"\r",
		"\x00",
		"a\x00b\n",
		"\ufeff# Otsikko\n\nTeksti.\n",
		"\xff\xfe kaksi \xc3(\n",
		"\xed\xa0\x80\xed\xb0\x80 puolikas pari\n", // surrogates, which UTF-8 has not
		"\xf4\x90\x80\x80 yli kaiken\n",
		"\ufffd oikea merkki\n",
		"Yksi.\r\nKaksi.\r\n\r\nKolme.\r\n",
		"Yksi.\rKaksi.\r\rKolme.\r",
		"a\r\r\nb\n\rc",
		"A\u0308a\u0301 o\u0302\u0323 \u0308alussa e\u0301.\u0308\n",
		"👩‍👩‍👧‍👦 👍🏽 🇫🇮 ✌️ \u200d\u200d\ufe0f\n",
		"\u202eoikealta\u202c vasemmalle \u2066x\u2069 \u200f\n",
		"\u05e9\u05dc\u05d5\u05dd עולם. مرحبا بالعالم؟ كيف.\n",
		"漢字かな交じり文。次の文！ไทย ລາວ\n",
		"sana\u00ad-\u00ad \u00a0\u2009\u3000\u0085\u2028\u2029\v\f loppu",
		"\t- a\n\t\t- b\n \t c\n",
		"  \n\t\n \u00a0\nx  \n  y\\\nz\n",
		"---\na: b\n---\n",
		"---\n---\n---",
		"```\n````\n~~~\n```",
		"- \n-\n1.\n1)\n  *\n",
		"> \n>> a\n> > > b\n>\n>- c\nd\n",
		"| a \\| b |\n|---|\n|\n||\n| | |\n",
		"a | b\n--|--\nc | d",
		"<div>\n<!--\n\n-->\n</div>\n<http://a.fi>\n<x",
		"[a]: b\n[^1]: c\n[]: d\n[ [a](b](c)[d][](<e f>)\n",
		"# \n#\n####### x\n# #\nx\n=\ny\n-\n",
		"***\n* * *\n_ _ _\n- - -x\n",
		"``a`b`` ` c `` d ``` e\n",
		"https://a.fi/b,c. www. http:// mailto: (https://x.fi/)))\n",
		"1.1.2026 3,5 EU:n EU: :n a:b:c esim. mm. J. S. ... !?!? … \" ”)))\n",
		strings.Repeat("a", 5000),
		strings.Repeat(")", 2000) + " a",
		strings.Repeat("> ", 500) + "a",
		strings.Repeat("[a](", 500),
		strings.Repeat("a b ", 500) + "c",
		strings.Repeat("\n", 2000),
		strings.Repeat("- a\n\n", 200),
	}
}

// Blocks and tokens give the text back to the byte, and cut nothing that
// belongs together.
func FuzzBlocks(f *testing.F) {
	for _, text := range nasty() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := newVocabulary()
		var blocks, tokens strings.Builder
		for i, b := range splitBlocks(text) {
			blocks.WriteString(b.raw())
			if b.body == "" && (i > 0 || b.kind != blankBlock) {
				t.Errorf("block %d of %q has no body", i, text)
			}
			if strings.TrimSpace(b.tail) != "" || b.kind != blankBlock && strings.TrimSpace(b.body) == "" {
				t.Errorf("block %d of %q is %q with %q after it", i, text, b.body, b.tail)
			}
			if b.verbatim && strings.Contains(b.body, "\n") {
				t.Errorf("line %q of %q has more than one line", b.body, text)
			}
			for _, tok := range b.lex(nil, v) {
				tokens.WriteString(tok.raw())
				if !spaceAndQuotes(tok.gap) {
					t.Errorf("gap %q of %q is not white space", tok.gap, text)
				}
			}
		}
		if blocks.String() != text {
			t.Errorf("%q in blocks is %q", text, blocks.String())
		}
		if tokens.String() != text {
			t.Errorf("%q in tokens is %q", text, tokens.String())
		}
	})
}

func spaceAndQuotes(gap string) bool {
	return strings.TrimFunc(gap, func(r rune) bool { return unicode.IsSpace(r) || r == '>' }) == ""
}

func FuzzFollow(f *testing.F) {
	addPairs(func(a, b string) { f.Add(a, b) })
	f.Fuzz(func(t *testing.T, old, new string) { checkFollow(t, old, new) })
}

// addPairs gives each nasty text as it is beside the next, inside ordinary text,
// and cut in the middle of whatever it is.
func addPairs(add func(a, b string)) {
	texts := nasty()
	for i, text := range texts {
		next := texts[(i+1)%len(texts)]
		add(text, next)
		add("Alku on tässä.\n\n"+text+"\n\nLoppu.\n", "Alku on tuossa.\n\n"+text+"\nLoppu.\n")
		add(text, text[:len(text)/2]+"x"+text[len(text)/2:])
		add(text+next, next+text)
	}
}
