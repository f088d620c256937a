package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luonnos/bench/internal/prose"
	"luonnos/internal/need"
)

func TestReflow(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"paragraph", "Yksi\nkaksi.\n\nKolme\r\nneljä.\n", "Yksi kaksi.\n\nKolme neljä.\n"},
		{"no line end", "Yksi\nkaksi", "Yksi kaksi"},
		{"list", "- yksi\n  kaksi\n- kolme\n\n  neljä\n  viisi\n", "- yksi kaksi\n- kolme\n\n  neljä viisi\n"},
		{"hard break", "Yksi  \nkaksi\\\nkolme\n", "Yksi  \nkaksi\\\nkolme\n"},
		{"headings", "# Yksi\nkaksi\n\nKolme\n-----\nneljä\n", "# Yksi\nkaksi\n\nKolme\n-----\nneljä\n"},
		{"fence", "```\na\nb\n```\nc\nd\n", "```\na\nb\n```\nc d\n"},
		{"front matter", "---\na: b\nc: d\n---\ne\nf\n", "---\na: b\nc: d\n---\ne f\n"},
		{"table", "| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"},
		{"code", "Yksi\n\n    a\n    b\n", "Yksi\n\n    a\n    b\n"},
		{"markup", "<div>\na\nb\n</div>\n\n.. note::\n   a\n   b\n\nc\nd\n", "<div>\na\nb\n</div>\n\n.. note::\n   a\n   b\n\nc d\n"},
	}
	for _, test := range tests {
		if got := reflow(test.text); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if again := reflow(test.want); again != test.want {
			t.Errorf("%s: reflowed again %q", test.name, again)
		}
	}
}

func TestExplains(t *testing.T) {
	s := prose.Sample{Base: "a b c.", Ours: "a x b c.", Theirs: "a b x."}
	for text, want := range map[string]bool{
		"a x b x.": true,
		"a x b.":   true, // both added x: once or twice
		"a b x c.": false,
		"a b":      false,
		"a x b x!": false,
	} {
		if got := explains(prose.NewLexer(), s, text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestMcNemar(t *testing.T) {
	for _, test := range []struct {
		wins, losses int
		want         float64
	}{{0, 0, 1}, {5, 5, 1}, {14, 5, 0.0636}, {5, 14, 0.0636}, {6, 0, 0.03125}} {
		if got := mcnemar(test.wins, test.losses); math.Abs(got-test.want) > 1e-4 {
			t.Errorf("%d to %d: %f, want %f", test.wins, test.losses, got, test.want)
		}
	}
}

// A wrong merge must be told as one: here the committed text is not the merge.
func TestRun(t *testing.T) {
	need.Git(t)
	corpus := filepath.Join(t.TempDir(), "corpus.gz")
	var packed bytes.Buffer
	zipper := gzip.NewWriter(&packed)
	for _, s := range []prose.Sample{
		{ID: "good", Kind: prose.Real, Base: "a\n\nb\n\nc\n", Ours: "A\n\nb\n\nc\n", Theirs: "a\n\nb\n\nC\n", Merged: "A\n\nb\n\nC\n"},
		{ID: "wrong", Kind: prose.Real, Base: "a\n\nb\n\nc\n", Ours: "A\n\nb\n\nc\n", Theirs: "a\n\nb\n\nC\n", Merged: "D\n"},
		{ID: "compete", Kind: prose.Competing, Base: "kaupunki kertoo\n", Ours: "kunta kertoo\n", Theirs: "valtio kertoo\n"},
	} {
		if err := json.NewEncoder(zipper).Encode(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := zipper.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(corpus, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(&out, options{corpus: corpus, set: setAll, variant: variantOriginal, list: true, alone: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"RG differs [] wrong",
		"RG      2  luonnos     50.0       50.0     0      50.0      1     0         0.0",
		"CP      1  luonnos      0.0        0.0     0       0.0      0     0       100.0",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
