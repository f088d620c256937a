package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"luonnos/internal/fault"
	"luonnos/themes"
	"luonnos/themes/intake"
)

const (
	// fetchLook is how often it is looked whether a source is due.
	fetchLook = 10 * time.Second
	// fetchTime bounds one run; it is well below the time after which another
	// node takes a run for dead (themes.Service.Due).
	fetchTime = 10 * time.Minute
	// fetchAtOnce is how many sources are fetched at the same time.
	fetchAtOnce = 4
	// After a failure a source is tried again after a minute, then twice as
	// long each time up to six hours.
	firstRetry   = time.Minute
	longestRetry = 6 * time.Hour
	// fetchMore is when a run that left something goes on.
	fetchMore = 5 * time.Minute
	// fetchEnd is for writing down how a run ended when the site is closing.
	fetchEnd = 5 * time.Second
)

// fetcher fetches feedback from its sources when their time has come.
type fetcher struct {
	themes *themes.Service
	by     map[themes.Channel]intake.Fetcher
	now    func() time.Time
	// chance is between 0 and 1: it keeps many cities from asking a server at
	// the same moment.
	chance func() float64
	log    *slog.Logger

	places chan struct{} // one for each run under way
	runs   sync.WaitGroup
}

func newFetcher(t *themes.Service, base string, now func() time.Time, log *slog.Logger) *fetcher {
	guard := intake.GuardOptions{Agent: "Luonnos (+" + base + ")"}
	return &fetcher{
		themes: t, now: now, chance: rand.Float64, log: log,
		by: map[themes.Channel]intake.Fetcher{
			themes.ByMastodon: intake.Mastodon{Guard: guard, Now: now, Known: t},
			themes.ByFeed:     intake.Feed{Guard: guard, Now: now},
			themes.FromCity:   intake.City{Guard: guard, Now: now, Known: t},
			themes.ByMail:     intake.Mailbox{Guard: guard, Now: now},
		},
		places: make(chan struct{}, fetchAtOnce),
	}
}

// run fetches until ctx ends, and then until what is under way has ended.
func (f *fetcher) run(ctx context.Context) {
	defer f.runs.Wait()
	for {
		if err := f.look(ctx); err != nil && ctx.Err() == nil {
			f.log.Error("feedback is not fetched", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(fetchLook):
		}
	}
}

// look starts a run of each source that is due, while there are places.
func (f *fetcher) look(ctx context.Context) error {
	due, err := f.themes.Due(ctx)
	if err != nil {
		return err
	}
	for _, s := range due {
		select {
		case f.places <- struct{}{}:
		default:
			return nil // the others have their turn at the next look
		}
		run, ok, err := f.claim(ctx, s)
		if err != nil || !ok {
			<-f.places
			if err != nil {
				return err
			}
			continue
		}
		f.runs.Go(func() {
			defer func() { <-f.places }()
			f.fetch(ctx, s.Source, run)
		})
	}
	return nil
}

// claim takes a source for a run; false when another node was first.
func (f *fetcher) claim(ctx context.Context, s themes.SourceRun) (themes.Run, bool, error) {
	run := themes.Run{
		Source: s.Source.ID, Cursor: s.Run.Cursor, Started: f.now().UTC().Truncate(time.Microsecond),
		Ended: s.Run.Ended, Next: s.Run.Next, Failures: s.Run.Failures, Error: s.Run.Error,
	}
	was := s.Run
	was.Source = s.Source.ID
	ok, err := f.themes.ClaimRun(ctx, was, run)
	return run, ok, err
}

// fetch is one run.
func (f *fetcher) fetch(ctx context.Context, s themes.Source, run themes.Run) {
	bounded, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	var lost error // what kept a batch from being kept
	more := false
	give := func(b intake.Batch) error {
		now := run
		now.Cursor, now.Done, now.Total = b.Cursor, b.Done, b.Total
		now.Refused += b.Refused
		r, err := f.themes.ReceiveRun(bounded, now, b.Arrivals)
		if err != nil {
			lost = err
			return err
		}
		now.New, now.Changed, now.Removed = now.New+r.New, now.Changed+r.Changed, now.Removed+r.Removed
		now.Known, now.Refused = now.Known+r.Known, now.Refused+r.Refused
		run, more = now, b.More
		return nil
	}
	err := f.ask(bounded, s, run.Cursor, give)
	if fault.Is(lost, "error.source-taken") {
		return // the administrator has changed the source, or another node has it
	}
	if lost != nil && ctx.Err() == nil {
		f.log.Error("fetched feedback is not kept", "source", s.ID, "error", lost)
		err = &intake.Failure{Key: "error.fetch-kept"}
	}
	if more {
		s.Every = min(s.Every, fetchMore)
	}
	f.end(ctx, s, run, err)
}

// ask calls the channel's fetcher. What comes from outside can be anything: a
// slip in a parser ends the run and not the site.
func (f *fetcher) ask(ctx context.Context, s themes.Source, cursor string, give func(intake.Batch) error) (err error) {
	defer func() {
		if slip := recover(); slip != nil {
			err = &intake.Failure{Key: "error.fetch-format", Err: fmt.Errorf("panic: %v", slip)}
		}
	}()
	by, ok := f.by[s.Channel]
	if !ok {
		return &intake.Failure{Key: "error.fetch-address", Stop: true}
	}
	return by.Fetch(ctx, s, cursor, give)
}

// end writes down how a run ended and when the next one is.
func (f *fetcher) end(ctx context.Context, s themes.Source, run themes.Run, err error) {
	keep := f.themes.PutRun
	run.Ended = f.now().UTC().Truncate(time.Microsecond)
	failure := intake.FailureOf(err)
	switch {
	case ctx.Err() != nil:
		run.Next = run.Ended // the site is closing: it goes on when it opens
	case failure == nil:
		run.Failures, run.Error = 0, ""
		run.Next = run.Ended.Add(s.Every + f.share(s.Every/20))
	default:
		run.Failures++
		run.Error = failure.Error()
		run.Next = run.Ended.Add(f.retry(run.Failures))
		if run.Next.Before(failure.After) {
			run.Next = failure.After.Add(f.share(firstRetry))
		}
		f.log.Warn("a source of feedback failed", "source", s.ID, "channel", s.Channel, "error", run.Error, "paused", failure.Stop)
		if failure.Stop {
			keep = f.themes.StopRun
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchEnd)
	defer cancel()
	if err := keep(ctx, run); err != nil && !fault.Is(err, "error.source-taken") {
		f.log.Error("the end of a fetch is not kept", "source", s.ID, "error", err)
	}
}

// retry is how long to wait after so many failures in a row: from three
// quarters of it to one and a quarter.
func (f *fetcher) retry(failures int) time.Duration {
	wait := longestRetry
	if doublings := failures - 1; doublings < 20 {
		wait = min(longestRetry, firstRetry<<doublings)
	}
	return wait - wait/4 + f.share(wait/2)
}

// share is a part of d by chance.
func (f *fetcher) share(d time.Duration) time.Duration { return time.Duration(f.chance() * float64(d)) }
