package people

import (
	"context"
	"net/mail"
	"strings"
	"time"

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

// NormalizeEmail returns the bare address without surrounding space and with
// its domain in lower case, or a fault in the field "email".
func NormalizeEmail(email string) (string, error) {
	email = strings.TrimSpace(email)
	if email == "" {
		return "", fault.InField("email", "error.email-required")
	}
	invalid := fault.InField("email", "error.email")
	if len(email) > maxEmail || strings.ContainsAny(email, "\r\n\x00<>\",;") {
		return "", invalid
	}
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email {
		return "", invalid
	}
	at := strings.LastIndexByte(email, '@')
	local, domain := email[:at], strings.ToLower(email[at+1:])
	if !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".") || strings.HasPrefix(domain, "[") {
		return "", invalid
	}
	return local + "@" + domain, nil
}

// QueueLink makes a one-time link of the kind and mails it to the address, in
// the transaction. target is the local path to go to afterwards, or
// "proposal/N" for LinkConfirm.
func QueueLink(ctx context.Context, tx Tx, kind LinkKind, email string, lang Lang, target string, now time.Time) error {
	email, err := NormalizeEmail(email)
	if err != nil {
		return err
	}
	t := NewToken()
	l := Link{
		Hash: t.Hash(), Kind: kind, Email: email, Target: target, Lang: lang,
		Created: now, Expires: now.Add(kind.Life()),
	}
	if err := tx.PutLink(ctx, l); err != nil {
		return err
	}
	return QueueMail(ctx, tx, Mail{
		Email: email, Lang: lang, Template: string(kind), Token: t, At: now, Until: l.Expires,
	})
}
