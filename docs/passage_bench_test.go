package docs

import (
	"strings"
	"testing"
)

// twentyKilobytes is a page of the size the aims are set for.
func twentyKilobytes() []byte {
	const part = "## Tavoite\n\nKaupunki *vastaa* jokaiseen palautteeseen [kolmessa päivässä](03-palaute.md) ja kertoo, mitä sille tehtiin.[^1]\n\n" +
		"- Vastuu on **viestinnällä**.\n- Määrä mitataan kuukausittain.\n  - Tulos julkaistaan.\n\n| Mittari | Tavoite |\n|---|---|\n| Vastausaika | 3 päivää |\n\n"
	return []byte(strings.Repeat(part, 20_000/len(part)) + "[^1]: Luku on keskiarvo.\n")
}

func BenchmarkPassages20k(b *testing.B) {
	page := twentyKilobytes()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Passages(page)
	}
}

func BenchmarkRender20k(b *testing.B) {
	page := twentyKilobytes()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Render(page, RenderOptions{})
	}
}

func BenchmarkSplice20k(b *testing.B) {
	page := twentyKilobytes()
	for b.Loop() {
		if _, err := Splice(page, []SpliceOp{{Kind: SpliceChange, Passage: 1, Text: "uusi"}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIdentify20k(b *testing.B) {
	page := twentyKilobytes()
	after := []byte(strings.Replace(string(page), "Määrä", "Luku", 3))
	ids := idsOf(page)
	for b.Loop() {
		Identify(page, ids, after, numbered("n"))
	}
}
