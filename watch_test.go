package main

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/store"
	"luonnos/people"
)

// TestErasingFromTheCommandLineReachesTheRunningSite: the site keeps pages with
// names, and another process erases one.
func TestErasingFromTheCommandLineReachesTheRunningSite(t *testing.T) {
	s := &settings{Data: t.TempDir(), log: slog.New(slog.DiscardHandler)}
	open := func() *rooms {
		r, err := openRooms(t.Context(), s, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = r.close() })
		return r
	}
	put := func(r *rooms, a people.Account) {
		err := store.As[people.Tx](r.db).Update(t.Context(), "", func(tx people.Tx) error {
			if err := tx.PutAccount(context.Background(), a); err != nil {
				return err
			}
			return tx.Emit(context.Background(), event.Event{Kind: event.PersonChanged, Subject: "person/" + string(a.ID)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	site := open()
	aino := people.NewAccount("Aino", "aino@example.test", people.Resident, people.Finnish, time.Now())
	kirsi := people.NewAccount("Kirsi", "kirsi@example.test", people.Administrator, people.Finnish, time.Now())
	put(site, aino)
	var told []string
	w, err := newWatch(t.Context(), site.db, s.log, func(events []event.Event) {
		for _, e := range events {
			told = append(told, string(e.Kind)+" "+e.Subject)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	put(site, kirsi) // told by the store already
	if err := (eraseCmd{Email: "Aino@Example.test", By: "kirsi@example.test"}).Run(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"person.erased person/" + string(aino.ID)}; !slices.Equal(told, want) {
		t.Errorf("told of %v, want %v", told, want)
	}
	if len(w.own) != 0 {
		t.Errorf("%d events are remembered for ever", len(w.own))
	}
	if a, err := site.people.Get(t.Context(), aino.ID); err != nil || a.Erased.IsZero() {
		t.Errorf("%+v, %v", a, err)
	}
}
