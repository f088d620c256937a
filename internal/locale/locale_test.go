package locale

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/people"
)

// sample is a catalogue of one Finnish file; the time sentences are not in it.
func sample(t *testing.T, json string) *Catalog {
	t.Helper()
	c, err := load(fstest.MapFS{"fi/a.json": {Data: []byte(json)}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPlaces(t *testing.T) {
	p := sample(t, `{
		"plain": "Hei",
		"index": "{1} ja {0}",
		"name": "Hei {name}!",
		"number": "{0:number} merkkiä, {0}",
		"literal": "{ei paikka} {Iso} { } {",
		"nested": "{0}"
	}`).Printer(people.Finnish)
	tests := []struct {
		key  string
		args []any
		want string
	}{
		{"plain", nil, "Hei"},
		{"plain", []any{"x"}, "Hei"},
		{"index", []any{"a", "b"}, "b ja a"},
		{"index", []any{"a"}, "{1} ja a"},
		{"name", []any{map[string]string{"name": "Aino"}}, "Hei Aino!"},
		{"name", []any{map[string]any{"name": 7}}, "Hei 7!"},
		{"name", nil, "Hei {name}!"},
		{"number", []any{10000}, "10\u00a0000 merkkiä, 10000"},
		{"number", []any{int64(10000)}, "10\u00a0000 merkkiä, 10000"},
		{"literal", []any{"x"}, "{ei paikka} {Iso} { } {"},
		{"nested", []any{"{0}{name}"}, "{0}{name}"},
		{"absent", nil, "absent"},
	}
	for _, tt := range tests {
		if got := p.T(tt.key, tt.args...); got != tt.want {
			t.Errorf("T(%q, %v) = %q, want %q", tt.key, tt.args, got, tt.want)
		}
	}
}

func TestPlural(t *testing.T) {
	p := sample(t, `{
		"c": {"one": "{0} kommentti sivulla {1}", "other": "{n} kommenttia sivulla {1}"},
		"s": "{0} kpl"
	}`).Printer(people.Finnish)
	for n, want := range map[int]string{
		0:     "0 kommenttia sivulla A",
		1:     "1 kommentti sivulla A",
		2:     "2 kommenttia sivulla A",
		12345: "12\u00a0345 kommenttia sivulla A",
	} {
		if got := p.N("c", n, "A"); got != want {
			t.Errorf("N(%d) = %q, want %q", n, got, want)
		}
	}
	if got := p.N("s", 1); got != "1 kpl" {
		t.Errorf("a sentence without forms: %q", got)
	}
}

func TestMissing(t *testing.T) {
	c := sample(t, `{"a": "A"}`)
	p := c.Printer(people.Finnish)
	_, _ = p.T("a"), p.T("b")
	_ = p.N("c", 2)
	_ = c.Printer(people.Swedish).T("a")
	if diff := cmp.Diff([]string{"fi b", "fi c", "sv a"}, c.Missing()); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownLanguageIsFinnish(t *testing.T) {
	if got := sample(t, `{"a": "A"}`).Printer("de"); got.Lang() != people.Finnish {
		t.Errorf("lang = %q", got.Lang())
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, json := range map[string]string{
		"twice":     `{"a": "x", "a": "y"}`,
		"empty":     `{"a": " "}`,
		"number":    `{"a": 7}`,
		"array":     `["a"]`,
		"forms":     `{"a": {"one": "x"}}`,
		"forms few": `{"a": {"one": "x", "other": "y", "few": "z"}}`,
		"format":    `{"a": "{0:euros}"}`,
		"cut":       `{"a": "x"`,
		"tail":      `{"a": "x"} {}`,
	} {
		if _, err := load(fstest.MapFS{"fi/a.json": {Data: []byte(json)}}); err == nil {
			t.Errorf("%s: loaded", name)
		} else if !strings.Contains(err.Error(), "fi/a.json") {
			t.Errorf("%s: the error does not name the file: %v", name, err)
		}
	}
	two := fstest.MapFS{"sv/a.json": {Data: []byte(`{"a": "x"}`)}, "sv/b.json": {Data: []byte(`{"a": "y"}`)}}
	if _, err := load(two); err == nil {
		t.Error("a key in two files: loaded")
	}
}

func TestTimes(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	winter := time.Date(2026, 11, 23, 12, 5, 0, 0, time.UTC)
	summer := time.Date(2026, 6, 3, 21, 30, 0, 0, time.UTC) // after midnight in Helsinki
	for _, tt := range []struct {
		lang                   people.Lang
		date, at, summer, thou string
	}{
		{people.Finnish, "23.11.2026", "23.11.2026 klo\u00a014.05", "4.6.2026 klo\u00a000.30", "20\u00a0000"},
		{people.Swedish, "23.11.2026", "23.11.2026 kl.\u00a014.05", "4.6.2026 kl.\u00a000.30", "20\u00a0000"},
		{people.English, "23 November 2026", "23 November 2026 at 14:05", "4 June 2026 at 00:30", "20,000"},
	} {
		p := c.Printer(tt.lang)
		if got := p.Date(winter); got != tt.date {
			t.Errorf("%s: Date = %q, want %q", tt.lang, got, tt.date)
		}
		if got := p.DateTime(winter); got != tt.at {
			t.Errorf("%s: DateTime = %q, want %q", tt.lang, got, tt.at)
		}
		if got := p.DateTime(summer); got != tt.summer {
			t.Errorf("%s: DateTime in summer = %q, want %q", tt.lang, got, tt.summer)
		}
		if got := p.Number(20000); got != tt.thou {
			t.Errorf("%s: Number = %q, want %q", tt.lang, got, tt.thou)
		}
	}
	if got := c.Printer(people.Finnish).ISO(winter); got != "2026-11-23T14:05:00+02:00" {
		t.Errorf("ISO = %q", got)
	}
}

func TestAgo(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	p := c.Printer(people.Finnish)
	now := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC) // 16:00 in Helsinki
	for _, tt := range []struct {
		before time.Duration
		want   string
	}{
		{-time.Minute, "juuri nyt"},
		{59 * time.Second, "juuri nyt"},
		{time.Minute, "minuutti sitten"},
		{59 * time.Minute, "59 minuuttia sitten"},
		{time.Hour, "tunti sitten"},
		{15 * time.Hour, "15 tuntia sitten"},
		{17 * time.Hour, "eilen"},
		{39 * time.Hour, "eilen"},
		{41 * time.Hour, "2 päivää sitten"},
		{7 * 24 * time.Hour, "7 päivää sitten"},
		{8 * 24 * time.Hour, "15.11.2026"},
	} {
		if got := p.Ago(now.Add(-tt.before), now); got != tt.want {
			t.Errorf("Ago(%v) = %q, want %q", tt.before, got, tt.want)
		}
	}
	night := time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC) // 00:30 in Helsinki
	if got := p.Ago(night.Add(-2*time.Hour), night); got != "2 tuntia sitten" {
		t.Errorf("over midnight: %q", got)
	}
}

func TestConcurrentUse(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range 200 {
				_ = c.Printer(people.Swedish).N("time.minutes-ago", n*1000)
				_ = c.Printer(people.Swedish).T("no.such.key")
			}
		})
	}
	wg.Wait()
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Hei {name}, {0:number}", "{", "}{", "{{0}}", "{a:b}", "ä{å}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		segs, err := parse(text)
		if err != nil {
			return
		}
		var b strings.Builder
		for _, s := range segs {
			switch {
			case s.name == "":
				b.WriteString(s.text)
			case s.number:
				b.WriteString("{" + s.name + ":number}")
			default:
				b.WriteString("{" + s.name + "}")
			}
		}
		if b.String() != text {
			t.Errorf("parse(%q) reads back as %q", text, b.String())
		}
	})
}
