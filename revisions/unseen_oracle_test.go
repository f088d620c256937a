package revisions_test

import (
	"fmt"
	"strings"
	"testing"

	"luonnos/revisions"
)

// dispute is what two people did at one place; no program can know whether both
// together mean what either meant.
type dispute struct {
	name               string
	base, ours, theirs string
	conflict           bool // nothing sensible can be made of both
}

func disputes() []dispute {
	const text = "Kaupunki vastaa asukkaiden viesteihin kahden päivän kuluessa arkisin."
	with := strings.NewReplacer
	return []dispute{
		{"one word, two wordings", text, with("kahden", "kolmen").Replace(text), with("kahden", "viiden").Replace(text), true},
		{"one word, one of them longer", text, with("kahden", "kolmen").Replace(text), with("kahden", "kolmen tai neljän").Replace(text), true},
		{"neighbouring words", text, with("kahden", "viiden").Replace(text), with("päivän", "viikon").Replace(text), false},
		{"words far apart", text, with("Kaupunki", "Kunta").Replace(text), with("arkisin", "aina").Replace(text), false},
		{"denied and reworded", text, with("vastaa", "ei vastaa").Replace(text), with("viesteihin", "kysymyksiin").Replace(text), false},
		{"denied by both", text, with("vastaa", "ei vastaa").Replace(text), with("asukkaiden viesteihin", "ei asukkaiden viesteihin").Replace(text), false},
		{"taken out and reworded", text, "", with("kahden", "kolmen").Replace(text), true},
		{"shortened and reworded", text, with(" kahden päivän kuluessa", "").Replace(text), with("päivän", "viikon").Replace(text), true},
		{"shortened differently", text, with(" kahden päivän kuluessa", "").Replace(text), with(" päivän kuluessa arkisin", "").Replace(text), true},
		{"rewritten and touched", text, "Kysymyksiin saa kunnalta vastauksen heti, kun joku ehtii.", with("arkisin", "aina").Replace(text), true},
		{"two rewritings", text, "Kysymyksiin saa kunnalta vastauksen heti.", "Viestit luetaan viikon lopussa yhdessä.", true},
		{"put in at one place", text, with("viesteihin", "viesteihin ja puheluihin").Replace(text), with("viesteihin", "viesteihin tai kirjeisiin").Replace(text), false},
		{"one sentence more, two kinds", text, text + " Palvelu on maksuton.", text + " Palvelu maksaa euron.", false},
		{"taken back", text, text + " Palvelu on maksuton.", with("kahden päivän", "viikon").Replace(text) + " Palvelu ei ole maksuton.", false},
		{"word order", text, "Kahden päivän kuluessa arkisin kaupunki vastaa asukkaiden viesteihin.", with("viesteihin", "kysymyksiin").Replace(text), false},
		{"number", "Maksu on 10 euroa.", "Maksu on 20 euroa.", "Maksu on 30 euroa.", true},
		{"number and unit", "Maksu on 10 euroa.", "Maksu on 20 euroa.", "Maksu on 10 senttiä.", false},
	}
}

// places put a sentence into the kinds of blocks that a page is made of.
func disputedPlaces() map[string]func(sentence string) string {
	block := func(before, after string) func(string) string {
		return func(s string) string {
			if s == "" {
				return "# Otsikko\n\nAlku on tässä näin.\n\nLoppu on tuossa noin.\n"
			}
			return "# Otsikko\n\nAlku on tässä näin.\n\n" + before + s + after + "\n\nLoppu on tuossa noin.\n"
		}
	}
	return map[string]func(string) string{
		"paragraph":        block("", ""),
		"among sentences":  block("Eka lause jää. ", " Vika lause jää."),
		"list item":        block("- yksi kohta\n- ", "\n- kolmas kohta"),
		"numbered item":    block("1. yksi kohta\n2. ", "\n3. kolmas kohta"),
		"quotation":        block("> ", ""),
		"heading":          block("## ", ""),
		"table cell":       block("| a | b |\n|---|---|\n| yksi | ", " |\n| kaksi | kolme |"),
		"footnote":         block("Teksti[^1].\n\n[^1]: ", ""),
		"bold":             block("**", "**"),
		"link text":        block("[", "](https://a.fi/b)"),
		"page of one line": func(s string) string { return s },
		"end of the page":  func(s string) string { return "Alku on tässä näin.\n\n" + s },
		"wrapped line":     func(s string) string { return "Alku on tässä näin.\n\n" + strings.ReplaceAll(s, " ", "\n") + "\n" },
		"carriage returns": func(s string) string { return "Alku on tässä.\r\n\r\n" + s + "\r\n\r\nLoppu.\r\n" },
	}
}

// Nobody's words are joined with another's in one sentence without a person who
// looks, in whatever kind of block; and what cannot both be is a conflict.
func TestNothingIsJoinedUnseen(t *testing.T) {
	for place, put := range disputedPlaces() {
		for _, d := range disputes() {
			t.Run(fmt.Sprintf("%s in %s", d.name, place), func(t *testing.T) {
				for _, sides := range [][2]string{{d.ours, d.theirs}, {d.theirs, d.ours}} {
					m := revisions.Merge(put(d.base), put(sides[0]), put(sides[1]))
					text, _ := m.Text()
					switch {
					case m.Outcome == revisions.Clean:
						t.Errorf("merged unseen:\n%s", text)
					case d.conflict && m.Outcome != revisions.Conflict:
						t.Errorf("%s %v:\n%s", m.Outcome, m.Reasons, text)
					}
				}
			})
		}
	}
}

// What is no dispute must not be made one.
func TestNoDisputeOverNothing(t *testing.T) {
	const text = "Kaupunki vastaa asukkaiden viesteihin kahden päivän kuluessa arkisin."
	changed := strings.Replace(text, "kahden", "kolmen", 1)
	for place, put := range disputedPlaces() {
		for name, sides := range map[string][2]string{
			"both the same":    {changed, changed},
			"one side alone":   {changed, text},
			"both took it out": {"", ""},
		} {
			if m := revisions.Merge(put(text), put(sides[0]), put(sides[1])); m.Outcome != revisions.Clean {
				t.Errorf("%s in %s: %s", name, place, m.Outcome)
			}
		}
	}
}
