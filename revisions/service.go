package revisions

import (
	"context"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

var errTodo = fault.New(fault.Internal, "todo")

// Service is everything people do with proposals.
type Service struct {
	store Store
	docs  *docs.Repository
	now   func() time.Time
}

// NewService returns the service over the store and the text.
func NewService(store Store, repo *docs.Repository, now func() time.Time) *Service {
	return &Service{store: store, docs: repo, now: now}
}

// Writing a proposal. A draft is reached by its token alone.

// StartDraft begins a draft against main as it stands; for a proposal > 0 a new
// version of it, filled with the newest version's edits (author only).
func (s *Service) StartDraft(ctx context.Context, actor people.Account, lang people.Lang, proposal int64) (people.Token, Draft, error) {
	return "", Draft{}, errTodo
}

// Draft returns a draft; Gone when it has expired or was sent.
func (s *Service) Draft(ctx context.Context, t people.Token) (Draft, error) {
	return Draft{}, errTodo
}

// DraftsOf lists the actor's unsent drafts.
func (s *Service) DraftsOf(ctx context.Context, actor people.Account) ([]Draft, error) {
	return nil, errTodo
}

// PutEdit adds an edit to the draft, or replaces the one at index (-1 adds). It
// fills Old and Heading. An edit that changes nothing is an Invalid fault
// "error.no-change" (field "text"). When the text has moved on since the draft
// began, the draft is brought to main if its passages are as they were;
// otherwise Conflict "error.draft-behind" and the draft keeps the edit typed.
func (s *Service) PutEdit(ctx context.Context, t people.Token, index int, e Edit) (Draft, error) {
	return Draft{}, errTodo
}

// DropEdit takes an edit out of the draft.
func (s *Service) DropEdit(ctx context.Context, t people.Token, index int) (Draft, error) {
	return Draft{}, errTodo
}

// DraftDetails are what a draft says besides its edits.
type DraftDetails struct {
	Title, Reason, Area string
	Capacity            people.Capacity
	Named               bool
	Name, Email         string // of a visitor
}

// SaveDetails keeps what was typed, valid or not.
func (s *Service) SaveDetails(ctx context.Context, t people.Token, d DraftDetails) (Draft, error) {
	return Draft{}, errTodo
}

// PageDifference is what a set of edits does to one page.
type PageDifference struct {
	Path       docs.Path
	Title      string
	New        bool
	Old, After []byte
	Difference Difference
}

// DraftDifference shows what a draft would change.
func (s *Service) DraftDifference(ctx context.Context, d Draft) ([]PageDifference, error) {
	return nil, errTodo
}

// Submit makes the draft a proposal, or the next version of one. A signed-in
// author's is open at once. A visitor's stays Unconfirmed until the mailed link
// is used: then ConfirmProposals opens it. Missing title, reason, edits, name or
// address are Invalid faults in their fields and lose nothing.
func (s *Service) Submit(ctx context.Context, actor people.Account, op people.OpID, t people.Token) (Proposal, error) {
	return Proposal{}, errTodo
}

// DiscardDraft deletes a draft.
func (s *Service) DiscardDraft(ctx context.Context, t people.Token) error { return errTodo }

// Confirm opens the unconfirmed proposal that a LinkConfirm names (its Target is
// "proposal/N") in the name of the account that used the link.
func (s *Service) Confirm(ctx context.Context, actor people.Account, link people.Link) (Proposal, error) {
	return Proposal{}, errTodo
}

// Reading.

// Proposal returns a proposal the actor may see; NotFound otherwise.
func (s *Service) Proposal(ctx context.Context, actor people.Account, id int64) (Proposal, error) {
	return Proposal{}, errTodo
}

// Proposals lists public proposals (an author's own unconfirmed ones too when
// the filter names them) and counts all that match.
func (s *Service) Proposals(ctx context.Context, actor people.Account, f Filter) ([]Proposal, int, error) {
	return nil, 0, errTodo
}

// ProposalsOfPassage lists the public proposals that touch a passage.
func (s *Service) ProposalsOfPassage(ctx context.Context, id docs.PassageID) ([]Proposal, error) {
	return nil, errTodo
}

// Versions lists a proposal's versions, oldest first.
func (s *Service) Versions(ctx context.Context, actor people.Account, id int64) ([]Version, error) {
	return nil, errTodo
}

// Difference shows what version n of a proposal changes against its base (0: newest).
func (s *Service) Difference(ctx context.Context, actor people.Account, id int64, n int) ([]PageDifference, error) {
	return nil, errTodo
}

// DifferenceBetween shows what changed between two versions of a proposal.
func (s *Service) DifferenceBetween(ctx context.Context, actor people.Account, id int64, a, b int) ([]PageDifference, error) {
	return nil, errTodo
}

// Marks counts what is attached to the passages of a page.
func (s *Service) Marks(ctx context.Context, p docs.Path) (map[docs.PassageID]Marks, error) {
	return nil, errTodo
}

// Withdraw takes back the actor's own live proposal.
func (s *Service) Withdraw(ctx context.Context, actor people.Account, op people.OpID, id int64) error {
	return errTodo
}

// Discussion.

// SetStance records the actor's stance; "" takes it back.
func (s *Service) SetStance(ctx context.Context, actor people.Account, id int64, stance Stance) error {
	return errTodo
}

// StanceOf returns the actor's stance and the version they had before them, "" for none.
func (s *Service) StanceOf(ctx context.Context, actor people.Account, id int64) (Vote, error) {
	return Vote{}, errTodo
}

// Thread is a comment and its answers, oldest first.
type Thread struct {
	Comment
	// Place tells what has become of the quoted passage: "", "unchanged",
	// "changed" or "gone".
	Place   string
	Answers []Comment
}

// MaxComment is the longest comment, in bytes.
const MaxComment = 10_000

// WriteComment adds a comment. Proposal, or Path+Passage, or Parent give the
// place; Body, Lang, Capacity, Quote are taken, the rest is filled.
func (s *Service) WriteComment(ctx context.Context, actor people.Account, op people.OpID, c Comment) (Comment, error) {
	return Comment{}, errTodo
}

// EditComment rewords the actor's own comment; earlier wordings stay readable.
func (s *Service) EditComment(ctx context.Context, actor people.Account, id int64, body string) (Comment, error) {
	return Comment{}, errTodo
}

// RemoveComment takes a comment away: its author, or a moderator (mentor and
// above) with a reason. Its place in the thread stays.
func (s *Service) RemoveComment(ctx context.Context, actor people.Account, id int64, why string) error {
	return errTodo
}

// Comment returns a comment.
func (s *Service) Comment(ctx context.Context, id int64) (Comment, error) {
	return Comment{}, errTodo
}

// CommentHistory lists a comment's earlier wordings, oldest first; none for a removed one.
func (s *Service) CommentHistory(ctx context.Context, id int64) ([]CommentVersion, error) {
	return nil, errTodo
}

// ProposalThreads lists the discussion of a proposal.
func (s *Service) ProposalThreads(ctx context.Context, actor people.Account, id int64) ([]Thread, error) {
	return nil, errTodo
}

// PassageThreads lists the discussion of a passage.
func (s *Service) PassageThreads(ctx context.Context, id docs.PassageID) ([]Thread, error) {
	return nil, errTodo
}

// Review and decision.

// Queue lists what waits for an official, oldest first, and counts it.
func (s *Service) Queue(ctx context.Context, actor people.Account, f Filter) ([]Proposal, int, error) {
	return nil, 0, errTodo
}

// PageMerge is the merge of a proposal into one page as main stands.
type PageMerge struct {
	Path   docs.Path
	Title  string
	Merged Merged
	// Current is the page on main, Result the merged page when Merged has text.
	Current, Result []byte
	// Difference is from Current to Result, empty while there is a conflict.
	Difference Difference
}

// MergePreview is what accepting a proposal would do now.
type MergePreview struct {
	Tip     docs.Hash
	Outcome Outcome // the worst of the pages
	Pages   []PageMerge
}

// Preview merges the newest version of a proposal into main without writing.
// edits, when not nil, stand in for the proposal's own (accept with changes).
func (s *Service) Preview(ctx context.Context, actor people.Account, id int64, edits []Edit) (MergePreview, error) {
	return MergePreview{}, errTodo
}

// Ruling is what an official decides.
type Ruling struct {
	Proposal int64
	Version  int // the version the official had before them
	Verdict  Verdict
	Reason   string
	// Tip is main as the official saw it.
	Tip docs.Hash
	// Edits replace the proposal's own for AcceptChanged.
	Edits []Edit
	// Choices give, for each page, one text for each conflict in order.
	Choices map[docs.Path][]string
	// Looked confirms a merge whose outcome is Look.
	Looked bool
}

// Decide answers a proposal, and for an acceptance merges it in the same
// transaction. A reason is always required. Faults: Conflict
// "error.proposal-changed" (a newer version), "error.decided" (someone was
// first), "error.needs-look", "error.needs-choices", "error.text-moved" (main
// moved and the merge is no longer what the official saw).
func (s *Service) Decide(ctx context.Context, actor people.Account, op people.OpID, r Ruling) (Decision, error) {
	return Decision{}, errTodo
}

// Decisions lists a proposal's decisions, oldest first.
func (s *Service) Decisions(ctx context.Context, proposal int64) ([]Decision, error) {
	return nil, errTodo
}

// LatestDecisions lists the newest decisions of all.
func (s *Service) LatestDecisions(ctx context.Context, limit int) ([]Decision, error) {
	return nil, errTodo
}

// Sweep removes expired drafts and unconfirmed proposals, with their objects.
func (s *Service) Sweep(ctx context.Context) error { return errTodo }

// Verify checks that proposals and decisions agree with git: the reference and
// commit of every version, the commit on main of every acceptance.
func (s *Service) Verify(ctx context.Context) ([]docs.Problem, error) { return nil, errTodo }
