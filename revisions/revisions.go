// Package revisions is where text changes: proposals and their versions, the
// discussion of them, review, decision and merge; and the text engine for it,
// difference and three-way merge.
//
// It is the only room that knows go-diff. It must not know initiatives, feedback
// or the web.
package revisions

import (
	"time"

	"luonnos/docs"
	"luonnos/people"
)

// State of a proposal.
type State string

const (
	// Unconfirmed: written by a visitor, waits for the e-mail link; seen by nobody else.
	Unconfirmed State = "unconfirmed"
	Open        State = "open"
	// Returned: an official asked for changes; open again with the next version.
	Returned  State = "returned"
	Accepted  State = "accepted"
	Rejected  State = "rejected"
	Withdrawn State = "withdrawn"
)

// Live reports whether the proposal still waits for something: it is open or returned.
func (s State) Live() bool { return s == Open || s == Returned }

// Decided reports whether an official has closed the proposal.
func (s State) Decided() bool { return s == Accepted || s == Rejected }

// EditOp is what an edit does to a passage.
type EditOp string

const (
	EditChange EditOp = "change"
	EditAdd    EditOp = "add"    // Text comes after Passage ("" is the top of the page)
	EditRemove EditOp = "remove" // Passage goes
	EditMove   EditOp = "move"   // From goes to after Passage
	EditPage   EditOp = "page"   // Text is a whole new page at Path
)

// Edit is one change in a proposal, against the proposal's base.
type Edit struct {
	Op      EditOp         `json:"op"`
	Path    docs.Path      `json:"path"`
	Passage docs.PassageID `json:"passage,omitempty"`
	From    docs.PassageID `json:"from,omitempty"`
	// Old is the passage's Markdown at the base (of From for a move).
	Old string `json:"old,omitempty"`
	// Text is the proposed Markdown.
	Text string `json:"text,omitempty"`
	// Outside puts what is added or moved behind the whole list or table that
	// Passage lies in, instead of making it an item or a row there.
	Outside bool `json:"outside,omitempty"`
	// Heading is the heading the passage stands under, for people; of a new
	// page its title.
	Heading string `json:"heading,omitempty"`
}

// Proposal is a change proposed to the strategy.
type Proposal struct {
	ID     int64
	Author people.ID
	// Pseudonym is the author's, for the permanent record.
	Pseudonym people.Pseudonym
	State     State
	Title     string
	Reason    string // Markdown of the newest version's reason
	Area      string // area code, or ""
	Lang      people.Lang
	Capacity  people.Capacity
	// Named: the author wants to be named as a contributor.
	Named bool
	// Origin names what the proposal grew out of, such as "feedback/12", "" for
	// nothing else. This room keeps it and knows no more of it.
	Origin string
	// Version is the number of the newest version, from 1.
	Version int
	// Paths are the pages the newest version touches.
	Paths   []docs.Path
	Created time.Time
	Updated time.Time
	// Decision is the number of the newest decision, 0 while there is none.
	Decision int64
	// Merged is the commit on main that brought it, "" otherwise.
	Merged docs.Hash
	// Supports, Opposes, Abstains and Comments are counts.
	Supports, Opposes, Abstains, Comments int
}

// Version is one version of a proposal.
type Version struct {
	Proposal int64
	N        int
	Base     docs.Hash // commit of main it is written against
	Commit   docs.Hash // commit with the proposed text, parent Base
	Title    string
	Reason   string
	Edits    []Edit
	At       time.Time
}

// Draft is a proposal being written. It belongs to whoever holds its token, so
// it needs no account and outlives every session.
type Draft struct {
	Hash    people.TokenHash
	Account people.ID // "" while a visitor writes
	// Proposal is set when the draft becomes a new version of it.
	Proposal int64
	Base     docs.Hash
	Title    string
	Reason   string
	Area     string
	Lang     people.Lang
	Capacity people.Capacity
	Named    bool
	Email    string
	Name     string
	// Origin is that of the proposal which the draft becomes.
	Origin  string
	Edits   []Edit
	Updated time.Time
	Expires time.Time
}

// Stance is what a person thinks of a proposal.
type Stance string

const (
	Support Stance = "support"
	Oppose  Stance = "oppose"
	Abstain Stance = "abstain"
)

// Vote is one person's stance on a proposal.
type Vote struct {
	Proposal int64
	Account  people.ID
	Stance   Stance
	// Version is the proposal's version the person had before them.
	Version int
	At      time.Time
}

// Comment is one contribution to a discussion, on a proposal or on a passage.
type Comment struct {
	ID int64
	// Proposal is the proposal discussed, 0 for a passage of the strategy.
	Proposal int64
	// Path, Passage and Quote are the place in the text; Quote is the text of
	// the passage, or the sentence of it, when the comment was written.
	Path    docs.Path
	Passage docs.PassageID
	Quote   string
	// Word is how many words of the passage come before the quote: it tells
	// equal ones apart when the comment is written, and is not kept.
	Word int
	// Parent is the comment answered, 0 for the first of a thread.
	Parent   int64
	Author   people.ID
	Capacity people.Capacity
	Lang     people.Lang
	Body     string // Markdown
	Created  time.Time
	// Edited is the time of the last edit, zero for none.
	Edited time.Time
	// Removed tells who took the comment away: "", "author" or "moderator".
	Removed string
	// RemovedWhy is the public reason of a moderator.
	RemovedWhy string
}

// CommentVersion is an earlier wording of a comment.
type CommentVersion struct {
	Comment int64
	N       int
	Body    string
	At      time.Time // when it was written
}

// Verdict of an official.
type Verdict string

const (
	Accept        Verdict = "accept"
	AcceptChanged Verdict = "accept_changed"
	Reject        Verdict = "reject"
	AskChanges    Verdict = "ask_changes"
)

// Decision is an official's answer to a proposal, with reasons.
type Decision struct {
	ID        int64
	Proposal  int64
	Version   int
	Verdict   Verdict
	Reason    string // Markdown, never empty
	By        people.ID
	Pseudonym people.Pseudonym
	Unit      string
	// Commit is the commit on main, "" unless accepted.
	Commit docs.Hash
	At     time.Time
}

// Filter selects proposals.
type Filter struct {
	States []State
	Path   docs.Path
	Author people.ID
	Area   string
	// Fitness leaves those live proposals that were last found to go so with the
	// strategy, "" all.
	Fitness Fitness
	// Order is "newest", "oldest", "supported" or "ready": oldest first, and
	// last those that need their writer.
	Order  string
	Limit  int
	Offset int
}

// Marks counts what is attached to a passage.
type Marks struct{ Proposals, Comments int }
