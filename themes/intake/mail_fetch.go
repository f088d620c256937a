package intake

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"luonnos/themes"
)

// Mailbox fetches letters from a folder of an IMAP server, over TLS alone
// (RFC 8314). It reads and changes nothing there: no letter is marked as read.
type Mailbox struct {
	Guard GuardOptions
	// Roots are the certificates believed; nil for those of the system.
	Roots *x509.CertPool
	Now   func() time.Time
}

const (
	// maxLetters bounds one fetch; the next goes on from the cursor.
	maxLetters = 500
	// letterBatch are asked for at once: with MaxMail it bounds the memory.
	letterBatch = 20
	// mailTime bounds one fetch.
	mailTime = 5 * time.Minute
	// maxIMAP bounds what a server may say in one fetch, in bytes.
	maxIMAP = maxLetters*MaxMail + 16<<20
)

// Fetch implements Fetcher. The cursor is the folder's UIDVALIDITY and the last
// UID read; when the folder was made anew all of it is read again, and what is
// known by its Message-ID is known.
func (m Mailbox) Fetch(ctx context.Context, s themes.Source, cursor string, give func(Batch) error) error {
	host, port, folder, err := mailboxAddress(s.Address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	c, err := m.dial(ctx, host, port)
	if err != nil {
		return mailboxFailure(ctx, err, host, "error.fetch-unreachable")
	}
	defer func() { _ = c.Close() }()
	if err := c.Login(s.User, s.Secret).Wait(); err != nil {
		return mailboxFailure(ctx, err, host, "error.fetch-key")
	}
	box, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return mailboxFailure(ctx, err, host+"/"+folder, "error.fetch-missing")
	}
	from := parseMailCursor(cursor)
	if from.validity != box.UIDValidity {
		from = mailCursor{validity: box.UIDValidity}
	}
	uids, err := newUIDs(c, from.last)
	if err != nil {
		return mailboxFailure(ctx, err, host, "error.fetch-status")
	}
	done := 0
	for batch := range slices.Chunk(uids, letterBatch) {
		b, err := m.letters(c, batch)
		if err != nil {
			return mailboxFailure(ctx, err, host, "error.fetch-status")
		}
		from.last = batch[len(batch)-1]
		done += len(batch)
		b.Cursor, b.Done, b.Total = from.String(), done, len(uids)
		if err := give(b); err != nil {
			return err
		}
	}
	_ = c.Logout().Wait() // politeness: everything is kept already
	return nil
}

func (m Mailbox) dial(ctx context.Context, host, port string) (*imapclient.Client, error) {
	raw, err := Dialer(m.Guard).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	conn := tls.Client(raw, &tls.Config{ServerName: host, RootCAs: m.Roots, MinVersion: tls.VersionTLS12, NextProtos: []string{"imap"}})
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	// The client of the library waits without a context: its connection ends instead.
	context.AfterFunc(ctx, func() { _ = raw.Close() })
	c := imapclient.New(&boundedConn{Conn: conn, left: maxIMAP}, nil)
	if err := c.WaitGreeting(); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// newUIDs are those after last, oldest first, at most maxLetters.
func newUIDs(c *imapclient.Client, last imap.UID) ([]imap.UID, error) {
	var after imap.UIDSet
	after.AddRange(last+1, 0) // 0 is "*", the newest
	found, err := c.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{after}}, nil).Wait()
	if err != nil {
		return nil, err
	}
	// "*" is always the newest one, known or not.
	uids := slices.DeleteFunc(found.AllUIDs(), func(u imap.UID) bool { return u <= last })
	slices.Sort(uids)
	uids = slices.Compact(uids)
	return uids[:min(len(uids), maxLetters)], nil
}

// letters reads the letters, each up to MaxMail; one deleted meanwhile is left out.
func (m Mailbox) letters(c *imapclient.Client, uids []imap.UID) (Batch, error) {
	var b Batch
	cmd := c.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{
		{Peek: true, Partial: &imap.SectionPartial{Size: MaxMail}},
	}})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		for item := msg.Next(); item != nil; item = msg.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || body.Literal == nil {
				continue
			}
			raw, err := io.ReadAll(io.LimitReader(body.Literal, MaxMail))
			if err != nil {
				_ = cmd.Close()
				return b, err
			}
			if a, err := ReadMail(bytes.NewReader(raw), m.Now()); err == nil && len(b.Arrivals) < len(uids) {
				b.Arrivals = append(b.Arrivals, a)
			} else {
				b.Refused++
			}
		}
	}
	return b, cmd.Close()
}

// mailCursor is how far a folder is read.
type mailCursor struct {
	validity uint32
	last     imap.UID
}

func (c mailCursor) String() string { return fmt.Sprintf("%d:%d", c.validity, c.last) }

// parseMailCursor reads a cursor, zero for none.
func parseMailCursor(s string) (c mailCursor) {
	if n, err := fmt.Sscanf(s, "%d:%d", &c.validity, &c.last); n != 2 || err != nil {
		return mailCursor{}
	}
	return c
}

// mailboxAddress reads imaps://host:port/folder; the folder is INBOX and the
// port 993 when left out.
func mailboxAddress(address string) (host, port, folder string, err error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "imaps" || u.Hostname() == "" {
		return "", "", "", &Failure{Key: "error.mailbox-address", Stop: true}
	}
	host, port, folder = u.Hostname(), u.Port(), strings.Trim(u.Path, "/")
	if port == "" {
		port = "993"
	}
	if folder == "" {
		folder = "INBOX"
	}
	return host, port, folder, nil
}

// mailboxFailure tells what went wrong with the server: key when it said no,
// otherwise that it was not reached.
func mailboxFailure(ctx context.Context, err error, detail, key string) error {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	f := &Failure{Key: "error.fetch-unreachable", Detail: detail, Err: err}
	if said, ok := errors.AsType[*imap.Error](err); ok {
		f.Key = key
		// A server under repair is not a wrong password.
		if said.Code == imap.ResponseCodeUnavailable || said.Type == imap.StatusResponseTypeBye {
			f.Key = "error.fetch-status"
		}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		f.Key = "error.mailbox-certificate"
	}
	if ctx.Err() != nil {
		f.Key = "error.fetch-slow"
	}
	return f
}

// boundedConn ends a connection on which too much is said.
type boundedConn struct {
	net.Conn
	left int64
}

func (c *boundedConn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errBody
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}
