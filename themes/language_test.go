package themes

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"luonnos/internal/need"
	"luonnos/people"
)

func TestFindLang(t *testing.T) {
	for text, want := range map[string]people.Lang{
		"Bussi ei taaskaan tullut.": people.Finnish,
		"Kiitos!":                   people.Finnish,
		"ei toimi":                  people.Finnish,
		"Bussen kom inte den här gången heller.":          people.Swedish,
		"Tack för svaret!":                                people.Swedish,
		"The bus did not come this time either.":          people.English,
		"Thanks for your answer":                          people.English,
		"Hyvä juttu 👍 https://example.fi/the/and/of":      people.Finnish,
		"Varför är #Esimerkkilä så tyst? @kaupunki svara": people.Swedish,
	} {
		if got, ok := FindLang(text); got != want || !ok {
			t.Errorf("%q: %s, sure %v; want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "12345", "👍👍", "Почему город не отвечает на вопросы жителей?", "لماذا لا تجيب المدينة؟", "Tại sao thành phố không trả lời các câu hỏi?", "xkcd qwrtz"} {
		if got, ok := FindLang(text); ok {
			t.Errorf("%q: sure that it is %s", text, got)
		}
	}
}

// TestFindLangOnRealTexts measures on texts that nobody here wrote. Texts of 40
// characters or more; of each file at least 98 of 100 must be found and be sure.
// Not the Swedish answers of candidates: a third of those labelled so are in
// Finnish.
func TestFindLangOnRealTexts(t *testing.T) {
	for _, name := range []string{"fi_sib200", "sv_sib200", "en_sib200", "fi_vaalikone2015", "fi_eduskunta_vkk", "en_banking77"} {
		raw, err := os.ReadFile(need.Data(t, "themes/"+name+".tsv"))
		if err != nil {
			t.Fatal(err)
		}
		var all, right, sure int
		for line := range strings.Lines(string(raw)) {
			field := strings.Split(strings.TrimSpace(line), "\t")
			if len(field) < 4 || field[0] == "id" || utf8.RuneCountInString(field[3]) < 40 {
				continue
			}
			all++
			got, ok := FindLang(field[3])
			if string(got) == field[1] {
				right++
				if ok {
					sure++
				}
			}
		}
		if all < 100 || right*100 < all*99 || sure*100 < all*98 {
			t.Errorf("%s: of %d texts %d right, %d of them sure", name, all, right, sure)
		}
		t.Logf("%s: of %d texts %.2f %% right, %.2f %% sure", name, all, 100*float64(right)/float64(all), 100*float64(sure)/float64(all))
	}
}

func FuzzFindLang(f *testing.F) {
	for _, s := range []string{"Hei vaan", "\xff\xfe", "e\u0301e\u0301", "ﬁİ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lang, sure := FindLang(text)
		if !slices.Contains(people.Langs, lang) {
			t.Fatalf("%q is no language", lang)
		}
		// Neither what is no letter nor capitals tell a language.
		if again, s := FindLang("1! " + text + " 2?"); again != lang || s != sure {
			t.Fatalf("%q: %s %v, with figures around %s %v", text, lang, sure, again, s)
		}
	})
}

func BenchmarkFindLang(b *testing.B) {
	text := strings.Repeat("Bussi ei taaskaan tullut ajallaan, ja myöhästyin työstä. ", 3)
	for b.Loop() {
		FindLang(text)
	}
}
