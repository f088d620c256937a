package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// spoken is a town whose people have said what those of the sample city say.
// Half of it came in time from every second day of half a year.
func spoken(t *testing.T) *site {
	t.Helper()
	s := town(t)
	s.account("kirsi", "Kirsi B.", people.Administrator)
	s.account("oona", "Oona T.", people.Activist)
	raw, err := os.ReadFile("../demo/feedback.json")
	if err != nil {
		t.Fatal(err)
	}
	var city struct{ Items []struct{ Text string } }
	if err := json.Unmarshal(raw, &city); err != nil {
		t.Fatal(err)
	}
	var arrivals []themes.Arrival
	for n, i := range city.Items {
		arrivals = append(arrivals, themes.Arrival{Foreign: fmt.Sprint("x", n), Text: i.Text,
			At:     time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC).Add(time.Duration(n) * 12 * time.Hour),
			Sender: &themes.Sender{Name: "Salainen Lähettäjä", Email: "salainen@example.fi"}})
	}
	s.receive(true, arrivals...)
	s.regroup()
	return s
}

// receive takes feedback in from a source that is shown at once, or waits.
func (s *site) receive(trusted bool, arrivals ...themes.Arrival) []int64 {
	s.t.Helper()
	source, err := s.themes.PutSource(s.t.Context(), s.person("kirsi"), "", themes.Source{Channel: themes.ByImport,
		Name: fmt.Sprint("Puhelinpalvelu ", trusted, len(arrivals)), Trusted: trusted, Lang: people.Finnish})
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := s.themes.Receive(s.t.Context(), source.ID, arrivals)
	if err != nil {
		s.t.Fatal(err)
	}
	return r.IDs
}

func (s *site) regroup() {
	s.t.Helper()
	if err := s.themes.Regroup(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) person(id people.ID) people.Account {
	s.t.Helper()
	a, err := s.people.Get(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// fine are the fine themes, largest first.
func (s *site) fine() []themes.ThemeCount {
	s.t.Helper()
	all, err := s.themes.Themes(s.t.Context(), people.Account{}, themes.ThemeFilter{All: true})
	if err != nil {
		s.t.Fatal(err)
	}
	var out []themes.ThemeCount
	for _, t := range all {
		if !t.Theme.Coarse {
			out = append(out, t)
		}
	}
	return out
}

func themePath(id int64) string { return "/fi/teemat/" + strconv.FormatInt(id, 10) }

// as makes the requests that follow those of the person, "" of a visitor.
func (s *site) as(id people.ID) {
	s.cookies = nil
	if id != "" {
		s.signIn(id)
	}
}

func (s *site) sound(target string, status int) string {
	s.t.Helper()
	a := s.get(target)
	if a.StatusCode != status {
		s.t.Fatalf("%s: %d\n%s", target, a.StatusCode, a.body)
	}
	for _, problem := range checkPage(a.body) {
		s.t.Errorf("%s: %s", target, problem)
	}
	return a.body
}

// TestThemesAddUp: the overview says of every piece of feedback where it is.
func TestThemesAddUp(t *testing.T) {
	s := spoken(t)
	_, all, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	_, outside, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{Outside: true})
	if err != nil {
		t.Fatal(err)
	}
	within := 0
	for _, c := range s.fine() {
		within += c.Count.Items
	}
	if within+outside != all || within == 0 {
		t.Fatalf("%d in themes and %d outside are not %d", within, outside, all)
	}
	for _, target := range []string{"/fi/teemat", "/sv/teman", "/en/themes", "/fi/teemat?in=sv", "/fi/teemat/muut"} {
		s.sound(target, http.StatusOK)
	}
	page := s.sound("/fi/teemat", http.StatusOK)
	sentences := []string{fmt.Sprintf("on tullut %d palautetta (yksi lähde)", all), fmt.Sprintf("Yhteensä %d palautetta.", all)}
	if outside > 1 {
		sentences = append(sentences, fmt.Sprintf("%d jäi teemojen ulkopuolelle", outside))
	}
	for _, want := range sentences {
		if !strings.Contains(page, want) {
			t.Errorf("the overview does not say %q", want)
		}
	}
	// A period holds what was written in it, both its days included.
	n := 0
	items, _, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{Limit: themes.MaxList, Order: themes.Oldest})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		if i.At.Before(time.Date(2026, 5, 31, 21, 0, 0, 0, time.UTC)) {
			n++
		}
	}
	if page := s.sound("/fi/teemat?from=2026-05-01&until=2026-05-31", http.StatusOK); !strings.Contains(page, fmt.Sprintf("Aikavälillä 1.5.2026–31.5.2026 tuli %d palautetta", n)) {
		t.Errorf("not %d in May", n)
	}
	if page := s.sound("/fi/teemat?from=2001-01-01&until=2001-12-31", http.StatusOK); !strings.Contains(page, "Näillä valinnoilla ei löytynyt palautetta") {
		t.Error("a year without feedback has some")
	}
	page = s.sound("/fi/teemat?from=2026-06-01&until=2026-05-01", http.StatusUnprocessableEntity)
	if !strings.Contains(page, `value="2026-06-01"`) || !strings.Contains(page, "Viimeinen päivä ei voi olla ennen ensimmäistä.") {
		t.Error("a period that ends before it begins is not explained, or forgotten")
	}
}

// TestWhoPutsThemesInOrder tries every act as everybody.
func TestWhoPutsThemesInOrder(t *testing.T) {
	s := spoken(t)
	passage := string(s.passage("palaute.md", "Kaupunki vastaa"))
	for _, who := range []people.ID{"", "aino", "oona", "kerttu", "hanna", "kirsi"} {
		for _, act := range themeActs {
			fine := s.fine()
			theme, other := fine[0], fine[1]
			items, _, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{Theme: theme.Theme.ID, NoTwins: true, Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			s.as(who)
			a := s.post(themePath(theme.Theme.ID), "do", act, "name", "Uusi nimi", "into", themeNumber(other.Theme.ID), "to", themeNumber(other.Theme.ID),
				"items", themeNumber(items[0].ID), "split-name", "Erotettu", "kind", "passage", "thing", passage, "page", "palaute.md")
			to := a.Header.Get("Location")
			switch who {
			case "kerttu", "hanna":
				if a.StatusCode != http.StatusSeeOther || !strings.Contains(to, "ok="+act) {
					t.Errorf("%s may not %s: %d %s", who, act, a.StatusCode, to)
				} else {
					s.sound(to, http.StatusOK)
				}
			case "":
				if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/fi/kirjaudu?") {
					t.Errorf("a visitor may %s: %d %s", act, a.StatusCode, to)
				}
			default:
				if a.StatusCode != http.StatusForbidden {
					t.Errorf("%s may %s: %d", who, act, a.StatusCode)
				}
			}
		}
		s.as(who)
		if a := s.get(themePath(s.fine()[0].Theme.ID)); strings.Contains(a.body, "Järjestä teemaa") != (who == "kerttu" || who == "hanna") {
			t.Errorf("%q is offered the wrong thing", who)
		}
	}
}

// TestJoinedThemeLeadsOn: an address once given keeps leading to the texts.
func TestJoinedThemeLeadsOn(t *testing.T) {
	s := spoken(t)
	fine := s.fine()
	from, into := fine[1].Theme.ID, fine[2].Theme.ID
	s.as("kerttu")
	s.post(themePath(from), "do", "join", "into", themeNumber(into))
	s.as("")
	for range 2 {
		a := s.get(themePath(from))
		if a.StatusCode != http.StatusMovedPermanently || a.Header.Get("Location") != themePath(into) {
			t.Fatalf("%d %s", a.StatusCode, a.Header.Get("Location"))
		}
		s.regroup()
	}
	if page := s.sound(themePath(into), http.StatusOK); !strings.Contains(page, "yhdisti tähän toisen teeman") {
		t.Error("the history does not tell of it")
	}
}

// TestThemeFormsLoseNothing: what has to be mended comes back as typed, with
// the sentence at its field.
func TestThemeFormsLoseNothing(t *testing.T) {
	s := spoken(t)
	id := s.fine()[0].Theme.ID
	s.as("kerttu")
	long := strings.Repeat("nimi ", 60)
	for _, c := range []struct {
		fields []string
		has    []string
	}{
		{[]string{"do", "rename", "name", long}, []string{`id="f-name-fault"`, strings.TrimSpace(long)}},
		{[]string{"do", "join"}, []string{`id="f-into-fault"`, "Valitse teema."}},
		{[]string{"do", "split", "split-name", "Oma nimeni"}, []string{`id="f-items-fault"`, `value="Oma nimeni"`}},
		{[]string{"do", "split", "split-name", long, "items", "1"}, []string{`id="f-split-name-fault"`}},
		{[]string{"do", "move"}, []string{`id="f-items-fault"`}},
	} {
		a := s.post(themePath(id), c.fields...)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", c.fields[:2], a.StatusCode)
		}
		for _, want := range c.has {
			if !strings.Contains(a.body, want) {
				t.Errorf("%v: no %s", c.fields[:2], want)
			}
		}
		for _, problem := range checkPage(a.body) {
			t.Errorf("%v: %s", c.fields[:2], problem)
		}
	}
	// A form sent after the session has ended waits for its sender.
	s.as("")
	a := s.post(themePath(id), "do", "rename", "name", "Säilyvä nimi")
	if to := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || !strings.Contains(to, "jatka") {
		t.Errorf("%d %s", a.StatusCode, to)
	}
}

// TestComparedPeriods counts the texts of a theme in two months by hand.
func TestComparedPeriods(t *testing.T) {
	s := spoken(t)
	theme := s.fine()[0]
	items, all, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{Theme: theme.Theme.ID, Limit: themes.MaxList})
	if err != nil || all != len(items) {
		t.Fatal(all, len(items), err)
	}
	months := map[time.Month]int{}
	for _, i := range items {
		months[s.catalog.Printer(people.Finnish).Local(i.At).Month()]++
	}
	page := s.sound(themePath(theme.Theme.ID)+"?a-from=2026-05-01&a-until=2026-05-31&b-from=2026-06-01&b-until=2026-06-30", http.StatusOK)
	words := changeWords(&request{print: s.catalog.Printer(people.Finnish)}, months[time.May], months[time.June])
	for _, want := range []string{"1.5.2026–31.5.2026 ja 1.6.2026–30.6.2026: palautteen määrä " + words, "31 päivää ja 30 päivää"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	page = s.sound(themePath(theme.Theme.ID)+"?a-from=2026-05-01&b-from=huomenna", http.StatusUnprocessableEntity)
	if !strings.Contains(page, `value="huomenna"`) || strings.Count(page, "Anna päivä, esimerkiksi") < 3 {
		t.Error("what is no day is not explained at its field")
	}
}

func TestChangeIsSaidInWords(t *testing.T) {
	s := newSite(t)
	r := &request{print: s.catalog.Printer(people.Finnish)}
	for want, n := range map[string][2]int{
		"kasvoi 12 palautteesta 40 palautteeseen": {12, 40}, "väheni 40 palautteesta 12 palautteeseen": {40, 12},
		"pysyi samana (yksi palaute)": {1, 1}, "nousi nollasta yhteen palautteeseen": {0, 1}, "väheni 3 palautteesta nollaan": {3, 0},
	} {
		if got := changeWords(r, n[0], n[1]); got != want {
			t.Errorf("%v: %s", n, got)
		}
	}
}

// TestHiddenIsNowhere: a text that waits or is hidden is on no public page, not
// in its numbers, and not in what a kept page showed before.
func TestHiddenIsNowhere(t *testing.T) {
	s := spoken(t)
	theme := s.fine()[0]
	items, _, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{Theme: theme.Theme.ID, NoTwins: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	passage := s.passage("palaute.md", "Kaupunki vastaa")
	s.as("kerttu")
	s.post(themePath(theme.Theme.ID), "do", "tie", "kind", "passage", "thing", string(passage), "page", "palaute.md")
	s.as("")
	pages := []string{"/fi/teemat", themePath(theme.Theme.ID), "/fi/kohta/" + string(passage), "/fi/strategia/palaute"}
	text := strings.TrimSuffix(clipped(items[0].Text, 60), "…")
	count := fmt.Sprintf("%d palautetta</span>", theme.Count.Items)
	if page := s.sound(pages[3], http.StatusOK); !strings.Contains(page, count) {
		t.Errorf("the margin does not say %s", count)
	}
	if page := s.sound(pages[1], http.StatusOK); !strings.Contains(page, written(text)) {
		t.Errorf("%s does not say %q", pages[1], text)
	}
	if err := s.themes.Moderate(t.Context(), s.person("kerttu"), "", items[0].ID, themes.Ruling{State: themes.Hidden, Reason: "Ei asiallinen."}); err != nil {
		t.Fatal(err)
	}
	if page := s.sound(pages[3], http.StatusOK); !strings.Contains(page, fmt.Sprintf("%d palautetta</span>", theme.Count.Items-1)) {
		t.Error("the margin still counts what is hidden")
	}
	s.receive(false, themes.Arrival{Foreign: "w", Text: "Odottava teksti. " + items[0].Text, At: items[0].At})
	s.regroup()
	for _, target := range pages {
		if page := s.sound(target, http.StatusOK); strings.Contains(page, written(text)) || strings.Contains(page, "Odottava teksti") {
			t.Errorf("%s shows what is hidden or waits", target)
		}
	}
	_, all, err := s.themes.Items(t.Context(), people.Account{}, themes.Filter{To: toPassage(passage)})
	if err != nil {
		t.Fatal(err)
	}
	if page := s.sound(pages[3], http.StatusOK); !strings.Contains(page, fmt.Sprintf("%d palautetta</span>", all)) {
		t.Errorf("the margin does not say %d", all)
	}
}

// written is the text as a template writes it.
func written(text string) string {
	return strings.NewReplacer("&", "&amp;", "'", "&#39;", `"`, "&#34;", "<", "&lt;", ">", "&gt;", "+", "&#43;").Replace(text)
}
