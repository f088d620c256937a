package server

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luonnos/internal/locale"
)

func TestRecordServesItsFilesAndNothingElse(t *testing.T) {
	root := t.TempDir()
	record := filepath.Join(root, "strategia.git")
	for name, text := range map[string]string{
		"strategia.git/HEAD": "ref: refs/heads/main\n", "strategia.git/info/refs": "x\n", "strategia.git/objects/ab/cd": "loose",
		"secret": "the database",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(root, "secret"), filepath.Join(record, "link")); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, func(c *Config) { c.RecordDir = record })
	for target, want := range map[string]string{
		"/strategia.git/HEAD":          "text/plain; charset=utf-8",
		"/strategia.git/info/refs":     "text/plain; charset=utf-8",
		"/strategia.git/objects/ab/cd": "application/x-git-loose-object",
	} {
		if a := s.get(target); a.StatusCode != 200 || a.Header.Get("Content-Type") != want {
			t.Errorf("%s: %d %s", target, a.StatusCode, a.Header.Get("Content-Type"))
		}
	}
	for _, target := range []string{
		"/strategia.git/", "/strategia.git/info", "/strategia.git/info/", "/strategia.git/objects/ab", "/strategia.git/link",
		"/strategia.git/../secret", "/strategia.git/%2e%2e/secret", "/strategia.git/..%2fsecret", "/strategia.git//etc/passwd",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = target
		if a := s.do(r); a.StatusCode == 200 || strings.Contains(a.body, "database") {
			t.Errorf("%s: %d", target, a.StatusCode)
		}
		if a := s.get(target); a.StatusCode == 200 || strings.Contains(a.body, "database") {
			t.Errorf("%s: %d", target, a.StatusCode)
		}
	}
}

func TestAssetsAreKeptForGood(t *testing.T) {
	s := newSite(t)
	address := s.server.assets.url("app.css")
	a := s.get(address, "Accept-Encoding", "br")
	if a.StatusCode != 200 || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") || a.Header.Get("Content-Encoding") != "br" {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	if len(a.body) > 10<<10 {
		t.Errorf("app.css is %d bytes, compressed", len(a.body))
	}
	if a := s.get("/static/app.css"); a.StatusCode != 404 {
		t.Errorf("without its hash: %d", a.StatusCode)
	}
}

func TestBrandMustBeReadable(t *testing.T) {
	cat, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for css, fits := range map[string]bool{
		"": true,
		":root { --brand: #003a70; --link: #003a70 }": true,
		":root { --brand: #abc }":                     false,
		":root { --on-brand: #0f5257 }":               false,
		":root { --link: #88cccc }":                   false,
		":root { --brand: #12345 }":                   false,
		":root { --brand: #000; --on-brand: #fff; }":  true,
	} {
		b := Brand{CSS: []byte(css)}
		if err := b.complete(cat); (err == nil) != fits {
			t.Errorf("%s: %v", css, err)
		}
	}
	if b := (Brand{}); b.complete(cat) != nil {
		t.Error("the house's own brand is refused")
	}
}

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]encoding{
		"": identity, "gzip": gzipped, "gzip, deflate, br, zstd": brotlied, "br;q=0, gzip": gzipped,
		"gzip;q=0": identity, "GZIP": gzipped, "br;q=1.0": brotlied, "identity": identity, "brotli": identity,
	} {
		if got := negotiate(accept); got != want {
			t.Errorf("%q: %q", accept, got)
		}
	}
}

func TestNetworkIsOneSender(t *testing.T) {
	for ip, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1",
		"2001:db8:1:2:3::4": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "what": "what",
	} {
		if got := network(ip); got != want {
			t.Errorf("%s: %s", ip, got)
		}
	}
}

func TestTokensStayOutOfLogs(t *testing.T) {
	if got := redactPath("/fi/ehdota/ABCDEFGHIJKLMNOPQRSTUVWXYZ/esikatselu"); strings.Contains(got, "ABCDEF") {
		t.Error(got)
	}
	if got := redactPath("/fi/strategia/osallistuminen-ja-vaikuttaminen"); got != "/fi/strategia/osallistuminen-ja-vaikuttaminen" {
		t.Error(got)
	}
}
