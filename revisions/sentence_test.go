package revisions

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentences(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Yksi lause. Toinen lause! Kolmas? Neljäs… Viides", "Yksi lause.| Toinen lause!| Kolmas?| Neljäs…| Viides"},
		{"Kanavia on monta, esim. Facebook, mm. Instagram ym. kanavat jne. Ks. liite.", "Kanavia on monta, esim. Facebook, mm. Instagram ym. kanavat jne. Ks. liite."},
		{"Avoinna klo. 12 ja 1.1.2026 alkaen. Sitten suljettu.", "Avoinna klo. 12 ja 1.1.2026 alkaen.| Sitten suljettu."},
		{"Koulussa 5. luokka ja 2 n. Kaikki 6. Luokka myös.", "Koulussa 5. luokka ja 2 n. Kaikki 6. Luokka myös."},
		{"Päätös tehtiin vuonna 2026. Se on voimassa.", "Päätös tehtiin vuonna 2026.| Se on voimassa."},
		{"Voimassa 1.1. Alkaen heti.", "Voimassa 1.1. Alkaen heti."},
		{"Kanaler, t.ex. Facebook, bl.a. Instagram o.s.v. Nästa.", "Kanaler, t.ex. Facebook, bl.a. Instagram o.s.v. Nästa."},
		{"Channels, e.g. Facebook. The next, i.e. Another.", "Channels, e.g. Facebook.| The next, i.e. Another."},
		{"Lue sivu kaupunki.fi. Sitten vastaa.", "Lue sivu kaupunki.fi.| Sitten vastaa."},
		{"Hän sanoi: \"Tule.\" Sitten (kuten aina.) **Tärkeää.** _Loppu._ Nyt.", "Hän sanoi: \"Tule.\"| Sitten (kuten aina.)| **Tärkeää.**| _Loppu._| Nyt."},
		{"Puheenjohtaja M. Meikäläinen avasi. Kokous alkoi.", "Puheenjohtaja M. Meikäläinen avasi.| Kokous alkoi."},
		{"Oho! sanoi asukas. Niin.", "Oho! sanoi asukas.| Niin."},
		{"- Lause yksi. Lause kaksi", "- Lause yksi.| Lause kaksi"},
		{"1. Lause yksi. Lause kaksi", "1. Lause yksi.| Lause kaksi"},
		{"Ilmoitus on *kuulutus*. Se on (lyhyt). Ks. (s. 5). Niin.", "Ilmoitus on *kuulutus*.| Se on (lyhyt).| Ks. (s. 5). Niin."},
		{"中文。第二。", "中文。|第二。"},
	}
	for _, test := range tests {
		var got []string
		for _, tok := range newVocabulary().lexProse(nil, test.text, false) {
			if tok.starts {
				got = append(got, "")
			}
			got[len(got)-1] += tok.raw()
		}
		if diff := cmp.Diff(test.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("sentences (-want +got):\n%s", diff)
		}
	}
}
