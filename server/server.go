package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/labstack/echo/v4"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/locale"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// Config is what the web needs of the rest of the house.
type Config struct {
	People      *people.Service
	Docs        *docs.Repository
	Revisions   *revisions.Service
	Initiatives *initiatives.Service
	Themes      *themes.Service
	Locale      *locale.Catalog
	Brand       Brand
	// BaseURL is the site's own address, such as "https://luonnos.example.fi".
	BaseURL string
	// RecordDir is the bare repository that git clone reads, "" for none.
	RecordDir string
	// Demo marks every page as one of the demo.
	Demo bool
	// Samples are people that anyone may sign in as: the demo's. nil elsewhere.
	Samples []people.Account
	Now     func() time.Time
	Log     *slog.Logger
	// SecureCookies: the site is reached by https alone. An https BaseURL sets it.
	SecureCookies bool
	// ClientIP tells who asks, for the rate limits; nil for the address of the
	// connection. Behind a proxy it is one of echo's ExtractIPFrom functions.
	ClientIP func(*http.Request) string
	// CacheBytes bounds the kept pages; 0 for 64 MiB.
	CacheBytes int64
}

// Server answers the web. Make it with New.
type Server struct {
	config    Config
	table     []route
	addresses addresses
	assets    *assets
	pages     *templates
	limits    *limits
	cache     *pageCache
	// renderings keeps chapters as HTML.
	renderings *lru.Cache[renderingKey, *rendering]
	echo       *echo.Echo
}

const (
	// maxBody is the longest posted form, in bytes: the longest text, escaped.
	maxBody = 2 << 20
	// answerTime bounds the work on one answer.
	answerTime      = 20 * time.Second
	defaultCacheMax = 64 << 20
)

// New makes the server; it fails when a template, an asset or the brand is not
// fit for use.
func New(c Config) (*Server, error) {
	if c.Now == nil || c.Log == nil || c.Locale == nil {
		return nil, errors.New("server: Now, Log and Locale are required")
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	c.SecureCookies = c.SecureCookies || strings.HasPrefix(c.BaseURL, "https://")
	if c.ClientIP == nil {
		c.ClientIP = echo.ExtractIPDirect()
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = defaultCacheMax
	}
	if err := c.Brand.complete(c.Locale); err != nil {
		return nil, fmt.Errorf("server: brand: %w", err)
	}
	s := &Server{config: c, limits: newLimits(c.Now)}
	var err error
	if s.assets, err = newAssets(c.Brand.CSS); err != nil {
		return nil, fmt.Errorf("server: assets: %w", err)
	}
	s.table = s.routes()
	if s.addresses, err = newAddresses(s.table); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	if s.pages, err = newTemplates(c.Locale, s.addresses, s.assets); err != nil {
		return nil, fmt.Errorf("server: templates: %w", err)
	}
	if s.renderings, err = newRenderings(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	if s.echo, err = s.newEcho(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	s.cache = newPageCache(c.CacheBytes, c.Now, s.addresses, s.protect(s.echo))
	return s, nil
}

func (s *Server) newEcho() (*echo.Echo, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = s.config.ClientIP
	e.HTTPErrorHandler = s.echoError
	for i := range s.table {
		row := &s.table[i]
		for _, lang := range people.Langs {
			pattern, err := translate(row.pattern, lang)
			if err != nil {
				return nil, err
			}
			e.Add(row.method, pattern, s.answer(row, lang))
		}
	}
	return e, nil
}

// Handler is the whole site.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", s.assets)
	mux.Handle("GET /favicon.ico", http.RedirectHandler(s.assets.url("icon.svg"), http.StatusMovedPermanently))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.HandleFunc("GET /robots.txt", s.robots)
	if s.config.RecordDir != "" {
		mux.Handle("GET "+recordPath, newRecordFiles(s.config.RecordDir))
	}
	mux.Handle(open311Path, open311{s, s.config.Themes})
	mux.HandleFunc("GET /{$}", s.chooseLanguage)
	mux.Handle("/", s.cache)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Most requests end here: what is kept needs no routing.
		if !s.cache.serveKept(w, r) {
			// Here too for what no page's guard sees: redirects, files, refusals.
			securityHeaders(w.Header(), s.config.SecureCookies)
			mux.ServeHTTP(w, r)
		}
	})
}

// Changed drops the kept pages that show what has changed. The store calls it
// after each durable commit.
func (s *Server) Changed(events []event.Event) {
	s.cache.changed(events)
	s.forgetNames(events)
}

// robots lets search engines read the text and keeps them off forms.
func (s *Server) robots(w http.ResponseWriter, _ *http.Request) {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, name := range []string{"propose", "signin", "account", "queue", "desk", "people", "sources", "feedback.imports", "tags", "difference", "search"} {
		for _, lang := range people.Langs {
			// newAddresses has seen every pattern translated.
			address, _ := translate(s.addresses.patterns[name], lang)
			b.WriteString("Disallow: " + strings.TrimSuffix(address, "/*") + "\n")
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(b.String()))
}
