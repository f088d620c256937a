package server

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/themes"
)

// published is a town with an initiative: a theme is tied to the passage that
// its one accepted proposal changed.
func published(t *testing.T) (s *site, theme themes.ThemeCount) {
	t.Helper()
	s = spoken(t)
	theme = s.fine()[0]
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa palautteeseen kolmessa päivässä.")
	s.decided(1)
	passage := s.passage("palaute.md", "Kaupunki vastaa palautteeseen kolmessa")
	s.as("hanna")
	if a := s.post(themePath(theme.Theme.ID), "do", "tie", "kind", "passage", "thing", string(passage), "page", "palaute.md"); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.body)
	}
	changes, err := s.docs.Changes(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.server.config.Initiatives.Publish(t.Context(), s.person("hanna"), "", initiatives.Proposed{Title: "Strategia käyttöön",
		Text: "Pyydämme tätä.", Tag: "versio-1", Lang: people.Finnish, Source: changes[0].Hash}); err != nil {
		t.Fatal(err)
	}
	s.as("")
	return s, theme
}

// TestEvidenceLeadsToEveryVoice: the page, the JSON and the CSV have the frozen
// passage, its proposal and decision, the theme and each of its texts.
func TestEvidenceLeadsToEveryVoice(t *testing.T) {
	s, theme := published(t)
	items, all, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{Theme: theme.Theme.ID, Limit: themes.MaxList})
	if err != nil || len(items) != all || all == 0 {
		t.Fatal(all, err)
	}
	// What changes afterwards is not in what was frozen.
	s.write(map[string]string{"palaute.md": "# Palaute\n\nAivan toista.\n"})

	s.sound("/fi/aloitteet/1", http.StatusOK)
	for _, target := range []string{"/fi/aloitteet/1/perusteet", "/sv/initiativ/1/underlag", "/en/initiatives/1/evidence"} {
		page := s.sound(target, http.StatusOK)
		for _, want := range []string{"Kaupunki vastaa palautteeseen kolmessa päivässä.", "ehdotukset/1", themePath(theme.Theme.ID)} {
			want = strings.Replace(strings.Replace(want, "ehdotukset/1", "/1\"", 1), "/fi/teemat", "", 1)
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", target, want)
			}
		}
		if strings.Contains(page, "Aivan toista") {
			t.Errorf("%s has what was not frozen", target)
		}
		for _, i := range byID(items)[:min(all, maxEvidenceSaid)] {
			if text := strings.TrimSuffix(clipped(i.Text, 40), "…"); !strings.Contains(page, written(text)) {
				t.Errorf("%s lacks %q", target, text)
			}
		}
	}

	var e themes.Evidence
	a := s.get("/fi/aloitteet/1/perusteet.json")
	if err := json.Unmarshal([]byte(a.body), &e); err != nil || a.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Fatal(err, a.Header)
	}
	if len(e.Passages) != 1 || len(e.Proposals) != 1 || e.Proposals[0].Verdict != "accept" || e.Tag != "versio-1" {
		t.Errorf("%+v", e)
	}
	in, said := e.Behind(e.Passages[0])
	var want []int64
	for _, i := range items {
		want = append(want, i.ID)
	}
	slices.Sort(want)
	if !slices.Equal(said, want) || !slices.Equal(in, []int64{theme.Theme.ID}) {
		t.Errorf("behind the passage are %v in %v, want %v", said, in, want)
	}

	a = s.get("/sv/initiativ/1/underlag.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != len(items)+1 || rows[0][0] != "avsnitt" || len(rows[0]) != len(themes.EvidenceColumns) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	for _, body := range []string{a.body, s.get("/fi/aloitteet/1/perusteet.json").body, s.get("/fi/aloitteet/1/perusteet").body, s.get("/fi/aloitteet/1/tuloste").body} {
		for _, private := range []string{"Salainen", "salainen@example.fi"} {
			if strings.Contains(body, private) {
				t.Errorf("the evidence tells %s", private)
			}
		}
	}
	if got := s.get("/fi/aloitteet/2/perusteet").StatusCode; got != http.StatusNotFound {
		t.Errorf("an initiative that is not there answers %d", got)
	}
}

func byID(items []themes.Item) []themes.Item {
	return slices.SortedFunc(slices.Values(items), func(a, b themes.Item) int { return int(a.ID - b.ID) })
}

// TestEvidenceForgetsWhatIsHidden, also on the page that was kept.
func TestEvidenceForgetsWhatIsHidden(t *testing.T) {
	s, theme := published(t)
	items, _, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{Theme: theme.Theme.ID, NoTwins: true, Order: themes.Oldest, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	link := fmt.Sprintf(`href="/fi/palaute/%d"`, items[0].ID)
	if !strings.Contains(s.get("/fi/aloitteet/1/perusteet").body, link) {
		t.Fatal("the text is not in the evidence")
	}
	if err := s.themes.Moderate(t.Context(), s.person("kerttu"), "", items[0].ID, themes.Ruling{State: themes.Hidden, Reason: "Ei asiallinen."}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.get("/fi/aloitteet/1/perusteet").body, link) {
		t.Error("the kept page has a hidden text")
	}
	var e themes.Evidence
	if err := json.Unmarshal([]byte(s.get("/fi/aloitteet/1/perusteet.json").body), &e); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(e.Items, func(i themes.EvidenceItem) bool { return i.ID == items[0].ID }) {
		t.Error("the JSON has a hidden text")
	}
}

// TestEvidenceIsNoFormula: what a stranger wrote is only text to a spreadsheet.
func TestEvidenceIsNoFormula(t *testing.T) {
	var b strings.Builder
	e := themes.Evidence{Passages: []themes.EvidencePassage{{ID: "a", Text: "-5 %", Items: []int64{1}}},
		Items: []themes.EvidenceItem{{ID: 1, Text: "=HYPERLINK(\"http://example.fi\")", Address: "@x", Source: "+1"}}}
	if err := e.WriteCSV(&b, themes.EvidenceColumns); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	for _, cell := range rows[1] {
		if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
			t.Errorf("%q begins a formula", cell)
		}
	}
}

// TestSaidLeadsToAllOfIt: from a passage to the list of what was said of it.
func TestSaidLeadsToAllOfIt(t *testing.T) {
	s, theme := published(t)
	passage := s.passage("palaute.md", "Kaupunki vastaa palautteeseen kolmessa")
	b := s.browser().open("/fi/kohta/"+string(passage)).reads(fmt.Sprintf("%d palautetta tästä", theme.Count.Items), "Mitä tälle tapahtui", "Strategia käyttöön")
	b.follow(fmt.Sprintf("Lue kaikki %d palautetta", theme.Count.Items)).reads("Vain palaute, joka on liitetty tähän:", fmt.Sprintf("%d palautetta", theme.Count.Items))

	// A kept page of a proposal says so too, as soon as it is tied.
	s.browser().open("/fi/ehdotukset/1").lacks("palautetta tästä")
	s.as("kerttu")
	s.post(themePath(theme.Theme.ID), "do", "tie", "kind", "proposal", "thing", "1")
	s.as("")
	s.browser().open("/fi/ehdotukset/1").reads(fmt.Sprintf("%d palautetta tästä", theme.Count.Items), "Mitä tälle tapahtui")
	s.as("kerttu")
	s.post(themePath(theme.Theme.ID), "do", "untie", "kind", "proposal", "thing", "1")
	s.as("")
	s.browser().open("/fi/ehdotukset/1").lacks("palautetta tästä")
}

// TestKeptEvidenceHasWhatIsShownLater: the page and its files are made anew when
// the desk shows an item of a theme behind it, and when it hides one.
func TestKeptEvidenceHasWhatIsShownLater(t *testing.T) {
	s, theme := published(t)
	id := s.receive(false, themes.Arrival{Foreign: "late", Text: "Myöhäinen sana sillasta.", At: s.time.AddDate(0, 0, -1)})[0]
	if err := s.themes.Move(t.Context(), s.person("kerttu"), "", []int64{id}, theme.Theme.ID); err != nil {
		t.Fatal(err)
	}
	look := func(when string, there bool) {
		t.Helper()
		count := theme.Count.Items
		if there {
			count++
		}
		for ending, want := range map[string]bool{"": true, ".json": there, ".csv": there} {
			target, sign := "/fi/aloitteet/1/perusteet"+ending, "Myöhäinen sana"
			if ending == "" { // not every quotation is on the page: their count is
				sign = fmt.Sprintf("%d palautetta", count)
			}
			for range 2 { // the second is the kept one
				if a := s.get(target); a.StatusCode != http.StatusOK || strings.Contains(a.body, sign) != want {
					t.Errorf("%s, %s: %d, has %q: %t", when, target, a.StatusCode, sign, !want)
				}
			}
		}
	}
	look("while it waits", false)
	s.ruled(id, themes.Ruling{State: themes.Shown})
	look("shown", true)
	s.ruled(id, themes.Ruling{State: themes.Hidden, Reason: "Nimi."})
	look("hidden", false)
}
