package themes

import (
	"context"
	"errors"
	"time"

	"luonnos/people"
)

var errNotYet = errors.New("themes: not yet")

func (s *Service) Receive(ctx context.Context, source int64, arrivals []Arrival) (Receipt, error) {
	return Receipt{}, errNotYet
}
func (s *Service) Send(ctx context.Context, actor people.Account, op people.OpID, f Sending) (Item, people.Token, error) {
	return Item{}, "", errNotYet
}
func (s *Service) Sources(ctx context.Context, actor people.Account) ([]SourceRun, error) {
	return nil, errNotYet
}
func (s *Service) Source(ctx context.Context, actor people.Account, id int64) (SourceRun, error) {
	return SourceRun{}, errNotYet
}
func (s *Service) PutSource(ctx context.Context, actor people.Account, op people.OpID, src Source) (Source, error) {
	return Source{}, errNotYet
}
func (s *Service) DeleteSource(ctx context.Context, actor people.Account, id int64) error {
	return errNotYet
}
func (s *Service) Due(ctx context.Context) ([]SourceRun, error) { return nil, errNotYet }

// Claim takes a due source for a run until the lease is over; false when
// somebody else has it.
func (s *Service) Claim(ctx context.Context, source int64, lease time.Duration) (SourceRun, bool, error) {
	return SourceRun{}, false, errNotYet
}
func (s *Service) PutRun(ctx context.Context, r Run) error { return errNotYet }
func (s *Service) FetchNow(ctx context.Context, actor people.Account, id int64) error {
	return errNotYet
}
func (s *Service) FormSource(ctx context.Context) (int64, error)    { return 0, errNotYet }
func (s *Service) Open311Source(ctx context.Context) (int64, error) { return 0, errNotYet }
func (s *Service) ImportSource(ctx context.Context) (int64, error)  { return 0, errNotYet }
func (s *Service) Key311(ctx context.Context, key string) (Key, error) {
	return Key{}, errNotYet
}
func (s *Service) Keys311(ctx context.Context, actor people.Account) ([]Key, error) {
	return nil, errNotYet
}
func (s *Service) AddKey(ctx context.Context, actor people.Account, op people.OpID, name string) (Key, string, error) {
	return Key{}, "", errNotYet
}
func (s *Service) DropKey(ctx context.Context, actor people.Account, id int64) error {
	return errNotYet
}
func (s *Service) Tags(ctx context.Context) ([]TagRow, error)      { return nil, errNotYet }
func (s *Service) TagRules(ctx context.Context) ([]TagRule, error) { return nil, errNotYet }
func (s *Service) PutTagRule(ctx context.Context, actor people.Account, r TagRule) error {
	return errNotYet
}
func (s *Service) DropTagRule(ctx context.Context, actor people.Account, tag string) error {
	return errNotYet
}
func (s *Service) Item(ctx context.Context, actor people.Account, id int64) (Item, error) {
	return Item{}, errNotYet
}
func (s *Service) OwnItem(ctx context.Context, t people.Token) (Item, Sender, error) {
	return Item{}, Sender{}, errNotYet
}
func (s *Service) Items(ctx context.Context, actor people.Account, f Filter) ([]Item, int, error) {
	return nil, 0, errNotYet
}
func (s *Service) Senders(ctx context.Context, actor people.Account, items []int64) (map[int64]Sender, error) {
	return nil, errNotYet
}
func (s *Service) Replies(ctx context.Context, actor people.Account, item int64) ([]Reply, error) {
	return nil, errNotYet
}
func (s *Service) Said(ctx context.Context, to []Target) (map[Target]int, error) {
	return nil, errNotYet
}
func (s *Service) Moderate(ctx context.Context, actor people.Account, op people.OpID, id int64, r Ruling) error {
	return errNotYet
}
func (s *Service) Reply(ctx context.Context, actor people.Account, op people.OpID, item int64, r Reply, closeIt bool) (Reply, error) {
	return Reply{}, errNotYet
}
func (s *Service) ReplyAll(ctx context.Context, actor people.Account, op people.OpID, items []int64, r Reply, closeThem bool) error {
	return errNotYet
}
func (s *Service) SetStatus(ctx context.Context, actor people.Account, op people.OpID, id int64, to Status) error {
	return errNotYet
}
func (s *Service) SetArea(ctx context.Context, actor people.Account, op people.OpID, id int64, area string) error {
	return errNotYet
}
func (s *Service) SetTags(ctx context.Context, actor people.Account, op people.OpID, id int64, tags []string) error {
	return errNotYet
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
func (s *Service) AskConsent(ctx context.Context, actor people.Account, op people.OpID, item int64) error {
	return errNotYet
}
func (s *Service) AnswerConsent(ctx context.Context, t people.Token, c Consent) error {
	return errNotYet
}
func (s *Service) MayDraft(ctx context.Context, actor people.Account, item int64) (Item, error) {
	return Item{}, errNotYet
}
func (s *Service) EraseSender(ctx context.Context, actor people.Account, item int64) error {
	return errNotYet
}
func (s *Service) Withdraw(ctx context.Context, t people.Token) error { return errNotYet }
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
