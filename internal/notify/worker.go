package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"luonnos/internal/event"
	"luonnos/people"
)

const (
	// pollEvery finds letters whose next try is due, and those of other nodes.
	pollEvery = 30 * time.Second
	// batch is how many letters are taken from the outbox at once.
	batch = 50
	// A letter that fails is tried again after as long as it has waited, within
	// these bounds: 30 s, 1 min, 2 min … 2 h, 4 h, 6 h.
	firstWait   = 30 * time.Second
	longestWait = 6 * time.Hour
	// patience is how long a letter is tried: as long as mail servers commonly do.
	patience = 4 * 24 * time.Hour
)

// Changed is the store's listener: it wakes the mailer when there is a letter.
func (m *Mailer) Changed(events []event.Event) {
	for _, e := range events {
		if e.Kind == event.MailQueued {
			select {
			case m.wake <- struct{}{}:
			default: // already awake
			}
			return
		}
	}
}

// Run sends what waits until ctx ends.
func (m *Mailer) Run(ctx context.Context) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		if err := m.Deliver(ctx); err != nil && ctx.Err() == nil {
			m.Log.Error("mail: delivery stopped, trying again later", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-m.wake:
		case <-poll.C:
		}
	}
}

// Deliver tries every letter that is due once. It stops at an error of the
// outbox, or when the mail server cannot be reached.
func (m *Mailer) Deliver(ctx context.Context) error {
	for {
		events, err := m.Outbox.Pending(ctx, event.MailQueued, batch)
		if err != nil {
			return fmt.Errorf("read the outbox: %w", err)
		}
		for _, e := range events {
			if err := m.deliver(ctx, e); err != nil {
				return err
			}
		}
		if len(events) < batch {
			return nil
		}
	}
}

// deliver sends one letter and takes it from the outbox, or puts it off.
func (m *Mailer) deliver(ctx context.Context, e event.Event) error {
	mail, err := people.ParseMail(e)
	if err != nil {
		return m.giveUp(ctx, e, "", err)
	}
	now := m.Now()
	if !mail.Until.IsZero() && !mail.Until.After(now) {
		return m.giveUp(ctx, e, mail.Template, errors.New("its link has expired"))
	}
	to, lang, err := m.Readers.AddressOf(ctx, mail)
	if err != nil {
		return fmt.Errorf("look up a reader: %w", err)
	}
	if to == "" {
		return m.Outbox.Done(ctx, e.ID) // erased, or an account without an address
	}
	letter, err := m.write(e, mail, to, lang)
	if err != nil {
		return m.giveUp(ctx, e, mail.Template, err)
	}
	err = m.Sender.Send(ctx, letter)
	waited := now.Sub(e.Time)
	switch {
	case err == nil:
		return m.Outbox.Done(ctx, e.ID)
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrRefused), waited >= patience:
		return m.giveUp(ctx, e, mail.Template, err)
	}
	next := now.Add(min(max(waited, firstWait), longestWait))
	m.Log.Warn("mail: not delivered, trying again", "mail", e.ID, "template", mail.Template, "next", next, "error", err)
	if rerr := m.Outbox.Retry(ctx, e.ID, next, err.Error()); rerr != nil {
		return fmt.Errorf("put off a letter: %w", rerr)
	}
	if errors.Is(err, ErrUnreachable) {
		return err // the others would fail alike, each after its time-out
	}
	return nil
}

// giveUp drops a letter that cannot arrive and says so.
func (m *Mailer) giveUp(ctx context.Context, e event.Event, template people.Template, why error) error {
	m.Log.Error("mail: given up", "mail", e.ID, "template", template, "error", why)
	if err := m.Outbox.Done(ctx, e.ID); err != nil {
		return fmt.Errorf("drop a letter: %w", err)
	}
	return nil
}
