package docs

import (
	"context"

	"luonnos/people"
)

// ObjectType is git's number for the type of an object.
type ObjectType int8

const (
	CommitObject ObjectType = 1
	TreeObject   ObjectType = 2
	BlobObject   ObjectType = 3
	TagObject    ObjectType = 4
)

// Object is a git object as stored.
type Object struct {
	Hash Hash
	Type ObjectType
	Size int64  // bytes of the content
	Z    []byte // zlib stream of the content, as in a pack: no header
}

// Ref is a reference and the object it names.
type Ref struct {
	Name RefName
	Hash Hash
}

// Doc is a text put into the search index.
type Doc struct {
	Kind    string // as Hit.Kind
	Subject string
	Part    string // passage identity, or ""
	Lang    people.Lang
	Title   string
	Text    string         // plain text shown with a hit
	Stems   map[string]int // stem and how often it occurs
}

// Tx is what this room needs of a transaction.
type Tx interface {
	people.Tx

	// Object returns a stored object, or a NotFound fault.
	Object(ctx context.Context, h Hash) (Object, error)
	HasObject(ctx context.Context, h Hash) (bool, error)
	// PutObject stores an object; a stored one is left alone.
	PutObject(ctx context.Context, o Object) error
	// DeleteObject removes an object; the caller knows that nothing needs it.
	DeleteObject(ctx context.Context, h Hash) error
	// EachObject calls fn for every stored object's name and type, in order of name.
	EachObject(ctx context.Context, fn func(h Hash, t ObjectType) error) error

	// Ref returns the object a reference names, "" when there is no such reference.
	Ref(ctx context.Context, name RefName) (Hash, error)
	// Refs lists the references whose names begin with prefix, by name.
	Refs(ctx context.Context, prefix RefName) ([]Ref, error)
	// MoveRef sets a reference from old to new; old "" makes it, new "" removes
	// it. A reference that is not at old gives a Conflict fault, key
	// "error.ref-changed".
	MoveRef(ctx context.Context, name RefName, old, new Hash) error

	Commit(ctx context.Context, h Hash) (Commit, error)
	// CommitAt returns main's commit with the number, LastSeq the newest number (0: empty).
	CommitAt(ctx context.Context, seq int64) (Commit, error)
	LastSeq(ctx context.Context) (int64, error)
	PutCommit(ctx context.Context, c Commit) error
	DeleteCommit(ctx context.Context, h Hash) error

	// Pages lists the pages as they stand, by path.
	Pages(ctx context.Context) ([]Page, error)
	Page(ctx context.Context, p Path) (Page, error)
	PutPage(ctx context.Context, p Page) error
	DeletePage(ctx context.Context, p Path) error
	// PageOfPassage returns the page that a living passage is on.
	PageOfPassage(ctx context.Context, id PassageID) (Page, error)

	PutVersion(ctx context.Context, v Version) error
	// Versions lists a page's versions with Seq below before (0: no bound), newest first.
	Versions(ctx context.Context, p Path, before int64, limit int) ([]Version, error)
	CountVersions(ctx context.Context, p Path) (int, error)
	// VersionAt returns the newest version of the page with Seq at most seq.
	VersionAt(ctx context.Context, p Path, seq int64) (Version, error)
	// VersionsOf lists what one commit did, by path.
	VersionsOf(ctx context.Context, seq int64) ([]Version, error)
	// Changes lists the commits on main with Seq below before (0: no bound), newest first.
	Changes(ctx context.Context, before int64, limit int) ([]Commit, error)

	PutPassageEvent(ctx context.Context, e PassageEvent) error
	// PassageEvents lists the life of a passage, oldest first.
	PassageEvents(ctx context.Context, id PassageID) ([]PassageEvent, error)

	// IndexDocs replaces everything indexed under kind and subject by docs.
	IndexDocs(ctx context.Context, kind, subject string, docs []Doc) error
	// SearchDocs returns the documents that hold, for each group, at least one
	// stem that equals an entry or, for an entry ending in "*", begins with it;
	// best first.
	SearchDocs(ctx context.Context, groups [][]string, limit int) ([]Hit, error)
}

// Store runs transactions; see people.Store.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, op people.OpID, fn func(Tx) error) error
}
