package themes

import (
	"context"
	"time"

	"luonnos/people"
)

// Embedder turns texts into vectors of length 1, one for each text, nil for one
// without words. Texts leave the machine for it.
type Embedder interface {
	// Embed runs transactions of its own, so it must not be called inside one.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
	// Model names what the vectors are of: those of two models do not compare.
	Model() string
	// Host is where texts are sent.
	Host() string
	// Failed tells since when it fails and why; err is nil while it works.
	Failed() (since time.Time, err error)
}

// EmbedderState is what the administrator is told of the embedder.
type EmbedderState struct {
	Host, Model string
	// Failed is since when it fails, zero while it works.
	Failed time.Time
	// Error is the technical reason, without any text of people.
	Error string
}

// Embedding tells where texts are sent to become vectors; on is false where
// they are not.
func (s *Service) Embedding(actor people.Account) (state EmbedderState, on bool, err error) {
	if err := people.Can(actor, people.ManageSources, people.Subject{}); err != nil || s.embed == nil {
		return EmbedderState{}, false, err
	}
	state = EmbedderState{Host: s.embed.Host(), Model: s.embed.Model()}
	if since, err := s.embed.Failed(); err != nil {
		state.Failed, state.Error = since, err.Error()
	}
	return state, true, nil
}
