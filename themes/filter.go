package themes

import (
	"time"

	"luonnos/people"
)

// Order is how items are listed.
type Order string

const (
	Newest Order = "newest" // the default
	Oldest Order = "oldest"
	// Surest lists first what the theme is most certain of.
	Surest Order = "surest"
)

// Filter selects items; the zero value selects all that the actor may see.
type Filter struct {
	Source  int64
	Channel Channel
	Area    string
	// Theme is a fine theme, or a coarse one with all of its fine ones.
	Theme int64
	// Outside leaves those that no theme holds.
	Outside bool
	Tag     string // folded or not
	Lang    people.Lang
	// Moderation is asked of the desk alone: others see what is Shown.
	Moderation Moderation
	// Unanswered leaves those without a reply.
	Unanswered bool
	Status     Status
	Service    string
	// To leaves those tied to the thing, directly or by a confirmed link of
	// their theme.
	To Target
	// Like leaves the near-duplicates of an item, itself not among them.
	Like int64
	// Query is words that are all in the item, in any form of theirs.
	Query string
	// From and Until bound the time of writing; Until is not within.
	From, Until time.Time
	// ChangedFrom and ChangedUntil bound the last change.
	ChangedFrom, ChangedUntil time.Time
	Order                     Order
	Limit, Offset             int
}

// MaxList is the most items listed at once.
const MaxList = 200
