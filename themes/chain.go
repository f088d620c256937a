package themes

import "time"

// Step is one thing on the way from feedback to an initiative.
type Step struct {
	To    Target
	Title string
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
