package revisions

import (
	"strings"
	"testing"
)

const authoredPage = `# Viestintä

Kaupunki kertoo asioistaan selkeästi ja ajoissa. Jokainen viesti on saavutettava. Kuvilla on aina tekstivastine.

Palaute luetaan joka arkipäivä ja siihen vastataan viikossa.

- Kirjasto
- Nuorisotalo ja sen asiakkaat

| Kanava | Vastuu |
|---|---|
| Sähköposti | Viestintä |
| Puhelin | Neuvonta |

Tuloksista kerrotaan vuosittain valtuustolle.
`

// What no word of was changed in takes no word from anybody.
func TestWordsThatStayAreNobodyElses(t *testing.T) {
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(authoredPage) }
	tests := []struct {
		name, text string
		fresh      string // the words that are new, in order
	}{
		{"wrapped anew", replace(" ja ajoissa. ", " ja\najoissa.\n", "arkipäivä ja", "arkipäivä\nja"), ""},
		{"a paragraph split", replace("ajoissa. Jokainen", "ajoissa.\n\nJokainen"), ""},
		{"a sentence moved to another paragraph", replace(" Kuvilla on aina tekstivastine.", "", "viikossa.", "viikossa. Kuvilla on aina tekstivastine."), ""},
		{"a paragraph moved", replace("Tuloksista kerrotaan vuosittain valtuustolle.\n", "", "# Viestintä\n", "# Viestintä\n\nTuloksista kerrotaan vuosittain valtuustolle.\n"), ""},
		{"items exchanged", replace("- Kirjasto\n- Nuorisotalo ja sen asiakkaat\n", "- Nuorisotalo ja sen asiakkaat\n- Kirjasto\n"), ""},
		{"rows exchanged", replace("| Sähköposti | Viestintä |\n| Puhelin | Neuvonta |\n", "| Puhelin | Neuvonta |\n| Sähköposti | Viestintä |\n"), ""},
		{"a heading of another level", replace("# Viestintä", "## Viestintä"), ""},
		{"words set off", replace("selkeästi", "**selkeästi**", "viikossa", "[viikossa](aika.md)"), "aika.md"},
		{"a word changed", replace("selkeästi", "ymmärrettävästi"), "ymmärrettävästi"},
		{
			"a sentence moved and reworded", replace("Palaute luetaan joka arkipäivä ja siihen vastataan viikossa.\n\n", "", "ajoissa. ", "ajoissa. Kaikki palaute luetaan joka arkipäivä ja siihen vastataan viikossa. "),
			"Kaikki palaute",
		},
		{
			"a new sentence of common words", replace("Jokainen viesti on saavutettava.", "Siksi ja vain siksi on hyvä kysyä neuvoa naapurilta."),
			"Siksi ja vain siksi on hyvä kysyä neuvoa naapurilta",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			was, _ := authored{}.arrive(arrival{seq: 1, text: authoredPage})
			merged := Merge(authoredPage, authoredPage, test.text)
			for how, kept := range map[string][]Stretch{"merged": merged.kept(authoredPage, nil), "compared": Follow(authoredPage, test.text)} {
				is, _ := was.arrive(arrival{seq: 2, text: test.text, kept: kept})
				var fresh []string
				for i, o := range is.origins {
					if o.Writer.Seq == 2 {
						fresh = append(fresh, is.word(i))
					}
				}
				if got := strings.Join(fresh, " "); got != test.fresh {
					t.Errorf("%s: new are %q, want %q", how, got, test.fresh)
				}
			}
		})
	}
}
