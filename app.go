package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/locale"
	"luonnos/internal/notify"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/server"
	"luonnos/themes"
	"luonnos/themes/embedding"
)

// rooms are the domain over one open database.
type rooms struct {
	db          *store.DB
	people      *people.Service
	docs        *docs.Repository
	revisions   *revisions.Service
	initiatives *initiatives.Service
	themes      *themes.Service
	vectors     *vectors
	record      *docs.PublicRecord
}

// openRooms opens the data folder of the settings, making it as needed.
func openRooms(ctx context.Context, s *settings, now func() time.Time) (*rooms, error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, s.database(), store.Options{Now: now, Log: s.log})
	if err != nil {
		return nil, err
	}
	vectors, err := newVectors(s, store.As[embedding.Tx](db), now)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	repo := docs.NewRepository(store.As[docs.Tx](db), now)
	r := &rooms{
		db:          db,
		people:      people.NewService(store.As[people.Tx](db), now),
		docs:        repo,
		revisions:   revisions.NewService(store.As[revisions.Tx](db), repo, now),
		initiatives: initiatives.NewService(store.As[initiatives.Tx](db), repo, now),
		themes:      themes.NewService(store.As[themes.Tx](db), &strategy{docs: repo}, now, themes.Options{Log: s.log, Embed: vectors.embedder()}),
		vectors:     vectors,
		record:      docs.NewPublicRecord(repo, s.record()),
	}
	r.revisions.AlsoErase(r.themes.EraseWritten)
	return r, nil
}

// app is the running site.
type app struct {
	*rooms
	server   *server.Server
	mailer   *notify.Mailer
	base     string
	log      *slog.Logger
	listener net.Listener
	follow   []*follower
	fetcher  *fetcher // nil for the demo, which stays offline
}

// newApp wires the site and takes its address, so that the address is known
// before the first request. samples are the demo's people, nil for a real city.
func newApp(s *settings, r *rooms, now func() time.Time, samples []people.Account) (*app, error) {
	catalog, err := locale.Load()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return nil, err
	}
	base := s.BaseURL
	if base == "" {
		base = "http://" + listener.Addr().String()
	}
	a := &app{rooms: r, base: base, log: s.log, listener: listener, follow: r.followers()}
	if samples == nil {
		a.fetcher = newFetcher(r.themes, base, now, s.log)
	}
	brand := server.Brand{City: s.cityNames()}
	if s.Brand != "" {
		if brand.CSS, err = os.ReadFile(s.Brand); err != nil {
			return nil, err
		}
	}
	clientIP, err := server.ClientIPBehind(s.TrustProxy)
	if err != nil {
		return nil, err
	}
	a.server, err = server.New(server.Config{
		People: r.people, Docs: r.docs, Revisions: r.revisions, Initiatives: r.initiatives, Themes: r.themes,
		Locale: catalog, Brand: brand, BaseURL: base, RecordDir: r.record.Dir(),
		Demo: samples != nil, Samples: samples,
		Now: now, Log: s.log, ClientIP: clientIP,
		SecureCookies: strings.HasPrefix(base, "https://"),
	})
	if err != nil {
		return nil, err
	}
	sender, err := s.SMTP.sender(s.log)
	if err != nil {
		return nil, err
	}
	a.mailer, err = notify.New(notify.Options{
		Outbox: r.db, Readers: r.people, Locale: catalog, Sender: sender, BaseURL: base,
		Site: a.server.SiteNames(), LinkPath: a.server.LinkPath, AboutPath: a.server.AboutPath,
		Now: now, Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	r.db.Listen(a.changed)
	return a, nil
}

// changed hears of every write, here or in another process.
func (a *app) changed(events []event.Event) {
	a.server.Changed(events)
	a.mailer.Changed(events)
	for _, f := range a.follow {
		f.changed(events)
	}
}

// garbagePercent lets garbage grow to this share of what is in use before it is
// collected: a city's site uses some tens of megabytes, and a decision makes
// much garbage while others wait in line behind it.
const garbagePercent = 400

// memoryCeiling is where garbage is collected more often after all, in bytes:
// grouping a million texts would take as much again for garbage as it needs.
const memoryCeiling = 1536 << 20

// run serves until ctx ends, then lets what is under way finish.
func (a *app) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if os.Getenv("GOGC") == "" { // the operator's own choice comes first
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryCeiling)
	}
	watch, err := newWatch(ctx, a.db, a.log, a.changed)
	if err != nil {
		return err
	}
	var work sync.WaitGroup
	work.Go(func() { a.mailer.Run(ctx) })
	for _, f := range a.follow {
		work.Go(func() { f.run(ctx, a.log) })
	}
	work.Go(func() { a.sweep(ctx) })
	work.Go(func() { watch.run(ctx) })
	if a.fetcher != nil {
		work.Go(func() { a.fetcher.run(ctx) })
	}

	web := &http.Server{
		Handler:           a.server.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- web.Serve(a.listener) }()
	a.log.Info("serving", "address", a.base)

	select {
	case err = <-served:
	case <-a.db.Failed():
		err = errors.New("the disk failed a write; start again once it is well")
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = web.Shutdown(grace)
	}
	stop()
	work.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// sweep removes what has expired, once an hour, and the last traces of it.
func (a *app) sweep(ctx context.Context) {
	for {
		if err := errors.Join(a.people.Sweep(ctx), a.revisions.Sweep(ctx), a.themes.SweepImports(ctx), a.vectors.sweep(ctx), a.db.EmptyLog(ctx)); err != nil && ctx.Err() == nil {
			a.log.Error("sweep", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

func (s *settings) cityNames() map[people.Lang]string {
	names := map[people.Lang]string{people.Finnish: s.CityFi}
	if s.CitySv != "" {
		names[people.Swedish] = s.CitySv
	}
	if s.CityEn != "" {
		names[people.English] = s.CityEn
	}
	return names
}

// sender returns the mail server of the settings, or the log without one.
func (m *smtpSettings) sender(log *slog.Logger) (notify.Sender, error) {
	if m.Host == "" {
		log.Warn("no SMTP server is configured (--smtp-host): mail, with its links, is written to this log")
		return notify.LogSender{Log: log}, nil
	}
	return notify.NewSMTPSender(notify.SMTP{
		Host: m.Host, Port: m.Port, User: m.User, Password: m.Password,
		Security: notify.Security(m.Security), From: m.From,
	})
}

// close ends the database, once everything over it has ended.
func (r *rooms) close() error { return r.db.Close() }
