package intake

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"Hei":                     "Hei",
		"<p>Yksi</p><p>Kaksi</p>": "Yksi\n\nKaksi",
		"<p>Yksi<br>rivi</p>\n\n<p> Kaksi\n riviä </p>": "Yksi\nrivi\n\nKaksi riviä",
		"<div>a</div><div>b</div>":                      "a\nb",
		"a<div></div><div>b</div>":                      "a\nb",
		"<ul><li>yksi</li><li>kaksi</li></ul>jälkeen":   "- yksi\n- kaksi\n\njälkeen",
		"Tämä <b>on</b> <i>tärkeä</i>!":                 "Tämä on tärkeä!",
		"ali<b>kulku</b>":                               "alikulku",
		"&lt;b&gt; &amp; &auml;":                        "<b> & ä",
		`<a href="https://example.fi/a">lue</a> nyt`:    "lue (https://example.fi/a) nyt",
		`<a href="https://example.fi/">example.fi</a>`:  "example.fi",
		`<a href="javascript:alert(1)">paina</a>`:       "paina",
		`<a href="/suhteellinen">paina</a>`:             "paina",
		`<a href="https://m.example/tags/toolo" class="mention hashtag">#<span>toolo</span></a> hei`:                                                 "#toolo hei",
		`<a href="https://example.fi/pitka"><span class="invisible">https://</span><span>example.fi/pi</span><span class="invisible">tka</span></a>`: "https://example.fi/pitka",
		"<script>alert('x')</script>a<style>p{}</style>":                                                                                             "a",
		"<html><head><title>t</title><meta charset=utf-8><body><p>a":                                                                                 "a",
		"<pre>a\n  b</pre>c":                     "a\n  b\n\nc",
		"<table><tr><td>a<td>b<tr><td>c</table>": "a b\nc",
		"a\u0000b\u0007":                         "ab",
		"":                                       "",
		"<p>&nbsp;</p><p>a</p>":                  "a",
	} {
		if got := PlainText(in); got != want {
			t.Errorf("%s\n got %q\nwant %q", in, got, want)
		}
	}
}

// FuzzPlainText: whatever the page, what comes out is text without control
// characters that says no word of a script, and a text of words alone comes
// through as its words.
func FuzzPlainText(f *testing.F) {
	f.Add("<p>a<br>b</p><a href='https://example.fi'>c</a>")
	f.Add("<script>x</script><ul><li>y")
	f.Add("<a href=//x><pre>\xff</pre></div></a>")
	f.Fuzz(func(t *testing.T, page string) {
		got := PlainText(page)
		if !utf8.ValidString(got) || got != strings.TrimSpace(got) || strings.Contains(got, "\n\n\n") {
			t.Errorf("got %q", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) && r != '\n' && r != '\t' {
				t.Errorf("%q in %q", r, got)
			}
		}
		words := strings.Join(strings.Fields(visible(page)), " ")
		again := strings.Join(strings.Fields(PlainText("<p>"+html.EscapeString(words)+"</p>")), " ")
		if again != words {
			t.Errorf("escaped words %q come out as %q", words, again)
		}
		if got := PlainText(html.EscapeString(words) + "<script>s3cret"); strings.Count(got, "s3cret") != strings.Count(words, "s3cret") {
			t.Errorf("a script speaks: %q", got)
		}
	})
}
