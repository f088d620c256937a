package main

import (
	"strings"
	"testing"

	"luonnos/bench/internal/prose"
	"luonnos/revisions"
)

const (
	first  = "Kaupunki vastaa asukkaiden viesteihin arkisin."
	second = "Päätöksistä kerrotaan kaikilla kolmella kielellä aina."
	third  = "Jokainen julkaisu on saavutettava ja selkeä."
)

func TestTruth(t *testing.T) {
	old := first + " " + second + "\n\n" + third + "\n"
	for _, test := range []struct {
		name, new string
		words     []string // surviving words of each sentence
	}{
		{"nothing", old, []string{first, second, third}},
		{"one word", strings.Replace(old, "arkisin", "aina", 1), []string{"Kaupunki vastaa asukkaiden viesteihin", second, third}},
		{"one gone", first + "\n\n" + third, []string{first, "", third}},
		{"moved", third + "\n\n" + first + " " + second, []string{first, second, third}},
	} {
		truth := newTruth(prose.NewLexer(), old, test.new)
		if len(truth.sentences) != len(test.words) {
			t.Fatalf("%s: %d sentences", test.name, len(truth.sentences))
		}
		for i, s := range truth.sentences {
			var got []string
			for _, k := range s.alive {
				got = append(got, truth.new[k].text)
			}
			if want := strings.TrimSuffix(test.words[i], "."); strings.Join(got, " ") != want {
				t.Errorf("%s: of sentence %d lives %q, not %q", test.name, i, got, want)
			}
		}
	}
}

// A wrong place must be told as one.
func TestCount(t *testing.T) {
	old := first + " " + second
	new := "Aivan uusi alku tässä. " + first
	truth := newTruth(prose.NewLexer(), old, new)
	at := strings.Index(new, first)
	here := revisions.Extent{Start: at, End: len(new)}
	for _, test := range []struct {
		name string
		got  []revisions.Extent
		want count
	}{
		{"right", []revisions.Extent{here, {}}, count{alive: 1, gone: 1, placed: 1, reported: 1}},
		{"lost", []revisions.Extent{{}, {}}, count{alive: 1, gone: 1, lost: 1, reported: 1}},
		{"elsewhere", []revisions.Extent{{Start: 0, End: at}, {}}, count{alive: 1, gone: 1, wrong: 1, reported: 1}},
		{"attached", []revisions.Extent{here, here}, count{alive: 1, gone: 1, placed: 1, wrong: 1}},
	} {
		var got count
		got.add(truth, test.got)
		if got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
