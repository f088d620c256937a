package docs

import (
	"strings"
	"testing"
)

func TestTangled(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                                                 false,
		"> Lainaus\n>> ja lainaus siinä\n":                                 false,
		"a > b > c " + strings.Repeat("> ", 200):                           false, // no markers: words stand before
		strings.Repeat("> rivi\n", 500):                                    false,
		strings.Repeat("> ", 101) + "teksti":                               true,
		"teksti\n" + strings.Repeat(">", 50_000):                           true,
		strings.Repeat("[sivu](https://esimerkki.fi) ", 2_000):             false,
		strings.Repeat("[a](", 501):                                        true,
		strings.Repeat("[a](", 501) + strings.Repeat(")", 501):             true,
		strings.Repeat("[a](b ", 20) + strings.Repeat("(ks. liite) ", 900): false,
	} {
		if got := Tangled(text); got != want {
			t.Errorf("%.40q… (%d bytes): %v", text, len(text), got)
		}
	}
}
