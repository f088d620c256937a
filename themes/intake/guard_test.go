package intake

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"luonnos/themes"
)

func TestPublic(t *testing.T) {
	for _, text := range []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.192", "192.0.2.1", "198.18.0.1",
		"198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1",
		"::", "::1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
		"2002:7f00:1::", "2002:c0a8:101::1", "2001::1", "2001:0:4136:e378::", "2001:db8::1", "3fff::1", "5f00::1", "4000::1", "2001:20::1",
		"2606:4700::1111%eth0",
	} {
		if public(netip.MustParseAddr(text)) {
			t.Errorf("%s is taken for public", text)
		}
	}
	for _, text := range []string{
		"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "193.166.1.1", "223.255.255.255",
		"2606:4700::1111", "2a00:1450:400f::8b", "::ffff:1.1.1.1", "64:ff9b::101:101",
	} {
		if !public(netip.MustParseAddr(text)) {
			t.Errorf("%s is refused", text)
		}
	}
	if public(netip.Addr{}) {
		t.Error("no address is taken for public")
	}
}

func FuzzPublic(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add(netip.MustParseAddr("64:ff9b::a00:1").AsSlice())
	f.Add(netip.MustParseAddr("2002:a00:1::").AsSlice())
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, ok := netip.AddrFromSlice(raw)
		if !ok {
			return
		}
		got := public(a)
		// What the standard library knows to be special is never public.
		u := a.Unmap()
		if got && (!u.IsGlobalUnicast() || u.IsPrivate() || u.IsLoopback() || u.IsLinkLocalUnicast() || u.IsMulticast() || u.IsUnspecified()) {
			t.Fatalf("%s is taken for public", a)
		}
		if u.Is4() {
			// In whatever clothes, an address is what it is.
			four := u.As4()
			mapped := netip.AddrFrom16(u.As16())
			sixes := nat64.Addr().As16()
			copy(sixes[12:], four[:])
			if public(u) != public(mapped) || public(u) != public(netip.AddrFrom16(sixes)) {
				t.Fatalf("%s: alone %v, mapped %v, by NAT64 %v", u, public(u), public(mapped), public(netip.AddrFrom16(sixes)))
			}
		}
	})
}

// keyOf gets the address and returns what the body and the failure were.
func keyOf(t *testing.T, c *http.Client, address string) (string, string) {
	t.Helper()
	r, err := c.Get(address)
	if err != nil {
		return "", FailureOf(err).Key
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return string(body), FailureOf(err).Key
	}
	return string(body), ""
}

func TestClientReachesNothingInside(t *testing.T) {
	reached := 0
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { reached++ }))
	defer inside.Close()
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	city := Client(GuardOptions{Timeout: 5 * time.Second})
	for _, address := range []string{
		inside.URL,
		"http://localhost:" + port,
		"http://127.1:" + port,
		"http://2130706433:" + port,
		"http://0x7f.0.0.1:" + port,
		"http://0:" + port,
		"http://[::1]:" + port,
		"http://[::ffff:127.0.0.1]:" + port,
		"http://[::ffff:7f00:1]:" + port,
		"http://[64:ff9b::7f00:1]:" + port,
	} {
		if body, key := keyOf(t, city, address); key == "" || body != "" {
			t.Errorf("%s: %q, %q", address, body, key)
		}
	}
	if reached != 0 {
		t.Errorf("%d requests came in", reached)
	}
	for _, address := range []string{"http://169.254.169.254/latest", "http://10.0.0.1", "http://[fd00::1]/", inside.URL} {
		if _, key := keyOf(t, city, address); key != "error.fetch-refused" {
			t.Errorf("%s: %q", address, key)
		}
	}
	for _, address := range []string{"file:///etc/passwd", "gopher://example.fi", "ftp://example.fi"} {
		if _, key := keyOf(t, city, address); key != "error.fetch-address" {
			t.Errorf("%s: %q", address, key)
		}
	}
	// A proxy of the environment would make every address look public.
	t.Setenv("HTTP_PROXY", inside.URL)
	if _, key := keyOf(t, Client(GuardOptions{}), "http://10.0.0.1"); key != "error.fetch-refused" || reached != 0 {
		t.Errorf("with a proxy: %q, %d requests came in", key, reached)
	}
}

func TestClientRedirects(t *testing.T) {
	var agent string
	mux := http.NewServeMux()
	mux.HandleFunc("/end", func(w http.ResponseWriter, r *http.Request) { agent = r.UserAgent(); io.WriteString(w, "end") })
	mux.HandleFunc("/once", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/end", http.StatusFound) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	plain := httptest.NewServer(mux)
	defer plain.Close()
	mux.HandleFunc("/plain", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, plain.URL+"/end", http.StatusFound) })
	secure := httptest.NewTLSServer(mux)
	defer secure.Close()

	c := Client(GuardOptions{Loopback: true, Agent: "Luonnos (https://luonnos.example.fi)"})
	c.Transport.(*guarded).under.TLSClientConfig = secure.Client().Transport.(*http.Transport).TLSClientConfig
	for address, want := range map[string][2]string{
		plain.URL + "/once":   {"end", ""},
		secure.URL + "/once":  {"end", ""},
		plain.URL + "/round":  {"", "error.fetch-redirects"},
		plain.URL + "/inside": {"", "error.fetch-refused"},
		plain.URL + "/file":   {"", "error.fetch-address"},
		secure.URL + "/plain": {"", "error.fetch-downgrade"},
	} {
		body, key := keyOf(t, c, address)
		if got := [2]string{body, key}; got != want {
			t.Errorf("%s: %q, want %q", strings.TrimPrefix(address, plain.URL), got, want)
		}
	}
	if agent != "Luonnos (https://luonnos.example.fi)" {
		t.Errorf("User-Agent %q", agent)
	}
}

func TestClientBounds(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	z.Write(make([]byte, 10_000))
	z.Close()
	done := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/1000", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1000)) })
	mux.HandleFunc("/1001", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1001)) })
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb.Bytes())
	})
	mux.HandleFunc("/head", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X", strings.Repeat("x", 100_000)) })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "a")
		w.(http.Flusher).Flush()
		<-done
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	defer close(done)

	c := Client(GuardOptions{Loopback: true, MaxBody: 1000, Timeout: time.Second})
	for path, want := range map[string]struct {
		size int
		key  string
	}{
		"/1000": {1000, ""},
		"/1001": {1000, "error.fetch-large"},
		"/bomb": {1000, "error.fetch-large"},
		"/head": {0, "error.fetch-unreachable"},
		"/slow": {1, "error.fetch-slow"},
	} {
		body, key := keyOf(t, c, s.URL+path)
		if len(body) != want.size || key != want.key {
			t.Errorf("%s: %d bytes, %q; want %d, %q", path, len(body), key, want.size, want.key)
		}
	}
}

func TestDialerRefuses(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if c, err := Dialer(GuardOptions{}).DialContext(t.Context(), "tcp", l.Addr().String()); err == nil {
		c.Close()
		t.Error("a connection to this machine")
	} else if f, ok := errors.AsType[*Failure](err); !ok || f.Key != "error.fetch-refused" || !f.Stop {
		t.Errorf("got %v", err)
	}
	c, err := Dialer(GuardOptions{Loopback: true}).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}

// TestSecretsStayHome: a token or a password goes to https alone.
func TestSecretsStayHome(t *testing.T) {
	for _, f := range []Fetcher{Feed{Now: time.Now}, Mastodon{Now: time.Now, Known: &keeper{}}} {
		for address, want := range map[string]string{"http://feed.invalid": "error.fetch-plain", "https://feed.invalid": "error.fetch-unreachable"} {
			err := f.Fetch(t.Context(), themes.Source{Address: address, Tag: "a", Secret: "s3cret"}, "", func(Batch) error { return nil })
			if got := FailureOf(err); got == nil || got.Key != want {
				t.Errorf("%T %s: %v, want %s", f, address, got, want)
			}
		}
	}
}
