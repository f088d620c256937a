package server

import (
	"strings"
	"testing"

	"luonnos/people"
)

func TestEmptySiteTellsWhatToDo(t *testing.T) {
	s := newSite(t)
	for _, target := range []string{"/fi", "/sv/strategi", "/en"} {
		a := s.get(target)
		if a.StatusCode != 200 || !strings.Contains(a.body, "?new=1") || strings.Contains(a.body, "luonnos import") {
			t.Errorf("%s: %d", target, a.StatusCode)
		}
		for _, problem := range checkPage(a.body) {
			t.Errorf("%s: %s", target, problem)
		}
	}
	s.account("u1", "Ylläpitäjä", people.Administrator)
	s.signIn("u1")
	if !strings.Contains(s.get("/fi").body, "luonnos import") {
		t.Error("an administrator is not told of importing")
	}
}

// TestAwkwardTextsAreSoundPages reads texts that no style guide would allow.
func TestAwkwardTextsAreSoundPages(t *testing.T) {
	s := newSite(t)
	for name, text := range map[string]string{
		"no-title.md":    "Pelkkä kappale.\n",
		"two-titles.md":  "# Yksi\n\nTeksti.\n\n# Kaksi\n\n## Kolme\n",
		"late-title.md":  "## Ensin\n\n# Sitten\n",
		"main.md":        "# main\n\n## menu\n\n## faults\n\n## toc\n",
		"front.md":       "---\ntitle: x\n---\n# Otsikko\n\n[ref]: https://example.com\n",
		"html.md":        "# Otsikko\n\n<script>alert(1)</script>\n\n<p onclick=\"x()\">a</p>\n\n[a](javascript:alert(1))\n",
		"nested.md":      "# Otsikko\n\n- a\n  - b\n    1. c\n\n    loppu\n\n> lainaus\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] tehty\n- [ ] tekemättä\n\nViite[^1].\n\n[^1]: Alaviite.\n",
		"sub/page.sv.md": "# Rubrik\n\nText med [länk](../main.md#menu).\n",
		"empty.md":       "\n",
	} {
		s.write(map[string]string{name: text})
		for _, q := range []string{"", "?authors=1", "?v=1"} {
			target := "/fi/strategia/" + strings.TrimSuffix(name, ".md") + q
			a := s.get(target)
			if q == "?v=1" && a.StatusCode == 404 {
				continue
			}
			if a.StatusCode != 200 {
				t.Errorf("%s: %d", target, a.StatusCode)
			}
			for _, problem := range checkPage(a.body) {
				t.Errorf("%s: %s", target, problem)
			}
			if strings.Contains(a.body, "alert(1)</script>") || strings.Contains(a.body, "onclick=\"") {
				t.Errorf("%s lets HTML through", target)
			}
		}
	}
	if a := s.get("/fi/strategia/sub/page.sv"); !strings.Contains(a.body, `<article class="text" lang="sv">`) ||
		!strings.Contains(a.body, `href="/fi/strategia/main#menu"`) {
		t.Error("the language or the link of a text is lost")
	}
}

func TestVersionsAndDifferences(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n\nEnsimmäinen muoto tästä kohdasta.\n"})
	s.write(map[string]string{"b.md": "# Muu\n"})
	s.write(map[string]string{"a.md": "# Alku\n\nToinen muoto tästä kohdasta.\n"})
	s.write(map[string]string{"a.md": ""})
	if a := s.get("/fi/strategia/a"); a.StatusCode != 404 {
		t.Errorf("a removed page gives %d", a.StatusCode)
	}
	old := s.get("/fi/strategia/a?v=1")
	if !strings.Contains(old.body, "Ensimmäinen muoto") || strings.Contains(old.body, "/fi/ehdota?passage=") {
		t.Error("the old version is not shown as it was")
	}
	list := s.get("/fi/versiot/a")
	if strings.Count(list.body, "<tr>") != 4 {
		t.Errorf("%d rows", strings.Count(list.body, "<tr>"))
	}
	forward, backward := s.get("/fi/ero/a?a=1&b=3"), s.get("/fi/ero/a?a=3&b=1")
	if !strings.Contains(forward.body, "Toinen") || !strings.Contains(forward.body, "Ensimmäinen") {
		t.Error("the difference lacks a side")
	}
	cut := func(s string) string { _, s, _ = strings.Cut(s, "<main"); return s }
	if cut(forward.body) != cut(backward.body) {
		t.Error("the order of the versions matters")
	}
	for _, target := range []string{"/fi/ero/a", "/fi/ero/a?a=x&b=-1", "/fi/ero/b", "/fi/ero/a?a=99&b=98", "/fi/versiot/a?before=1"} {
		if a := s.get(target); a.StatusCode != 200 && a.StatusCode != 404 {
			t.Errorf("%s: %d", target, a.StatusCode)
		}
	}
}

func TestSearchFindsBentWordsAndMarksThem(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"a.md": "# Alku\n\nKaupungin asukkaat <b>vastaavat</b>, ja kaupunki kuuntelee.\n\n| Kaupunki | Luku |\n|---|---|\n| Kaupungissa | 5 |\n"})
	a := s.get("/fi/haku?q=kaupunki")
	if !strings.Contains(a.body, "<mark>Kaupungin</mark>") || !strings.Contains(a.body, "<mark>Kaupungissa</mark> 5") {
		t.Errorf("%s", a.body)
	}
	for _, q := range []string{"%3Cscript%3E", "%00", "%ff", strings.Repeat("sana+", 500), "*", "%22%22"} {
		a := s.get("/fi/haku?q=" + q)
		if a.StatusCode != 200 || strings.Contains(a.body, "<script>") {
			t.Errorf("%.20s: %d", q, a.StatusCode)
		}
		for _, problem := range checkPage(a.body) {
			t.Errorf("%.20s: %s", q, problem)
		}
	}
}
