package notify

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

var (
	// ErrRefused: the mail server or the address itself rules the letter out.
	ErrRefused = errors.New("letter refused")
	// ErrUnreachable: the mail server cannot be reached or does not let us in.
	ErrUnreachable = errors.New("mail server unreachable")
)

// Security tells how the connection to the mail server is kept secret.
type Security string

const (
	// StartTLS begins in the clear and insists on TLS (port 587): the default.
	StartTLS Security = "starttls"
	// TLS from the first byte (port 465).
	TLS Security = "tls"
	// Clear never encrypts (port 25): for a server on the same machine.
	Clear Security = "none"
)

// sendTimeout bounds each step of talking to the mail server.
const sendTimeout = 30 * time.Second

// SMTP says how to reach the mail server.
type SMTP struct {
	Host string
	// Port 0 means the usual one of the Security.
	Port int
	// User "" means no authentication.
	User, Password string
	Security       Security
	// From is the sender, such as "Luonnos <luonnos@example.fi>".
	From string
}

// SMTPSender sends letters through a mail server.
type SMTPSender struct {
	client *gomail.Client
	from   *mail.Address
}

// NewSMTPSender returns the sender, or an error for settings that cannot work.
// It does not connect.
func NewSMTPSender(s SMTP) (*SMTPSender, error) {
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return nil, fmt.Errorf("mail: sender %q is not an address: %w", s.From, err)
	}
	opts := []gomail.Option{gomail.WithTimeout(sendTimeout)}
	switch s.Security {
	case StartTLS, "":
		opts = append(opts, gomail.WithTLSPortPolicy(gomail.TLSMandatory))
	case TLS:
		opts = append(opts, gomail.WithSSLPort(false))
	case Clear:
		opts = append(opts, gomail.WithTLSPortPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail: security %q is none of %s, %s, %s", s.Security, StartTLS, TLS, Clear)
	}
	if s.Port != 0 {
		opts = append(opts, gomail.WithPort(s.Port))
	}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	client, err := gomail.NewClient(s.Host, opts...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &SMTPSender{client: client, from: from}, nil
}

// Send sends the letter; see Sender for its errors.
func (s *SMTPSender) Send(ctx context.Context, l Letter) error {
	msg, err := s.message(l)
	if err != nil {
		return err
	}
	if err := s.client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer func() { _ = s.client.Close() }() // the letter is taken or not by now
	return verdict(s.client.Send(msg))
}

// verdict sorts a delivery error. The library's own text repeats the reader's
// address, so only the code goes on.
func verdict(err error) error {
	if err == nil {
		return nil
	}
	failed, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return errors.New("sending failed")
	}
	if code := failed.ErrorCode(); code >= 500 && code < 600 {
		return fmt.Errorf("%w: %s (code %d)", ErrRefused, failed.Reason, code)
	}
	return fmt.Errorf("%s (code %d)", failed.Reason, failed.ErrorCode())
}

func (s *SMTPSender) message(l Letter) (*gomail.Msg, error) {
	// Net/mail would take a line break as folding white space.
	if strings.ContainsAny(l.To+l.Subject, "\r\n\x00") {
		return nil, fmt.Errorf("%w: line break in a header", ErrRefused)
	}
	to, err := mail.ParseAddress(l.To)
	if err != nil {
		return nil, fmt.Errorf("%w: malformed address", ErrRefused)
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(s.from)
	m.ToMailAddress(to)
	m.Subject(l.Subject)
	m.SetDate()
	m.SetMessageIDWithValue(l.ID + "@" + s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:])
	m.SetGenHeader(gomail.HeaderContentLang, string(l.Lang))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday answers
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}
