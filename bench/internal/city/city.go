// Package city makes sample cities of any size to measure the program on: a
// strategy with a long history, proposals and a discussion, always the same for
// the same size. Only programs under bench import it.
package city

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

// Size is how large a city is.
type Size struct {
	Pages, Words int // Words is of each page, roughly
	Revisions    int // versions of the whole strategy
	Proposals    int // open ones
	Comments     int // spread over the proposals
}

// Standard is the size that the figures are given for, with so many revisions.
func Standard(revisions int) Size {
	return Size{Pages: 12, Words: 2000, Revisions: revisions, Proposals: 500, Comments: 5000}
}

// Numbers reads whole numbers with commas between them, as the flags of the
// measuring programs hold them.
func Numbers(list string) ([]int, error) {
	var out []int
	for part := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// City is an open city.
type City struct {
	// Data is the folder that the program serves.
	Data      string
	Docs      *docs.Repository
	Revisions *revisions.Service
	People    *people.Service
	Official  people.Account
	Residents []people.Account

	db *store.DB
}

// residents is how many people propose and comment.
const residents = 40

// Open opens an empty city in the folder.
func Open(ctx context.Context, data string) (*City, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	// The name that the program gives its database.
	db, err := store.Open(ctx, filepath.Join(data, "luonnos.db"), store.Options{})
	if err != nil {
		return nil, err
	}
	repo := docs.NewRepository(store.As[docs.Tx](db), time.Now)
	c := &City{
		Data: data, Docs: repo, db: db,
		Revisions: revisions.NewService(store.As[revisions.Tx](db), repo, time.Now),
		People:    people.NewService(store.As[people.Tx](db), time.Now),
	}
	if err := c.settle(ctx); err != nil {
		return nil, fmt.Errorf("%w (%w)", err, db.Close())
	}
	return c, nil
}

// Build makes a city of the size in the folder.
func Build(ctx context.Context, data string, size Size) (*City, error) {
	c, err := Open(ctx, data)
	if err != nil {
		return nil, err
	}
	for _, part := range []func(context.Context, Size) error{c.history, c.proposals, c.comments} {
		if err := part(ctx, size); err != nil {
			return nil, fmt.Errorf("city: %w (%w)", err, c.Close())
		}
	}
	return c, nil
}

// record is where the program keeps it.
func (c *City) record() *docs.PublicRecord {
	return docs.NewPublicRecord(c.Docs, filepath.Join(c.Data, "strategia.git"))
}

// WriteRecord writes the public record, which a server that starts would
// otherwise begin with.
func (c *City) WriteRecord(ctx context.Context) error { return c.record().Sync(ctx) }

// KeepUp does in the background what the server does after each change of the
// text. The function returned ends it.
func (c *City) KeepUp(ctx context.Context) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	// The pauses are those that the server makes, but for those after long work.
	for _, w := range []struct {
		do    func(context.Context) error
		pause time.Duration
	}{{c.record().Sync, time.Second}, {c.carry, 0}, {c.Revisions.KeepFits, time.Second}} {
		changed := make(chan struct{}, 1)
		c.db.Listen(func([]event.Event) {
			select {
			case changed <- struct{}{}:
			default:
			}
		})
		work.Go(func() {
			for {
				if err := w.do(ctx); err != nil && ctx.Err() == nil {
					fmt.Fprintln(os.Stderr, err)
				}
				select {
				case <-time.After(w.pause):
				case <-ctx.Done():
					return
				}
				select {
				case <-changed:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	return func() { stop(); work.Wait() }
}

// CatchUp takes what is tied to the text through the changes left, and tells
// proposals apart.
func (c *City) CatchUp(ctx context.Context) error {
	if err := c.carry(ctx); err != nil {
		return err
	}
	return c.Revisions.KeepFits(ctx)
}

func (c *City) carry(ctx context.Context) error {
	for {
		if more, err := c.Revisions.Carry(ctx); err != nil || !more {
			return err
		}
	}
}

// Close ends the city's database; the folder stays.
func (c *City) Close() error { return c.db.Close() }

// settle gives the city its people.
func (c *City) settle(ctx context.Context) error {
	c.Official = people.NewAccount("Virkahenkilö", "official@esimerkki.invalid", people.Official, people.Finnish, time.Now())
	c.Official.Unit = "Viestintä"
	for n := range residents {
		c.Residents = append(c.Residents, people.NewAccount(fmt.Sprintf("Asukas %d", n+1),
			fmt.Sprintf("resident%d@esimerkki.invalid", n+1), people.Resident, people.Finnish, time.Now()))
	}
	return store.As[people.Tx](c.db).Update(ctx, "", func(tx people.Tx) error {
		for _, a := range append(c.Residents, c.Official) {
			if err := tx.PutAccount(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// WriteRows is the least that a durable write costs here: one transaction of
// five small rows.
func (c *City) WriteRows(ctx context.Context, n int) error {
	return store.As[people.Tx](c.db).Update(ctx, "", func(tx people.Tx) error {
		for row := range 5 {
			// A row written as it was would cost nothing.
			value := strconv.FormatInt(time.Now().UnixNano(), 10)
			if err := tx.PutSetting(ctx, fmt.Sprintf("bench-%d-%d", n, row), value); err != nil {
				return err
			}
		}
		return nil
	})
}
