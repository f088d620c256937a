package revisions

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// BenchmarkAuthorship is what keeping the writers of the words adds to accepting
// a proposal on a page of 15 kB that many have written, once it is merged.
func BenchmarkAuthorship(b *testing.B) {
	h := &history{Rand: rand.New(rand.NewPCG(1, 1))}
	h.begin(45)
	var is authored
	for seq := int64(2); seq < 80; seq++ {
		if a, ok := h.next(seq); ok {
			if was := is; was.text == "" {
				is, _ = authored{}.arrive(arrival{seq: 1, text: a.main})
			}
			is, _ = is.arrive(arrival{seq: seq, text: a.result, kept: a.merged.kept(a.main, a.choices)})
			h.texts = append(h.texts, a.marked)
		}
	}
	row := encodeOrigins(is.origins)
	words := is.words
	at := words[len(words)/2]
	text := is.text[:at.Start] + "aivan uusi sanamuoto" + is.text[at.End:]
	merged := Merge(is.text, is.text, text)
	for b.Loop() {
		was := authored{text: is.text, words: wordsOf(is.text)}
		var err error
		if was.origins, err = decodeOrigins(row, len(was.words)); err != nil {
			b.Fatal(err)
		}
		now, lost := was.arrive(arrival{seq: 99, text: text, kept: merged.kept(is.text, nil)})
		if len(lost) == 0 || !strings.Contains(now.text, "sanamuoto") {
			b.Fatal("nothing changed")
		}
		encodeOrigins(now.origins)
	}
	b.ReportMetric(float64(len(is.text)), "text-bytes")
	b.ReportMetric(float64(len(row)), "row-bytes")
}
