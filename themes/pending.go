package themes

import (
	"context"
	"errors"

	"luonnos/people"
)

var errNotYet = errors.New("themes: not yet")

func (s *Service) Said(ctx context.Context, to []Target) (map[Target]int, error) {
	return nil, errNotYet
}
func (s *Service) Tie(ctx context.Context, actor people.Account, op people.OpID, l Link) error {
	return errNotYet
}
func (s *Service) Untie(ctx context.Context, actor people.Account, op people.OpID, l Link) error {
	return errNotYet
}

// Links lists the links of an item: confirmed ones, and for whoever may tie
// suggested ones too.
func (s *Service) Links(ctx context.Context, actor people.Account, item int64) ([]Link, error) {
	return nil, errNotYet
}
func (s *Service) Suggest(ctx context.Context) error { return errNotYet }
func (s *Service) Chain(ctx context.Context, actor people.Account, of Target) (Chain, error) {
	return Chain{}, errNotYet
}
func (s *Service) Evidence(ctx context.Context, initiative int64) (Evidence, error) {
	return Evidence{}, errNotYet
}
