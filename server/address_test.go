package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/people"
)

func TestEveryRouteHasAnAddressInEveryLanguage(t *testing.T) {
	s := newSite(t)
	seen := map[string]string{}
	for _, row := range s.server.table {
		var args []any
		for part := range strings.SplitSeq(row.pattern, "/") {
			if part == "*" || strings.HasPrefix(part, ":") {
				args = append(args, "7")
			}
		}
		for _, lang := range people.Langs {
			address, err := s.server.addresses.url(lang, row.name, args...)
			if err != nil || !strings.HasPrefix(address, "/"+string(lang)) || strings.ContainsAny(address, "{:*}") {
				t.Errorf("%s in %s: %q, %v", row.name, lang, address, err)
			}
			key := row.method + " " + address
			if other, ok := seen[key]; ok && other != row.name {
				t.Errorf("%s and %s are both %s", row.name, other, key)
			}
			seen[key] = row.name
		}
	}
}

func TestWordsAreReadable(t *testing.T) {
	for name, inLanguages := range words {
		for _, w := range inLanguages {
			if w == "" || url.PathEscape(w) != w || strings.ToLower(w) != w {
				t.Errorf("{%s}: %q", name, w)
			}
		}
	}
}

func TestURL(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		name, want string
		args       []any
	}{
		{"home", "/fi", nil},
		{"page", "/fi/strategia/liitteet/tieto%20ja%20valta", []any{docs.Path("liitteet/tieto ja valta.md")}},
		{"difference", "/fi/ero/a?a=3&b=5", []any{docs.Path("a.md"), "a", 3, "b", int64(5)}},
		{"difference", "/fi/ero/a?b=5", []any{"a", "a", 0, "b", 5}},
		{"passage", "/fi/kohta/a%2Fb", []any{"a/b"}},
		{"page", "", nil},
		{"page", "", []any{""}},
		{"page", "", []any{"a", "key"}},
		{"nothing", "", nil},
	} {
		got, err := s.server.addresses.url(people.Finnish, c.name, c.args...)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s %v: %q, %v", c.name, c.args, got, err)
		}
	}
}

func TestLocalTarget(t *testing.T) {
	for target, safe := range map[string]bool{
		"/fi": true, "/fi/strategia/a?v=1#b": true,
		"": false, "fi": false, "//evil.test": false, "/\\evil.test": false, "https://evil.test": false,
		"/fi\r\nSet-Cookie: a=b": false, "javascript:alert(1)": false, "/%zz": false, "/\t/evil.test": false,
	} {
		if got := localTarget(target); (got != "") != safe || safe && got != target {
			t.Errorf("%q: %q", target, got)
		}
	}
}

// TestLanguageSwitchLeadsToTheSamePage goes from each page to each other
// language and back, with the query kept.
func TestLanguageSwitchLeadsToTheSamePage(t *testing.T) {
	s := newSite(t)
	s.write(map[string]string{"liitteet/ä b.md": "# Alku\n\nTeksti.\n"})
	for _, target := range []string{
		"/fi", "/fi/strategia", "/fi/strategia/liitteet/%C3%A4%20b", "/fi/strategia/liitteet/%C3%A4%20b?authors=1",
		"/fi/versiot/liitteet/%C3%A4%20b", "/fi/ero/liitteet/%C3%A4%20b?b=1", "/fi/haku?q=teksti", "/fi/ohje", "/fi/avoin-aineisto",
	} {
		for _, to := range []string{"sv", "en"} {
			there := s.follow(target, to)
			if back := s.follow(there, "fi"); back != target {
				t.Errorf("%s → %s → %s", target, there, back)
			}
		}
	}
}

// follow presses the link to a language and returns where it leads.
func (s *site) follow(target, lang string) string {
	s.t.Helper()
	page := s.get(target)
	if page.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d", target, page.StatusCode)
	}
	_, rest, _ := strings.Cut(page.body, `class="langs"`)
	before, _, found := strings.Cut(rest, `" lang="`+lang+`"`)
	if !found {
		s.t.Fatalf("%s has no link to %s", target, lang)
	}
	link := before[strings.LastIndex(before, `"`)+1:]
	chosen := s.get(strings.ReplaceAll(link, "&amp;", "&"))
	if chosen.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("%s: %d", link, chosen.StatusCode)
	}
	remembered := false
	for _, c := range chosen.Cookies() {
		remembered = remembered || c.Name == langCookie && c.Value == lang && c.HttpOnly
	}
	if !remembered {
		s.t.Errorf("%s is not remembered", lang)
	}
	return chosen.Header.Get("Location")
}

func TestFrontDoorChoosesALanguage(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct{ accept, cookie, want string }{
		{"", "", "/fi"},
		{"sv-FI,sv;q=0.9,en;q=0.8", "", "/sv"},
		{"en-GB", "", "/en"},
		{"de,fr;q=0.5", "", "/fi"},
		{"en", "sv", "/sv"},
		{"en", "xx", "/en"},
		{";;;", "", "/fi"},
	} {
		s.cookies = nil
		if c.cookie != "" {
			s.cookies = []*http.Cookie{{Name: langCookie, Value: c.cookie}}
		}
		if got := s.get("/", "Accept-Language", c.accept); got.Header.Get("Location") != c.want || got.StatusCode != http.StatusFound {
			t.Errorf("%+v: %d %s", c, got.StatusCode, got.Header.Get("Location"))
		}
	}
}
