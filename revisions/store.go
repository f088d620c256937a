package revisions

import (
	"context"
	"time"

	"luonnos/docs"
	"luonnos/people"
)

// Tx is what this room needs of a transaction.
type Tx interface {
	docs.Tx
	AuthorshipTx
	AnchorTx

	// NextNumber returns the next number of a kind ("proposal", "comment", "decision", "initiative").
	NextNumber(ctx context.Context, kind string) (int64, error)

	Draft(ctx context.Context, h people.TokenHash) (Draft, error)
	PutDraft(ctx context.Context, d Draft) error
	DeleteDraft(ctx context.Context, h people.TokenHash) error
	// DraftsOf lists a person's drafts, newest first.
	DraftsOf(ctx context.Context, a people.ID) ([]Draft, error)
	// DraftsNaming lists visitors' drafts that give the address, none for "".
	DraftsNaming(ctx context.Context, email string) ([]Draft, error)
	DeleteExpiredDrafts(ctx context.Context, now time.Time) (int, error)

	Proposal(ctx context.Context, id int64) (Proposal, error)
	PutProposal(ctx context.Context, p Proposal) error
	// DeleteProposal removes the proposal and its versions, votes, comments and decisions.
	DeleteProposal(ctx context.Context, id int64) error
	Proposals(ctx context.Context, f Filter) ([]Proposal, error)
	CountProposals(ctx context.Context, f Filter) (int, error)
	// ProposalsOfPassage lists the proposals whose newest version touches the passage, newest first.
	ProposalsOfPassage(ctx context.Context, id docs.PassageID) ([]Proposal, error)

	PutProposalVersion(ctx context.Context, v Version) error
	ProposalVersion(ctx context.Context, proposal int64, n int) (Version, error)
	ProposalVersions(ctx context.Context, proposal int64) ([]Version, error)

	// LiveProposalsOn counts, for each passage of a page, live proposals.
	LiveProposalsOn(ctx context.Context, p docs.Path) (map[docs.PassageID]int, error)

	PutVote(ctx context.Context, v Vote) error
	DeleteVote(ctx context.Context, proposal int64, a people.ID) error
	VoteOf(ctx context.Context, proposal int64, a people.ID) (Vote, bool, error)

	Comment(ctx context.Context, id int64) (Comment, error)
	PutComment(ctx context.Context, c Comment) error
	// CommentsOfProposal and CommentsOfPassage list oldest first.
	CommentsOfProposal(ctx context.Context, id int64) ([]Comment, error)
	CommentsOfPassage(ctx context.Context, id docs.PassageID) ([]Comment, error)
	CommentsBy(ctx context.Context, a people.ID) ([]Comment, error)
	PutCommentVersion(ctx context.Context, v CommentVersion) error
	CommentVersions(ctx context.Context, comment int64) ([]CommentVersion, error)

	// Fit is how a proposal went with main when it was last tried, false for one
	// that never was.
	Fit(ctx context.Context, proposal int64) (Fit, bool, error)
	PutFit(ctx context.Context, f Fit) error
	// StaleFits lists the live proposals with numbers above after whose newest
	// version has not been tried since the pages it touches last changed.
	StaleFits(ctx context.Context, after int64, limit int) ([]int64, error)
	// UntoldAuthors lists those who have a live proposal that they have not heard
	// of what it needs, or that it fits again.
	UntoldAuthors(ctx context.Context, limit int) ([]people.ID, error)

	// Carried is the number of the last commit of main that what is tied to the
	// text has been taken through, 0 for none. MoveCarried sets it from one
	// number to another, or reports false when it is not at from.
	Carried(ctx context.Context) (int64, error)
	MoveCarried(ctx context.Context, from, to int64) (bool, error)

	PutDecision(ctx context.Context, d Decision) error
	Decision(ctx context.Context, id int64) (Decision, error)
	DecisionsOf(ctx context.Context, proposal int64) ([]Decision, error)
	// Decisions lists the newest decisions.
	Decisions(ctx context.Context, limit int) ([]Decision, error)
}

// Store runs transactions; see people.Store.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, op people.OpID, fn func(Tx) error) error
}
