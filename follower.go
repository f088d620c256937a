package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"luonnos/internal/event"
)

// longestBreath bounds the pause after work that took long.
const longestBreath = 5 * time.Second

// follower brings something up to date after each change, in the background.
type follower struct {
	// what is behind when the work fails, for the log.
	what  string
	kinds []event.Kind
	work  func(context.Context) error
	// pause bounds how often the work is done: changes that follow each other
	// closely are taken together. Work that takes longer is followed by as long
	// a pause, so that people who write meanwhile have half the machine.
	pause time.Duration
	// again is when it is done without a change, for what has failed or was
	// never told of.
	again time.Duration
	wake  chan struct{}
}

func newFollower(what string, pause, again time.Duration, work func(context.Context) error, kinds ...event.Kind) *follower {
	return &follower{what: what, kinds: kinds, work: work, pause: pause, again: again, wake: make(chan struct{}, 1)}
}

// changed wakes the follower when there is something for it.
func (f *follower) changed(events []event.Event) {
	if !slices.ContainsFunc(events, func(e event.Event) bool { return slices.Contains(f.kinds, e.Kind) }) {
		return
	}
	select {
	case f.wake <- struct{}{}:
	default: // already awake
	}
}

// run works until ctx ends, first of all for what came while nobody did.
func (f *follower) run(ctx context.Context, log *slog.Logger) {
	for {
		began := time.Now()
		if err := f.work(ctx); err != nil && ctx.Err() == nil {
			log.Error(f.what+" is behind", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(max(f.pause, min(time.Since(began), longestBreath))):
		}
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		case <-time.After(f.again):
		}
	}
}

// importAgain is how soon an import whose worker died goes on.
const importAgain = 5 * time.Second

// followers are what this site keeps up to date with the text.
func (r *rooms) followers() []*follower {
	carry := func(ctx context.Context) error {
		for {
			if more, err := r.revisions.Carry(ctx); err != nil || !more {
				return err
			}
		}
	}
	return []*follower{
		newFollower("the public record", time.Second, time.Hour, r.record.Sync,
			event.StrategyUpdated, event.ProposalRejected, event.ProposalReturned, event.InitiativePublished),
		newFollower("what is tied to the text", 0, time.Minute, carry, event.StrategyUpdated),
		newFollower("how proposals go with the text", time.Second, time.Minute, r.revisions.KeepFits, event.StrategyUpdated),
		newFollower("the grouping of feedback", 2*time.Second, time.Minute, r.themes.KeepGrouped,
			event.FeedbackReceived, event.FeedbackShown, event.ThemeChanged),
		newFollower("what themes may speak of", 10*time.Second, time.Hour, r.themes.Suggest, event.StrategyUpdated),
		newFollower("what senders of feedback are told", time.Second, time.Minute, r.themes.TellSenders,
			event.ProposalOpened, event.ProposalAccepted, event.ProposalRejected, event.ProposalReturned, event.FeedbackTied),
		newFollower("imported feedback", 0, importAgain, r.takeImports, event.ImportQueued),
	}
}
