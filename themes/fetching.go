package themes

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/internal/fault"
	"luonnos/people"
)

const (
	// MaxSourceName is the longest name of a source, in characters.
	MaxSourceName = 200
	// shortestEvery is how often a source may be fetched at most.
	shortestEvery = 5 * time.Minute
	longestEvery  = 30 * 24 * time.Hour
	// lostAfter is when a run that has not ended is taken for dead.
	lostAfter = 15 * time.Minute
)

// Always reports whether the source is one that always is: it has no name and
// nothing of it can be changed.
func (s Source) Always() bool { return s.Name == "" }

// Fetched reports whether the source is one that we ask.
func (c Channel) Fetched() bool {
	switch c {
	case FromCity, ByMastodon, ByFeed, ByMail:
		return true
	}
	return false
}

// Sources lists where feedback comes from, without secrets.
func (s *Service) Sources(ctx context.Context, actor people.Account) (list []SourceRun, err error) {
	if err := people.Can(actor, people.ManageSources, people.Subject{}); err != nil {
		return nil, err
	}
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		if err := people.Can(actor, people.ManageSources, people.Subject{}); err != nil {
			return err
		}
		list, err = tx.FeedbackSources(ctx)
		for i := range list {
			list[i].hide()
		}
		return err
	})
	return list, err
}

// hide keeps the secret from everybody but the fetcher.
func (r *SourceRun) hide() { r.HasSecret, r.Source.Secret = r.Source.Secret != "", "" }

// Source returns one source, without its secret.
func (s *Service) Source(ctx context.Context, actor people.Account, id int64) (r SourceRun, err error) {
	if err := people.Can(actor, people.ManageSources, people.Subject{}); err != nil {
		return r, err
	}
	err = s.view(ctx, actor, func(tx Tx, actor people.Account) error {
		if err := people.Can(actor, people.ManageSources, people.Subject{}); err != nil {
			return err
		}
		r, err = source(ctx, tx, id)
		r.hide()
		return err
	})
	return r, err
}

func source(ctx context.Context, tx Tx, id int64) (SourceRun, error) {
	r, err := tx.FeedbackSource(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return r, fault.New(fault.NotFound, "error.source-missing")
	}
	return r, err
}

// PublicSources counts the shown items of each source that has any.
func (s *Service) PublicSources(ctx context.Context) ([]SourceCount, error) {
	var counts []SourceCount
	err := s.store.View(ctx, func(tx Tx) error {
		counts = nil
		list, err := tx.FeedbackSources(ctx)
		for _, r := range list {
			if r.Shown > 0 {
				counts = append(counts, SourceCount{Source: r.Source.ID, Channel: r.Source.Channel, Name: r.Source.Name, Items: r.Shown})
			}
		}
		return err
	})
	return counts, err
}

// PutSource makes a source, or changes the one with the id. An empty secret
// leaves the one there is.
func (s *Service) PutSource(ctx context.Context, actor people.Account, op people.OpID, src Source) (Source, error) {
	if err := src.validate(); err != nil {
		// Who may not is told so first.
		if denied := people.Can(actor, people.ManageSources, people.Subject{}); denied != nil {
			return src, denied
		}
		return src, err
	}
	err := s.write(ctx, actor, op, people.ManageSources, func(tx Tx, _ people.Account) error {
		if err := s.putSource(ctx, tx, &src); err != nil {
			return err
		}
		tx.SetResult(subject("source", src.ID))
		return nil
	})
	if id, again := repeated(err, "source"); again {
		src.ID, err = id, nil
	}
	src.Secret = ""
	return src, err
}

func (s *Service) putSource(ctx context.Context, tx Tx, src *Source) error {
	if err := knownArea(ctx, tx, src.Area); err != nil {
		return err
	}
	run := Run{Next: s.time()}
	if src.ID == 0 {
		id, err := tx.NextNumber(ctx, "source")
		if err != nil {
			return err
		}
		src.ID, src.Created = id, s.time()
	} else {
		was, err := source(ctx, tx, src.ID)
		if err != nil {
			return err
		}
		if was.Source.Always() {
			return errSourceFixed()
		}
		src.Channel, src.Created = was.Source.Channel, was.Source.Created
		if src.Secret == "" && sameServer(src.Address, was.Source.Address) {
			src.Secret = was.Source.Secret
		}
		// Another place or tag is fetched from its beginning.
		if was.Source.Address == src.Address && was.Source.Tag == src.Tag {
			run = was.Run
		}
	}
	run.Source = src.ID
	if err := tx.PutFeedbackSource(ctx, *src); err != nil {
		return err
	}
	return tx.PutFeedbackRun(ctx, run)
}

// sameServer reports whether a secret for one address may go to the other.
func sameServer(a, b string) bool {
	x, err := url.Parse(a)
	if err != nil {
		return false
	}
	y, err := url.Parse(b)
	return err == nil && x.Scheme == y.Scheme && x.Host == y.Host
}

func errSourceFixed() error { return fault.New(fault.Forbidden, "error.source-fixed") }

func (s *Source) validate() error {
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	s.Address = strings.TrimSpace(s.Address)
	s.Tag = strings.TrimLeft(strings.TrimSpace(s.Tag), "#")
	switch {
	case s.Name == "" || utf8.RuneCountInString(s.Name) > MaxSourceName || !utf8.ValidString(s.Name):
		return fault.InField("name", "error.source-name")
	case s.Channel == ByImport:
		s.Address, s.Tag, s.Every = "", "", 0
		return nil
	case !s.Channel.Fetched():
		return fault.InField("channel", "error.source-channel")
	case !validAddress(s.Channel, s.Address):
		return fault.InField("address", "error.source-address")
	case s.Channel == ByMastodon && FoldTag(s.Tag) == "":
		return fault.InField("tag", "error.source-tag")
	case s.Every < shortestEvery || s.Every > longestEvery:
		return fault.InField("every", "error.source-every")
	}
	return nil
}

func validAddress(c Channel, address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || len(address) > maxAddress {
		return false
	}
	if c == ByMail {
		return u.Scheme == "imaps"
	}
	return u.Scheme == "https" || u.Scheme == "http"
}

// DeleteSource removes a source that nothing has come from; one with items can
// be paused.
func (s *Service) DeleteSource(ctx context.Context, actor people.Account, id int64) error {
	return s.write(ctx, actor, "", people.ManageSources, func(tx Tx, _ people.Account) error {
		r, err := source(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case r.Source.Always():
			return errSourceFixed()
		case r.Items > 0:
			return fault.New(fault.Conflict, "error.source-has-items")
		}
		return tx.DeleteFeedbackSource(ctx, id)
	})
}

// FetchNow has a source fetched at once.
func (s *Service) FetchNow(ctx context.Context, actor people.Account, id int64) error {
	return s.write(ctx, actor, "", people.ManageSources, func(tx Tx, _ people.Account) error {
		r, err := source(ctx, tx, id)
		if err != nil {
			return err
		}
		if r.Source.Always() || !r.Source.Channel.Fetched() {
			return errSourceFixed()
		}
		r.Run.Source, r.Run.Next = id, s.time()
		return tx.PutFeedbackRun(ctx, r.Run)
	})
}

// Due lists the sources whose time to be fetched has come, with their secrets:
// for the fetcher alone.
func (s *Service) Due(ctx context.Context) (due []SourceRun, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list, err := tx.FeedbackSources(ctx)
		due = nil
		for _, r := range list {
			if s.due(r) {
				due = append(due, r)
			}
		}
		return err
	})
	return due, err
}

func (s *Service) due(r SourceRun) bool {
	now := s.now()
	running := r.Run.Ended.Before(r.Run.Started) && now.Sub(r.Run.Started) < lostAfter
	return r.Source.Channel.Fetched() && !r.Source.Always() && !r.Source.Paused && !running && !r.Run.Next.After(now)
}

// ClaimRun puts a run in the place of another, and reports false when somebody
// else has done so first.
func (s *Service) ClaimRun(ctx context.Context, was, now Run) (claimed bool, err error) {
	err = s.store.Update(ctx, "", func(tx Tx) error {
		claimed = false
		r, err := source(ctx, tx, was.Source)
		if err != nil || !r.Run.Started.Equal(was.Started) {
			return err
		}
		claimed = true
		return tx.PutFeedbackRun(ctx, now)
	})
	return claimed && err == nil, err
}

// PutRun keeps how far a run is, or that it has ended; a Conflict when another
// has taken the source over since.
func (s *Service) PutRun(ctx context.Context, r Run) error {
	return s.store.Update(ctx, "", func(tx Tx) error { return putRun(ctx, tx, r) })
}

func putRun(ctx context.Context, tx Tx, r Run) error {
	was, err := source(ctx, tx, r.Source)
	if err != nil {
		return err
	}
	if !was.Run.Started.Equal(r.Started) {
		return fault.New(fault.Conflict, "error.source-taken")
	}
	return tx.PutFeedbackRun(ctx, r)
}

// FormSource is the site's own form.
func (s *Service) FormSource(ctx context.Context) (int64, error) { return s.always(ctx, ByForm) }

// Open311Source is our own GeoReport server.
func (s *Service) Open311Source(ctx context.Context) (int64, error) { return s.always(ctx, ByOpen311) }

// ImportSource is what is imported without a source of its own.
func (s *Service) ImportSource(ctx context.Context) (int64, error) { return s.always(ctx, ByImport) }

// MailSource is mail that a mail server hands over.
func (s *Service) MailSource(ctx context.Context) (int64, error) { return s.always(ctx, ByMail) }

// always finds the nameless source of a channel, and makes it the first time.
func (s *Service) always(ctx context.Context, c Channel) (int64, error) {
	if id, ok := s.fixed.Load(c); ok {
		return id.(int64), nil
	}
	var id int64
	find := func(tx Tx) error {
		list, err := tx.FeedbackSources(ctx)
		for _, r := range list {
			if r.Source.Always() && r.Source.Channel == c {
				id = r.Source.ID
			}
		}
		return err
	}
	if err := s.store.View(ctx, find); err != nil {
		return 0, err
	}
	if id == 0 {
		err := s.store.Update(ctx, "", func(tx Tx) error {
			err := find(tx)
			if err != nil || id != 0 {
				return err
			}
			if id, err = tx.NextNumber(ctx, "source"); err != nil {
				return err
			}
			return tx.PutFeedbackSource(ctx, Source{ID: id, Channel: c, Created: s.time()})
		})
		if err != nil {
			return 0, err
		}
	}
	s.fixed.Store(c, id)
	return id, nil
}
