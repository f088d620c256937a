package people

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"

	"luonnos/internal/fault"
)

// How long a link works.
const (
	signInLinkLife  = 30 * time.Minute
	confirmLinkLife = 7 * 24 * time.Hour // a proposal waits for its author this long
	firstLinkLife   = 7 * 24 * time.Hour
)

// Life returns how long a link of the kind works.
func (k LinkKind) Life() time.Duration {
	switch k {
	case LinkConfirm:
		return confirmLinkLife
	case LinkFirst:
		return firstLinkLife
	}
	return signInLinkLife
}

// maxEmail is the longest address SMTP carries (RFC 5321, 4.5.3.1.3).
const maxEmail = 254

// NormalizeEmail returns the bare address without surrounding space, in lower
// case and with its domain in ASCII (IDNA 2008), or a fault in the field
// "email". The part before @ is lowered too: a phone that begins it with a
// capital must not make a second account.
func NormalizeEmail(email string) (string, error) {
	email = strings.TrimSpace(email)
	if email == "" {
		return "", fault.InField("email", "error.email-required")
	}
	invalid := fault.InField("email", "error.email")
	if strings.ContainsAny(email, "\r\n\x00<>\",;") {
		return "", invalid
	}
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email {
		return "", invalid
	}
	at := strings.LastIndexByte(email, '@')
	local := email[:at]
	domain, err := idna.Lookup.ToASCII(email[at+1:])
	labels := strings.Split(domain, ".")
	if err != nil || !isASCII(local) || len(labels) < 2 || slices.Contains(labels, "") ||
		len(local)+1+len(domain) > maxEmail {
		return "", invalid
	}
	return strings.ToLower(local + "@" + domain), nil
}

// isASCII: an address in another script needs SMTPUTF8, which many hosts refuse.
func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// QueueLink makes a one-time link of the kind and mails it to the address, in
// the transaction. target is the local path to go to afterwards, or
// "proposal/N" for LinkConfirm.
func QueueLink(ctx context.Context, tx Tx, kind LinkKind, email string, lang Lang, target string, now time.Time) error {
	email, err := NormalizeEmail(email)
	if err != nil {
		return err
	}
	return queueLink(ctx, tx, Link{Kind: kind, Email: email, Lang: lang, Target: target, Created: now})
}

// queueLink gives the link its secret and its life, stores and mails it.
func queueLink(ctx context.Context, tx Tx, l Link) error {
	t := NewToken()
	l.Hash, l.Expires = t.Hash(), l.Created.Add(l.Kind.Life())
	if err := tx.PutLink(ctx, l); err != nil {
		return err
	}
	return QueueMail(ctx, tx, Mail{
		Email: l.Email, Lang: l.Lang, Template: Template(l.Kind), Token: t, At: l.Created, Until: l.Expires,
	})
}
