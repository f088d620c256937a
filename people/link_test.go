package people

import (
	"strings"
	"testing"

	"luonnos/internal/fault"
)

func TestNormalizeEmail(t *testing.T) {
	for in, want := range map[string]string{
		" Aino@Example.FI ":                      "aino@example.fi",
		"a.b+c@d.example.fi":                     "a.b+c@d.example.fi",
		"matti@pöytä.fi":                         "matti@xn--pyt-sla1g.fi",
		"o'brien@example.ie":                     "o'brien@example.ie",
		"":                                       "",
		"aino":                                   "",
		"aino@":                                  "",
		"@example.fi":                            "",
		"aino@localhost":                         "",
		"aino@example.fi.":                       "",
		"aino@example..fi":                       "",
		"aino@[127.0.0.1]":                       "",
		"Aino <a@example.fi>":                    "",
		"a@b.fi, c@d.fi":                         "",
		"a@b.fi\r\nBcc: c@d.fi":                  "",
		"a b@example.fi":                         "",
		"\"a b\"@example.fi":                     "",
		"äiti@example.fi":                        "",
		"(x)a@example.fi":                        "",
		strings.Repeat("a", 250) + "@example.fi": "",
	} {
		got, err := NormalizeEmail(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("NormalizeEmail(%q) = %q, %v; want %q", in, got, err, want)
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v is not for the person", in, err)
		}
	}
}

func FuzzNormalizeEmail(f *testing.F) {
	for _, s := range []string{"Aino@Example.fi", "a@b.c", "a@ä.fi", "a@b.fi\r\nBcc: c@d.fi", "\"x\"@y.fi", "a@xn--.fi", "0@Xn--.0.0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := NormalizeEmail(in)
		if err != nil {
			return
		}
		again, err := NormalizeEmail(got)
		if err != nil || again != got {
			t.Errorf("%q gives %q, which gives %q, %v", in, got, again, err)
		}
		for _, r := range got {
			if r <= ' ' || r >= 127 {
				t.Errorf("%q gives %q", in, got)
			}
		}
	})
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{
		"/fi/ehdotukset/1?a=b": "/fi/ehdotukset/1?a=b",
		"":                     "",
		"fi":                   "",
		"//evil.example":       "",
		"/\\evil.example":      "",
		"https://evil.example": "",
		"/a\r\nb":              "",
	} {
		if got := localPath(in); got != want {
			t.Errorf("localPath(%q) = %q", in, got)
		}
	}
}

// TestNamesPassForNoOther: what cannot be seen in a name can disguise it.
func TestNamesPassForNoOther(t *testing.T) {
	for name, want := range map[string]bool{
		"  Äijä   Öster-Ström ": true, "Ng\u1ea9m Đỗ": true, "O’Brien (Ala-aste 4B)": true,
		"a\u202eonir": false, "\u200b": false, "Ai\u00adno": false, "a\u2066b": false, "a\x07": false, "<b>": false, "a\xff": false,
	} {
		if _, err := ValidateName(name); (err == nil) != want {
			t.Errorf("%q: %v", name, err)
		}
	}
}
