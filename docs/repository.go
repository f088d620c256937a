package docs

import (
	"context"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
)

var errTodo = fault.New(fault.Internal, "todo")

// Repository is the strategy: its pages, versions and passages.
type Repository struct {
	store Store
	now   func() time.Time
}

// NewRepository returns the repository kept in the store.
func NewRepository(store Store, now func() time.Time) *Repository {
	return &Repository{store: store, now: now}
}

// Change is a change of the text on its way into main.
type Change struct {
	Files []File
	// Author wrote the text, Decider brings it to main.
	Author, Decider people.Pseudonym
	// CoAuthors get credit in the message.
	CoAuthors []people.Pseudonym
	// Message's first line is the summary.
	Message string
	// Proposal is the number of the proposal, 0 for none; Theirs its commit,
	// which becomes the second parent.
	Proposal int64
	Theirs   Hash
	// Tip is the commit main must be at; "" for an empty repository.
	Tip Hash
}

// The reader's questions. Every method is one snapshot.

// Pages lists the pages by path.
func (r *Repository) Pages(ctx context.Context) ([]Page, error) { return nil, errTodo }

// Read returns the page as it stands and its source.
func (r *Repository) Read(ctx context.Context, p Path) (Page, []byte, error) {
	return Page{}, nil, errTodo
}

// ReadAt returns the page's version at the number (the newest not above seq) and its source.
func (r *Repository) ReadAt(ctx context.Context, p Path, seq int64) (Version, []byte, error) {
	return Version{}, nil, errTodo
}

// Versions lists a page's versions newest first, and how many there are in all.
func (r *Repository) Versions(ctx context.Context, p Path, before int64, limit int) ([]Version, int, error) {
	return nil, 0, errTodo
}

// Changes lists what has come to the strategy, newest first.
func (r *Repository) Changes(ctx context.Context, limit int) ([]Commit, error) { return nil, errTodo }

// PassageLife is a passage as it stands and its history.
type PassageLife struct {
	ID      PassageID
	Page    Page // zero when the passage is gone
	Passage Passage
	Text    string // Markdown now, or the last one
	Gone    bool
	Events  []PassageEvent // oldest first
}

// Passage tells a passage's life; NotFound for one that never was.
func (r *Repository) Passage(ctx context.Context, id PassageID) (PassageLife, error) {
	return PassageLife{}, errTodo
}

// Origins returns for each passage of the page the newest event that made its text.
func (r *Repository) Origins(ctx context.Context, p Path) (map[PassageID]PassageEvent, error) {
	return nil, errTodo
}

// Search finds passages, proposals and initiatives. The words of the query are
// stemmed in the language; the last one also matches as a beginning.
func (r *Repository) Search(ctx context.Context, lang people.Lang, query string, limit int) ([]Hit, error) {
	return nil, errTodo
}

// In a transaction.

// FileAt returns the content of a file in a commit's tree, NotFound without it.
func FileAt(ctx context.Context, tx Tx, commit Hash, path string) ([]byte, error) {
	return nil, errTodo
}

// Draft writes a commit of files on top of base that no branch holds, and sets
// the reference to it (ProposalPrefix…). Objects and commit row are written.
func (r *Repository) Draft(ctx context.Context, tx Tx, ref RefName, base Hash, files []File, author people.Pseudonym, message string) (Hash, error) {
	return "", errTodo
}

// Apply writes a change to main, in the transaction: objects, commit row, page
// rows, passage identities and events, search, the reference (compare-and-set
// on c.Tip) and the event StrategyUpdated.
func (r *Repository) Apply(ctx context.Context, tx Tx, c Change) (Commit, error) {
	return Commit{}, errTodo
}

// Note adds a JSON file to the public record's decisions branch.
func (r *Repository) Note(ctx context.Context, tx Tx, file string, content []byte, by people.Pseudonym, message string) error {
	return errTodo
}

// Freeze makes an annotated tag on a commit of main; Conflict when the name is taken.
func (r *Repository) Freeze(ctx context.Context, tx Tx, name string, target Hash, by people.Pseudonym, message string) error {
	return errTodo
}

// Import and export.

// ImportReport counts what an import did.
type ImportReport struct {
	Commits, Pages, Files, Objects int
	Bytes                          int64
}

// ImportFolder takes every file of a folder as one commit on main (Markdown
// files become pages, others are kept), byte for byte.
func (r *Repository) ImportFolder(ctx context.Context, dir string, by people.Pseudonym, message string) (ImportReport, error) {
	return ImportReport{}, errTodo
}

// ImportGit takes a git repository's checked-out branch with its history onto
// an empty main; commits keep their hashes. Authors of other systems stay in the
// imported objects as they are.
func (r *Repository) ImportGit(ctx context.Context, dir string, progress func(done, all int)) (ImportReport, error) {
	return ImportReport{}, errTodo
}

// ExportFolder writes the files of main (seq 0) or of an older version to a folder.
func (r *Repository) ExportFolder(ctx context.Context, seq int64, dir string) (int, error) {
	return 0, errTodo
}

// Problem is one disagreement found by Verify.
type Problem struct{ What, Where string }

// Verify checks every object's hash, that each reference's objects are all
// there, and replays main to compare commits, pages, versions and passages with
// the rows.
func (r *Repository) Verify(ctx context.Context) ([]Problem, error) { return nil, errTodo }

// PublicRecord is the derived bare repository that git clone reads.
type PublicRecord struct {
	repo *Repository
	dir  string
}

// NewPublicRecord returns the record kept in dir, which may be deleted at any time.
func NewPublicRecord(repo *Repository, dir string) *PublicRecord {
	return &PublicRecord{repo: repo, dir: dir}
}

// Sync brings the record up to date with the public references; objects first,
// then references, then the files dumb HTTP needs.
func (p *PublicRecord) Sync(ctx context.Context) error { return errTodo }

// Dir is the bare repository's folder.
func (p *PublicRecord) Dir() string { return p.dir }
