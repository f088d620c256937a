package revisions

import (
	"testing"
	"unicode"
)

// TestEvenlySpaced holds the shortcut to what it stands in for: a block with any
// white space that its key would rewrite may not take it.
func TestEvenlySpaced(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsSpace(r) && r != ' ' && evenlySpaced("a"+string(r)+"b") {
			t.Errorf("%U counts as even", r)
		}
	}
	for _, s := range []string{"", " a", "a ", "a  b", "a\nb"} {
		if evenlySpaced(s) {
			t.Errorf("%q counts as even", s)
		}
	}
	if !evenlySpaced("Äiti on kotona, öisin.") {
		t.Error("plain Finnish does not count as even")
	}
}
