package revisions

// A block is taken as moved if all its words are found elsewhere, or, from
// movedWords words up, the share movedShare of them: short look-alikes are
// chance.
const (
	movedShare = 0.6
	movedWords = 5
	soleWords  = 2
)

// findMoves turns a removed and an added block with the same text into one move.
func (c *comparison) findMoves() {
	var removed, added []int
	for i, f := range c.found {
		switch f.Kind {
		case KindRemoved:
			removed = append(removed, i)
		case KindAdded:
			added = append(added, i)
		}
	}
	if len(removed)*len(added) > pairCells {
		return
	}
	gone := map[int]bool{}
	for _, to := range added {
		best, from := 0.0, -1
		for _, i := range removed {
			if s := moveLikeness(c.found[i].was, c.found[to].is); !gone[i] && s > best {
				best, from = s, i
			}
		}
		if from < 0 {
			continue
		}
		gone[from] = true
		f := &c.found[to]
		f.Kind, f.was = KindMoved, c.found[from].was
		f.Old, f.oldEnd = c.found[from].Old, c.found[from].oldEnd
		f.MovedFrom, f.MovedTo = f.Old, f.New
		f.edits = c.align(f.was, f.is)
	}
	kept := c.found[:0]
	for i, f := range c.found {
		if !gone[i] {
			kept = append(kept, f)
		}
	}
	c.found = kept
}

// moveLikeness is the similarity of two blocks if it is enough for a move, else 0.
func moveLikeness(was, is lexed) float64 {
	n := min(len(was.words), len(is.words))
	if was.verbatim != is.verbatim || n < soleWords {
		return 0
	}
	s := similarity(was, is)
	if s == 1 || n >= movedWords && s >= movedShare {
		return s
	}
	return 0
}
