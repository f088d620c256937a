package themes

import (
	"time"

	"luonnos/people"
)

// ThemeFilter selects themes by the items in them.
type ThemeFilter struct {
	Lang people.Lang
	// Parent leaves the fine themes of a coarse one.
	Parent      int64
	Area        string
	Source      int64
	From, Until time.Time
	// All lists fine and coarse ones together; otherwise those without a parent,
	// or the children of Parent.
	All bool
}

// ThemeCount is a theme and how many of its shown items the filter selects.
type ThemeCount struct {
	Theme Theme
	Count Count
}

// ThemeView is a theme with everything its page shows. Of a theme that was
// joined into another only Theme.Into is to be looked at.
type ThemeView struct {
	Theme Theme
	// Parent is the coarse theme, zero for none.
	Parent   Theme
	Children []ThemeCount
	Count    Count
	Quotes   []Item
	// Links are the confirmed ones; whoever may tie sees suggested ones too.
	Links []Link
	Deeds []Deed
	Near  []Theme
}
