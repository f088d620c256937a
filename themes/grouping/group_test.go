package grouping

import (
	"context"
	"testing"
)

func TestGroupSizes(t *testing.T) {
	texts := []Text{
		{ID: 1, Lang: "fi", Body: "Pyörätiet on aurattava talvella ennen aamua."},
		{ID: 2, Lang: "fi", Body: "Talvella pyörätietä ei aurata lainkaan."},
		{ID: 3, Lang: "fi", Body: "Kirjaston pitää olla auki sunnuntaisin."},
		{ID: 4, Lang: "fi", Body: "Kirjastoa tarvitaan myös sunnuntaina."},
	}
	r, err := Group(context.Background(), texts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	size := map[int]int{}
	for _, c := range r.Of {
		if c >= 0 {
			size[c]++
		}
	}
	for i, th := range r.Themes {
		if th.Size != size[i] {
			t.Errorf("theme %d says %d texts, holds %d", th.ID, th.Size, size[i])
		}
	}
	b, err := r.Model.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadModel(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range texts {
		if got, want := m.Assign(x, nil), r.Model.Assign(x, nil); got.Theme != want.Theme || got.Score != want.Score {
			t.Errorf("%q goes to %v, before writing to %v", x.Body, got, want)
		}
	}
}
