package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"luonnos/internal/event"
)

// A follower works when it starts and after each change that is of its kind,
// also when the work has failed.
func TestFollowerWorksAfterEachChange(t *testing.T) {
	worked := make(chan struct{})
	f := newFollower("test", 0, time.Hour, func(context.Context) error {
		worked <- struct{}{}
		return errors.New("failed")
	}, event.StrategyUpdated, event.ProposalRejected)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { f.run(ctx, slog.New(slog.DiscardHandler)) })
	<-worked // for what came while nobody worked
	for _, kind := range []event.Kind{event.StrategyUpdated, event.ProposalRejected, event.StrategyUpdated} {
		f.changed([]event.Event{{Kind: event.PersonChanged}, {Kind: kind}})
		<-worked
	}
	f.changed([]event.Event{{Kind: event.PersonChanged}})
	if len(f.wake) != 0 {
		t.Error("it is woken by what is not its own")
	}
	stop()
	running.Wait()
}

// Changes that come while it works are taken together, and none is forgotten.
func TestFollowerForgetsNoChange(t *testing.T) {
	began, goOn := make(chan struct{}), make(chan struct{})
	f := newFollower("test", 0, time.Hour, func(context.Context) error {
		began <- struct{}{}
		<-goOn
		return nil
	}, event.StrategyUpdated)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { f.run(ctx, slog.New(slog.DiscardHandler)) })
	<-began
	for range 3 {
		f.changed([]event.Event{{Kind: event.StrategyUpdated}})
	}
	goOn <- struct{}{}
	<-began
	if len(f.wake) != 0 {
		t.Error("it is to work once for each of several changes")
	}
	stop()
	goOn <- struct{}{}
	running.Wait()
}
