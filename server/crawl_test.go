package server

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"luonnos/demo"
	"luonnos/initiatives"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
)

// crawlLimit bounds the pages visited for one reader.
const crawlLimit = 160

func unescapeFragment(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// TestEveryPage follows every link of the sample city as each kind of reader:
// each page is there, is sound HTML, and every sentence it needs exists.
func TestEveryPage(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Demo = true; c.RecordDir = t.TempDir() })
	until := s.time.AddDate(0, 0, 40)
	clock := demo.NewClock(until.AddDate(0, 0, -demo.Days))
	said := themes.NewService(store.As[themes.Tx](s.db), passages{}, clock.Now, themes.Options{})
	sample, err := demo.Seed(t.Context(), demo.City{People: store.As[people.Tx](s.db), Docs: s.docs, Revisions: s.rev,
		Initiatives: initiatives.NewService(store.As[initiatives.Tx](s.db), s.docs, clock.Now), Themes: said, Clock: clock}, until)
	if err != nil {
		t.Fatal(err)
	}
	s.time = clock.Now()
	accounts := map[people.Role]people.ID{people.Visitor: ""}
	for _, a := range sample {
		accounts[a.Role] = a.ID
	}
	for role, id := range accounts {
		t.Run(string(role), func(t *testing.T) {
			s.t = t
			s.cookies = nil
			if id != "" {
				s.signIn(id)
			}
			s.crawl()
		})
	}
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

func (s *site) crawl() {
	seen := map[string]bool{}
	// A page of each route comes before another page of the same.
	kinds := map[string]int{}
	queue := []string{"/fi", "/sv", "/en", "/fi/haku?q=kummi", "/fi/haku?q=zzz", "/fi/ei-ole"}
	for visited := 0; len(queue) > 0 && visited < crawlLimit; {
		target := queue[0]
		queue = queue[1:]
		if seen[target] {
			continue
		}
		seen[target] = true
		kind := kindOfAddress(target)
		if kinds[kind]++; kinds[kind] > 6 {
			continue
		}
		visited++
		a := s.get(target)
		if a.StatusCode >= 300 && a.StatusCode < 400 {
			queue = append(queue, a.Header.Get("Location"))
			continue
		}
		if a.StatusCode != 200 && target != "/fi/ei-ole" {
			s.t.Errorf("%s: %d", target, a.StatusCode)
			continue
		}
		if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, problem := range checkPage(a.body) {
			s.t.Errorf("%s: %s", target, problem)
		}
		queue = append(queue, links(a.body)...)
	}
}

// kindOfAddress is the address without its last part and query, with the part
// that names a language kept: pages alike have one kind.
func kindOfAddress(target string) string {
	target, query, _ := strings.Cut(target, "?")
	parts := strings.Split(target, "/")
	if len(parts) > 3 {
		parts[3] = "*"
	}
	keys := ""
	if q, err := url.ParseQuery(query); err == nil {
		for key := range q {
			keys += "&" + key
		}
	}
	return strings.Join(parts, "/") + keys
}

// links are the local pages a page leads to, without the links that choose a language.
func links(page string) []string {
	var out []string
	z := html.NewTokenizer(strings.NewReader(page))
	for z.Next() != html.ErrorToken {
		t := z.Token()
		for _, a := range t.Attr {
			if t.Data != "a" || a.Key != "href" {
				continue
			}
			to, _, _ := strings.Cut(a.Val, "#")
			if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "/static") && !strings.Contains(to, chooseLang+"=") &&
				!strings.HasPrefix(to, recordPath) {
				out = append(out, to)
			}
		}
	}
	return out
}
