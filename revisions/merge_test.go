package revisions

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMergeOutcomes(t *testing.T) {
	const page = "# Viestintä\n\nKaupunki vastaa viesteihin arkisin. Vastaus annetaan selkokielellä.\n\n- Kuvat kuvaillaan.\n- Videot tekstitetään.\n"
	tests := []struct {
		name, base, ours, theirs string
		outcome                  Outcome
		text                     string
		reasons                  []string
	}{
		{
			name: "two sentences of one paragraph", base: page, outcome: Clean,
			ours:   strings.Replace(page, "arkisin", "joka päivä", 1),
			theirs: strings.Replace(page, "selkokielellä", "selkeästi", 1),
			text:   strings.NewReplacer("arkisin", "joka päivä", "selkokielellä", "selkeästi").Replace(page),
		},
		{
			name: "one sentence at different words", outcome: Look, reasons: []string{"merge.same-sentence"},
			base:   "Kaupunki vastaa asukkaiden viesteihin sosiaalisessa mediassa arkisin kello kahdeksasta alkaen.\n",
			ours:   "Kunta vastaa asukkaiden viesteihin sosiaalisessa mediassa arkisin kello kahdeksasta alkaen.\n",
			theirs: "Kaupunki vastaa asukkaiden viesteihin sosiaalisessa mediassa arkisin kello yhdeksästä alkaen.\n",
			text:   "Kunta vastaa asukkaiden viesteihin sosiaalisessa mediassa arkisin kello yhdeksästä alkaen.\n",
		},
		{
			name: "competing wordings", base: page, outcome: Conflict,
			ours:   strings.Replace(page, "arkisin", "joka päivä", 1),
			theirs: strings.Replace(page, "arkisin", "virka-aikana", 1),
		},
		{
			name: "two rewordings of most of a sentence", outcome: Conflict,
			base:   "Yksi kaksi kolme neljä viisi.\n",
			ours:   "Uusi alku kolme neljä viisi.\n",
			theirs: "Yksi kaksi kolme aivan toisin.\n",
		},
		{
			name: "neighbouring list items", base: page, outcome: Clean,
			ours:   strings.Replace(page, "Kuvat kuvaillaan", "Kuvat kuvaillaan aina", 1),
			theirs: strings.Replace(page, "Videot tekstitetään", "Videot tekstitetään heti", 1),
			text:   strings.NewReplacer("kuvaillaan", "kuvaillaan aina", "tekstitetään", "tekstitetään heti").Replace(page),
		},
		{
			name: "wrap on one side and edit on the other", base: page, outcome: Clean,
			ours:   strings.Replace(page, "arkisin. Vastaus", "arkisin.\nVastaus", 1),
			theirs: strings.Replace(page, "selkokielellä", "selkeästi", 1),
			text:   strings.NewReplacer("arkisin. Vastaus", "arkisin.\nVastaus", "selkokielellä", "selkeästi").Replace(page),
		},
		{
			name: "different additions at one place", base: page, outcome: Conflict,
			ours: page + "- Ääni tekstitetään.\n", theirs: page + "- Linkit nimetään.\n",
		},
		{
			name: "the same change on both sides and another", base: page, outcome: Clean,
			ours:   strings.Replace(page, "arkisin", "aina", 1),
			theirs: strings.NewReplacer("arkisin", "aina", "Kuvat", "Kaikki kuvat").Replace(page),
			text:   strings.NewReplacer("arkisin", "aina", "Kuvat", "Kaikki kuvat").Replace(page),
		},
		{
			name: "delete against edit", base: page, outcome: Conflict,
			ours:   strings.Replace(page, " Vastaus annetaan selkokielellä.", "", 1),
			theirs: strings.Replace(page, "annetaan", "kirjoitetaan", 1),
		},
		{
			name: "line ends kept", outcome: Clean,
			base:   "Yksi.\r\n\r\nKaksi.\r\n",
			ours:   "Yksi nyt.\r\n\r\nKaksi.\r\n",
			theirs: "Yksi.\r\n\r\nKaksi sitten.\r\n",
			text:   "Yksi nyt.\r\n\r\nKaksi sitten.\r\n",
		},
		{
			name: "line ends converted on one side", outcome: Clean,
			base:   "Yksi.\n\nKaksi on kaksi.\n",
			ours:   "Yksi.\r\n\r\nKaksi on kaksi.\r\n",
			theirs: "Yksi.\n\nKaksi ei ole kaksi.\n",
			text:   "Yksi.\r\n\r\nKaksi ei ole kaksi.\r\n",
		},
		{
			name: "bytes that are no text", outcome: Clean,
			base:   "Yksi \xff\xfe kaksi.\n\nKolme \xc3.\n",
			ours:   "Yksi \xff\xfe kaksi nyt.\n\nKolme \xc3.\n",
			theirs: "Yksi \xff\xfe kaksi.\n\nKolme \xc3 sitten.\n",
			text:   "Yksi \xff\xfe kaksi nyt.\n\nKolme \xc3 sitten.\n",
		},
		{
			name: "neighbouring lines of code", outcome: Look, reasons: []string{"merge.adjacent"},
			base: "```\na = 1\nb = 2\n```\n", ours: "```\na = 7\nb = 2\n```\n", theirs: "```\na = 1\nb = 8\n```\n",
			text: "```\na = 7\nb = 8\n```\n",
		},
		{
			name: "script without spaces", outcome: Conflict,
			base: "市は住民の声を毎日聞きます。\n", ours: "町は住民の声を毎日聞きます。\n", theirs: "市は住民の声を毎週聞きます。\n",
		},
		{
			name: "paragraph moved and edited", outcome: Look, reasons: []string{"merge.moved"},
			base: "Eka kappale.\n\nToka kappale on tässä.\n\nKolmas kappale.\n", ours: "Toka kappale on tässä.\n\nEka kappale.\n\nKolmas kappale.\n",
			theirs: "Eka kappale nyt.\n\nToka kappale on tässä.\n\nKolmas kappale.\n",
			text:   "Toka kappale on tässä.\n\nEka kappale nyt.\n\nKolmas kappale.\n",
		},
		{
			name: "paragraph moved and reworded, and edited", outcome: Look, reasons: []string{"merge.moved", "merge.same-sentence"},
			base:   "# A\n\nKanava vastaa asukkaiden viesteihin arkisin klo 9.\n\n## B\n\nKolmas kappale.\n",
			ours:   "# A\n\n## B\n\nKolmas kappale.\n\nKanava vastaa asukkaiden viesteihin arkisin klo 10.\n",
			theirs: "# A\n\nKanava vastaa kaikkien asukkaiden viesteihin arkisin klo 9.\n\n## B\n\nKolmas kappale.\n",
			text:   "# A\n\n## B\n\nKolmas kappale.\n\nKanava vastaa kaikkien asukkaiden viesteihin arkisin klo 10.\n",
		},
		{
			name: "paragraph moved to two places", outcome: Look, reasons: []string{"merge.moved-twice"},
			base:   paragraphs("Yksi on tässä.", "Kaksi on tässä.", "Kolme on tässä.", "Neljä on tässä.", "Viisi on tässä.", "Kuusi on tässä."),
			ours:   paragraphs("Yksi on tässä.", "Kuusi on tässä.", "Kaksi on tässä.", "Kolme on tässä.", "Neljä on tässä.", "Viisi on tässä."),
			theirs: paragraphs("Yksi on tässä.", "Kaksi on tässä.", "Kolme on tässä.", "Kuusi on tässä.", "Neljä on tässä.", "Viisi on tässä."),
			text:   paragraphs("Yksi on tässä.", "Kuusi on tässä.", "Kaksi on tässä.", "Kolme on tässä.", "Kuusi on tässä.", "Neljä on tässä.", "Viisi on tässä."),
		},
		{
			name: "two cells of one row", outcome: Look, reasons: []string{"merge.same-sentence"},
			base:   "| Kanava | Vastuu | Aika |\n| --- | --- | --- |\n| Facebook | Viestintä | arkisin |\n",
			ours:   "| Kanava | Vastuu | Aika |\n| --- | --- | --- |\n| Facebook | Neuvonta | arkisin |\n",
			theirs: "| Kanava    | Vastuu    | Aika  |\n| --------- | --------- | ----- |\n| Facebook  | Viestintä | aina  |\n",
			text:   "| Kanava    | Vastuu    | Aika  |\n| --------- | --------- | ----- |\n| Facebook  | Neuvonta | aina  |\n",
		},
		{
			name: "one cell of a row", outcome: Conflict,
			base: "| Facebook | Viestintä |\n", ours: "| Facebook | Neuvonta |\n", theirs: "| Facebook | Kirjaamo |\n",
		},
		{
			name: "a column and a row added", outcome: Clean,
			base:   "| Kanava | Vastuu |\n| --- | --- |\n| Facebook | Viestintä |\n",
			ours:   "| Kanava | Vastuu | Aika |\n| --- | --- | --- |\n| Facebook | Viestintä | aina |\n",
			theirs: "| Kanava | Vastuu |\n| --- | --- |\n| Facebook | Viestintä |\n| Mastodon | Neuvonta |\n",
			text:   "| Kanava | Vastuu | Aika |\n| --- | --- | --- |\n| Facebook | Viestintä | aina |\n| Mastodon | Neuvonta |\n",
		},
		{
			name: "two parts of one web address", outcome: Look, reasons: []string{"merge.same-address", "merge.same-sentence"},
			base:   "Ohje on sivulla https://kaupunki.fi/vanha/ohje ja liitteessä.\n",
			ours:   "Ohje on sivulla https://kaupunki.fi/uusi/ohje ja liitteessä.\n",
			theirs: "Ohje on sivulla https://kaupunki.fi/vanha/ohje#kuvat ja liitteessä.\n",
			text:   "Ohje on sivulla https://kaupunki.fi/uusi/ohje#kuvat ja liitteessä.\n",
		},
		{
			name: "two web addresses", outcome: Conflict,
			base:   "Ohje on sivulla https://kaupunki.fi/ohje nyt.\n",
			ours:   "Ohje on sivulla https://kaupunki.fi/neuvo nyt.\n",
			theirs: "Ohje on sivulla https://kaupunki.fi/opas nyt.\n",
		},
		{
			name: "sentence added before a sentence rewritten from its start", outcome: Look, reasons: []string{"merge.adjacent"},
			base:   "Yksi asia on sovittu. Toinen asia odottaa päätöstä.\n",
			ours:   "Yksi asia on sovittu. Tämä lisättiin väliin. Toinen asia odottaa päätöstä.\n",
			theirs: "Yksi asia on sovittu. Kolmas asia odottaa päätöstä.\n",
			text:   "Yksi asia on sovittu. Tämä lisättiin väliin. Kolmas asia odottaa päätöstä.\n",
		},
		{
			name: "two ways of comparing, two results", outcome: Conflict,
			base:   "kuva kuva kuva\n    kuva kuva kuva kuva kuva kuva kuva\n",
			ours:   "kuva \nkuva kuva\n    kuva kuva kuva kuva kuva kuva kuva\n",
			theirs: "kuva kuva kuva\n \n   kuva kuva kuva kuva kuva kuva kuva\n",
		},
		{
			name: "sentence added behind one that is deleted", outcome: Look, reasons: []string{"merge.adjacent"},
			base:   "Eka lause on tässä. Toka lause tulee!\n",
			ours:   "Eka lause on tässä. Uusi lause väliin! Toka lause tulee!\n",
			theirs: "Toka lause tulee!\n",
			text:   " Uusi lause väliin! Toka lause tulee!\n",
		},
		{
			name: "one line of code", outcome: Conflict,
			base: "```\na = 1 + 1 + 1\n```\n", ours: "```\na = 7 + 1 + 1\n```\n", theirs: "```\na = 1 + 1 + 8\n```\n",
		},
		{
			name: "items added to a sorted list", outcome: Look, reasons: []string{"merge.added-both"},
			base: "- Alku\n- Loppu\n", ours: "- Alku\n- Keski\n- Loppu\n", theirs: "- Alku\n- Johto\n- Loppu\n",
			text: "- Alku\n- Johto\n- Keski\n- Loppu\n",
		},
		{
			name: "items added to a list in no order", outcome: Conflict,
			base: "- Loppu\n- Alku\n", ours: "- Loppu\n- Keski\n- Alku\n", theirs: "- Loppu\n- Johto\n- Alku\n",
		},
		{
			name: "a paragraph and a section added at one place", outcome: Look, reasons: []string{"merge.added-both"},
			base:   "# Viestintä\n\nKaupunki vastaa viesteihin.\n",
			ours:   "# Viestintä\n\nKaupunki vastaa viesteihin.\n\n## Palaute\n\nPalaute luetaan.\n",
			theirs: "# Viestintä\n\nKaupunki vastaa viesteihin.\n\nVastaus on selkeä ja tulee ajoissa.\n",
			text:   "# Viestintä\n\nKaupunki vastaa viesteihin.\n\nVastaus on selkeä ja tulee ajoissa.\n\n## Palaute\n\nPalaute luetaan.\n",
		},
		{
			name: "competing wordings of one new paragraph", base: page, outcome: Conflict,
			ours:   page + "\nPalaute luetaan kerran viikossa kokouksessa.\n",
			theirs: page + "\nPalaute luetaan kerran kuussa kokouksessa.\n",
		},
		{
			name: "one side adds more of the same", base: page, outcome: Look, reasons: []string{"merge.added-alike", "merge.same-sentence"},
			ours:   page + "\nPalaute luetaan kerran viikossa kokouksessa.\n",
			theirs: page + "\nPalaute luetaan kerran viikossa avoimessa kokouksessa.\n",
			text:   page + "\nPalaute luetaan kerran viikossa avoimessa kokouksessa.\n",
		},
		{
			name: "one side deletes more than the other", base: page, outcome: Look, reasons: []string{"merge.included"},
			ours:   strings.Replace(page, "annetaan selkokielellä", "annetaan", 1),
			theirs: strings.Replace(page, " Vastaus annetaan selkokielellä.", "", 1),
			text:   strings.Replace(page, " Vastaus annetaan selkokielellä.", "", 1),
		},
		{
			name: "a correction inside a rewording that has it", outcome: Look, reasons: []string{"merge.included"},
			base:   "Kaupunki vastaa viesteihn kaikissa kanavissaan arkisin.\n",
			ours:   "Kaupunki vastaa viesteihin kaikissa kanavissaan arkisin.\n",
			theirs: "Kaupunki kuittaa saapuneet viesteihin liitetyt kuvat kaikissa kanavissaan arkisin.\n",
			text:   "Kaupunki kuittaa saapuneet viesteihin liitetyt kuvat kaikissa kanavissaan arkisin.\n",
		},
		{
			name: "a word and the mark behind it", outcome: Look, reasons: []string{"merge.adjacent", "merge.same-sentence"},
			base: "Kaupunki vastaa viesteihin arkisin\n", ours: "Kaupunki vastaa viesteihin aina\n", theirs: "Kaupunki vastaa viesteihin arkisin!\n",
			text: "Kaupunki vastaa viesteihin aina!\n",
		},
		{
			name: "last line end dropped while the text goes on", outcome: Look, reasons: []string{"merge.whitespace"},
			base: "# Yksi\n", ours: "# Yksi\n# Kaksi\n", theirs: "# Yksi", text: "# Yksi\n# Kaksi\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, m := range []Merged{Merge(test.base, test.ours, test.theirs), Merge(test.base, test.theirs, test.ours)} {
				text, ok := m.Text()
				if m.Outcome != test.outcome || text != test.text || ok == (test.outcome == Conflict) {
					t.Errorf("got %s %q %v, chunks %+v", m.Outcome, text, m.Reasons, m.Chunks)
				}
				if diff := cmp.Diff(test.reasons, m.Reasons); diff != "" {
					t.Errorf("reasons (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func paragraphs(text ...string) string { return strings.Join(text, "\n\n") + "\n" }

func TestConflictShowsWholeSentences(t *testing.T) {
	m := Merge(
		"Eka lause on tässä. Toinen lause kertoo säästä. Kolmas jää.\n",
		"Eka lause on tässä. Toinen lause kertoo sateesta. Kolmas jää.\n",
		"Eka lause on tässä. Toinen lause kertoo lumesta. Kolmas jää.\n")
	want := []Chunk{
		{Origin: FromBase, Text: "Eka lause on tässä. ", InOurs: Extent{0, 21}, InTheirs: Extent{0, 21}},
		{
			Origin: Unresolved, Base: "Toinen lause kertoo säästä.",
			Ours: "Toinen lause kertoo sateesta.", Theirs: "Toinen lause kertoo lumesta.",
			InOurs: Extent{22, 51}, InTheirs: Extent{22, 50},
		},
		{Origin: FromBase, Text: " Kolmas jää.\n", InOurs: Extent{52, 65}, InTheirs: Extent{51, 64}},
	}
	if diff := cmp.Diff(want, m.Chunks); diff != "" {
		t.Fatalf("chunks (-want +got):\n%s", diff)
	}
	text, err := m.Resolve([]string{"Toinen lause on uusi."})
	if err != nil || text != "Eka lause on tässä. Toinen lause on uusi. Kolmas jää.\n" {
		t.Errorf("resolved to %q, %v", text, err)
	}
	for _, wrong := range [][]string{nil, {"a", "b"}} {
		if _, err := m.Resolve(wrong); err == nil {
			t.Errorf("%d choices for one conflict were accepted", len(wrong))
		}
	}
}

func TestMergeTellsWhoseWords(t *testing.T) {
	m := Merge(
		"Eka lause on tässä. Toinen lause tulee.\n",
		"Eka lause on juuri tässä. Toinen lause tulee.\n",
		"Eka lause on tässä. Toinen lause tulee heti.\n")
	want := []Chunk{
		{Origin: FromBase, Text: "Eka lause on", InOurs: Extent{0, 12}, InTheirs: Extent{0, 12}},
		{Origin: FromOurs, Text: " juuri", InOurs: Extent{13, 18}},
		{Origin: FromBase, Text: " tässä. Toinen lause tulee", InOurs: Extent{19, 46}, InTheirs: Extent{13, 40}},
		{Origin: FromTheirs, Text: " heti", InTheirs: Extent{41, 45}},
		{Origin: FromBase, Text: ".\n", InOurs: Extent{46, 47}, InTheirs: Extent{45, 46}},
	}
	if diff := cmp.Diff(want, m.Chunks); diff != "" {
		t.Errorf("chunks (-want +got):\n%s", diff)
	}
}

// Two people reword neighbouring paragraphs, one of them the last of the page.
func TestMergeLastParagraph(t *testing.T) {
	base := "# Otsikko\n\nEnsimmäinen kappale kertoo palautteesta.\n\nToinen kappale kertoo vastauksesta.\n"
	ours := "# Otsikko\n\nPalautetta otetaan vastaan kaikkialla, missä asukkaat ovat.\n\nToinen kappale kertoo vastauksesta.\n"
	theirs := "# Otsikko\n\nEnsimmäinen kappale kertoo palautteesta.\n\nJokainen saa vastauksen viidessä päivässä.\n"
	want := "# Otsikko\n\nPalautetta otetaan vastaan kaikkialla, missä asukkaat ovat.\n\nJokainen saa vastauksen viidessä päivässä.\n"
	m := Merge(base, ours, theirs)
	if got, ok := m.Text(); !ok || got != want || m.Outcome != Clean {
		t.Errorf("%s %v: %q", m.Outcome, m.Reasons, got)
	}
}

// One side alone changed the text: its words are told from those it kept, also
// where it moved them.
func TestMergeTellsWhoseWordsOfOneSide(t *testing.T) {
	base := "Eka kappale kertoo asukkaille kaupungin kanavista.\n\nToka kappale kertoo palautteesta ja vastauksista.\n"
	ours := "Toka kappale kertoo palautteesta ja vastauksista.\n\nEka kappale kertoo asukkaille kaupungin kaikista kanavista.\n"
	want := []Chunk{
		{Origin: FromBase, Text: "Toka kappale kertoo palautteesta ja vastauksista.", InOurs: Extent{0, 49}, InTheirs: Extent{52, 101}},
		{Origin: FromBase, Text: "\n\nEka kappale kertoo asukkaille kaupungin", InOurs: Extent{51, 90}, InTheirs: Extent{0, 39}},
		{Origin: FromOurs, Text: " kaikista", InOurs: Extent{91, 99}},
		{Origin: FromBase, Text: " kanavista.\n", InOurs: Extent{100, 110}, InTheirs: Extent{40, 50}},
	}
	if diff := cmp.Diff(want, Merge(base, ours, base).Chunks); diff != "" {
		t.Errorf("chunks (-want +got):\n%s", diff)
	}
	for i := range want {
		want[i].InOurs, want[i].InTheirs = want[i].InTheirs, want[i].InOurs
		if want[i].Origin == FromOurs {
			want[i].Origin = FromTheirs
		}
	}
	if diff := cmp.Diff(want, Merge(base, base, ours).Chunks); diff != "" {
		t.Errorf("chunks of theirs (-want +got):\n%s", diff)
	}
}
