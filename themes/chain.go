package themes

import (
	"time"

	"luonnos/people"
)

// Step is one thing on the way from feedback to an initiative.
type Step struct {
	To Target
	// Title is what the thing is called, or how its text begins; Lang is what
	// language that is in, "" for joined languages.
	Title string
	Lang  people.Lang
	// State is the proposal's, the decision's verdict, the initiative's, or the
	// item's status; "" for passages and themes.
	State string
	At    time.Time
	// From are the earlier steps that lead here.
	From []Target
}

// Chain is everything that a thing has to do with, both ways: public parts only.
type Chain struct {
	Items, Themes, Passages, Proposals, Decisions, Initiatives []Step
	// More is how many items there are beyond those in Items.
	More int
}
