package city

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// words make sentences that look like the text of a strategy; they need not
// mean anything.
var words = strings.Fields(`kaupunki asukas viestintä kanava luottamus osallisuus palvelu nuori
kaupunginosa kysymys vastaus julkaisu aloite päätös valmistelu avoimuus saavutettavuus kuva teksti
tapahtuma yhteisö ryhmä keskustelu palaute mittari tavoite vastuu henkilöstö koulutus tilanne kriisi
ohje linjaus periaate kieli selkeys ruotsi englanti verkko sivusto somekanava video tarina arki
koulu kirjasto liikenne ympäristö talous toimiala yksikkö esihenkilö kummi aktiivi kumppani media
kertoo kuuntelee vastaa näyttää julkaisee seuraa arvioi kehittää sopii auttaa ohjaa tukee kokoaa
avoimesti nopeasti selkeästi yhdessä jatkuvasti säännöllisesti ajoissa ymmärrettävästi ystävällisesti
uusi hyvä yhteinen avoin selkeä nopea paikallinen tärkeä helppo monikielinen ajantasainen luotettava
kaupungin asukkaiden viestinnän kanavien palvelujen nuorten päätösten tapahtumien keskustelun
kun että joka myös sekä mutta koska jotta ennen jälkeen aikana kanssa mukaan kautta luona`)

// writer makes text.
type writer struct{ *rand.Rand }

func newWriter(seed uint64) writer { return writer{rand.New(rand.NewPCG(seed, 0))} }

func (w writer) word() string { return words[w.IntN(len(words))] }

func (w writer) sentence() string {
	n := 7 + w.IntN(9)
	s := make([]string, n)
	for i := range s {
		s[i] = w.word()
	}
	s[0] = strings.ToUpper(s[0][:1]) + s[0][1:]
	if n > 10 {
		s[5] += ","
	}
	return strings.Join(s, " ") + "."
}

func (w writer) paragraph(sentences int) string {
	s := make([]string, sentences)
	for i := range s {
		s[i] = w.sentence()
	}
	return strings.Join(s, " ")
}

// page is a page of so many words as its blocks: headings, paragraphs, a list now and then.
func (w writer) page(n, size int) []string {
	blocks := []string{fmt.Sprintf("# Luku %d: %s", n, w.word())}
	for count, section := 0, 1; count < size; section++ {
		blocks = append(blocks, fmt.Sprintf("## %d.%d %s %s", n, section, w.word(), w.word()))
		for range 4 {
			p := w.paragraph(3 + w.IntN(3))
			count += len(strings.Fields(p))
			blocks = append(blocks, p)
		}
		if section%2 == 0 {
			blocks = append(blocks, "- "+w.sentence()+"\n- "+w.sentence()+"\n- "+w.sentence())
			count += 33
		}
	}
	return blocks
}

func join(blocks []string) []byte { return []byte(strings.Join(blocks, "\n\n") + "\n") }
