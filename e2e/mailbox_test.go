package e2e

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// mailbox is a mail server that keeps what it is given.
type mailbox struct {
	host, port string
	server     *smtp.Server

	mu      sync.Mutex
	letters []letter
	arrived chan struct{} // closed and made anew at each letter
}

// letter is one mail, as its reader sees it.
type letter struct {
	to, subject, text string
	read              bool
}

// openMailbox starts the server on a loopback port.
func openMailbox() (*mailbox, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &mailbox{arrived: make(chan struct{})}
	if m.host, m.port, err = net.SplitHostPort(l.Addr().String()); err != nil {
		return nil, err
	}
	m.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &mailSession{box: m}, nil
	}))
	m.server.Domain = "localhost"
	go func() { _ = m.server.Serve(l) }()
	return m, nil
}

func (m *mailbox) close() { _ = m.server.Close() }

// next is the newest letter to the address that has not been read; it waits for one.
func (m *mailbox) next(address string) (letter, error) {
	deadline := time.After(patience)
	for {
		m.mu.Lock()
		for i := len(m.letters) - 1; i >= 0; i-- {
			if l := &m.letters[i]; l.to == address && !l.read {
				l.read = true
				m.mu.Unlock()
				return *l, nil
			}
		}
		arrived := m.arrived
		m.mu.Unlock()
		select {
		case <-arrived:
		case <-deadline:
			return letter{}, fmt.Errorf("no mail came to %s", address)
		}
	}
}

// count is how many letters have come to the address, read or not.
func (m *mailbox) count(address string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, l := range m.letters {
		if l.to == address {
			n++
		}
	}
	return n
}

var linkPattern = regexp.MustCompile(`https?://\S+`)

// link is the first link of the letter, "" for none.
func (l letter) link() string { return linkPattern.FindString(l.text) }

// mailSession is one conversation of the SMTP server.
type mailSession struct {
	box *mailbox
	to  []string
}

func (s *mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}
func (s *mailSession) Reset()        { s.to = nil }
func (s *mailSession) Logout() error { return nil }

func (s *mailSession) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := plainText(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), message.Body)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return err
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	for _, to := range s.to {
		s.box.letters = append(s.box.letters, letter{to: to, subject: subject, text: text})
	}
	close(s.box.arrived)
	s.box.arrived = make(chan struct{})
	return nil
}

// plainText is the text/plain part of a mail.
func plainText(contentType, encoding string, body io.Reader) (string, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			// NextRawPart leaves the encoding to be read below.
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return "", errors.New("the mail has no plain text")
			}
			if err != nil {
				return "", err
			}
			if strings.HasPrefix(part.Header.Get("Content-Type"), "text/plain") {
				return plainText(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
			}
		}
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "", "7bit", "8bit":
	default:
		return "", fmt.Errorf("this reader does not know the encoding %s", encoding)
	}
	text, err := io.ReadAll(body)
	return string(text), err
}
