package docs

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/people"
)

func TestStemsJoinTheFormsOfAWord(t *testing.T) {
	forms := []struct {
		lang  people.Lang
		forms string
	}{
		{people.Finnish, "asukas asukkaat asukkaiden asukkaille asukasta asukkaan asukkailta"},
		{people.Finnish, "strategia strategian strategiassa strategioita STRATEGIA"},
		{people.Finnish, "kuntalainen kuntalaisen kuntalaiset kuntalaisille"},
		{people.Finnish, "osallistuminen osallistumisen osallistumista"},
		{people.Finnish, "vastaus vastauksen vastauksia"},
		{people.Finnish, "oikeus oikeuden"},
		{people.Finnish, "kaupunki kaupungin kaupungissa"},
		{people.Finnish, "aloite aloitteen aloitteita"},
		{people.Finnish, "media mediassa median"},
		{people.Finnish, "palaute palautteen palautetta"},
		{people.Finnish, "pyöräteillä pyörätie"},
		{people.Swedish, "initiativ initiativet initiativen"},
		{people.Swedish, "kommun kommunen kommunens"},
		{people.English, "resident residents resident's"},
	}
	for _, f := range forms {
		stems := Stems(f.lang, f.forms)
		for i, s := range stems {
			if s != stems[0] && s != "s" {
				t.Errorf("%s: form %d has stem %q, the first %q", f.forms, i, s, stems[0])
			}
		}
	}
}

func TestStemsFold(t *testing.T) {
	got := Stems(people.English, "Café, ŠAKKI! ÅÄÖ a\u0308 1.1.2026 <b> \xff")
	if diff := cmp.Diff([]string{"cafe", "sakki", "åäö", "ä", "1", "1", "2026", "b"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestQueryStems(t *testing.T) {
	got := QueryStems(people.Finnish, "asukkaiden aloitteita 2030 aloite osallistumise")
	want := [][]string{{"asuk", "asuk*"}, {"aloit", "aloit*"}, {"2030", "2030*"}, {"osallistum", "osallistum*"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := QueryStems(people.Finnish, " *\"-"); len(got) != 0 {
		t.Errorf("%q", got)
	}
}
