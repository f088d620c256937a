package revisions

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// marked writes a difference for reading: [-gone-] {+come+}, blocks by kind.
func marked(d Difference) []string {
	var out []string
	for _, c := range d.Changes {
		if c.Kind == KindSame {
			continue
		}
		var b strings.Builder
		b.WriteString(string(c.Kind) + " " + c.Block + ": ")
		for _, s := range c.Spans {
			switch s.Op {
			case OpDel:
				b.WriteString("[-" + s.Text + "-]")
			case OpIns:
				b.WriteString("{+" + s.Text + "+}")
			case OpGone:
				b.WriteString("[«" + s.Text + "«]")
			case OpCome:
				b.WriteString("{»" + s.Text + "»}")
			default:
				b.WriteString(s.Text)
			}
		}
		out = append(out, b.String())
	}
	return out
}

func TestDiff(t *testing.T) {
	const long = "Kaupunki vastaa asukkaiden viesteihin arkisin kello kahdeksasta alkaen.\n"
	tests := []struct {
		name, old, new string
		want           []string
	}{
		{"nothing", long, long, nil},
		{"re-wrap only", "Kaupunki vastaa asukkaiden\nviesteihin arkisin.\n", "Kaupunki vastaa\nasukkaiden viesteihin arkisin.\n", nil},
		{"re-wrapped quotation", "> Kaupunki vastaa\n> viesteihin.\n", "> Kaupunki\n> vastaa viesteihin.\n", nil},
		{"non-breaking space", "kello 8 alkaen\n", "kello\u00a08 alkaen\n", nil},
		{"blank line added", "Yksi.\n\nKaksi.\n", "Yksi.\n\n\nKaksi.\n", nil},
		{"table laid out anew", "| a | b |\n", "|  a  |  b  |\n", nil},
		{
			"word changed", long, strings.Replace(long, "arkisin", "joka päivä", 1),
			[]string{"changed paragraph: Kaupunki vastaa asukkaiden viesteihin [-arkisin-]{+joka päivä+} kello kahdeksasta alkaen."},
		},
		{
			"combining mark and emoji stay whole", "Tämä on a\u0308iti 👩‍👧 kuvassa tänään.\n", "Tämä on a\u0301iti 👩‍👦 kuvassa tänään.\n",
			[]string{"changed paragraph: Tämä on [-a\u0308iti 👩‍👧-]{+a\u0301iti 👩‍👦+} kuvassa tänään."},
		},
		{
			"inflected abbreviation", "Linjaus noudattaa EU:n sääntöjä aina.\n", "Linjaus noudattaa EU:ssa sääntöjä aina.\n",
			[]string{"changed paragraph: Linjaus noudattaa [-EU:n-]{+EU:ssa+} sääntöjä aina."},
		},
		{
			"sentence added", long + "Toinen lause.\n", long + "Uusi lause tässä. Toinen lause.\n",
			[]string{"changed paragraph: " + long + "{+Uusi lause tässä.+} Toinen lause."},
		},
		{
			"island absorbed", "Kuntalaisten aloitteet käsitellään ja niihin vastataan viikossa, kun ne saapuvat kirjaamoon.\n",
			"Kuntalaisten kaikki uudet ehdotukset ja kysymykset luetaan heti, kun ne saapuvat kirjaamoon.\n",
			[]string{"changed paragraph: Kuntalaisten [-aloitteet käsitellään ja niihin vastataan viikossa-]{+kaikki uudet ehdotukset ja kysymykset luetaan heti+}, kun ne saapuvat kirjaamoon."},
		},
		{
			"heading level", "# Kanavat ja vastuut\n", "## Kanavat ja vastuut\n",
			[]string{"changed heading: [-#-]{+##+} Kanavat ja vastuut"},
		},
		{
			"list item added", "- yksi\n- kaksi\n", "- yksi\n- uusi\n- kaksi\n",
			[]string{"added item: {+- uusi+}"},
		},
		{
			"list item moved a level down", "- yksi\n- kaksi\n", "- yksi\n  - kaksi\n",
			[]string{"changed item:   - kaksi"},
		},
		{
			"table row added", "| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 3 | 4 |\n| 1 | 2 |\n",
			[]string{"added row: {+| 3 | 4 |+}"},
		},
		{
			"code indented", "```\nif x:\ny = 1\n```\n", "```\nif x:\n  y = 1\n```\n",
			[]string{"changed code: [-y = 1-]{+  y = 1+}"},
		},
		{
			"paragraph moved", "Yksi kappale tästä.\n\nToinen kappale tästä asiasta nyt.\n\nKolmas kappale sitten.\n",
			"Kolmas kappale sitten.\n\nYksi kappale tästä.\n\nToinen kappale tästä asiasta nyt.\n",
			[]string{"moved paragraph: Kolmas kappale sitten."},
		},
		{
			"paragraph moved and edited", "Ensimmäinen kappale.\n\nToinen kappale.\n\n" + long,
			strings.Replace(long, "arkisin", "aina", 1) + "\nEnsimmäinen kappale.\n\nToinen kappale.\n",
			[]string{"moved paragraph: Kaupunki vastaa asukkaiden viesteihin [-arkisin-]{+aina+} kello kahdeksasta alkaen."},
		},
		{
			"paragraph split", "Eka lause on tässä näin. Toka lause on tuossa noin.\n", "Eka lause on tässä näin.\n\nToka lause on tuossa noin.\n",
			[]string{"changed paragraph: Eka lause on tässä näin.", "changed paragraph: Toka lause on tuossa noin."},
		},
		{
			"paragraphs joined", "Eka lause on tässä näin.\n\nToka lause on tuossa noin.\n", "Eka lause on tässä näin. Toka lause on tuossa uusin.\n",
			[]string{"changed paragraph: Eka lause on tässä näin. Toka lause on tuossa [-noin-]{+uusin+}."},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := Diff(test.old, test.new)
			if diff := cmp.Diff(test.want, marked(d)); diff != "" {
				t.Errorf("difference (-want +got):\n%s", diff)
			}
			if d.Empty() != (test.want == nil) {
				t.Errorf("Empty is %v", d.Empty())
			}
			checkDiff(t, test.old, test.new)
		})
	}
}

func TestDiffCounts(t *testing.T) {
	d := Diff(
		"Yksi kaksi kolme neljä viisi.\n\nKuusi seitsemän kahdeksan.\n\nPois tämä.\n",
		"Kuusi seitsemän kahdeksan.\n\nYksi kaksi uusi sana neljä viisi.\n\nAivan muuta puhetta.\n")
	if d.WordsAdded != 5 || d.WordsRemoved != 3 || d.BlocksMoved != 1 {
		t.Errorf("added %d, removed %d, moved %d", d.WordsAdded, d.WordsRemoved, d.BlocksMoved)
	}
	for _, c := range d.Changes {
		if moved := c.Kind == KindMoved; moved != (c.MovedFrom >= 0) || moved != (c.MovedTo >= 0) {
			t.Errorf("%s from %d to %d", c.Kind, c.MovedFrom, c.MovedTo)
		}
	}
}

func TestDiffProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := drawnText().Draw(t, "old")
		checkDiff(t, old, drawnEdit(t, old, "new"))
	})
}

// checkDiff holds what must be true of every difference.
func checkDiff(t failer, old, new string) {
	t.Helper()
	if d := Diff(old, old); !d.Empty() || d.WordsAdded+d.WordsRemoved+d.BlocksMoved != 0 {
		t.Fatalf("a text differs from itself: %q", marked(d))
	}
	d := Diff(old, new)
	if !reflect.DeepEqual(d, Diff(old, new)) {
		t.Fatalf("not the same twice: %q", marked(d))
	}
	was, is := splitBlocks(old), splitBlocks(new)
	seenNew := make([]int, len(is))
	shared := sharedBlocks(d, len(was))
	for _, c := range d.Changes {
		var before, after strings.Builder
		for i, s := range c.Spans {
			inOld, inNew := s.Op != OpIns && s.Op != OpCome, s.Op != OpDel && s.Op != OpGone
			if s.Text == "" || i > 0 && (c.Spans[i-1].Op == s.Op && c.Spans[i-1].Move == s.Move || !inNew && (c.Spans[i-1].Op == OpIns || c.Spans[i-1].Op == OpCome)) {
				t.Fatalf("ill-formed spans %v", c.Spans)
			}
			if moved := s.Op == OpGone || s.Op == OpCome; moved != (s.Move > 0) {
				t.Fatalf("move without two ends %v", c.Spans)
			}
			if inOld {
				before.WriteString(s.Text)
			}
			if inNew {
				after.WriteString(s.Text)
			}
		}
		wholeWords(t, c.Spans)
		if r := c.Read(); c.Kind == KindChanged && len(c.Notes) == 0 && !r.Raw && !slices.ContainsFunc(r.Cells, Cell.Changed) {
			t.Fatalf("nothing is seen of %v", c)
		}
		if c.New < 0 {
			if got := before.String(); got != was[c.Old].body {
				t.Fatalf("removed %q, shown %q", was[c.Old].body, got)
			}
			continue
		}
		seenNew[c.New]++
		if got := after.String(); got != is[c.New].body {
			t.Fatalf("new block %q, shown %q", is[c.New].body, got)
		}
		if c.Old >= 0 && !shared[c.Old] && !shared[c.Old+1] && !sameWords(before.String(), was[c.Old].body) {
			t.Fatalf("old block %q, shown %q", was[c.Old].body, before.String())
		}
	}
	for i, n := range seenNew {
		if n != 1 {
			t.Fatalf("new block %d is shown %d times", i, n)
		}
	}
	if !d.Empty() {
		return
	}
	if !sameWords(old, new) {
		t.Fatalf("shown as equal: %q and %q", old, new)
	}
}

// sharedBlocks are the old blocks that several changes show in parts, or none
// because they were joined to the one before.
func sharedBlocks(d Difference, blocks int) map[int]bool {
	shown := map[int]int{}
	for _, c := range d.Changes {
		shown[c.Old]++
	}
	shared := map[int]bool{}
	for i := range blocks {
		shared[i] = shown[i] != 1
	}
	return shared
}

func sameWords(a, b string) bool {
	number := regexp.MustCompile(`(?m)^([ \t]*)\d{1,9}([.)])([ \t]|$)`)
	strip := func(s string) string {
		s = number.ReplaceAllString(s, "${1}1$2$3")
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '>' || unicode.IsSpace(r) }), "")
	}
	// Where words are wrapped to begin a line with a number nothing is numbered.
	return strip(a) == strip(b) || slices.Equal(strings.Fields(a), strings.Fields(b))
}

// wholeWords checks that no mark begins or ends inside a word.
func wholeWords(t failer, spans []Span) {
	t.Helper()
	for i := range spans {
		if i > 0 && (spans[i].Op == OpSame) != (spans[i-1].Op == OpSame) && cutsWord(spans[i-1].Text, spans[i].Text) {
			t.Fatalf("word cut in %v", spans)
		}
	}
}

func cutsWord(before, after string) bool {
	// A combining mark is part of what it stands on, which may be no word.
	a, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(before, unicode.IsMark))
	b, _ := utf8.DecodeRuneInString(after)
	return isWordRune(a) && isWordRune(b) && !standsAlone(a) && !standsAlone(b)
}

func TestDiffOfLargeTextsStaysBounded(t *testing.T) {
	var a, b strings.Builder
	for i := range 30_000 {
		a.WriteString([]string{"yksi ", "kaksi ", "kolme "}[i%3])
		b.WriteString([]string{"kolme ", "neljä ", "yksi "}[i*i%3])
	}
	checkDiff(t, a.String(), b.String())
	checkDiff(t, strings.ReplaceAll(a.String(), "kolme ", "\n\n- "), strings.ReplaceAll(b.String(), "neljä ", "\n\n- "))
}
