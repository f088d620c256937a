// Package notify tells people what has happened: it takes letters from the
// outbox to their readers by mail.
//
// It must not know proposals or pages: a letter names a template, whose
// sentences are in the locale files, and the thing it is about, whose address
// the server knows. Sending happens after the transaction that queued the
// letter, and again until it succeeds: a letter may arrive twice, never be lost
// in silence.
package notify

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/locale"
	"luonnos/people"
)

// Outbox holds the events that wait; the store has it.
type Outbox interface {
	// Pending returns events of the kind that are due, oldest first.
	Pending(ctx context.Context, kind event.Kind, limit int) ([]event.Event, error)
	// Done removes events.
	Done(ctx context.Context, ids ...int64) error
	// Retry makes an event due again at the time; why is for whoever looks.
	Retry(ctx context.Context, id int64, next time.Time, why string) error
}

// Readers knows where a letter goes; people.Service does. The address is asked
// for when sending, so that an erased person gets no more mail.
type Readers interface {
	AddressOf(ctx context.Context, m people.Mail) (email string, lang people.Lang, err error)
}

// Sender takes one letter to its reader. An error that satisfies
// errors.Is(err, ErrRefused) is final, ErrUnreachable concerns every letter,
// any other is worth another try. Errors name no reader.
type Sender interface {
	Send(ctx context.Context, l Letter) error
}

// Letter is a mail ready to send.
type Letter struct {
	// ID is the same each time the same letter is sent, unique in the outbox.
	ID      string
	To      string
	Lang    people.Lang
	Subject string
	// Link is the absolute address in the text, "" for none.
	Link string
	Text string
	HTML string
}

// Options are what a Mailer needs.
type Options struct {
	Outbox  Outbox
	Readers Readers
	Locale  *locale.Catalog
	Sender  Sender
	// BaseURL is the address of the site, such as "https://luonnos.example.fi".
	BaseURL string
	// Site is the name of the site in each language.
	Site map[people.Lang]string
	// LinkPath returns the local path of the page that uses a mailed link.
	LinkPath func(lang people.Lang, t people.Token) string
	// AboutPath returns the local path of a subject such as "proposal/12", ""
	// for one without a page.
	AboutPath func(lang people.Lang, subject string) string
	Now       func() time.Time
	Log       *slog.Logger
}

// Mailer sends the letters of the outbox. One a node is enough.
type Mailer struct {
	Options
	base *url.URL
	wake chan struct{}
}

// New returns a mailer, or an error for a base address that no link can start with.
func New(o Options) (*Mailer, error) {
	base, err := url.Parse(strings.TrimSuffix(o.BaseURL, "/"))
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, fmt.Errorf("base address %q is not like https://example.fi", o.BaseURL)
	}
	return &Mailer{Options: o, base: base, wake: make(chan struct{}, 1)}, nil
}
