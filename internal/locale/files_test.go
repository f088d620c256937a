package locale

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/people"
)

// TestLanguagesAgree holds the three languages together: the same files, in
// each the same keys, and in each sentence the same places and plural forms.
func TestLanguagesAgree(t *testing.T) {
	fi := shapes(t, people.Finnish)
	for _, lang := range people.Langs[1:] {
		if diff := cmp.Diff(fi, shapes(t, lang)); diff != "" {
			t.Errorf("fi (-) and %s (+) differ:\n%s", lang, diff)
		}
	}
}

// shapes describes each sentence of a language by its file, places and forms.
func shapes(t *testing.T, lang people.Lang) map[string]string {
	t.Helper()
	shapes := map[string]string{}
	names, err := fs.Glob(files, string(lang)+"/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: no files (%v)", lang, err)
	}
	for _, name := range names {
		all := map[string]sentence{}
		if err := loadFile(files, name, all); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, s := range all {
			shape := path.Base(name) + ":"
			if s.one != nil {
				// A singular may say "one" in words instead of {0}.
				shape += " plural"
			}
			shapes[key] = shape + places(s.other)
		}
	}
	return shapes
}

func places(segs []segment) string {
	var names []string
	for _, s := range segs {
		if s.name != "" {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return " " + strings.Join(slices.Compact(names), " ")
}

// TestSentences looks for slips of the pen.
func TestSentences(t *testing.T) {
	for _, lang := range people.Langs {
		names, _ := fs.Glob(files, string(lang)+"/*.json")
		for _, name := range names {
			raw, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var values map[string]any
			if err := json.Unmarshal(raw, &values); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for key, v := range values {
				forms, ok := v.(map[string]any)
				if !ok {
					forms = map[string]any{"": v}
				}
				for _, f := range forms {
					text, _ := f.(string)
					if strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
						t.Errorf("%s %s: stray space in %q", name, key, text)
					}
					if strings.Contains(text, "TODO") || strings.Contains(text, "</") {
						t.Errorf("%s %s: %q is not plain finished text", name, key, text)
					}
				}
			}
		}
	}
}
