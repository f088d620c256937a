package revisions

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// seen writes changes as a reader sees them: [-gone-] {+come+} [«moved away«]
// {»moved here»}, cells between | |, another look or address in ( ) after the words.
func seen(d Difference) []string {
	var out []string
	for _, c := range d.Changes {
		if c.Kind == KindSame {
			continue
		}
		r := c.Read()
		var b strings.Builder
		fmt.Fprint(&b, c.Kind, " ", c.Block)
		for _, n := range c.Notes {
			fmt.Fprint(&b, " ", n.Kind)
			if n.From+n.To > 0 {
				fmt.Fprint(&b, " ", n.From, "→", n.To)
			}
		}
		b.WriteString(":")
		for _, cell := range r.Cells {
			b.WriteString(map[Op]string{OpSame: " ", OpIns: " +| ", OpDel: " -| "}[cell.Op])
			if cell.Op == OpSame && len(r.Cells) > 1 {
				b.WriteString("| ")
			}
			for _, p := range cell.Pieces {
				text := p.Text
				switch p.Op {
				case OpDel:
					text = "[-" + text + "-]"
				case OpIns:
					text = "{+" + text + "+}"
				case OpGone:
					text = "[«" + text + "«]"
				case OpCome:
					text = "{»" + text + "»}"
				}
				if p.Style != p.Was {
					text += fmt.Sprintf("(%d→%d)", p.Was, p.Style)
				}
				if p.Link != p.WasLink || p.NewLink {
					text += "(" + p.WasLink + "→" + p.Link + ")"
				}
				b.WriteString(text)
			}
		}
		if r.Raw {
			b.WriteString(" raw")
		}
		out = append(out, strings.Join(strings.Fields(b.String()), " "))
	}
	return out
}

func TestDifferenceReadsWithoutMarkup(t *testing.T) {
	const table = "| Kanava | Aika |\n|---|---|\n| Facebook | yksi päivä |\n| Instagram | kaksi päivää |\n"
	tests := []struct {
		name, old, new string
		want           []string
		tally          []Count
	}{
		{
			"heading level", "# Kanavat ja vastuut\n", "### Kanavat ja vastuut\n",
			[]string{"changed heading level 1→3: Kanavat ja vastuut"},
			[]Count{{"heading", WasReformed, 1}},
		},
		{
			"paragraph became a heading", "Kanavat ja vastuut\n", "## Kanavat ja vastuut\n",
			[]string{"changed heading kind: Kanavat ja vastuut"},
			[]Count{{"place", WasReformed, 1}},
		},
		{
			"address of a link", "Lue [ohje](https://a.fi/x) nyt.\n", "Lue [ohje](https://b.fi/y) nyt.\n",
			[]string{"changed paragraph: Lue ohje(https://a.fi/x→https://b.fi/y) nyt."},
			[]Count{{"link", WasReformed, 1}},
		},
		{
			"text of a link", "Lue [ohje](https://a.fi/x) nyt.\n", "Lue [opas](https://a.fi/x) nyt.\n",
			[]string{"changed paragraph: Lue [-ohje-]{+opas+} nyt."},
			[]Count{{"sentence", WasChanged, 1}},
		},
		{
			"new link", "Lue ohje nyt.\n", "Lue [ohje](https://b.fi/y) nyt.\n",
			[]string{"changed paragraph: Lue ohje(→https://b.fi/y) nyt."},
			[]Count{{"link", WasReformed, 1}},
		},
		{
			"look of words", "Tämä *koskee* kaikkia.\n", "Tämä koskee **kaikkia**.\n",
			[]string{"changed paragraph: Tämä koskee(2→0) kaikkia(0→1)."},
			[]Count{{"place", WasReformed, 1}},
		},
		{
			"words beside a look that stays", "Tämä **koskee kaikkia** aina.\n", "Tämä **koskee monia** aina.\n",
			[]string{"changed paragraph: Tämä koskee [-kaikkia-]{+monia+} aina."},
			[]Count{{"sentence", WasChanged, 1}},
		},
		{
			"nothing but signs", "* yksi asia\n", "- yksi asia\n",
			[]string{"changed item: [-*-]{+-+} yksi asia raw"},
			[]Count{{"place", WasReformed, 1}},
		},
		{
			"checkbox", "- [ ] tee tämä\n", "- [x] tee tämä\n",
			[]string{"changed item ticked: tee tämä"},
			[]Count{{"item", WasReformed, 1}},
		},
		{
			"item before others in a numbered list", "1. yksi\n2. kaksi\n", "1. nolla\n2. yksi\n3. kaksi\n",
			[]string{"added item: {+nolla+}"},
			[]Count{{"item", WasAdded, 1}},
		},
		{
			"item moved", "- yksi asia\n- kaksi asiaa\n- kolme asiaa\n", "- kolme asiaa\n- yksi asia\n- kaksi asiaa\n",
			[]string{"moved item: kolme asiaa"},
			[]Count{{"item", WasMoved, 1}},
		},
		{
			"cell", table, strings.Replace(table, "yksi päivä", "yksi tunti", 1),
			[]string{"changed row: | Facebook | yksi [-päivä-]{+tunti+}"},
			[]Count{{"row", WasChanged, 1}},
		},
		{
			"column", table, "| Kanava | Kenelle | Aika |\n|---|---|---|\n| Facebook | kaikille | yksi päivä |\n| Instagram | nuorille | kaksi päivää |\n",
			[]string{
				"changed row: | Kanava +| {+Kenelle+} | Aika", "removed row:", "added row:",
				"changed row: | Facebook +| {+kaikille+} | yksi päivä", "changed row: | Instagram +| {+nuorille+} | kaksi päivää",
			},
			[]Count{{"column", WasAdded, 1}},
		},
		{
			"picture and footnote", "![kartta](a.png) tässä[^1]\n\n[^1]: Alaviite tästä.\n", "![uusi kartta](a.png) tässä[^1]\n\n[^1]: Alaviite siitä.\n",
			[]string{"changed paragraph: {+uusi+} kartta tässä1", "changed note: Alaviite [-tästä-]{+siitä+}."},
			[]Count{{"sentence", WasChanged, 2}},
		},
		{
			"front matter", "---\ntitle: Vanha\n---\nTeksti.\n", "---\ntitle: Uusi\n---\nTeksti.\n",
			[]string{"changed front: title: [-Vanha-]{+Uusi+}"},
			[]Count{{"place", WasChanged, 1}},
		},
		{
			"punctuation goes with its word", "Hän sanoi sana ja lähti pois.\n", "Hän sanoi ”sana” ja lähti pois!\n",
			[]string{"changed paragraph: Hän sanoi [-sana-]{+”sana”+} ja lähti [-pois.-]{+pois!+}"},
			[]Count{{"sentence", WasChanged, 1}},
		},
		{
			"small words between rewordings", "Kaupunki kuuntelee ja vastaa kaikille.\n", "Kaupunki lukee ja kirjoittaa kaikille.\n",
			[]string{"changed paragraph: Kaupunki [-kuuntelee ja vastaa-]{+lukee ja kirjoittaa+} kaikille."},
			[]Count{{"sentence", WasChanged, 1}},
		},
		{
			"sentence moved in its paragraph", "Ensin tämä lause on tässä. Sitten tulee toinen lause. Kolmas lause on viimeisenä vielä.\n",
			"Kolmas lause on viimeisenä vielä. Ensin tämä lause on tässä. Sitten tulee toinen lause.\n",
			[]string{"changed paragraph: {»Kolmas lause on viimeisenä vielä.»} Ensin tämä lause on tässä. Sitten tulee toinen lause.[« Kolmas lause on viimeisenä vielä.«]"},
			[]Count{{"sentence", WasMoved, 1}},
		},
		{
			"sentence moved to another paragraph and changed",
			"Ensin tämä lause on tässä. Sitten tulee hyvin pitkä toinen lause tuossa kohdassa.\n\nAivan muu kappale sanoo tämän näin.\n",
			"Ensin tämä lause on tässä.\n\nAivan muu kappale sanoo tämän näin. Sitten tulee hyvin pitkä toinen lause toisessa kohdassa.\n",
			[]string{
				"changed paragraph: Ensin tämä lause on tässä.[« Sitten tulee hyvin pitkä toinen lause«][- tuossa-][« kohdassa.«]",
				"changed paragraph: Aivan muu kappale sanoo tämän näin. {»Sitten tulee hyvin pitkä toinen lause»}{+ toisessa+}{» kohdassa.»}",
			},
			[]Count{{"sentence", WasChanged, 1}, {"sentence", WasMoved, 1}},
		},
		{
			"paragraph split", "Eka lause on tässä näin. Toka lause on tuossa noin.\n", "Eka lause on tässä näin.\n\nToka lause on tuossa noin.\n",
			[]string{"changed paragraph split 1→2: Eka lause on tässä näin.", "changed paragraph part: Toka lause on tuossa noin."},
			[]Count{{"paragraph", WasSplit, 1}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := Diff(test.old, test.new)
			if diff := cmp.Diff(test.want, seen(d)); diff != "" {
				t.Errorf("seen (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.tally, d.Tally); diff != "" {
				t.Errorf("tally (-want +got):\n%s", diff)
			}
			checkDiff(t, test.old, test.new)
			checkFollow(t, test.old, test.new)
		})
	}
}

// A reader is shown every letter of both texts that is no markup, and no change
// goes unseen.
func TestReadingsShowEveryChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := drawnText().Draw(t, "old")
		d := Diff(old, drawnEdit(t, old, "new"))
		for _, c := range d.Changes {
			r := c.Read()
			changed := r.Raw || c.Kind != KindChanged || len(c.Notes) > 0
			for _, cell := range r.Cells {
				changed = changed || cell.Changed()
			}
			if !changed {
				t.Fatalf("nothing is seen of %v", c)
			}
		}
	})
}

func TestDiffCorpus(t *testing.T) {
	const every = 6 // enough to meet each kind of text
	for i, c := range readCorpus(t) {
		if to := c.Merged + c.Ours; i%every == 0 {
			if c.Merged != "" {
				to = c.Merged
			}
			checkDiff(t, c.Base, to)
			checkFollow(t, c.Base, to)
			for _, change := range Diff(c.Base, to).Changes {
				change.Read()
			}
		}
	}
}
