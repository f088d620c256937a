package docs_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
)

func TestEditionIsTheWholeTextAsItStood(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", "# Eka\n", "luvut/b.md", "Toka\n", "kuva.svg", "<svg/>")
	h.apply(t, "a.md", "# Uusi\n", "luvut/b.md", "")
	got, err := h.Edition(t.Context(), first.Seq)
	if err != nil {
		t.Fatal(err)
	}
	want := []docs.PageText{{Path: "a.md", Title: "Eka", Source: []byte("# Eka\n")}, {Path: "luvut/b.md", Title: "b", Source: []byte("Toka\n")}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if _, err := h.Edition(t.Context(), 99); err == nil {
		t.Error("a version that never was has an edition")
	}
}
