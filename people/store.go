package people

import (
	"context"
	"time"

	"luonnos/internal/event"
)

// OpID identifies one intended write, made by the client, so that a repeated
// or ambiguous write happens once.
type OpID string

// Tx is what this room needs of a transaction. Not-found is reported as a
// fault of kind NotFound.
type Tx interface {
	Account(ctx context.Context, id ID) (Account, error)
	AccountByEmail(ctx context.Context, email string) (Account, error)
	AccountByPseudonym(ctx context.Context, p Pseudonym) (Account, error)
	// Accounts lists living accounts by name; query matches the beginning of a
	// word of the name or of the address, "" for all.
	Accounts(ctx context.Context, query string, limit, offset int) ([]Account, error)
	// CountAccounts counts the living accounts of the role, all for "".
	CountAccounts(ctx context.Context, role Role) (int, error)
	// AccountNames returns what others see of each account asked for, erased ones too.
	AccountNames(ctx context.Context, ids []ID) (map[ID]Account, error)
	// PutAccount inserts or replaces an account; Conflict "error.email-taken"
	// when another has its address.
	PutAccount(ctx context.Context, a Account) error

	Session(ctx context.Context, hash TokenHash) (Session, error)
	Sessions(ctx context.Context, account ID) ([]Session, error)
	PutSession(ctx context.Context, s Session) error
	// DeleteSession removes one session of the account, or all of them for "".
	DeleteSession(ctx context.Context, account ID, hash TokenHash) error
	DeleteExpiredSessions(ctx context.Context, now time.Time) (int, error)

	Link(ctx context.Context, hash TokenHash) (Link, error)
	PutLink(ctx context.Context, l Link) error
	DeleteLink(ctx context.Context, hash TokenHash) error
	DeleteExpiredLinks(ctx context.Context, now time.Time) (int, error)
	// DeleteLinksOf removes every link mailed to the address or made for the
	// account; "" matches none.
	DeleteLinksOf(ctx context.Context, email string, account ID) error

	// HeldForm is a form that could not be taken yet: kept so that nothing
	// typed is lost.
	HeldForm(ctx context.Context, hash TokenHash) (HeldForm, error)
	PutHeldForm(ctx context.Context, f HeldForm) error
	DeleteHeldForm(ctx context.Context, hash TokenHash) error
	DeleteExpiredHeldForms(ctx context.Context, now time.Time) (int, error)

	Areas(ctx context.Context) ([]Area, error)
	PutArea(ctx context.Context, a Area) error

	// Setting reads a value of the instance, "" when unset.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error

	// Emit writes an event to the outbox of this transaction.
	Emit(ctx context.Context, e event.Event) error
	// SetResult remembers what this operation made, such as "proposal/12", for
	// a repeat of the same operation.
	SetResult(result string)
}

// Store runs transactions.
type Store interface {
	// View runs fn on a consistent snapshot.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn in one durable transaction. fn may run again and must not
	// have effects outside the transaction. A repeated op is not run: Update
	// returns *Repeated with the first run's result. op "" means never repeated.
	Update(ctx context.Context, op OpID, fn func(Tx) error) error
}

// Repeated is returned by Update for an operation that was already done.
type Repeated struct{ Result string }

func (r *Repeated) Error() string { return "operation already done: " + r.Result }

// Area is a district of the city, or another part that people belong to.
type Area struct {
	Code string // unique, lower case, such as "rantakyla"
	// Parent is the code of the area this one lies in, or "".
	Parent string
	Names  map[Lang]string
}

// Name returns the area's name in the language, in Finnish when it has none.
func (a Area) Name(l Lang) string {
	if n := a.Names[l]; n != "" {
		return n
	}
	return a.Names[Finnish]
}

// HeldForm is a posted form kept until its sender can send it again.
type HeldForm struct {
	Hash    TokenHash
	Route   string // method and path it was sent to
	Values  map[string][]string
	Expires time.Time
}
