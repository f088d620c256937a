package people

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/fault"
)

// Template names the sentences of a letter: "mail.<template>.subject" and
// "mail.<template>.body" in the locale files. A mailed link's template is its
// LinkKind.
type Template string

// TemplateAddressChanged tells an old address that it is one no more.
const TemplateAddressChanged Template = "address-changed"

// Mail is one letter to one person.
type Mail struct {
	// To is the receiver's account; the address is looked up when the mail is
	// sent, so that an erased person gets none. Email is the address of one
	// who has no account yet. One of the two is set.
	To    ID     `json:"to,omitempty"`
	Email string `json:"email,omitempty"`
	// Lang "" means the language of the account.
	Lang     Lang     `json:"lang,omitempty"`
	Template Template `json:"template"`
	// Args fill the named places of the sentences.
	Args map[string]string `json:"args,omitempty"`
	// About is the thing the letter leads to, in the form of an event's
	// subject, such as "proposal/12"; "" for none.
	About string `json:"about,omitempty"`
	// Token is the secret of a mailed link, which the letter then leads to.
	Token Token `json:"token,omitempty"`
	// At is when the letter was asked for, Until the time after which it is no
	// use any more; zero for never.
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"`
}

// QueueMail puts a letter into the outbox of the transaction.
func QueueMail(ctx context.Context, tx Tx, m Mail) error {
	if m.Template == "" || (m.To == "") == (m.Email == "") {
		return fmt.Errorf("mail %q needs a template and one receiver", m.Template)
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return tx.Emit(ctx, event.Event{
		Kind: event.MailQueued, Subject: "mail/" + string(m.Template), Time: m.At, Data: string(data),
	})
}

// ParseMail reads the letter of a MailQueued event.
func ParseMail(e event.Event) (Mail, error) {
	var m Mail
	if e.Kind != event.MailQueued {
		return m, fmt.Errorf("event %d is %s, not mail", e.ID, e.Kind)
	}
	if err := json.Unmarshal([]byte(e.Data), &m); err != nil {
		return m, fmt.Errorf("mail of event %d: %w", e.ID, err)
	}
	return m, nil
}

// AddressOf returns the address a letter goes to now and the language it is
// in; "" when the receiver has been erased or has no address, and when the link
// in the letter works no more.
func (s *Service) AddressOf(ctx context.Context, m Mail) (email string, lang Lang, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		email, lang, err = addressOf(ctx, tx, m)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return "", m.Lang, nil
	}
	return email, lang, err
}

func addressOf(ctx context.Context, tx Tx, m Mail) (email string, lang Lang, err error) {
	if m.Token != "" {
		if _, err := tx.Link(ctx, m.Token.Hash()); err != nil {
			return "", "", err
		}
	}
	if m.To == "" {
		return m.Email, m.Lang, nil
	}
	a, err := tx.Account(ctx, m.To)
	if m.Lang != "" {
		a.Lang = m.Lang
	}
	return a.Email, a.Lang, err
}
