package intake

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/google/go-cmp/cmp"

	"luonnos/themes"
)

// mailServer is a real IMAP server on loopback, with a certificate of its own.
type mailServer struct {
	t     *testing.T
	user  *imapmemserver.User
	roots *x509.CertPool
	host  string
}

func newMailServer(t *testing.T) *mailServer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{t: t, user: imapmemserver.NewUser("palaute", "s3cret"), roots: x509.NewCertPool()}
	s.roots.AddCert(cert)
	if err := s.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(s.user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Logger: log.New(io.Discard, "", 0), InsecureAuth: true, // TLS is below it
	})
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}})
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s.host = "localhost:" + port
	return s
}

func (s *mailServer) source() themes.Source {
	return themes.Source{Channel: themes.ByMail, Address: "imaps://" + s.host + "/INBOX", User: "palaute", Secret: "s3cret"}
}

func (s *mailServer) fetcher() Mailbox {
	return Mailbox{Guard: GuardOptions{Loopback: true}, Roots: s.roots, Now: func() time.Time { return mailNow }}
}

// post puts a message into the folder.
func (s *mailServer) post(folder, raw string) {
	s.t.Helper()
	if _, err := s.user.Append(folder, literal{strings.NewReader(raw)}, &imap.AppendOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// fetched runs a fetch and returns the texts, the last cursor and what was refused.
func fetched(t *testing.T, f Fetcher, s themes.Source, cursor string) (texts []string, last string, refused int) {
	t.Helper()
	last = cursor
	err := f.Fetch(t.Context(), s, cursor, func(b Batch) error {
		for _, a := range b.Arrivals {
			texts = append(texts, a.Text)
		}
		last = b.Cursor
		refused += b.Refused
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts, last, refused
}

func numbered(n int) string {
	return fmt.Sprintf("From: asukas@example.fi\r\nMessage-ID: <%d@example.fi>\r\n\r\nKirje %d", n, n)
}

func TestMailboxIsReadOnce(t *testing.T) {
	s := newMailServer(t)
	f, src := s.fetcher(), s.source()
	if texts, _, _ := fetched(t, f, src, ""); texts != nil {
		t.Errorf("an empty folder has %q", texts)
	}
	for i := range 45 { // more than two batches
		s.post("INBOX", numbered(i))
	}
	s.post("INBOX", letter("Auto-Submitted: auto-replied", "Olen lomalla."))
	texts, cursor, refused := fetched(t, f, src, "")
	if len(texts) != 45 || texts[0] != "Kirje 0" || texts[44] != "Kirje 44" || refused != 1 {
		t.Errorf("%d letters, %d refused: %q", len(texts), refused, texts)
	}
	if texts, again, _ := fetched(t, f, src, cursor); len(texts) != 0 || again != cursor {
		t.Errorf("again %q, cursor %s", texts, again)
	}
	s.post("INBOX", numbered(99))
	if texts, _, _ := fetched(t, f, src, cursor); !cmp.Equal(texts, []string{"Kirje 99"}) {
		t.Errorf("then %q", texts)
	}
	// A folder made anew has other numbers: it is read from its beginning.
	if err := s.user.Delete("INBOX"); err != nil {
		t.Fatal(err)
	}
	if err := s.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	s.post("INBOX", numbered(7))
	if texts, _, _ := fetched(t, f, src, cursor); !cmp.Equal(texts, []string{"Kirje 7"}) {
		t.Errorf("of the new folder %q", texts)
	}
}

// TestMailboxGoesOn: a fetch cut in the middle goes on where it was kept.
func TestMailboxGoesOn(t *testing.T) {
	s := newMailServer(t)
	for i := range 45 {
		s.post("INBOX", numbered(i))
	}
	stop := errors.New("the power went")
	var got []string
	cursor := ""
	err := s.fetcher().Fetch(t.Context(), s.source(), "", func(b Batch) error {
		if cursor != "" {
			return stop
		}
		for _, a := range b.Arrivals {
			got = append(got, a.Text)
		}
		cursor = b.Cursor
		if b.Done != letterBatch || b.Total != 45 {
			t.Errorf("%d of %d", b.Done, b.Total)
		}
		return nil
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	rest, _, _ := fetched(t, s.fetcher(), s.source(), cursor)
	if got = append(got, rest...); len(got) != 45 || got[20] != "Kirje 20" || got[44] != "Kirje 44" {
		t.Errorf("%q", got)
	}
}

func TestMailboxFolder(t *testing.T) {
	s := newMailServer(t)
	if err := s.user.Create("Palautteet/Ää kkösin", nil); err != nil {
		t.Fatal(err)
	}
	s.post("Palautteet/Ää kkösin", numbered(1))
	for _, address := range []string{"imaps://" + s.host + "/Palautteet/Ää kkösin", "imaps://" + s.host + "/Palautteet/%C3%84%C3%A4%20kk%C3%B6sin"} {
		src := s.source()
		src.Address = address
		if texts, _, _ := fetched(t, s.fetcher(), src, ""); !cmp.Equal(texts, []string{"Kirje 1"}) {
			t.Errorf("%s: %q", address, texts)
		}
	}
}

// TestMailboxIsLeftAsItWas: reading marks nothing as read, and a letter of any
// size is read no further than its words.
func TestMailboxIsLeftAsItWas(t *testing.T) {
	s := newMailServer(t)
	s.post("INBOX", letter("Content-Type: multipart/mixed; boundary=y",
		"--y\nContent-Type: text/plain; charset=utf-8\n\nAlikulku on pimeä.\n--y\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"+strings.Repeat("iVBORw0KGgoA\n", 2*MaxMail/12)))
	if texts, _, _ := fetched(t, s.fetcher(), s.source(), ""); !cmp.Equal(texts, []string{"Alikulku on pimeä."}) {
		t.Errorf("%q", texts)
	}
	status, err := s.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true})
	if err != nil || status.NumUnseen == nil || *status.NumUnseen != 1 {
		t.Errorf("%+v %v", status, err)
	}
}

func TestMailboxFailures(t *testing.T) {
	s := newMailServer(t)
	with := func(change func(*themes.Source)) themes.Source {
		src := s.source()
		change(&src)
		return src
	}
	for name, tt := range map[string]struct {
		src  themes.Source
		with Mailbox
		key  string
	}{
		"password":     {with(func(s *themes.Source) { s.Secret = "wr0ng" }), s.fetcher(), "error.fetch-key"},
		"folder":       {with(func(src *themes.Source) { src.Address = "imaps://" + s.host + "/Puuttuu" }), s.fetcher(), "error.fetch-missing"},
		"not imaps":    {with(func(src *themes.Source) { src.Address = "imap://" + s.host }), s.fetcher(), "error.mailbox-address"},
		"no address":   {with(func(src *themes.Source) { src.Address = "" }), s.fetcher(), "error.mailbox-address"},
		"certificate":  {s.source(), Mailbox{Guard: GuardOptions{Loopback: true}, Now: time.Now}, "error.mailbox-certificate"},
		"own network":  {s.source(), Mailbox{Roots: s.roots, Now: time.Now}, "error.fetch-refused"},
		"nobody there": {with(func(src *themes.Source) { src.Address = "imaps://localhost:1" }), s.fetcher(), "error.fetch-unreachable"},
	} {
		err := tt.with.Fetch(t.Context(), tt.src, "", func(Batch) error { return nil })
		f := FailureOf(err)
		if f == nil || f.Key != tt.key || strings.Contains(f.Error(), "s3cret") || strings.Contains(f.Error(), "wr0ng") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMailCursor(t *testing.T) {
	for _, s := range []string{"", "x", "1", "1:", ":1", "-1:2", "99999999999:1", `{"a":1}`} {
		if c := parseMailCursor(s); c != (mailCursor{}) {
			t.Errorf("%q is %v", s, c)
		}
	}
	if c := parseMailCursor(mailCursor{7, 9}.String()); c != (mailCursor{7, 9}) {
		t.Error(c)
	}
}
