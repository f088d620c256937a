package server

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/internal/store"
	"luonnos/people"
)

// writeAs puts a text on main past every proposal, by somebody.
func (s *site) writeAs(by people.Pseudonym, name, text string) {
	s.t.Helper()
	err := store.As[docs.Tx](s.db).Update(s.t.Context(), "", func(tx docs.Tx) error {
		tip, err := tx.Ref(s.t.Context(), docs.Main)
		if err != nil {
			return err
		}
		_, err = s.docs.Apply(s.t.Context(), tx, docs.Change{
			Files: []docs.File{{Path: name, Content: []byte(text)}}, Author: by, Message: "Write", Tip: tip,
		})
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

const manyKinds = `# Palaute ja vastaus

Kaupunki vastaa **palautteeseen** viikossa, ja [vastaus löytyy aina](muu.md) verkosta.

- Palaute luetaan arkisin.
- Vastaus annetaan viikossa[^1].

> Lainaus on toisen.

| Kanava | Vastuu |
|---|---|
| Sähköposti | Viestintä |

` + "```" + `
koodi jota luetaan
` + "```" + `

[^1]: Kiireelliset heti.
`

// Words of two people in every kind of place make sound pages, whose marks lead
// to what explains them.
func TestAuthorsInEveryKindOfPlace(t *testing.T) {
	s := newSite(t)
	s.account("0000000001", "Aino <Aalto>", people.Resident)
	s.account("0000000002", "Veikko", people.Resident)
	s.writeAs("p-0000000001", "a.md", manyKinds)
	text := manyKinds
	for _, word := range []string{"vastaus", "**palautteeseen**", "löytyy", "arkisin", "annetaan", "Lainaus", "Vastuu", "Viestintä", "jota", "heti"} {
		text = strings.Replace(text, word, word+" uusi", 1)
	}
	s.writeAs("p-0000000002", "a.md", text)
	page := s.get("/fi/strategia/a?authors=1").body
	for _, problem := range checkPage(page) {
		t.Error(problem)
	}
	if n := strings.Count(page, `<span class="mark mark-1">uusi</span>`); n != 10 {
		t.Errorf("%d words are marked\n%s", n, page)
	}
	if !strings.Contains(page, `<li id="mark-1">`) || strings.Count(page, `class="mark-n" href="#mark-1"`) != 10 {
		t.Error("a mark leads nowhere")
	}
	if !strings.Contains(page, "Aino &lt;Aalto&gt;") || strings.Contains(page, "<Aalto>") {
		t.Error("a name is not shown as it is")
	}
	plain := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(s.get("/fi/strategia/a").body, "")
	if strings.Contains(plain, "Kuka tämän kirjoitti") {
		t.Error("told without being asked")
	}
	if old := s.get("/fi/strategia/a?v=1&authors=1").body; strings.Contains(old, "mark-1") || !strings.Contains(old, "100\u00a0%") {
		t.Errorf("an old version has other writers:\n%s", old)
	}
}

// manyWriters makes a page of 15 kB that forty people have each changed in ten places.
func manyWriters(s *site) {
	var words []string
	for i := range 1500 {
		words = append(words, fmt.Sprintf("sanoja%d", i))
		if i%12 == 11 {
			words[i] += "."
		}
		if i%60 == 59 {
			words[i] += "\n\n"
		}
	}
	text := func() string {
		return "# Pitkä luku\n\n" + strings.ReplaceAll(strings.Join(words, " "), "\n ", "\n") + "\n"
	}
	s.writeAs("p-0000000000", "pitka.md", text())
	for by := range 40 {
		id := people.ID(fmt.Sprintf("%010d", by))
		s.account(id, fmt.Sprintf("Kirjoittaja %d", by), people.Resident)
		for n := range 10 {
			i := (by*31 + n*149) % len(words)
			words[i] = fmt.Sprintf("muutos%d%s", by, strings.TrimLeft(words[i], "abcdefghijklmnopqrstuvwxyz0123456789"))
		}
		s.writeAs(people.Pseudonym("p-"+id), "pitka.md", text())
	}
	for more := true; more; {
		var err error
		if more, err = s.rev.Carry(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestAuthorsOfALongPageWeighLittle(t *testing.T) {
	s := newSite(t)
	manyWriters(s)
	for _, q := range []string{"", "?authors=1"} {
		a := s.get("/fi/strategia/pitka"+q, "Accept-Encoding", "gzip")
		if a.StatusCode != 200 || a.Header.Get("Content-Encoding") != "gzip" || len(a.body) > 60_000 {
			t.Errorf("%q: %d, %d bytes of %s", q, a.StatusCode, len(a.body), a.Header.Get("Content-Encoding"))
		}
		t.Logf("%q: %d bytes", q, len(a.body))
	}
	page := s.get("/fi/strategia/pitka?authors=1").body
	if n := strings.Count(page, `class="mark-n"`); n < 300 {
		t.Errorf("%d marks", n)
	}
	for _, problem := range checkPage(page) {
		t.Error(problem)
	}
}

// The page for somebody signed in, which is never kept: as it is, and with who wrote it.
func BenchmarkPage(b *testing.B)        { benchmarkPage(b, "") }
func BenchmarkPageAuthors(b *testing.B) { benchmarkPage(b, "?authors=1") }

func benchmarkPage(b *testing.B, query string) {
	s := newSite(b)
	manyWriters(s)
	s.signIn("0000000001")
	for b.Loop() {
		if a := s.get("/fi/strategia/pitka" + query); a.StatusCode != 200 {
			b.Fatal(a.StatusCode)
		}
	}
}
