package themes

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/internal/fault"
	"luonnos/people"
)

// Key lets an Open311 client send. The key itself is shown once and kept as a hash.
type Key struct {
	ID      int64
	Name    string // whose it is
	Created time.Time
	// Used is when it was last sent with, by the day; zero for never.
	Used time.Time
}

// Key311 returns the key that a client sends with, a Forbidden fault for none.
func (s *Service) Key311(ctx context.Context, key string) (k Key, err error) {
	hash := people.Token(key).Hash()
	err = s.store.View(ctx, func(tx Tx) error {
		k, err = tx.FeedbackKey(ctx, hash)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return Key{}, fault.New(fault.Forbidden, "error.key-unknown")
	}
	if today := s.time().Truncate(24 * time.Hour); err == nil && k.Used.Before(today) {
		k.Used = today
		err = s.store.Update(ctx, "", func(tx Tx) error { return tx.UseFeedbackKey(ctx, k.ID, today) })
	}
	return k, err
}

// Keys311 lists the keys.
func (s *Service) Keys311(ctx context.Context, actor people.Account) (list []Key, err error) {
	if err := people.Can(actor, people.ManageSources, people.Subject{}); err != nil {
		return nil, err
	}
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		if err := people.Can(actor, people.ManageSources, people.Subject{}); err != nil {
			return err
		}
		list, err = tx.FeedbackKeys(ctx)
		return err
	})
	return list, err
}

// AddKey makes a key and returns what the client sends; nobody sees that again.
// An operation repeated makes no second key, and has none to show.
func (s *Service) AddKey(ctx context.Context, actor people.Account, op people.OpID, name string) (Key, string, error) {
	name = strings.Join(strings.Fields(name), " ")
	k, token := Key{Name: name, Created: s.time()}, people.NewToken()
	err := s.write(ctx, actor, op, people.ManageSources, func(tx Tx, _ people.Account) (err error) {
		if name == "" || utf8.RuneCountInString(name) > MaxSourceName || !utf8.ValidString(name) {
			return fault.InField("name", "error.source-name")
		}
		if k.ID, err = tx.NextNumber(ctx, "source-key"); err != nil {
			return err
		}
		tx.SetResult(subject("source-key", k.ID))
		return tx.PutFeedbackKey(ctx, k, token.Hash())
	})
	if id, again := repeated(err, "source-key"); again {
		k.ID = id
		return k, "", nil
	}
	return k, string(token), err
}

// DropKey ends a key.
func (s *Service) DropKey(ctx context.Context, actor people.Account, id int64) error {
	return s.write(ctx, actor, "", people.ManageSources, func(tx Tx, _ people.Account) error {
		return tx.DeleteFeedbackKey(ctx, id)
	})
}
