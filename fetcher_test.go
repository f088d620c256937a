package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// fetched is a site with one source, and a clock that stands still.
type fetched struct {
	*testing.T
	*fetcher
	rooms  *rooms
	admin  people.Account
	source int64
	clock  time.Time
	logged strings.Builder
}

// scripted is a fetcher that does what a test says.
type scripted func(ctx context.Context, cursor string, give func(intake.Batch) error) error

func (s scripted) Fetch(ctx context.Context, _ themes.Source, cursor string, give func(intake.Batch) error) error {
	return s(ctx, cursor, give)
}

func newFetched(t *testing.T, address string, by intake.Fetcher) *fetched {
	f := &fetched{T: t, clock: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return f.clock }
	r, err := openRooms(t.Context(), &settings{Data: filepath.Join(t.TempDir(), "data"), log: slog.New(slog.DiscardHandler)}, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.close() })
	f.rooms = r
	f.admin = people.NewAccount("Ylläpitäjä", "admin@esimerkki.invalid", people.Administrator, people.Finnish, f.clock)
	tx := store.As[people.Tx](r.db)
	if err := tx.Update(t.Context(), "", func(tx people.Tx) error { return tx.PutAccount(t.Context(), f.admin) }); err != nil {
		t.Fatal(err)
	}
	src, err := r.themes.PutSource(t.Context(), f.admin, "", themes.Source{Channel: themes.ByFeed, Name: "Yhdistys", Address: address, Every: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	f.source = src.ID
	f.fetcher = newFetcher(r.themes, "https://luonnos.example.fi", now, slog.New(slog.NewTextHandler(&f.logged, nil)))
	f.by[themes.ByFeed] = by
	f.chance = func() float64 { return 0.5 }
	return f
}

// round looks once and waits for what it started.
func (f *fetched) round() themes.Run {
	f.Helper()
	if err := f.look(f.Context()); err != nil {
		f.Fatal(err)
	}
	f.runs.Wait()
	return f.state().Run
}

func (f *fetched) state() themes.SourceRun {
	f.Helper()
	s, err := f.rooms.themes.Source(f.Context(), f.admin, f.source)
	if err != nil {
		f.Fatal(err)
	}
	return s
}

func (f *fetched) items() int {
	f.Helper()
	_, n, err := f.rooms.themes.Items(f.Context(), f.admin, themes.Filter{Source: f.source, Limit: 1})
	if err != nil {
		f.Fatal(err)
	}
	return n
}

func arrivals(from, to int) []themes.Arrival {
	var all []themes.Arrival
	for i := from; i < to; i++ {
		all = append(all, themes.Arrival{Foreign: fmt.Sprint(i), Text: fmt.Sprint("Bussi ei tullut, palaute ", i)})
	}
	return all
}

// TestFetchOfAFeed goes the whole way: a real server, the feed's fetcher, the
// store.
func TestFetchOfAFeed(t *testing.T) {
	feed := `<rss version="2.0"><channel><title>x</title>%s</channel></rss>`
	item := `<item><guid>%d</guid><title>Palaute %d</title><description>Bussi ei taaskaan tullut.</description></item>`
	document := fmt.Sprintf(feed, fmt.Sprintf(item, 1, 1)+fmt.Sprintf(item, 2, 2))
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(status)
		io.WriteString(w, document)
	}))
	defer s.Close()
	f := newFetched(t, s.URL+"/rss?key=s3cret", nil)
	f.by[themes.ByFeed] = intake.Feed{Guard: intake.GuardOptions{Loopback: true}, Now: f.now}

	run := f.round()
	if run.New != 2 || run.Error != "" || run.Failures != 0 || f.items() != 2 || run.Cursor == "" {
		t.Fatalf("%+v, %d items", run, f.items())
	}
	if want := f.clock.Add(time.Hour + 90*time.Second); !run.Next.Equal(want) || !run.Ended.Equal(f.clock) {
		t.Errorf("next %v, want %v", run.Next, want)
	}
	// Before its time nothing happens.
	f.clock = f.clock.Add(59 * time.Minute)
	if again := f.round(); !again.Started.Equal(run.Started) {
		t.Errorf("started again at %v", again.Started)
	}
	f.clock = f.clock.Add(3 * time.Minute)
	document = fmt.Sprintf(feed, fmt.Sprintf(item, 2, 2)+fmt.Sprintf(item, 3, 3))
	if run = f.round(); run.New != 1 || run.Known != 1 || f.items() != 3 {
		t.Errorf("%+v, %d items", run, f.items())
	}
	// Now, when asked for.
	if err := f.rooms.themes.FetchNow(t.Context(), f.admin, f.source); err != nil {
		t.Fatal(err)
	}
	f.clock = f.clock.Add(time.Second)
	status = http.StatusServiceUnavailable
	run = f.round()
	if run.Failures != 1 || run.Error != "error.fetch-status HTTP 503" || !run.Next.Equal(f.clock.Add(2*time.Hour+30*time.Second)) {
		t.Errorf("%+v", run)
	}
	f.clock = f.clock.Add(3 * time.Hour)
	status = http.StatusGone
	if run = f.round(); run.Error != "error.fetch-gone HTTP 410" || !f.state().Source.Paused {
		t.Errorf("%+v, paused %v", run, f.state().Source.Paused)
	}
	f.clock = f.clock.Add(30 * 24 * time.Hour)
	if again := f.round(); !again.Started.Equal(run.Started) {
		t.Error("a paused source is fetched")
	}
	// The guard is on where a city uses it.
	src := f.state().Source
	src.Paused = false
	if _, err := f.rooms.themes.PutSource(t.Context(), f.admin, "", src); err != nil {
		t.Fatal(err)
	}
	f.by = newFetcher(f.rooms.themes, "", f.now, f.log).by
	if run = f.round(); run.Error != "error.fetch-refused 127.0.0.1" || !f.state().Source.Paused {
		t.Errorf("%+v", run)
	}
	if log := f.logged.String(); !strings.Contains(log, "error.fetch-refused") || strings.Contains(log, "s3cret") {
		t.Errorf("the log says %s", log)
	}
}

// TestFetchGoesOn: what a run has kept before it broke stays, and the next one
// begins behind it.
func TestFetchGoesOn(t *testing.T) {
	breakAt := 3
	var cursors []string
	f := newFetched(t, "https://yhdistys.example.fi/rss", scripted(func(ctx context.Context, cursor string, give func(intake.Batch) error) error {
		cursors = append(cursors, cursor)
		from := 0
		fmt.Sscan(cursor, &from)
		for i := from; i < 5; i++ {
			if i == breakAt {
				return errors.New("the line broke")
			}
			if err := give(intake.Batch{Arrivals: arrivals(i*10, i*10+10), Cursor: fmt.Sprint(i + 1), Refused: 1, Done: i * 10, Total: 50}); err != nil {
				return err
			}
		}
		return nil
	}))
	run := f.round()
	if run.New != 30 || run.Refused != 3 || run.Cursor != "3" || run.Failures != 1 || run.Error != "error.fetch-unreachable" || f.items() != 30 {
		t.Fatalf("%+v, %d items", run, f.items())
	}
	breakAt = -1
	f.clock = run.Next
	run = f.round()
	if run.New != 20 || run.Failures != 0 || run.Error != "" || f.items() != 50 || run.Done != 40 || run.Total != 50 {
		t.Errorf("%+v, %d items", run, f.items())
	}
	if want := []string{"", "3"}; fmt.Sprint(cursors) != fmt.Sprint(want) {
		t.Errorf("cursors %q, want %q", cursors, want)
	}
}

// TestFetchGoesOnSoon: a run that ended with more to come need not wait.
func TestFetchGoesOnSoon(t *testing.T) {
	f := newFetched(t, "https://yhdistys.example.fi/rss", scripted(func(_ context.Context, cursor string, give func(intake.Batch) error) error {
		return give(intake.Batch{Arrivals: arrivals(0, 1), Cursor: "1", More: cursor == ""})
	}))
	f.chance = func() float64 { return 0 }
	for _, want := range []time.Duration{fetchMore, time.Hour} {
		run := f.round()
		if got := run.Next.Sub(f.clock); got != want {
			t.Errorf("next in %v, want %v", got, want)
		}
		f.clock = run.Next
	}
}

// TestFetchAfterACrash: a run whose node died is taken over after a while, from
// where its last kept batch was.
func TestFetchAfterACrash(t *testing.T) {
	var cursors []string
	f := newFetched(t, "https://yhdistys.example.fi/rss", scripted(func(_ context.Context, cursor string, give func(intake.Batch) error) error {
		cursors = append(cursors, cursor)
		return give(intake.Batch{Arrivals: arrivals(5, 20), Cursor: "2"})
	}))
	due, err := f.rooms.themes.Due(t.Context())
	if err != nil || len(due) != 1 {
		t.Fatalf("%v, %v", due, err)
	}
	dead, ok, err := f.claim(t.Context(), due[0])
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	dead.Cursor = "1"
	if _, err := f.rooms.themes.ReceiveRun(t.Context(), dead, arrivals(0, 10)); err != nil {
		t.Fatal(err)
	}
	f.clock = f.clock.Add(fetchTime)
	if f.round(); len(cursors) != 0 {
		t.Error("taken from a node that may be alive")
	}
	f.clock = f.clock.Add(fetchTime)
	if run := f.round(); run.New != 10 || run.Known != 5 || f.items() != 20 || fmt.Sprint(cursors) != "[1]" {
		t.Errorf("%+v, %d items, cursors %q", run, f.items(), cursors)
	}
	// Was it alive after all, it can write no more.
	if _, err := f.rooms.themes.ReceiveRun(t.Context(), dead, arrivals(90, 91)); !fault.Is(err, "error.source-taken") {
		t.Errorf("got %v", err)
	}
}

func TestFetchBacksOff(t *testing.T) {
	f := newFetched(t, "https://yhdistys.example.fi/rss", scripted(func(context.Context, string, func(intake.Batch) error) error {
		return errors.New("no route")
	}))
	for i, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute} {
		run := f.round()
		if got := run.Next.Sub(f.clock); got != want || run.Failures != i+1 {
			t.Errorf("after %d failures %v, want %v", run.Failures, got, want)
		}
		f.clock = run.Next
	}
	for failures, want := range map[int]time.Duration{9: 256 * time.Minute, 10: longestRetry, 64: longestRetry, 1000: longestRetry} {
		if got := f.retry(failures); got != want {
			t.Errorf("after %d failures %v, want %v", failures, got, want)
		}
	}
	f.chance = func() float64 { return 0 }
	least := f.retry(1)
	f.chance = func() float64 { return 0.999 }
	if most := f.retry(1); least != 45*time.Second || most < 74*time.Second || most > 75*time.Second {
		t.Errorf("from %v to %v", least, most)
	}
}

// TestFetchIsOneAtATime: two nodes over one database never fetch a source at
// the same time, and one that has lost it writes nothing more.
func TestFetchIsOneAtATime(t *testing.T) {
	var mu sync.Mutex
	running, most, begun := 0, 0, 0
	inside, goOn := make(chan struct{}, 10), make(chan struct{})
	f := newFetched(t, "https://yhdistys.example.fi/rss", scripted(func(ctx context.Context, _ string, give func(intake.Batch) error) error {
		mu.Lock()
		running++
		begun++
		most = max(most, running)
		mu.Unlock()
		inside <- struct{}{}
		<-goOn
		mu.Lock()
		running--
		mu.Unlock()
		return give(intake.Batch{Arrivals: arrivals(0, 10), Cursor: "late"})
	}))
	other := newFetcher(f.rooms.themes, "", f.now, f.log)
	other.by = f.by
	var looks sync.WaitGroup
	for range 4 {
		looks.Go(func() { _ = f.look(t.Context()) })
		looks.Go(func() { _ = other.look(t.Context()) })
	}
	looks.Wait()
	<-inside
	if begun != 1 || most != 1 {
		t.Errorf("%d runs, %d at once", begun, most)
	}
	// The administrator changes the source meanwhile: the run under way has lost it.
	src := f.state().Source
	src.Address = "https://toinen.example.fi/rss"
	if _, err := f.rooms.themes.PutSource(t.Context(), f.admin, "", src); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	f.runs.Wait()
	other.runs.Wait()
	if s := f.state(); s.Run.Cursor != "" || f.items() != 0 || s.Run.Error != "" || s.Source.Paused {
		t.Errorf("%+v, %d items of the old address", s.Run, f.items())
	}
}

// TestFetchSurvives: a slip in a fetcher, or a channel without one, ends the
// run and nothing more.
func TestFetchSurvives(t *testing.T) {
	f := newFetched(t, "https://yhdistys.example.fi/rss", scripted(func(context.Context, string, func(intake.Batch) error) error {
		panic("index out of range")
	}))
	if run := f.round(); run.Error != "error.fetch-format" || run.Failures != 1 {
		t.Errorf("%+v", run)
	}
	delete(f.by, themes.ByFeed)
	f.clock = f.clock.Add(time.Hour)
	if run := f.round(); run.Error != "error.fetch-address" || !f.state().Source.Paused {
		t.Errorf("%+v", run)
	}
}

// TestFetchEndsWithTheSite: closing in the middle of a run keeps what came, is
// no failure, and the run goes on at once when the site opens.
func TestFetchEndsWithTheSite(t *testing.T) {
	inside := make(chan struct{})
	f := newFetched(t, "https://yhdistys.example.fi/rss", scripted(func(ctx context.Context, cursor string, give func(intake.Batch) error) error {
		if cursor != "" {
			return give(intake.Batch{Arrivals: arrivals(10, 20), Cursor: "2"})
		}
		if err := give(intake.Batch{Arrivals: arrivals(0, 10), Cursor: "1"}); err != nil {
			return err
		}
		close(inside)
		<-ctx.Done()
		return ctx.Err()
	}))
	ctx, closeSite := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { f.run(ctx); close(ended) }()
	<-inside
	closeSite()
	<-ended
	run := f.state().Run
	if run.Failures != 0 || run.Error != "" || run.Cursor != "1" || run.Next.After(f.clock) || run.Ended.Before(run.Started) {
		t.Errorf("%+v", run)
	}
	f.clock = f.clock.Add(time.Second)
	if run = f.round(); run.Cursor != "2" || f.items() != 20 {
		t.Errorf("%+v, %d items", run, f.items())
	}
}
