package revisions

// Op says what happened to the text of a span.
type Op string

// The operations. Text that moved within the page, out of one block or sentence
// into another, is OpGone where it was and OpCome where it is.
const (
	OpSame Op = "same"
	OpDel  Op = "del"
	OpIns  Op = "ins"
	OpGone Op = "gone"
	OpCome Op = "come"
)

// Span is a run of words within a block; it never cuts a word.
type Span struct {
	Op   Op
	Text string
	Move int // the same for what left and where it came, from 1; 0 unless moved
}

// ChangeKind says what happened to a block.
type ChangeKind string

// Kinds of a Change.
const (
	KindSame    ChangeKind = "same"
	KindAdded   ChangeKind = "added"
	KindRemoved ChangeKind = "removed"
	KindChanged ChangeKind = "changed"
	KindMoved   ChangeKind = "moved"
)

// Change is one block (line, paragraph, heading, list item, table row, line of
// code) of the difference. The texts of its same, ins and come spans give the new
// block, without the line end after it; same, del and gone give the old one, but
// for white space. What was deleted stands before what replaces it.
//
// A block split in two gives a Change for each part, with the same Old; blocks
// joined give one Change, with the Old of the first.
type Change struct {
	Kind               ChangeKind
	Block              string // "heading", "paragraph", "item", "row", "code", "quote", ...
	Old, New           int    // index of the block from 0, -1 if absent
	Spans              []Span // a moved block has edits in them if it was also changed
	Notes              []Note // what changed of the block besides its words
	MovedFrom, MovedTo int    // index in the old and the new text, -1 unless moved
}

// NoteKind names a change that is not one of words.
type NoteKind string

// Kinds of a Note. From and To are levels of headings, numbers of list items,
// columns of indentation, or counts of blocks.
const (
	NoteLevel    NoteKind = "level"      // a heading's, From To
	NoteKindOf   NoteKind = "kind"       // a paragraph became a heading …
	NoteDeeper   NoteKind = "deeper"     // a list item went under another
	NoteShallow  NoteKind = "shallower"  // a list item came out from under another
	NoteNumbered NoteKind = "numbered"   // a list got numbers
	NoteBulleted NoteKind = "bulleted"   // a list lost its numbers
	NoteRenumber NoteKind = "renumbered" // of an unchanged item, if those before it came or went
	NoteTicked   NoteKind = "ticked"     // a checkbox
	NoteUnticked NoteKind = "unticked"
	NoteSplit    NoteKind = "split"  // this and those after it were one block, To blocks now
	NotePart     NoteKind = "part"   // it was one block with the one before it
	NoteJoined   NoteKind = "joined" // it was From blocks
)

// Note tells a change of a block besides its words.
type Note struct {
	Kind     NoteKind
	From, To int
	Was      string // the old kind of block, for NoteKindOf
}

// Difference is what changed between two texts, for display: all blocks of the
// new text in order, and the removed ones where they were. A moved block is shown
// once, at its new place.
type Difference struct {
	Changes                  []Change
	WordsAdded, WordsRemoved int // a moved word counts as neither
	BlocksMoved              int
	// Tally counts what changed, as a reader would; what comes first weighs most.
	Tally []Count
}

// Empty is true if nothing but soft wraps and spacing differs.
func (d Difference) Empty() bool {
	for _, c := range d.Changes {
		if c.Kind != KindSame {
			return false
		}
	}
	return true
}
