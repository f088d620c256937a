// Package event names what has happened, for those who are to hear of it.
//
// Domain rooms emit events inside the transaction that causes them; the store
// writes them to the outbox in that same transaction and, once it is durable,
// hands them to the listeners of this node (page cache, public record, mail).
// Listeners may hear an event more than once and must not mind.
package event

import "time"

// Kind says what happened, as noun.verb.
type Kind string

const (
	StrategyUpdated   Kind = "strategy.updated"
	ProposalOpened    Kind = "proposal.opened"
	ProposalUpdated   Kind = "proposal.updated"
	ProposalCommented Kind = "proposal.commented"
	ProposalSupported Kind = "proposal.supported"
	ProposalAccepted  Kind = "proposal.accepted"
	ProposalRejected  Kind = "proposal.rejected"
	ProposalReturned  Kind = "proposal.returned"
	ProposalWithdrawn Kind = "proposal.withdrawn"
	// ProposalFit: proposals go otherwise with the strategy than they did.
	ProposalFit         Kind = "proposal.fit"
	PassageCommented    Kind = "passage.commented"
	InitiativePublished Kind = "initiative.published"
	// FeedbackReceived: new or changed feedback, perhaps much of it; what waits
	// for the desk is not named.
	FeedbackReceived Kind = "feedback.received"
	// FeedbackShown: what the public sees of an item has changed.
	FeedbackShown    Kind = "feedback.shown"
	FeedbackAnswered Kind = "feedback.answered"
	FeedbackTied     Kind = "feedback.tied"
	ThemeChanged     Kind = "theme.changed"
	// ImportQueued: a table of feedback waits to be taken in.
	ImportQueued  Kind = "import.queued"
	PersonChanged Kind = "person.changed"
	PersonErased  Kind = "person.erased"
	// MailQueued carries one mail to send. It is never public.
	MailQueued Kind = "mail.queued"
)

// Event is one thing that happened.
type Event struct {
	// ID is made by the store, increasing within the outbox.
	ID   int64
	Kind Kind
	// Subject names the thing, such as "proposal/12" or "page/01-johdanto.md".
	Subject string
	// Touches names further things whose pages change, in Subject's form.
	Touches []string
	// Areas are the codes of the areas concerned.
	Areas []string
	Time  time.Time
	// Data is a JSON object; it never holds names, addresses or tokens except
	// in MailQueued, which is deleted when sent.
	Data string
}
