package revisions

import "testing"

func TestChoiceGetsTheSpaceOfItsPlace(t *testing.T) {
	chunk := Chunk{Origin: Unresolved, Base: "Vanha.\n\n", Ours: "\tMeidän\n\tsana.\n\n", Theirs: "Heidän.  \n\n"}
	for choice, want := range map[string]string{
		"Meidän\r\n\tsana.": chunk.Ours,
		"\r\nHeidän.\r\n":   chunk.Theirs,
		"Uusi\r\nsana.":     "\tUusi\nsana.\n\n",
		" \r\n":             "",
	} {
		if got := chunk.fit(choice); got != want {
			t.Errorf("%q became %q, want %q", choice, got, want)
		}
	}
	windows := Chunk{Origin: Unresolved, Ours: "", Theirs: "Heidän\r\nsana.\r\n"}
	if got, want := windows.fit("Uusi\nsana."), "Uusi\r\nsana.\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m := Merged{Chunks: []Chunk{{Origin: FromBase, Text: "A. "}, chunk, {Origin: Unresolved, Ours: "B "}}}
	if got, err := m.Resolve(m.fit([]string{"Uusi.", "C"})); err != nil || got != "A. \tUusi.\n\nC " {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := m.Resolve(m.fit([]string{"Uusi."})); err == nil {
		t.Error("one choice did for two conflicts")
	}
	if _, err := m.Resolve(m.fit([]string{"a", "b", "c"})); err == nil {
		t.Error("three choices did for two conflicts")
	}
}
