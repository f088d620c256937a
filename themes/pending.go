package themes

import (
	"context"
	"errors"
	"time"

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
func (s *Service) Themes(ctx context.Context, actor people.Account, f ThemeFilter) ([]ThemeCount, error) {
	return nil, errNotYet
}
func (s *Service) Theme(ctx context.Context, actor people.Account, id int64) (ThemeView, error) {
	return ThemeView{}, errNotYet
}
func (s *Service) Rename(ctx context.Context, actor people.Account, op people.OpID, id int64, name string) error {
	return errNotYet
}
func (s *Service) Join(ctx context.Context, actor people.Account, op people.OpID, from, into int64) error {
	return errNotYet
}
func (s *Service) Split(ctx context.Context, actor people.Account, op people.OpID, id int64, items []int64, name string) (Theme, error) {
	return Theme{}, errNotYet
}
func (s *Service) Pin(ctx context.Context, actor people.Account, op people.OpID, id int64, on bool) error {
	return errNotYet
}
func (s *Service) Move(ctx context.Context, actor people.Account, op people.OpID, items []int64, to int64) error {
	return errNotYet
}
func (s *Service) Tallies(ctx context.Context, actor people.Account, f TallyFilter) (Tallies, error) {
	return Tallies{}, errNotYet
}
func (s *Service) Summary(ctx context.Context, from, until time.Time) (Numbers, error) {
	return Numbers{}, errNotYet
}
func (s *Service) Regroup(ctx context.Context) error { return errNotYet }
func (s *Service) Suggest(ctx context.Context) error { return errNotYet }
func (s *Service) Chain(ctx context.Context, actor people.Account, of Target) (Chain, error) {
	return Chain{}, errNotYet
}
func (s *Service) Evidence(ctx context.Context, initiative int64) (Evidence, error) {
	return Evidence{}, errNotYet
}
