package revisions

import (
	"strings"
	"testing"
)

// anchorOn anchors the only occurrence of words in a text.
func anchorOn(t testing.TB, text, words string) Anchor {
	t.Helper()
	i := strings.Index(text, words)
	if i < 0 || strings.Count(text, words) > 1 {
		t.Fatalf("%q does not occur once in the text", words)
	}
	return AnchorAt(text, Extent{i, i + len(words)})
}

const anchorText = `# Viestintä

Kaupunki vastaa palautteeseen viikossa. Vastaus on julkinen. Jokainen saa kysyä.

- verkkolomake on auki aina
- puhelin on auki arkisin

Palaute kootaan kerran vuodessa raportiksi.
`

func TestCarry(t *testing.T) {
	swap := func(old, new string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, new, 1) }
	}
	const sentence = "Kaupunki vastaa palautteeseen viikossa."
	const last = "Palaute kootaan kerran vuodessa raportiksi."
	for name, c := range map[string]struct {
		quote string
		edit  func(string) string
		fate  Fate
		moved bool
		now   string
	}{
		"nothing happens":                  {sentence, swap("", ""), FateUnchanged, false, sentence},
		"text comes before":                {last, swap("# Viest", "# Uusi luku\n\nUutta tekstiä.\n\n# Viest"), FateUnchanged, false, last},
		"the text is wrapped anew":         {sentence, swap("Kaupunki vastaa pal", "Kaupunki vastaa\npal"), FateUnchanged, false, "Kaupunki vastaa\npalautteeseen viikossa."},
		"a word inside is reworded":        {sentence, swap("palautteeseen", "kysymyksiin"), FateChanged, false, "Kaupunki vastaa kysymyksiin viikossa."},
		"the first word is reworded":       {sentence, swap("Kaupunki", "Kunta"), FateChanged, false, "Kunta vastaa palautteeseen viikossa."},
		"the last word is reworded":        {sentence, swap("viikossa.", "kolmessa päivässä."), FateChanged, false, "Kaupunki vastaa palautteeseen kolmessa päivässä."},
		"a sentence comes before":          {sentence, swap("Kaupunki v", "Näin toimitaan. Kaupunki v"), FateUnchanged, false, sentence},
		"a sentence comes after":           {sentence, swap("viikossa.", "viikossa. Näin on sovittu."), FateUnchanged, false, sentence},
		"the last word goes, more follows": {sentence, swap("viikossa.", "päivässä. Näin on sovittu yhdessä kaikkien kanssa."), FateChanged, false, "Kaupunki vastaa palautteeseen päivässä."},
		"the sentence goes":                {sentence, swap(sentence+" ", ""), FateOrphaned, false, ""},
		"the sentence is rewritten":        {sentence, swap(sentence, "Vastaamme kaikkiin yhteydenottoihin kolmen arkipäivän kuluessa."), FateOrphaned, false, ""},
		"the paragraph is split":           {sentence, swap("viikossa. Vastaus", "viikossa.\n\nVastaus"), FateUnchanged, false, sentence},
		"the paragraph moves": {last, func(s string) string {
			return swap("\n\nKaupunki", "\n\n"+last+"\n\nKaupunki")(swap("\n"+last+"\n", "")(s))
		}, FateMoved, true, last},
		"the paragraph goes":           {last, swap("\n"+last+"\n", ""), FateOrphaned, false, ""},
		"all goes":                     {last, func(string) string { return "" }, FateOrphaned, false, ""},
		"another sentence looks alike": {sentence, swap(sentence+" Vastaus on julkinen. Jokainen saa kysyä.", "Vastaus on julkinen. Jokainen saa kysyä.\n\nLautakunta vastaa palautteeseen aina itse."), FateOrphaned, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			after := c.edit(anchorText)
			got := Carry(anchorOn(t, anchorText, c.quote), anchorText, after)
			if got.Fate != c.fate || got.Moved != c.moved || got.Now(after) != c.now {
				t.Errorf("%s, moved %v, now %q; want %s, %v, %q", got.Fate, got.Moved, got.Now(after), c.fate, c.moved, c.now)
			}
			if got.Quote != c.quote || got.Prefix != anchorOn(t, anchorText, c.quote).Prefix {
				t.Errorf("what was anchored has changed: %+v", got)
			}
		})
	}
}

func TestCarryOrphanStaysAtItsPlace(t *testing.T) {
	const sentence = "Palaute kootaan kerran vuodessa raportiksi."
	a := anchorOn(t, anchorText, sentence)
	without := strings.Replace(anchorText, sentence, "Kukaan ei kokoa mitään.", 1)
	a = Carry(a, anchorText, without)
	if a.Fate != FateOrphaned || !strings.HasPrefix(without[a.Start:], "Kukaan") {
		t.Fatalf("%+v is at %q", a, without[a.Start:])
	}
	later := strings.Replace(without, "# Viestintä\n", "# Viestintä\n\nUusi alku.\n", 1)
	a = Carry(a, without, later)
	if a.Fate != FateOrphaned || !strings.HasPrefix(later[a.Start:], "Kukaan") {
		t.Fatalf("%+v is at %q", a, later[a.Start:])
	}
	// The same words come back where they were.
	back := strings.Replace(later, "Kukaan ei kokoa mitään.", sentence, 1)
	if got := Carry(a, later, back); got.Fate != FateUnchanged || got.Now(back) != sentence {
		t.Errorf("after a revert %+v", got)
	}
	// They come back elsewhere, or twice: that is another text.
	for _, other := range []string{
		strings.Replace(later, "Uusi alku.", "Uusi "+sentence+" alku.", 1),
		strings.Replace(back, "Uusi alku.", sentence, 1),
	} {
		if got := Carry(a, later, other); got.Fate != FateOrphaned {
			t.Errorf("attached to a look-alike: %+v", got)
		}
	}
}

func TestCarryThroughSeveralVersions(t *testing.T) {
	const sentence = "Kaupunki vastaa palautteeseen viikossa."
	a := anchorOn(t, anchorText, sentence)
	text := anchorText
	step := func(old, new string, want Fate) {
		t.Helper()
		after := strings.Replace(text, old, new, 1)
		a = Carry(a, text, after)
		text = after
		if a.Fate != want {
			t.Errorf("%s: %q, want %s", a.Fate, a.Now(text), want)
		}
	}
	step("viikossa", "päivässä", FateChanged)
	step("palautteeseen", "kaikille", FateChanged)
	// Words that went one by one count together.
	step("Kaupunki", "Kunta", FateOrphaned)
	a, text = anchorOn(t, anchorText, sentence), anchorText
	step("viikossa", "päivässä", FateChanged)
	step("päivässä", "viikossa", FateUnchanged)
}

func TestAnchorAt(t *testing.T) {
	text := "Äänestä nyt 👩‍👩‍👧 tai älä."
	a := AnchorAt(text, Extent{-5, 1})
	if a.Quote != "" || a.Fate != FateOrphaned {
		t.Errorf("half a letter gives %+v", a)
	}
	a = AnchorAt(text, Extent{len("Äänestä"), len("Äänestä nyt ")})
	if a.Quote != "nyt" || a.Prefix != "Äänestä " || a.Suffix != " 👩‍👩‍👧 tai älä." {
		t.Errorf("got %+v", a)
	}
	if a := AnchorAt("", Extent{3, 9}); a.Extent != (Extent{}) || a.Fate != FateOrphaned {
		t.Errorf("of nothing: %+v", a)
	}
}
