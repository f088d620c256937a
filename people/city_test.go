package people_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const browser = "Firefox, Linux"

// city is the service over the real store, with a clock that the test sets.
type city struct {
	*people.Service
	t      *testing.T
	db     *store.DB
	room   people.Store
	now    time.Time
	writes atomic.Int64
}

func newCity(t *testing.T) *city {
	t.Helper()
	c := &city{t: t, now: noon}
	clock := func() time.Time { return c.now }
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "city.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c.db, c.room = db, store.As[people.Tx](db)
	c.Service = people.NewService(counted{c.room, &c.writes}, clock)
	return c
}

// Erase erases the account alone; what its person wrote is another room's.
func (c *city) Erase(ctx context.Context, actor people.Account, id people.ID) error {
	return c.room.Update(ctx, "", func(tx people.Tx) error {
		return people.EraseAccount(ctx, tx, actor, id, c.now)
	})
}

// counted counts the writes, for tests that reads stay reads.
type counted struct {
	people.Store
	writes *atomic.Int64
}

func (s counted) Update(ctx context.Context, op people.OpID, fn func(people.Tx) error) error {
	s.writes.Add(1)
	return s.Store.Update(ctx, op, fn)
}

func (c *city) ok(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// wants checks the fault that err is; key "" wants none.
func (c *city) wants(err error, kind fault.Kind, key string) {
	c.t.Helper()
	if fault.KindOf(err) != kind || key != "" && !fault.Is(err, key) {
		c.t.Errorf("err = %v, want %s %s", err, kind, key)
	}
}

// mails returns the letters that wait.
func (c *city) mails() []people.Mail {
	c.t.Helper()
	events, err := c.db.Pending(c.t.Context(), event.MailQueued, 0)
	c.ok(err)
	var mails []people.Mail
	for _, e := range events {
		m, err := people.ParseMail(e)
		c.ok(err)
		mails = append(mails, m)
	}
	return mails
}

// link asks for a sign-in link and returns its token.
func (c *city) link(email string) people.Token {
	c.t.Helper()
	c.ok(c.RequestSignIn(c.t.Context(), email, people.Finnish, "/fi/haku"))
	mails := c.mails()
	return mails[len(mails)-1].Token
}

// enter signs a person in.
func (c *city) enter(email, name string) (people.Token, people.Account) {
	c.t.Helper()
	session, a, _, err := c.UseLink(c.t.Context(), c.link(email), name, browser)
	c.ok(err)
	return session, a
}

// administrator makes the first administrator.
func (c *city) administrator() people.Account {
	c.t.Helper()
	t, err := c.FirstAdministrator(c.t.Context())
	c.ok(err)
	_, a, _, err := c.UseLink(c.t.Context(), t, "Yrjö Ylläpitäjä", browser)
	c.ok(err)
	return a
}

// whois authenticates a session.
func (c *city) whois(t people.Token) people.Account {
	c.t.Helper()
	a, err := c.Authenticate(c.t.Context(), t)
	c.ok(err)
	return a
}
