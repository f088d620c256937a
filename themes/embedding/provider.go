// Package embedding turns texts into vectors at a service that speaks OpenAI's
// /v1/embeddings, so that feedback in several languages can be grouped together.
//
// It is off unless the operator names a service: texts leave the machine for it.
// Vectors are kept by model and text, so that a text is sent once. When the
// service fails, Embed says so and whoever asked goes on without vectors; the
// service is tried again after a pause.
package embedding

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	// firstPause is how long a service that failed is left alone; the pause
	// doubles with every further failure, up to longestPause.
	firstPause   = time.Minute
	longestPause = time.Hour
)

// Options are what a provider needs to know.
type Options struct {
	// URL is the service's base address, such as http://127.0.0.1:8000 or
	// https://embeddings.example.fi/v1.
	URL string
	// Model is the name that the service knows its model by.
	Model string
	// Key is sent as a bearer token, and never over plain HTTP to another
	// machine; "" for none.
	Key   string
	Store Store
	Now   func() time.Time
	Log   *slog.Logger
}

// Provider asks one service for the vectors of one model. It may be used by
// many at once.
type Provider struct {
	endpoint, host, model, key string

	store  Store
	now    func() time.Time
	log    *slog.Logger
	client *http.Client
	// wait pauses between attempts.
	wait func(context.Context, time.Duration) error

	mu sync.Mutex
	// size is how long the model's vectors are, 0 until one is seen.
	size    int
	trouble trouble
}

// trouble is an outage of the service, zero for none.
type trouble struct {
	err          error
	since, until time.Time
	pause        time.Duration
}

// New checks the options. It asks the service for nothing.
func New(o Options) (*Provider, error) {
	endpoint, host, err := endpointOf(o.URL, o.Key != "")
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(o.Model) == "" {
		return nil, errors.New("the embedding service needs the name of a model")
	}
	return &Provider{
		endpoint: endpoint, host: host, model: o.Model, key: o.Key,
		store: o.Store, now: o.Now, log: o.Log, wait: wait,
		client: &http.Client{
			Timeout: timeout,
			// A redirect would take texts and key where the operator did not say.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// endpointOf is the address to post to, and the host as people are told it.
func endpointOf(base string, secret bool) (endpoint, host string, err error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", "", fmt.Errorf("the embedding service needs a base address such as http://127.0.0.1:8000, not %q", base)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", "", errors.New("the base address of the embedding service has neither a user, a query nor a fragment")
	}
	if ip := net.ParseIP(u.Hostname()); secret && u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", "", errors.New("the key of the embedding service is sent over https alone, or to this machine")
	}
	u.Path = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/v1") + "/v1/embeddings"
	return u.String(), u.Host, nil
}

// Model names what the vectors are of.
func (p *Provider) Model() string { return p.model }

// Host is where texts are sent.
func (p *Provider) Host() string { return p.host }

// Failed tells since when the service fails and why; err is nil while it works.
func (p *Provider) Failed() (since time.Time, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trouble.since, p.trouble.err
}

// Embed returns a vector of length 1 for each text, nil for one without words.
// It fails as a whole: what came before the failure is kept for the next time.
// It runs transactions of its own, so it must not be called inside one.
func (p *Provider) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	w := newWork(texts)
	if err := p.recall(ctx, w); err != nil {
		return nil, err
	}
	for batch := range w.batches() {
		if err := p.resting(); err != nil {
			return nil, err
		}
		vectors, err := p.ask(ctx, batch)
		if ctx.Err() != nil {
			return nil, ctx.Err() // whoever asked gave up: no fault of the service
		}
		if err == nil && !p.measured(vectors) {
			err = errors.Join(errLength, p.forget(ctx))
		}
		p.note(err)
		if err != nil {
			return nil, err
		}
		if err := p.keep(ctx, w, batch, vectors); err != nil {
			return nil, err
		}
	}
	return w.vectors, nil
}

// errLength: the service has changed its model, and vectors of two models do not
// compare.
var errLength = errors.New("vectors of another length than before; those that were kept are dropped")

// measured reports whether vectors are as long as those before.
func (p *Provider) measured(vectors [][]float32) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range vectors {
		if p.size == 0 {
			p.size = len(v)
		}
		if len(v) != p.size {
			return false
		}
	}
	return true
}

// forget begins anew with vectors of any length.
func (p *Provider) forget(ctx context.Context) error {
	p.mu.Lock()
	p.size = 0
	p.mu.Unlock()
	return Sweep(ctx, p.store, "")
}

// resting is the failure for which the service is left alone now, if any.
func (p *Provider) resting() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.trouble.err != nil && p.now().Before(p.trouble.until) {
		return p.trouble.err
	}
	return nil
}

// note tells the log once that the service fails, and once that it works again.
func (p *Provider) note(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &p.trouble
	switch {
	case err == nil && t.err != nil:
		p.log.Info("the embedding service works again", "host", p.host)
		*t = trouble{}
	case err != nil && t.err == nil:
		p.log.Warn("the embedding service fails; feedback is grouped by its words alone", "host", p.host, "error", err)
		*t = trouble{since: p.now(), pause: firstPause}
	case err != nil:
		t.pause = min(2*t.pause, longestPause)
	}
	if err != nil {
		t.err, t.until = err, p.now().Add(t.pause)
	}
}
