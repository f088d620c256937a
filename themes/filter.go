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
	// WaitingFirst lists the oldest unanswered first, the answered ones last.
	WaitingFirst Order = "waiting"
	// Surest lists first what the theme is most certain of.
	Surest Order = "surest"
)

// Filter selects items; the zero value selects all that the actor may see.
type Filter struct {
	IDs     []int64
	Source  int64
	Channel Channel
	// NotChannels leaves out what came by them.
	NotChannels []Channel
	Area        string
	// Theme is a fine theme, or a coarse one with all of its fine ones.
	Theme int64
	// Outside leaves those that no theme holds.
	Outside bool
	// Tag leaves those with the tag or another name of it, in any spelling.
	Tag  string
	Lang people.Lang
	// Moderation is asked of the desk alone: others see what is Shown.
	Moderation Moderation
	// Unanswered leaves those without a reply that still want one: not hidden,
	// not removed.
	Unanswered bool
	Status     Status
	// Services are Open311 service codes; "" among them is none.
	Services []string
	// To leaves those tied to the thing, directly or by a confirmed link of
	// their theme.
	To Target
	// Twins leaves an item and its near-duplicates; NoTwins leaves these out.
	Twins   int64
	NoTwins bool
	// Query is words that are all in the item, in any form of theirs.
	Query string
	// From and Until bound the time of writing; Until is not within.
	From, Until time.Time
	// ChangedFrom and ChangedUntil bound the last change.
	ChangedFrom, ChangedUntil time.Time
	Order                     Order
	// Limit is at most MaxList; 0 only counts.
	Limit, Offset int
}

// MaxList is the most items listed at once.
const MaxList = 500

// Query is a Filter as the store takes it: themes spelled out, tags with all
// their names, and what the reader may see.
type Query struct {
	Filter
	// Themes are fine themes, nil for any.
	Themes []int64
	Tags   []string
	// ToThemes are the fine themes that a confirmed link ties to To.
	ToThemes []int64
	// ShownOnly is for who may not read the desk.
	ShownOnly bool
}
