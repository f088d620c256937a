package people

import (
	"context"
	"time"

	"luonnos/internal/fault"
)

var errTodo = fault.New(fault.Internal, "todo")

// Service is what people can do about themselves and, as administrators, about others.
type Service struct {
	store Store
	now   func() time.Time
}

// NewService returns the service over the store.
func NewService(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }

// RequestSignIn mails a one-time sign-in link to the address (event MailQueued
// in the outbox). It answers the same for known and unknown addresses.
// target is the local path to go to afterwards.
func (s *Service) RequestSignIn(ctx context.Context, email string, lang Lang, target string) error {
	return errTodo
}

// PeekLink returns the link of a token without using it, for the page that asks
// to confirm; a Gone fault when it is used, expired or unknown.
func (s *Service) PeekLink(ctx context.Context, t Token) (Link, error) { return Link{}, errTodo }

// UseLink uses a link: signs its person in, making the account on the first
// visit, and returns the new session's token and the link.
func (s *Service) UseLink(ctx context.Context, t Token, name, device string) (Token, Account, Link, error) {
	return "", Account{}, Link{}, errTodo
}

// SignIn makes a session for an existing account. Only the demo calls it
// without a mailed link.
func (s *Service) SignIn(ctx context.Context, id ID, device string) (Token, error) {
	return "", errTodo
}

// Authenticate returns the account of a session token, the visitor for an
// unknown, revoked or expired one.
func (s *Service) Authenticate(ctx context.Context, t Token) (Account, error) {
	return Account{}, errTodo
}

// SignOut ends the session.
func (s *Service) SignOut(ctx context.Context, t Token) error { return errTodo }

// Sessions lists the account's own sessions, newest first.
func (s *Service) Sessions(ctx context.Context, actor Account) ([]Session, error) {
	return nil, errTodo
}

// Revoke ends one of the actor's own sessions, or all of them for "".
func (s *Service) Revoke(ctx context.Context, actor Account, h TokenHash) error { return errTodo }

// UpdateProfile changes the actor's own name and language.
func (s *Service) UpdateProfile(ctx context.Context, actor Account, name string, lang Lang) error {
	return errTodo
}

// Get returns what others may see of the account.
func (s *Service) Get(ctx context.Context, id ID) (Account, error) { return Account{}, errTodo }

// Names returns what others may see of the accounts (no address).
func (s *Service) Names(ctx context.Context, ids []ID) (map[ID]Account, error) { return nil, errTodo }

// NameOfPseudonym returns what others may see of the person behind a pseudonym.
func (s *Service) NameOfPseudonym(ctx context.Context, ps []Pseudonym) (map[Pseudonym]Account, error) {
	return nil, errTodo
}

// List lists accounts for an administrator.
func (s *Service) List(ctx context.Context, actor Account, query string, limit, offset int) ([]Account, error) {
	return nil, errTodo
}

// SetRole gives an account a role and a unit. The last administrator stays one.
func (s *Service) SetRole(ctx context.Context, actor Account, id ID, role Role, unit string) error {
	return errTodo
}

// Erase removes everything personal of the account: row by row its name,
// address, sessions and links. Its pseudonym and merged words stay.
func (s *Service) Erase(ctx context.Context, actor Account, id ID) error { return errTodo }

// FirstAdministrator makes the one-time link that makes the first
// administrator, or returns "" when there is one already.
func (s *Service) FirstAdministrator(ctx context.Context) (Token, error) { return "", errTodo }

// Hold keeps a posted form for a day and returns the token that gives it back.
func (s *Service) Hold(ctx context.Context, route string, values map[string][]string) (Token, error) {
	return "", errTodo
}

// Held returns a kept form; Release forgets it once it has been sent.
func (s *Service) Held(ctx context.Context, t Token) (HeldForm, error) { return HeldForm{}, errTodo }

// Release forgets a kept form.
func (s *Service) Release(ctx context.Context, t Token) error { return errTodo }

// Areas lists the city's areas.
func (s *Service) Areas(ctx context.Context) ([]Area, error) { return nil, errTodo }

// Sweep removes expired sessions, links and held forms.
func (s *Service) Sweep(ctx context.Context) error { return errTodo }
