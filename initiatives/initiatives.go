// Package initiatives takes a version of the strategy on its way to the city as
// a municipal initiative (kuntalaisaloite, Municipalities Act 410/2015, § 23).
//
// It must not know the web.
package initiatives

import (
	"context"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// State of an initiative on its way. More states join it between these.
type State string

const (
	// Published: frozen, public, ready to be sent to the registry.
	Published State = "published"
	Withdrawn State = "withdrawn"
)

// Initiative is a frozen version of the strategy with what is asked of the city.
type Initiative struct {
	ID    int64
	State State
	Title string // at most 512 characters
	Text  string // Markdown, at most 100,000 bytes
	Lang  people.Lang
	// Tag is the annotated tag's short name, Source the commit it names.
	Tag    string
	Source docs.Hash
	// SourceSeq is the commit's number on main.
	SourceSeq int64
	By        people.ID
	Created   time.Time
}

// Contributor is a person whose wording is in the text and who wants to be named.
type Contributor struct {
	Account   people.ID
	Pseudonym people.Pseudonym
	Name      string // as shown now; "" after erasure
	// Proposals are the accepted proposals that brought the wording.
	Proposals []int64
}

// Tx is what this room needs of a transaction.
type Tx interface {
	revisions.Tx

	PutInitiative(ctx context.Context, i Initiative) error
	Initiative(ctx context.Context, id int64) (Initiative, error)
	// Initiatives lists newest first.
	Initiatives(ctx context.Context) ([]Initiative, error)
	// PutContributors keeps who contributed, by pseudonym and proposal.
	PutContributors(ctx context.Context, initiative int64, cs []Contributor) error
	Contributors(ctx context.Context, initiative int64) ([]Contributor, error)
}

// Store runs transactions; see people.Store.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, op people.OpID, fn func(Tx) error) error
}
