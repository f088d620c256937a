package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"luonnos/demo"
	"luonnos/internal/event"
	"luonnos/internal/store"
	"luonnos/people"
)

// demoCmd shows the sample city. Its data are temporary.
type demoCmd struct{}

func (demoCmd) Run(ctx context.Context, s *settings) error {
	dir, err := os.MkdirTemp("", "luonnos-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s.Data = dir
	s.CityFi, s.CitySv, s.CityEn = "Esimerkkilä", "Exempelby", "Esimerkkilä"

	clock := demo.NewClock(time.Now().AddDate(0, 0, -demo.Days))
	r, err := openRooms(ctx, s, clock.Now)
	if err != nil {
		return err
	}
	defer r.close()
	city := demo.City{
		People: store.As[people.Tx](r.db), Docs: r.docs, Revisions: r.revisions,
		Initiatives: r.initiatives, Themes: r.themes, Clock: clock,
	}
	samples, err := demo.Seed(ctx, city, time.Now().AddDate(0, 0, -1))
	if err != nil {
		return err
	}
	// Their letters are among those that nobody reads.
	for _, tell := range []func(context.Context) error{r.revisions.KeepFits, r.themes.TellSenders} {
		if err := tell(ctx); err != nil {
			return err
		}
	}
	clock.Release(time.Now)
	if err := discardMail(ctx, r.db); err != nil {
		return err
	}
	a, err := newApp(s, r, clock.Now, samples)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "\nThe sample city is at %s\nSign in there as a sample person with one click. Ctrl-C ends it and removes its data.\n\n", a.base)
	return a.run(ctx)
}

// discardMail forgets the letters of the sample people, who read none.
func discardMail(ctx context.Context, db *store.DB) error {
	letters, err := db.Pending(ctx, event.MailQueued, math.MaxInt32)
	if err != nil {
		return err
	}
	ids := make([]int64, len(letters))
	for i, l := range letters {
		ids[i] = l.ID
	}
	return db.Done(ctx, ids...)
}
