package revisions

import (
	"sort"
	"strings"
)

// orphan leaves the anchor at the place where its words were, or finds them
// where they have come back.
func (c *crossing) orphan(a Anchor) Anchor {
	if a.Fate == FateOrphaned {
		if back, ok := c.back(a); ok {
			return back
		}
	}
	at := c.place(a.Start)
	a.Extent, a.Kept, a.Fate, a.Moved = Extent{at, at}, nil, FateOrphaned, false
	return a
}

// place is where in new something stood that began at a place of old and is
// gone: at the words that stand there now, or else behind those before it.
func (c *crossing) place(at int) int {
	n := sort.Search(len(c.byOld), func(k int) bool { return c.byOld[k].Old.Start > at })
	for n > 0 && c.byOld[n-1].Moved {
		n--
	}
	if n == 0 {
		return 0
	}
	s := c.byOld[n-1]
	if at < s.Old.End { // within words that stand
		for i := at; i < s.Old.End; i++ {
			if j := c.goes[i]; j >= 0 {
				return int(j)
			}
		}
	}
	next := sort.Search(len(c.byNew), func(k int) bool { return c.byNew[k].New.Start >= s.New.End })
	end := len(c.new)
	if next < len(c.byNew) {
		end = c.byNew[next].New.Start
	}
	if fresh := trimExtent(c.new, Extent{s.New.End, end}); fresh.Start < fresh.End {
		return fresh.Start
	}
	return s.New.End
}

// back finds the quote of an orphan where this version has brought it back.
func (c *crossing) back(a Anchor) (Anchor, bool) {
	if a.Quote == "" {
		return a, false
	}
	if c.news == nil {
		news, olds := squeeze(c.new), squeeze(c.old)
		c.news, c.olds = &news, &olds
	}
	found := c.news.find(c.new, a.Quote, 2)
	if len(found) != 1 || len(c.olds.find(c.old, a.Quote, 1)) > 0 {
		return a, false
	}
	e := found[0]
	prefix, suffix := surroundings(c.new, e)
	if !meets(prefix, a.Prefix) && !meets(suffix, a.Suffix) {
		return a, false
	}
	a.Extent, a.Fate = e, FateUnchanged
	a.Kept = []Stretch{{Old: Extent{0, len(a.Quote)}, New: e}}
	return a, true
}

// meets reports whether the text beside the words is as it was; the end of the
// text on one side is no sign of a place.
func meets(now, then string) bool {
	return strings.TrimSpace(then) != "" && sameFields(now, then)
}
