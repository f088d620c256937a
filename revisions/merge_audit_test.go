package revisions

import "testing"

func TestExplained(t *testing.T) {
	v := newVocabulary()
	lex := func(text string) []token { return v.lexProse(nil, text, false) }
	tests := []struct {
		base, ours, theirs, merged string
		want                       bool
	}{
		{"a b", "a b c", "a b d", "a b c d", true},
		{"a b", "a b c", "a b c", "a b c", true},
		{"a b", "a b c", "a b c", "a b c c", true},
		{"a b", "a b c", "a b", "a b", false},
		{"a b", "a b c", "a b", "a b c c", false},
		{"a a b", "a b", "a b", "b", true},
		{"a b", "a", "a b", "a b", false},
		{"a b", "b", "a b c", "b c", true},
	}
	for _, test := range tests {
		if got := explained(lex(test.base), lex(test.ours), lex(test.theirs), lex(test.merged)); got != test.want {
			t.Errorf("%q, %q and %q to %q: %v", test.base, test.ours, test.theirs, test.merged, got)
		}
	}
}

func TestGlues(t *testing.T) {
	v := newVocabulary()
	tests := []struct {
		before, next string
		want         bool
	}{
		{"kuva", "ääni", true},
		{"kuva", ".", false},
		{"kuva.", "ääni", true},
		{"kuva!", "ääni", false},
		{"*", "*", true},
		{"[kuva]", "(", true},
		{"\xef", "\xa3\xaf", true},
		{"\xef", "\xa3 ja", false},
	}
	for _, test := range tests {
		if got := glues(v.lexProse(nil, test.before, false), v.lexProse(nil, test.next, false)); got != test.want {
			t.Errorf("%q before %q: %v", test.before, test.next, got)
		}
	}
	line := v.lexLine(nil, "a = 1")
	if !glues(line, line) || glues(v.lexTail(line, "\n"), line) {
		t.Error("lines of code are parted by line ends alone")
	}
}
