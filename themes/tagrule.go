package themes

// TagRow is a tag as people use it, with those folded into it.
type TagRow struct {
	// Tag is the folded form, Shown the commonest way to write it.
	Tag, Shown string
	Items      int // of any moderation state but removed
	Aliases    []string
}

// TagRule says what a tag means. Every part is optional.
type TagRule struct {
	Tag string
	// Into is the tag it is another name of.
	Into string
	// Area is given to items with the tag that tell none.
	Area string
	// To is a passage that items with the tag are tied to.
	To Target
}
