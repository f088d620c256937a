package main

import (
	"fmt"
	"strings"

	"luonnos/revisions"
)

// carrier finds the extents of old in new; an empty one is reported as gone.
type carrier struct {
	name  string
	carry func(old, new string, extents []revisions.Extent) []revisions.Extent
}

func carriers() []carrier {
	return []carrier{{"luonnos", ourCarry}, {"by position", byPosition}, {"by quote", byQuote}}
}

func ourCarry(old, new string, extents []revisions.Extent) []revisions.Extent {
	anchors := make([]revisions.Anchor, len(extents))
	for i, e := range extents {
		anchors[i] = revisions.AnchorAt(old, e)
	}
	out := make([]revisions.Extent, len(extents))
	for i, a := range revisions.CarryAll(anchors, old, new) {
		if a.Fate != revisions.FateOrphaned {
			out[i] = a.Extent
		}
	}
	return out
}

func byPosition(_, new string, extents []revisions.Extent) []revisions.Extent {
	out := make([]revisions.Extent, len(extents))
	for i, e := range extents {
		out[i] = revisions.Extent{Start: min(e.Start, len(new)), End: min(e.End, len(new))}
	}
	return out
}

func byQuote(old, new string, extents []revisions.Extent) []revisions.Extent {
	out := make([]revisions.Extent, len(extents))
	for i, e := range extents {
		quote := old[e.Start:e.End]
		if strings.Count(new, quote) == 1 {
			at := strings.Index(new, quote)
			out[i] = revisions.Extent{Start: at, End: at + len(quote)}
		}
	}
	return out
}

// changedPage is a page of about the size with words of its own, and the same
// with one word in twenty changed.
func changedPage(size int) (old, new string) {
	var a, b strings.Builder
	for i := 0; a.Len() < size; i++ {
		word := fmt.Sprintf("sana%d", i%3000)
		changed := word
		if i%20 == 7 {
			changed = fmt.Sprintf("uusi%d", i)
		}
		end := " "
		switch {
		case i%60 == 59:
			end = ".\n\n"
		case i%12 == 11:
			end = ". "
			if i%24 == 11 {
				end = ".\n"
			}
		}
		if i%12 == 0 {
			word, changed = "S"+word[1:], "S"+word[1:]
		}
		a.WriteString(word + end)
		b.WriteString(changed + end)
	}
	return a.String(), b.String()
}
