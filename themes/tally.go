package themes

import (
	"time"

	"luonnos/people"
)

// TallyFilter selects the shown items that are counted.
type TallyFilter struct {
	Theme       int64 // fine or coarse, 0 for all
	Area        string
	Source      int64
	Lang        people.Lang
	From, Until time.Time
}

// Tallies are counts of shown items, for pictures.
type Tallies struct {
	Items  int // with near-duplicates
	Folded int // near-duplicates among them
	Weeks  []WeekCount
	// Areas, Sources and Langs are largest first.
	Areas   []AreaCount
	Sources []SourceCount
	Langs   []LangCount
}

// WeekCount is a week with items; weeks without any are left out.
type WeekCount struct {
	Week  time.Time // see Week
	Items int
}

// AreaCount counts an area, "" for those that tell none.
type AreaCount struct {
	Area  string
	Items int
}

// SourceCount counts a source.
type SourceCount struct {
	Source  int64
	Channel Channel
	Name    string
	Items   int
}

// LangCount counts a language.
type LangCount struct {
	Lang  people.Lang
	Items int
}

// Numbers are what the summary sentence of a period says.
type Numbers struct {
	From, Until time.Time
	Items       int
	Folded      int
	Channels    int
	Areas       int
	Answered    int
	// Themes that items of the period are in, the largest of them, and how
	// many items are outside all.
	Themes  int
	Top     []ThemeCount
	Outside int
}
