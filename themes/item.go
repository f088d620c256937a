package themes

import (
	"time"

	"luonnos/people"
)

// Moderation tells who may read an item.
type Moderation string

const (
	// Waiting: nobody has looked at it; only the desk and its sender see it.
	Waiting Moderation = "waiting"
	Shown   Moderation = "shown"
	// Hidden: the desk decided against showing it, with a reason.
	Hidden Moderation = "hidden"
	// Removed: its source or its sender took it back; the text is gone.
	Removed Moderation = "removed"
)

// Status tells how far the city is with an item, in Open311's two words.
type Status string

const (
	Open   Status = "open"
	Closed Status = "closed"
)

// Item is one piece of feedback, whatever channel it came by. It holds nothing
// about its sender: see Sender.
type Item struct {
	ID     int64
	Source int64
	// Channel is the source's.
	Channel Channel
	// Foreign is the item's id at its source; (Source, Foreign) is unique.
	Foreign string
	// Address is where the item can be read at its source, "" for none.
	Address  string
	At       time.Time // when it was written, as the source says
	Received time.Time
	Changed  time.Time // last change of anything here, for updated_datetime
	Lang     people.Lang
	Title    string // "" for most channels
	Text     string // plain text, at most MaxText bytes
	// Redacted: the desk took words out of the text before showing it.
	Redacted bool
	// Area is the code of a city area, "" when unknown.
	Area string
	// Tags are as written at the source, without '#'; see FoldTag.
	Tags []string
	// Service is the Open311 service code, "" without one.
	Service string
	// Attributes are the Open311 attributes or further columns of an import.
	Attributes map[string]string
	Place      *Place
	// About is the passage that the form was opened at, zero for none.
	About      Target
	Moderation Moderation
	// Reason is why the item is hidden, for the desk and its sender.
	Reason string
	Status Status
	// Replies counts the replies to it.
	Replies int
	// Theme is the fine theme the item is in, 0 for none yet or outside.
	Theme int64
	// Sure is how sure the machine is of the theme, 0 to 1; 1 when a person
	// put it there.
	Sure float64
	// ByPerson: a person put the item in its theme (or outside all).
	ByPerson bool
	// TagsByPerson, AreaByPerson: a person set them, and the source does not
	// change them any more.
	TagsByPerson, AreaByPerson bool
	// Twin is the item that this one nearly repeats, 0 for none.
	Twin int64
}

// Place is where an item is about, in WGS 84 degrees.
type Place struct{ Lat, Long float64 }

// Sender is what is known of who sent an item. It is kept apart from the item,
// is never in any public output, and erasing it leaves the item.
type Sender struct {
	Item    int64
	Account people.ID // "" unless signed in
	Name    string
	Email   string
	Phone   string
	// Handle is the sender's public name at the source, such as "@x@example.social".
	Handle string
	Lang   people.Lang
	// Tell: wants to hear by mail what happens to the item.
	Tell bool
	// Consent: agreed that the item is made into a proposal.
	Consent Consent
	// Token opens the sender's own page of the item without an account.
	Token people.TokenHash
}

// Consent is a sender's word on making a proposal of their feedback.
type Consent string

const (
	NotAsked Consent = ""
	Asked    Consent = "asked"
	Agreed   Consent = "agreed"
	Refused  Consent = "refused"
)

// MaxText is the longest text of an item, in bytes; longer arrivals are cut at
// a character and say so.
const MaxText = 20_000
