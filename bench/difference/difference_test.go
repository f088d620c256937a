package main

import (
	"strings"
	"testing"

	"luonnos/bench/internal/prose"
	"luonnos/internal/need"
)

func TestReading(t *testing.T) {
	same := func(text string) shownRun { return shownRun{text: text} }
	changed := func(text string) shownRun { return shownRun{text: text, changed: true} }
	end := func(r shownRun) shownRun { r.ends = true; return r }
	tests := []struct {
		name string
		runs []shownRun
		want reading
	}{
		{"nothing", []shownRun{end(same("yksi kaksi"))}, reading{}},
		{"one word for another", []shownRun{same("yksi "), changed("kaksi"), changed("kolme"), end(same(" neljä"))}, reading{changed: 2, hunks: 1, whole: 1}},
		{"inside a word", []shownRun{same("yks"), changed("i"), end(same(" kaksi"))}, reading{changed: 1, hunks: 1}},
		{"before a word's end", []shownRun{same("yksi "), changed("ka"), changed("ku"), end(same("ksi"))}, reading{changed: 2, hunks: 1}},
		{"island", []shownRun{changed("a"), same(" ja "), changed("b"), end(same(" loppu tässä nyt"))}, reading{changed: 2, hunks: 2, whole: 2, islands: 1}},
		{"long part between", []shownRun{changed("a"), same(" yksi kaksi kolme "), end(changed("b"))}, reading{changed: 2, hunks: 2, whole: 2}},
		{"line between", []shownRun{changed("a"), end(same(" ja")), end(changed("b"))}, reading{changed: 2, hunks: 2, whole: 2}},
		{"whole lines", []shownRun{end(changed("yksi kaksi")), end(changed("kolme")), end(same("neljä"))}, reading{changed: 3, hunks: 1, whole: 1}},
	}
	for _, test := range tests {
		var got reading
		got.read(test.runs, prose.NewLexer())
		if got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestLeast(t *testing.T) {
	got := leastOf([]pair{{"Yksi kaksi. Kolme neljä.\n\n- viisi\n- kuusi\n", "Yksi kaksi. Kolme toinen neljä.\n\n- viisi\n- seitsemän\n"}}, prose.NewLexer())
	if want := (least{words: 3, sentences: 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestMethodsTellTheSameChange(t *testing.T) {
	need.Git(t)
	methods, _ := differs(t.TempDir())
	p := pair{"Yksi kaksi kolme.\n\nSama rivi.\n", "Yksi neljä kolme.\n\nSama rivi.\n"}
	for _, m := range methods {
		runs, _, err := m.compare(p)
		if err != nil {
			t.Fatal(err)
		}
		var got reading
		got.read(runs, prose.NewLexer())
		if want := (reading{changed: 2, hunks: 1, whole: 1}); got != want {
			t.Errorf("%s: %+v of %+v", m.name(), got, runs)
		}
	}
}

func TestSentences(t *testing.T) {
	got := newSentencer().sentences("Yksi on.  Kaksi\non!\n- ei\n\n# Otsikko\nteksti")
	want := []string{"Yksi on.", "Kaksi on!", "- ei", "# Otsikko teksti"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
}
