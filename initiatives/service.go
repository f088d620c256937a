package initiatives

import (
	"context"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

var errTodo = fault.New(fault.Internal, "todo")

// Service makes and shows initiatives.
type Service struct {
	store Store
	docs  *docs.Repository
	now   func() time.Time
}

// NewService returns the service over the store and the text.
func NewService(store Store, repo *docs.Repository, now func() time.Time) *Service {
	return &Service{store: store, docs: repo, now: now}
}

// Proposed is a new initiative as an official fills it in.
type Proposed struct {
	Title, Text, Tag string
	Lang             people.Lang
	// Source is the commit to freeze, as the official saw it.
	Source docs.Hash
}

// Publish freezes the version (annotated tag) and publishes the initiative.
func (s *Service) Publish(ctx context.Context, actor people.Account, op people.OpID, p Proposed) (Initiative, error) {
	return Initiative{}, errTodo
}

// Get returns a public initiative.
func (s *Service) Get(ctx context.Context, id int64) (Initiative, error) {
	return Initiative{}, errTodo
}

// List lists initiatives, newest first.
func (s *Service) List(ctx context.Context) ([]Initiative, error) { return nil, errTodo }

// Contributors lists who is named, by name; erased people are left out and
// counted in unnamed with those who did not want to be named.
func (s *Service) Contributors(ctx context.Context, id int64) (named []Contributor, unnamed int, err error) {
	return nil, 0, errTodo
}

// Contributing lists who would be named if source were frozen now.
func (s *Service) Contributing(ctx context.Context, source docs.Hash) (named []Contributor, unnamed int, err error) {
	return nil, 0, errTodo
}
