package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// GuardOptions say how far the guard goes. The zero value is what a city uses.
type GuardOptions struct {
	// Loopback lets 127.0.0.1 and ::1 through, for tests.
	Loopback bool
	// Agent is the User-Agent, "Luonnos" when empty.
	Agent string
	// MaxBody is the longest answer in bytes, after decompression; 16 MB when 0.
	MaxBody int64
	// Timeout is for one exchange with its redirects and body; a minute when 0.
	Timeout time.Duration
}

const (
	maxRedirects  = 5
	maxBody       = 16 << 20
	exchangeLimit = time.Minute
	dialLimit     = 10 * time.Second
)

// errBody tells of an answer longer than GuardOptions.MaxBody.
var errBody = &Failure{Key: "error.fetch-large"}

// Client returns an HTTP client for addresses that people gave: it reaches
// public addresses alone, whatever a name resolves to and wherever a redirect
// leads, and bounds time, redirects and the length of an answer. It knows no
// proxy of the environment, for behind one it could not see the address.
func Client(o GuardOptions) *http.Client {
	if o.Agent == "" {
		o.Agent = "Luonnos"
	}
	if o.MaxBody == 0 {
		o.MaxBody = maxBody
	}
	if o.Timeout == 0 {
		o.Timeout = exchangeLimit
	}
	return &http.Client{
		Timeout:       o.Timeout,
		CheckRedirect: checkRedirect,
		Transport: &guarded{options: o, under: &http.Transport{
			DialContext:            Dialer(o).DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    dialLimit,
			ResponseHeaderTimeout:  o.Timeout,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConns:           16,
			IdleConnTimeout:        30 * time.Second,
		}},
	}
}

// Dialer returns a dialer that connects to public addresses alone. It looks at
// the address after the name is resolved, so that a name cannot change between
// the look and the connection.
func Dialer(o GuardOptions) *net.Dialer {
	return &net.Dialer{
		Timeout: dialLimit,
		ControlContext: func(_ context.Context, network, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return &Failure{Key: "error.fetch-refused", Err: fmt.Errorf("%s %s: %w", network, address, err)}
			}
			if addr := at.Addr(); !public(addr) && !(o.Loopback && addr.Unmap().IsLoopback()) {
				return &Failure{Key: "error.fetch-refused", Detail: addr.String(), Stop: true}
			}
			return nil
		},
	}
}

// keepsSecret fails where a secret would go over the wire for all to read.
func (o GuardOptions) keepsSecret(scheme, secret string) error {
	if secret == "" || scheme == "https" || o.Loopback {
		return nil
	}
	return &Failure{Key: "error.fetch-plain", Stop: true}
}

// checkRedirect follows a few redirects, and none from https to http.
func checkRedirect(next *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return &Failure{Key: "error.fetch-redirects", Detail: via[0].URL.Hostname()}
	}
	if via[len(via)-1].URL.Scheme == "https" && next.URL.Scheme != "https" {
		return &Failure{Key: "error.fetch-downgrade", Detail: next.URL.Hostname()}
	}
	return nil
}

// guarded is the transport of Client.
type guarded struct {
	options GuardOptions
	under   *http.Transport
}

func (g *guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" && r.URL.Scheme != "http" {
		return nil, &Failure{Key: "error.fetch-address", Detail: r.URL.Scheme}
	}
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", g.options.Agent)
	answer, err := g.under.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = &boundedBody{ReadCloser: answer.Body, left: g.options.MaxBody}
	return answer, nil
}

// CloseIdleConnections lets http.Client do so.
func (g *guarded) CloseIdleConnections() { g.under.CloseIdleConnections() }

// boundedBody fails a body that goes on too long, instead of cutting it: half
// an answer could look like a whole one.
type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errBody
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	if b.left < 0 && !errors.Is(err, errBody) {
		return n - 1, errBody
	}
	return n, err
}

var (
	// globalUnicast is what IANA gives out of IPv6; all else is special.
	globalUnicast = netip.MustParsePrefix("2000::/3")
	// nat64 carries an IPv4 address in its last four bytes (RFC 6052).
	nat64 = netip.MustParsePrefix("64:ff9b::/96")

	// special are the addresses that look public and are not: of IANA's
	// special-purpose registries (RFC 6890), and what clouds keep for themselves.
	special = prefixes(
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
		"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
		"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"168.63.129.16/32", // the metadata of Azure
		"2001::/23",        // Teredo, ORCHID and other protocols
		"2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
	)
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		all[i] = netip.MustParsePrefix(t)
	}
	return all
}

// public reports whether the address is one of the open internet.
func public(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if !a.IsValid() || a.Is6() && !globalUnicast.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
