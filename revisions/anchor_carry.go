package revisions

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Carry takes an anchor from one version of its text to the next, along the
// alignment that Diff shows: it is where its own words went, and never where
// others look like them. It is pure.
//
// An orphan stays at the place where its words were. It is found again in one
// case only: a version brings the very quote back, once in the whole text, with
// the same text before or after it as when it was set.
func Carry(a Anchor, old, new string) Anchor { return CarryAll([]Anchor{a}, old, new)[0] }

// CarryAll is Carry for all the anchors of a text: the two versions are compared once.
func CarryAll(as []Anchor, old, new string) []Anchor {
	if old == new || len(as) == 0 {
		return slices.Clone(as)
	}
	return carryAlong(as, old, new, Follow(old, new))
}

// carryAlong carries along stretches, which are in order of New.Start.
func carryAlong(as []Anchor, old, new string, stretches []Stretch) []Anchor {
	p := newCrossing(old, new, stretches)
	out := make([]Anchor, len(as))
	for i, a := range as {
		out[i] = p.carry(a)
	}
	return out
}

// crossing is the way from one version of a text to the next.
type crossing struct {
	old, new string
	// goes is, for each byte of old that stands in new, where; -1 for others.
	goes []int32
	// byOld and byNew are the stretches in the order of either text.
	byOld, byNew []Stretch
	// news and olds are new and old without white space, made when asked for.
	news, olds *squeezed
}

func newCrossing(old, new string, stretches []Stretch) *crossing {
	c := &crossing{old: old, new: new, goes: make([]int32, len(old)), byNew: stretches, byOld: slices.Clone(stretches)}
	for i := range c.goes {
		c.goes[i] = -1
	}
	for _, s := range stretches {
		eachPair(old, s.Old, new, s.New, func(i, j, n int) {
			for k := range n {
				c.goes[i+k] = int32(j + k)
			}
		})
	}
	slices.SortFunc(c.byOld, func(a, b Stretch) int { return cmp.Compare(a.Old.Start, b.Old.Start) })
	return c
}

func (c *crossing) carry(a Anchor) Anchor {
	if a.Start < 0 || a.End > len(c.old) {
		// Set in another text than the one it is carried from.
		a.Extent = Extent{min(max(a.Start, 0), len(c.old)), min(max(a.Start, 0), len(c.old))}
		a.Kept = nil
	}
	if a.Fate == FateOrphaned {
		return c.orphan(a)
	}
	runs := c.alive(a)
	kept := mostOf(a.Quote, runs, c.new)
	alive, all := countAlive(a.Quote, kept)
	if alive == 0 || 2*alive < all {
		return c.orphan(a)
	}
	out := a
	out.Kept = kept
	out.Extent = c.widen(a, kept)
	moved := 0
	for _, k := range kept {
		if k.Moved {
			moved += k.Old.End - k.Old.Start
		}
	}
	out.Moved = a.Moved || 2*moved > len(a.Quote)
	for i := range out.Kept {
		out.Kept[i].Moved = false // it is told once, and of all of them
	}
	now := c.new[out.Start:out.End]
	switch {
	case !sameWording(a.Quote, now):
		out.Fate = FateChanged
		return out
	case out.Moved:
		out.Fate = FateMoved
	default:
		out.Fate = FateUnchanged
	}
	out.Kept = []Stretch{{Old: Extent{0, len(a.Quote)}, New: out.Extent}}
	return out
}

// alive are the anchor's words that the new version has, in order of the quote.
func (c *crossing) alive(a Anchor) []Stretch {
	var out []Stretch
	for _, k := range a.Kept {
		if k.New.Start < 0 || k.New.End > len(c.old) || k.Old.Start < 0 || k.Old.End > len(a.Quote) {
			continue
		}
		open := false
		eachPair(a.Quote, k.Old, c.old, k.New, func(q, i, n int) {
			j := int(c.goes[i])
			if j < 0 {
				open = false
				return
			}
			if last := len(out) - 1; open && onlySpace(c.new[min(out[last].New.End, j):j]) && out[last].New.End <= j {
				out[last].Old.End, out[last].New.End = q+n, j+n
				return
			}
			out = append(out, Stretch{Old: Extent{q, q + n}, New: Extent{j, j + n}, Moved: c.movedAt(i)})
			open = true
		})
	}
	return out
}

// movedAt reports whether the byte of old stands in a stretch that moved.
func (c *crossing) movedAt(i int) bool {
	n := sort.Search(len(c.byOld), func(k int) bool { return c.byOld[k].Old.End > i })
	return n < len(c.byOld) && c.byOld[n].Old.Start <= i && c.byOld[n].Moved
}

// mostOf keeps the runs that stand together in new: where words of one quote
// have gone to several places, those of the place that has the most of them.
// Words stand together when what is between them is no longer than the quote.
func mostOf(quote string, runs []Stretch, new string) []Stretch {
	runs = slices.Clone(runs)
	slices.SortFunc(runs, func(a, b Stretch) int { return cmp.Compare(a.New.Start, b.New.Start) })
	reach := max(len(quote), 2*contextLength)
	var best []Stretch
	most := 0
	for from := 0; from < len(runs); {
		to := from + 1
		for to < len(runs) && runs[to].New.Start-runs[to-1].New.End <= reach {
			to++
		}
		group := slices.Clone(runs[from:to])
		slices.SortFunc(group, func(a, b Stretch) int { return cmp.Compare(a.Old.Start, b.Old.Start) })
		if alive, _ := countAlive(quote, group); alive > most {
			best, most = group, alive
		}
		from = to
	}
	return dropStrayMarks(quote, best, new)
}

// dropStrayMarks leaves out marks at either end that belong to another sentence
// now: a full stop is met at the end of any.
func dropStrayMarks(quote string, runs []Stretch, new string) []Stretch {
	markOnly := func(s Stretch) bool { return hasNoWord(quote[s.Old.Start:s.Old.End]) }
	for len(runs) > 1 && markOnly(runs[0]) && runs[0].New.End <= runs[1].New.Start &&
		lastSentence(new[runs[0].New.End:runs[1].New.Start]) > 0 {
		runs = runs[1:]
	}
	for n := len(runs); n > 1 && markOnly(runs[n-1]) && runs[n-2].New.End <= runs[n-1].New.Start; n-- {
		between := new[runs[n-2].New.End:runs[n-1].New.Start]
		if firstSentence(between) == len(between) {
			break
		}
		runs = runs[:n-1]
	}
	return runs
}

func hasNoWord(s string) bool { return strings.IndexFunc(s, isWordRune) < 0 }

// span is from the first to the last word of runs.
func span(runs []Stretch) Extent {
	e := runs[0].New
	for _, r := range runs {
		e.Start, e.End = min(e.Start, r.New.Start), max(e.End, r.New.End)
	}
	return e
}

// widen takes in the words that stand in place of the anchor's first or last
// ones, up to the border of a sentence: only those that replaced nothing else.
func (c *crossing) widen(a Anchor, kept []Stretch) Extent {
	e := span(kept)
	if kept[0].Old.Start > 0 {
		from, replaced := 0, onlySpace(c.old[:a.Start])
		if n := sort.Search(len(c.byNew), func(k int) bool { return c.byNew[k].New.End > e.Start }); n > 0 {
			s := c.byNew[n-1]
			from, replaced = s.New.End, inside(s.Old.End, a.Extent) || s.Old.End <= a.Start && onlySpace(c.old[s.Old.End:a.Start])
		}
		if replaced && from < e.Start {
			e.Start = from + lastSentence(c.new[from:e.Start])
		}
	}
	if kept[len(kept)-1].Old.End < len(a.Quote) {
		to, replaced := len(c.new), onlySpace(c.old[a.End:])
		if n := sort.Search(len(c.byNew), func(k int) bool { return c.byNew[k].New.Start >= e.End }); n < len(c.byNew) {
			s := c.byNew[n]
			to, replaced = s.New.Start, inside(s.Old.Start, a.Extent) || s.Old.Start >= a.End && onlySpace(c.old[a.End:s.Old.Start])
		}
		if replaced && to > e.End {
			e.End += firstSentence(c.new[e.End:to])
		}
	}
	return trimExtent(c.new, e)
}

func inside(at int, e Extent) bool { return e.Start < at && at < e.End }

// lastSentence is where in a text its last sentence begins, which goes on behind it.
func lastSentence(text string) int {
	for at := len(text); at > 0; {
		r, n := utf8.DecodeLastRuneInString(text[:at])
		if strings.ContainsRune(".!?…\n", r) && at < len(text) && strings.TrimSpace(text[at:]) != "" &&
			(r != '\n' && onlySpace(text[at:at+1]) || r == '\n' && borders(text[at:])) {
			return at
		}
		at -= n
	}
	return 0
}

// firstSentence is where in a text the sentence ends that began before it.
func firstSentence(text string) int {
	for at, r := range text {
		switch {
		case r == '\n' && borders(text[at+1:]):
			return at
		case strings.ContainsRune(".!?…", r):
			end := at + utf8.RuneLen(r)
			if end == len(text) || onlySpace(text[end:end+1]) {
				return end
			}
		}
	}
	return len(text)
}

// borders reports whether a line begins a block of its own.
func borders(line string) bool {
	line, _, _ = strings.Cut(line, "\n")
	line = strings.TrimSpace(line)
	return line == "" || isHeading(line) || isItem(line) || line[0] == '|' || line[0] == '>' || fenceOf(line) != ""
}
