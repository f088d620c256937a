package main

import (
	"context"
	"time"

	"luonnos/themes"
	"luonnos/themes/embedding"
)

// vectors are what texts become at the embedding service, where there is one.
type vectors struct {
	store embedding.Store
	// provider is nil without a service.
	provider *embedding.Provider
}

func newVectors(s *settings, store embedding.Store, now func() time.Time) (*vectors, error) {
	v := &vectors{store: store}
	if s.Embedding.URL == "" {
		return v, nil
	}
	p, err := embedding.New(embedding.Options{
		URL: s.Embedding.URL, Model: s.Embedding.Model, Key: s.Embedding.Key,
		Store: store, Now: now, Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	s.log.Info("texts of feedback are sent to an embedding service", "host", p.Host(), "model", p.Model())
	v.provider = p
	return v, nil
}

// embedder is the service as themes know it, nil without one.
func (v *vectors) embedder() themes.Embedder {
	if v.provider == nil {
		return nil
	}
	return v.provider
}

// sweep removes the vectors that nobody asks for any more.
func (v *vectors) sweep(ctx context.Context) error {
	model := ""
	if v.provider != nil {
		model = v.provider.Model()
	}
	return embedding.Sweep(ctx, v.store, model)
}
