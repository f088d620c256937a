package revisions

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFollow(t *testing.T) {
	const one, two, three = "Yksi kappale tästä.", "Toinen kappale kertoo asiasta pitkään.", "Kolmas kappale sitten."
	tests := []struct {
		name, old, new string
		want           []string // texts in common, with » if moved
	}{
		{"nothing in common", "aa bb\n", "cc dd\n", nil},
		{"empty", "", "aa\n", nil},
		{"equal", one + "\n\n" + two, one + "\n\n" + two, []string{one + "\n\n" + two}},
		{"re-wrapped", "aa bb\ncc\n", "aa\nbb cc\n", []string{"aa\nbb cc"}},
		{"word changed", "Kaupunki vastaa arkisin viesteihin.\n", "Kaupunki vastaa aina viesteihin.\n", []string{"Kaupunki vastaa", "viesteihin."}},
		{"paragraph added", one + "\n\n" + two + "\n", one + "\n\nUusi tuli väliin.\n\n" + two + "\n", []string{one, two}},
		{"paragraph split", one + " " + two + "\n", one + "\n\n" + two + "\n", []string{one + "\n\n" + two}},
		{"paragraphs joined", one + "\n\n" + two + "\n", one + " " + two + "\n", []string{one + " " + two}},
		{"paragraph moved", one + "\n\n" + two + "\n\n" + three + "\n", three + "\n\n" + one + "\n\n" + two + "\n", []string{"»" + three, one + "\n\n" + two}},
		{
			"paragraph moved and changed", one + "\n\n" + three + "\n\n" + two + "\n", "Toinen kappale kertoo siitä pitkään.\n\n" + one + "\n\n" + three + "\n",
			[]string{"»Toinen kappale kertoo", "»pitkään.", one + "\n\n" + three},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range Follow(test.old, test.new) {
				mark := ""
				if s.Moved {
					mark = "»"
				}
				got = append(got, mark+test.new[s.New.Start:s.New.End])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("stretches (-want +got):\n%s", diff)
			}
			checkFollow(t, test.old, test.new)
		})
	}
}

func TestFollowProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := drawnText().Draw(t, "old")
		checkFollow(t, old, drawnEdit(t, old, "new"))
	})
}

// Every block whose text is only once in either version and that did not move
// past another is found whole, whatever happened around it.
func TestFollowFindsWhatDidNotChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zåäö]{3,8}( [a-zåäö]{3,8}){2,5}\.`), 1, 6, rapid.ID[string]).Draw(t, "kept")
		var old, new strings.Builder
		for _, text := range kept {
			for side, out := range map[string]*strings.Builder{"VANHA": &old, "UUSI": &new} {
				for range rapid.IntRange(0, 2).Draw(t, "others") {
					out.WriteString(side + " " + rapid.StringMatching(`[0-9]{3,9}( [0-9]{3,9}){0,4}`).Draw(t, "other") + "\n\n")
				}
				out.WriteString(text + "\n\n")
			}
		}
		found := Follow(old.String(), new.String())
		for _, text := range kept {
			from := strings.Index(new.String(), text)
			was := strings.Index(old.String(), text)
			covered := false
			for _, s := range found {
				covered = covered || s.New.Start <= from && from+len(text) <= s.New.End && s.Old.Start <= was && was+len(text) <= s.Old.End
			}
			if !covered {
				t.Fatalf("%q is lost between\n%s\nand\n%s", text, &old, &new)
			}
		}
	})
}

// checkFollow holds what must be true of every pair of texts.
func checkFollow(t failer, old, new string) {
	t.Helper()
	stretches := Follow(old, new)
	if diff := cmp.Diff(stretches, Follow(old, new)); diff != "" {
		t.Fatalf("not the same twice:\n%s", diff)
	}
	taken := make([]bool, len(old))
	last := 0
	for _, s := range stretches {
		if s.Old.Start >= s.Old.End || s.New.Start >= s.New.End || s.Old.End > len(old) || s.New.End > len(new) {
			t.Fatalf("ill-formed %v", s)
		}
		was, is := old[s.Old.Start:s.Old.End], new[s.New.Start:s.New.End]
		if strings.TrimSpace(was) != was || strings.TrimSpace(is) != is {
			t.Fatalf("white space at the end of %q or %q", was, is)
		}
		if !sameWords(was, is) {
			t.Fatalf("%q followed to %q", was, is)
		}
		if s.New.Start < last {
			t.Fatalf("out of order or overlapping in the new text: %v", stretches)
		}
		last = s.New.End
		for i := s.Old.Start; i < s.Old.End; i++ {
			if taken[i] {
				t.Fatalf("overlapping in the old text: %v", stretches)
			}
			taken[i] = true
		}
	}
	if self := Follow(old, old); len(strings.TrimSpace(old)) > 0 && (len(self) != 1 || self[0].Moved || old[self[0].New.Start:self[0].New.End] != strings.TrimSpace(old)) {
		t.Fatalf("%q does not follow itself: %v", old, self)
	}
}
