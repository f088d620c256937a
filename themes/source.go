package themes

import (
	"time"

	"luonnos/people"
)

// Channel is a way that feedback comes.
type Channel string

const (
	ByForm     Channel = "form"
	ByOpen311  Channel = "open311"   // others send to our GeoReport v2 server
	FromCity   Channel = "georeport" // we fetch from another GeoReport v2 server
	ByMastodon Channel = "mastodon"
	ByFeed     Channel = "feed" // RSS, Atom, JSON Feed
	ByImport   Channel = "import"
	ByMail     Channel = "mail"
)

// Source is one place that feedback comes from. The form and the Open311
// server are sources that always are; the others an administrator makes.
type Source struct {
	ID      int64
	Channel Channel
	Name    string
	// Address is the server: an http(s) URL, or imaps://host:port/folder.
	Address string
	// Tag is the hashtag to follow, without '#', for ByMastodon.
	Tag string
	// User names the account at the source; Secret is its password, token or
	// API key. Secret is never shown again once saved.
	User, Secret string
	// Every is the time between fetches, 0 for a source that is not fetched.
	Every time.Duration
	// Trusted items are shown at once; others wait for the desk.
	Trusted bool
	// Area and Lang are for items that do not tell their own.
	Area    string
	Lang    people.Lang
	Paused  bool
	Created time.Time
}

// Run is where the fetching of a source is. It survives restarts.
type Run struct {
	Source int64
	// Cursor is the fetcher's own mark of what it has; "" at first.
	Cursor         string
	Started, Ended time.Time
	// Next is when it is tried again.
	Next time.Time
	// Failures in a row; Error is the last one's text for the administrator.
	Failures int
	Error    string
	// Of the last run: items new, changed, taken back, already known, refused.
	New, Changed, Removed, Known, Refused int
	// Done of Total while it runs; Total 0 when not known.
	Done, Total int
}

// Arrival is what a channel hands over: an item as its source has it now.
type Arrival struct {
	Foreign    string
	Address    string
	At         time.Time
	Lang       people.Lang // "" is found from the text
	Title      string
	Text       string
	Area       string
	Tags       []string
	Service    string
	Attributes map[string]string
	Place      *Place
	About      Target
	Status     Status
	// Gone: the source has taken it back. Only Foreign counts then.
	Gone   bool
	Sender *Sender
}

// Receipt is what became of arrivals.
type Receipt struct {
	New, Changed, Removed, Known, Refused int
	// IDs are the items of the arrivals, in their order, 0 for a refused one.
	IDs []int64
}

// SourceRun is a source and where its fetching is; a source that is never
// fetched has a zero Run.
type SourceRun struct {
	Source Source
	Run    Run
	// HasSecret: a secret is saved; Source.Secret itself is for the fetcher.
	HasSecret bool
	// Items is how many came from it and are not removed, Shown how many of them
	// the public sees.
	Items, Shown int
}
