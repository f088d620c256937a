package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"luonnos/internal/need"
)

// demoCity is the sample city, and its people's browsers by name.
type demoCity struct {
	*program
	people map[string]*reader
}

// openDemo starts the sample city.
func openDemo(t *testing.T) *demoCity {
	t.Helper()
	log := io.Discard
	if testing.Verbose() {
		log = os.Stderr
	}
	p, err := start(log, []string{"LUONNOS_LISTEN=127.0.0.1:0"}, "demo")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	})
	return &demoCity{program: p, people: map[string]*reader{}}
}

// person is the browser of a sample person, signed in by one click; "" has none.
func (c *demoCity) person(t *testing.T, name string) *reader {
	t.Helper()
	if c.people[name] == nil {
		r := newReader(c.base)
		if name != "" {
			if err := r.visit("/fi/kirjaudu"); err != nil {
				t.Fatal(err)
			}
			if err := r.press(name, ""); err != nil {
				t.Fatal(err)
			}
		}
		c.people[name] = r
	}
	return c.people[name]
}

// stir leaves the city with a page of its own, and on it a proposal of two
// versions, one in conflict with the strategy and one whose merge is to be looked at.
func (c *demoCity) stir(t *testing.T) {
	t.Helper()
	aino, hanna := c.person(t, "Aino K."), c.person(t, "Hanna J.")
	const page = "/fi/strategia/kuvat"
	first, second, third := "Jokaisessa kuvassa", "Kuvaan kysytään lupa", "Vanhat kuvat"
	steps := []func() error{
		func() error { return aino.visit("/fi/ehdota?new=1") },
		func() error { return aino.fill("Luvun otsikko", "Kuvat", "") },
		func() error {
			return aino.fill("Luvun teksti", first+" on tekstivastine.\n\n"+second+" niiltä, jotka siinä näkyvät.\n\n"+
				third+" käydään läpi kerran vuodessa ja turhat poistetaan.", "")
		},
		func() error { return aino.fill("Perustelu", "Kuvista ei ole lukua.", "") },
		func() error { return aino.press("Esikatsele", "") },
		func() error { return aino.press("Lähetä ehdotus", "") },
		func() error { return hanna.accept("Uusi luku: Kuvat") },

		func() error {
			return aino.propose("Aino ehdottaa", page, change{first, "tekstivastine", "hyvä tekstivastine"})
		},
		func() error { return aino.press("Tee uusi versio", "") },
		func() error { return aino.press("Muokkaa", first) },
		func() error { return aino.fill("Kohdan teksti", first+" on lyhyt tekstivastine.", "") },
		func() error { return aino.press("Esikatsele", "") },
		func() error { return aino.press("Lähetä uusi versio", "") },
		func() error {
			return c.person(t, "Veikko S.").propose("Veikko ehdottaa", page, change{second, "siinä näkyvät", "siinä tunnistaa"})
		},
		func() error {
			return c.person(t, "Oona T.").propose("Oona ehdottaa", page, change{third, "Vanhat kuvat", "Vanhat kuvat ja videot"})
		},
		func() error {
			return c.person(t, "Tapio H.").propose("Tapio ehdottaa", page, change{second, "siinä näkyvät", "siinä esiintyvät"},
				change{third, "kerran vuodessa", "kaksi kertaa vuodessa"})
		},
		func() error { return hanna.accept("Tapio ehdottaa") },
	}
	for i, step := range steps {
		if err := step(); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	for name, r := range c.people {
		if r.page.status >= 400 {
			t.Fatalf("%s: %s answers %d: %s", name, r.page.at, r.page.status, r.page.text())
		}
	}
}

// TestEveryPageKind looks at each kind of page in a real browser: in each
// language, on a wide screen and on a phone.
func TestEveryPageKind(t *testing.T) {
	need.NodeModule(t, "axe-core")
	city := openDemo(t)
	inspection := inspection{
		tab: openTab(t, city.base), pages: t.TempDir(), keys: keyPattern(t),
		langs: []string{"fi", "sv", "en"}, widths: []int64{1280, 375},
		pictures: os.Getenv("LUONNOS_SCREENSHOTS"),
	}
	if testing.Short() {
		inspection.langs, inspection.widths = []string{"fi"}, []int64{375}
	}
	city.stir(t)
	who := "nobody yet"
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			r := city.person(t, k.who)
			if err := k.way(r); err != nil {
				t.Fatal(err)
			}
			if !k.refused && r.page.status >= 400 {
				t.Fatalf("%s answers %d", r.page.at, r.page.status)
			}
			if who != k.who {
				if err := inspection.tab.become(r); err != nil {
					t.Fatal(err)
				}
				who = k.who
			}
			for _, lang := range inspection.langs {
				address := k.addresses[lang]
				if address == "" {
					var err error
					if address, err = r.inLanguage(lang); err != nil {
						t.Fatal(err)
					}
				}
				inspection.look(t, k, lang, address)
			}
		})
	}
	t.Run("markup", func(t *testing.T) { validateAll(t, inspection.pages) })
}

// inspection is one look at all the pages.
type inspection struct {
	tab      *tab
	pages    string // folder of the HTML seen
	keys     *regexp.Regexp
	langs    []string
	widths   []int64
	pictures string // folder for screenshots, "" for none
}

// sight is what the page is like for someone who looks at it.
type sight struct {
	Lang, Text, Title string
	Wide              []string // what reaches beyond the screen
}

// A phone makes its window as wide as what does not fit, so the width is screen's.
const looks = `JSON.stringify({
	Lang: document.documentElement.lang, Text: document.body.innerText, Title: document.title,
	Wide: document.documentElement.scrollWidth <= screen.width ? [] :
		[document.documentElement.scrollWidth + ' px wide: ', ...[...document.body.querySelectorAll('*')]
			.filter(e => e.getBoundingClientRect().right > screen.width + 1).slice(0, 4)
			.map(e => e.outerHTML.slice(0, 120))],
})`

func (in *inspection) look(t *testing.T, k kind, lang, address string) {
	t.Helper()
	b := in.tab
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s (%s): %s", address, lang, fmt.Sprintf(format, args...))
	}
	b.takeNoise()
	if err := b.resize(in.widths[0]); err != nil {
		t.Fatal(err)
	}
	if err := b.open(address); err != nil {
		t.Fatal(err)
	}
	if k.act != "" {
		if err := b.leave(chromedp.Evaluate(k.act, nil)); err != nil {
			t.Fatal(err)
		}
	}
	source, err := b.source()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(in.pages, k.name+"-"+lang+".html"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, width := range in.widths {
		if i > 0 {
			if err := b.resize(width); err != nil {
				t.Fatal(err)
			}
		}
		if in.pictures != "" && lang == "fi" {
			if err := b.screenshot(filepath.Join(in.pictures, fmt.Sprintf("%s-%d.png", k.name, width))); err != nil {
				t.Fatal(err)
			}
		}
		if k.long && i > 0 {
			continue
		}
		found, err := b.violations()
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range found {
			fail("at %d px: %s", width, v)
		}
	}
	if err := b.resize(320); err != nil {
		t.Fatal(err)
	}
	s, err := see(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Wide) > 0 {
		fail("does not fit 320 px: %s", strings.Join(s.Wide, "\n\t"))
	}
	if lang == "fi" && !strings.Contains(s.Text, k.says) {
		fail("does not say %q:\n%s", k.says, s.Text)
	}
	if s.Lang != lang {
		fail("says its language is %q", s.Lang)
	}
	for _, key := range in.keys.FindAllString(s.Title+"\n"+s.Text, 3) {
		fail("shows the key %q in place of a sentence", key)
	}
	for _, n := range b.takeNoise() {
		fail("the console says: %s", n)
	}
}

func see(b *tab) (s sight, err error) {
	said, err := eval[string](b, looks)
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(said), &s)
}

// keyPattern matches a sentence's key, which stands on a page only when the
// sentence is missing.
func keyPattern(t *testing.T) *regexp.Regexp {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(need.Root(), "internal", "locale", "fi", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no sentences", err)
	}
	rooms := map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var sentences map[string]any
		if err := json.Unmarshal(text, &sentences); err != nil {
			t.Fatal(err)
		}
		for key := range sentences {
			room, _, _ := strings.Cut(key, ".")
			rooms[regexp.QuoteMeta(room)] = true
		}
	}
	var names []string
	for room := range rooms {
		names = append(names, room)
	}
	return regexp.MustCompile(`(?m)\b(` + strings.Join(names, "|") + `)\.[a-z]+[a-z_.-]*`)
}
