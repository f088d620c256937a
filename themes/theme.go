package themes

import (
	"strings"
	"time"

	"luonnos/people"
)

// Theme is a group of items that speak of the same thing. Themes have two
// levels: a coarse theme (Parent 0, Coarse) holds fine ones, items are in fine
// ones.
type Theme struct {
	ID     int64
	Parent int64
	Coarse bool
	Lang   people.Lang // "" when languages are joined
	// Name is what a person called it, "" for none; Words are the machine's
	// label, best first.
	Name  string
	Words []string
	// Pinned: the machine neither dissolves it nor joins it with another kept one.
	Pinned bool
	// Kept: a person joined another one into it, or split it off.
	Kept bool
	// Into is the theme that a person joined this one into, 0 for none. Such a
	// theme is only an address that leads on.
	Into int64
	// Gone: regrouping left it without items and no person had kept it.
	Gone bool
	// Quotes are the most typical shown items, best first.
	Quotes []int64
	// Near are similar themes, for suggesting a join.
	Near    []int64
	Created time.Time
	Changed time.Time
}

// Count is how many shown items a theme has.
type Count struct {
	Items  int // with near-duplicates
	Folded int // near-duplicates among them
}

// Act is something a person did to a theme.
type Act string

const (
	Renamed  Act = "renamed"
	Joined   Act = "joined"
	Parted   Act = "split"
	Pinned   Act = "pinned"
	Unpinned Act = "unpinned"
	Moved    Act = "moved" // items put in the theme, or out of all
)

// Deed is one act, kept for the theme's history.
type Deed struct {
	ID    int64
	Theme int64
	Act   Act
	By    people.ID
	At    time.Time
	// Other is the theme joined in, split off or moved from.
	Other int64
	Items []int64
	Name  string
}

// Kind is a kind of thing of another room.
type Kind string

const (
	Passage    Kind = "passage"    // ID is the passage's id, Page its page
	Proposal   Kind = "proposal"   // ID is the number
	Initiative Kind = "initiative" // ID is the number
	Decision   Kind = "decision"   // ID is the number
	// Of this room, where things of all rooms stand together.
	ItemKind  Kind = "feedback"
	ThemeKind Kind = "theme"
)

// Target names a thing of another room.
type Target struct {
	Kind Kind
	ID   string
	// Page is the path of a passage's page, as it was when the link was made.
	Page string
}

// LinkState is how sure a link is.
type LinkState string

const (
	Suggested LinkState = "suggested" // by the machine, seen at the desk only
	Confirmed LinkState = "confirmed" // by a person
	Rejected  LinkState = "rejected"  // by a person; not suggested again
)

// Link ties a theme, or one item, to a thing of another room. Exactly one of
// Theme and Item is set.
type Link struct {
	Theme int64
	Item  int64
	To    Target
	State LinkState
	Score float64 // of a suggestion, 0 to 1
	By    people.ID
	At    time.Time
}

// Reply is an answer to an item, public when the item is.
type Reply struct {
	ID       int64
	Item     int64
	By       people.ID
	Capacity people.Capacity
	// Unit is the replier's then.
	Unit string
	Text string // plain text with paragraphs, at most MaxReply bytes
	At   time.Time
}

// MaxReply is the longest reply, in bytes.
const MaxReply = 10_000

// Title is what a theme is called: its name, or its words.
func (t Theme) Title() string {
	if t.Name != "" {
		return t.Name
	}
	return strings.Join(t.Words, ", ")
}
