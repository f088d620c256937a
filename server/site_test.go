package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/locale"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// passages are the passages that themes may be tied to: tests put their own.
type passages []themes.PassageText

func (p passages) Passages(context.Context) ([]themes.PassageText, error) { return p, nil }

// site is the web on a real store with a clock of its own.
type site struct {
	t       testing.TB
	db      *store.DB
	server  *Server
	handler http.Handler
	catalog *locale.Catalog
	people  *people.Service
	docs    *docs.Repository
	rev     *revisions.Service
	themes  *themes.Service
	time    time.Time
	// cookies are sent with each request.
	cookies []*http.Cookie
}

// newSite makes an empty site; change alters its configuration.
func newSite(t testing.TB, change ...func(*Config)) *site {
	t.Helper()
	s := &site{t: t, time: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return s.time }
	log := slog.New(slog.DiscardHandler)
	var err error
	if s.db, err = store.Open(t.Context(), filepath.Join(t.TempDir(), "luonnos.db"), store.Options{Now: now, Log: log}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
	if s.catalog, err = locale.Load(); err != nil {
		t.Fatal(err)
	}
	s.docs = docs.NewRepository(store.As[docs.Tx](s.db), now)
	s.people = people.NewService(store.As[people.Tx](s.db), now)
	s.rev = revisions.NewService(store.As[revisions.Tx](s.db), s.docs, now)
	s.themes = themes.NewService(store.As[themes.Tx](s.db), passages{}, now, themes.Options{Log: log})
	s.rev.AlsoErase(s.themes.EraseWritten)
	config := Config{
		People: s.people, Docs: s.docs, Revisions: s.rev, Themes: s.themes,
		Initiatives: initiatives.NewService(store.As[initiatives.Tx](s.db), s.docs, now),
		Locale:      s.catalog, BaseURL: "http://example.test", Now: now, Log: log,
	}
	for _, fn := range change {
		fn(&config)
	}
	if s.server, err = New(config); err != nil {
		t.Fatal(err)
	}
	s.db.Listen(s.server.Changed)
	s.handler = s.server.Handler()
	return s
}

// write changes the strategy; nil content removes a file.
func (s *site) write(files map[string]string) {
	s.t.Helper()
	s.time = s.time.Add(time.Minute)
	err := store.As[docs.Tx](s.db).Update(s.t.Context(), "", func(tx docs.Tx) error {
		tip, err := tx.Ref(s.t.Context(), docs.Main)
		if err != nil {
			return err
		}
		c := docs.Change{Author: "p-0123456789", Message: "Write", Tip: tip}
		for name, text := range files {
			f := docs.File{Path: name, Content: []byte(text)}
			if text == "" {
				f.Content = nil
			}
			c.Files = append(c.Files, f)
		}
		_, err = s.docs.Apply(s.t.Context(), tx, c)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// account makes a person with the role.
func (s *site) account(id people.ID, name string, role people.Role) people.Account {
	s.t.Helper()
	a := people.Account{ID: id, Pseudonym: people.Pseudonym("p-" + id), Name: name, Role: role,
		Email: string(id) + "@example.test", Lang: people.Finnish, Created: s.time}
	err := store.As[people.Tx](s.db).Update(s.t.Context(), "", func(tx people.Tx) error {
		return tx.PutAccount(s.t.Context(), a)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// signIn sends the person's session with the requests that follow.
func (s *site) signIn(id people.ID) {
	s.t.Helper()
	token, err := s.people.SignIn(context.Background(), id, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	s.cookies = []*http.Cookie{{Name: sessionCookie, Value: string(token)}}
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body string
}

func (s *site) do(r *http.Request) answer {
	s.t.Helper()
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	res := w.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res, string(body)}
}

func (s *site) get(target string, headers ...string) answer {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.do(r)
}

func (s *site) post(target string, pairs ...string) answer {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}
