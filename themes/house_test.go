package themes_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
)

// passages are the strategy of a test.
type passages []themes.PassageText

func (p passages) Passages(context.Context) ([]themes.PassageText, error) { return p, nil }

// house is the service over a real store, with a person of each role.
type house struct {
	*themes.Service
	db     *store.DB
	people map[people.Role]people.Account
	time   time.Time
	events []event.Event
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{time: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), people: map[people.Role]people.Account{people.Visitor: {}}}
	now := func() time.Time { return h.time }
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "luonnos.db"), store.Options{Now: now})
	check(t, err)
	t.Cleanup(func() { db.Close() })
	h.db = db
	h.Service = themes.NewService(store.As[themes.Tx](db), passages(nil), now, themes.Options{})
	for n, role := range people.Roles {
		h.people[role] = h.person(t, fmt.Sprint("u", n), role)
	}
	check(t, store.As[people.Tx](db).Update(t.Context(), "", func(tx people.Tx) error {
		return tx.PutArea(t.Context(), people.Area{Code: "rantakyla", Names: map[people.Lang]string{people.Finnish: "Rantakylä"}})
	}))
	db.Listen(func(es []event.Event) { h.events = append(h.events, es...) })
	return h
}

func (h *house) person(t testing.TB, id string, role people.Role) people.Account {
	t.Helper()
	a := people.Account{
		ID: people.ID(id), Pseudonym: people.Pseudonym("p-000000000" + id), Name: "Henkilö " + id,
		Email: id + "@example.fi", Role: role, Lang: people.Finnish, Unit: "Viestintä", Created: h.time,
	}
	h.put(t, a)
	return a
}

func (h *house) put(t testing.TB, a people.Account) {
	t.Helper()
	check(t, store.As[people.Tx](h.db).Update(t.Context(), "", func(tx people.Tx) error { return tx.PutAccount(t.Context(), a) }))
}

// send sends feedback by the form.
func (h *house) send(t testing.TB, text string) (themes.Item, people.Token) {
	t.Helper()
	h.time = h.time.Add(time.Minute)
	i, token, err := h.Send(t.Context(), people.Account{}, "", themes.Sending{
		Text: text, Lang: people.Finnish, Name: "Asukas", Email: "asukas@example.fi", Tell: true,
	})
	check(t, err)
	return i, token
}

// show lets the public see an item.
func (h *house) show(t testing.TB, ids ...int64) {
	t.Helper()
	for _, id := range ids {
		check(t, h.Moderate(t.Context(), h.people[people.Mentor], "", id, themes.Ruling{State: themes.Shown}))
	}
}

// letters are the templates of the mails that wait, oldest first.
func (h *house) letters(t testing.TB) []people.Mail {
	t.Helper()
	es, err := h.db.Pending(t.Context(), event.MailQueued, 0)
	check(t, err)
	var ms []people.Mail
	for _, e := range es {
		m, err := people.ParseMail(e)
		check(t, err)
		ms = append(ms, m)
	}
	return ms
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) room() themes.Store { return store.As[themes.Tx](h.db) }
