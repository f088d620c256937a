package notify

import (
	"errors"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// mailbox is a mail server that keeps what it is given, or answers RCPT or DATA
// with an error.
type mailbox struct {
	mu               sync.Mutex
	from             string
	to               []string
	data             []string
	rcptErr, dataErr *smtp.SMTPError
}

func (b *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{b}, nil }

type visit struct{ box *mailbox }

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	v.box.mu.Lock()
	defer v.box.mu.Unlock()
	v.box.from = from
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.box.mu.Lock()
	defer v.box.mu.Unlock()
	if v.box.rcptErr != nil {
		return v.box.rcptErr
	}
	v.box.to = append(v.box.to, to)
	return nil
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.box.mu.Lock()
	defer v.box.mu.Unlock()
	if v.box.dataErr != nil {
		return v.box.dataErr
	}
	v.box.data = append(v.box.data, string(raw))
	return nil
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

// serve runs a mail server on the loopback and returns a sender for it.
func serve(t *testing.T, box *mailbox) *SMTPSender {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(box)
	srv.Domain = "mail.example.fi"
	srv.ErrorLog = log.New(io.Discard, "", 0)
	var wg sync.WaitGroup
	wg.Go(func() { _ = srv.Serve(l) })
	t.Cleanup(func() {
		_ = srv.Close()
		_ = l.Close() // a test may end before Serve knows its listener
		wg.Wait()
	})
	s, err := NewSMTPSender(SMTP{
		Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: Clear,
		From: "Luonnos – Koskela <luonnos@example.fi>",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func letter() Letter {
	return Letter{
		ID: "7.1", To: "aino@example.fi", Lang: "fi", Subject: "Päätös: hyväksytty – ”Sävy”",
		Text: "Hyvää päivää\n.piste alussa\n", HTML: "<p>Hyvää päivää</p>",
	}
}

func TestDelivery(t *testing.T) {
	box := &mailbox{}
	if err := serve(t, box).Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	if box.from != "luonnos@example.fi" || len(box.to) != 1 || box.to[0] != "aino@example.fi" || len(box.data) != 1 {
		t.Fatalf("from %q to %q, %d letters", box.from, box.to, len(box.data))
	}
	m, err := mail.ReadMessage(strings.NewReader(box.data[0]))
	if err != nil {
		t.Fatal(err)
	}
	dec := new(mime.WordDecoder)
	if got, err := dec.DecodeHeader(m.Header.Get("Subject")); err != nil || got != letter().Subject {
		t.Errorf("subject %q (%v)", got, err)
	}
	if raw := m.Header.Get("Subject"); strings.IndexFunc(raw, func(r rune) bool { return r > 127 }) >= 0 {
		t.Errorf("raw subject %q is not ASCII", raw)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Name != "Luonnos – Koskela" {
		t.Errorf("from %v (%v)", from, err)
	}
	for key, want := range map[string]string{
		"Message-Id": "<7.1@example.fi>", "Auto-Submitted": "auto-generated", "Content-Language": "fi",
	} {
		if got := m.Header.Get(key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if date, err := m.Header.Date(); err != nil || date.IsZero() {
		t.Errorf("date: %v", err)
	}

	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q (%v)", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []string{letter().Text, letter().HTML} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		if enc := p.Header.Get("Content-Transfer-Encoding"); enc != "quoted-printable" {
			t.Fatalf("encoding %q", enc)
		}
		got, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		if s := strings.ReplaceAll(string(got), "\r\n", "\n"); strings.TrimSpace(s) != strings.TrimSpace(want) {
			t.Errorf("part %q, want %q", s, want)
		}
	}
}

func TestServerSaysNo(t *testing.T) {
	for name, tt := range map[string]struct {
		box     *mailbox
		refused bool
	}{
		"busy at RCPT":    {&mailbox{rcptErr: &smtp.SMTPError{Code: 450, Message: "greylisted aino@example.fi"}}, false},
		"busy at DATA":    {&mailbox{dataErr: &smtp.SMTPError{Code: 451, Message: "try later"}}, false},
		"unknown at RCPT": {&mailbox{rcptErr: &smtp.SMTPError{Code: 550, Message: "no aino@example.fi here"}}, true},
		"refused at DATA": {&mailbox{dataErr: &smtp.SMTPError{Code: 554, Message: "spam"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			err := serve(t, tt.box).Send(t.Context(), letter())
			if err == nil || errors.Is(err, ErrRefused) != tt.refused || errors.Is(err, ErrUnreachable) {
				t.Errorf("err = %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "aino") {
				t.Errorf("the error tells who: %v", err)
			}
		})
	}
}

// TestAfterBusy goes the whole way: queued, put off by a 4xx, delivered.
func TestAfterBusy(t *testing.T) {
	box := &mailbox{dataErr: &smtp.SMTPError{Code: 451, Message: "try later"}}
	h := newHouse(t)
	h.Sender = serve(t, box)
	h.box.queue(t, signIn())
	h.deliver(t)
	box.mu.Lock()
	box.dataErr = nil
	box.mu.Unlock()
	h.time = h.time.Add(firstWait)
	h.deliver(t)
	if len(box.data) != 1 || h.box.waiting() != 0 {
		t.Errorf("%d delivered, %d left", len(box.data), h.box.waiting())
	}
}

func TestHeaderInjection(t *testing.T) {
	for name, change := range map[string]func(*Letter){
		"address":        func(l *Letter) { l.To = "aino@example.fi\r\nBcc: x@y.fi" },
		"folded address": func(l *Letter) { l.To = "\"A\"\r\n <aino@example.fi>" },
		"two addresses":  func(l *Letter) { l.To = "aino@example.fi, x@y.fi" },
		"subject":        func(l *Letter) { l.Subject = "Hei\nBcc: x@y.fi" },
		"NUL":            func(l *Letter) { l.Subject = "Hei\x00" },
	} {
		box := &mailbox{}
		l := letter()
		change(&l)
		if err := serve(t, box).Send(t.Context(), l); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: err = %v", name, err)
		}
		if len(box.data) != 0 {
			t.Errorf("%s: sent", name)
		}
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := NewSMTPSender(SMTP{Host: "127.0.0.1", Port: port, Security: Clear, From: "a@b.fi"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter()); !errors.Is(err, ErrUnreachable) {
		t.Errorf("err = %v", err)
	}
}

func TestTLSIsInsistedOn(t *testing.T) {
	box := &mailbox{}
	clear := serve(t, box)
	_, port, err := net.SplitHostPort(clear.client.ServerAddr())
	if err != nil {
		t.Fatal(err)
	}
	n, err := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSMTPSender(SMTP{Host: "127.0.0.1", Port: n, From: "a@b.fi"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter()); !errors.Is(err, ErrUnreachable) || len(box.data) != 0 {
		t.Errorf("a server without TLS: %v, %d letters", err, len(box.data))
	}
}

func TestBadSettings(t *testing.T) {
	for name, s := range map[string]SMTP{
		"from":     {Host: "localhost", From: "nobody"},
		"host":     {From: "a@b.fi"},
		"port":     {Host: "localhost", Port: 70000, From: "a@b.fi"},
		"security": {Host: "localhost", From: "a@b.fi", Security: "maybe"},
	} {
		if _, err := NewSMTPSender(s); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
