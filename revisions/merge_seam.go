package revisions

import (
	"strings"
	"unicode"
)

// seams is where texts of different origin meet. The white space there is merged
// too, perhaps to what suits one of them alone: a side that deleted the last
// paragraph deleted the blank line before it. So that no choice runs two blocks
// together, the alternatives of a conflict, or the later words, bring what is missing.
type seams struct {
	ours, theirs string
	chunks       []Chunk
	line         string // the last one with words so far, as far as it is not chosen
	added        bool   // to text that is no conflict's
}

// gapNeed is the least white space that must part two runs of words.
type gapNeed struct {
	ends  int // line ends that are no soft wraps
	space bool
}

// unbounded is more line ends than any place needs: nothing is before it.
const unbounded = 1 << 30

func (s *seams) close() {
	so := gapNeed{unbounded, true} // the least that the text so far ends with
	var last Chunk                 // of words
	for i := range s.chunks {
		c := &s.chunks[i]
		if c.Origin != Unresolved {
			if !onlySpace(c.Text) {
				s.between(last, c, so)
				last = *c
			}
			so = so.followed(c.Text)
			s.write(c.Text)
			continue
		}
		s.before(c, so, last)
		s.behind(i, so)
		if c.Ours == c.Theirs {
			s.agree(c)
		}
		last = *c
		so = least(so.followed(c.Base+c.Text), so.followed(c.Ours+c.Text), so.followed(c.Theirs+c.Text))
	}
}

// between parts words that no version has one after the other: each keeps its
// distance there. Words that one version has so keep at least their lines.
func (s *seams) between(last Chunk, c *Chunk, so gapNeed) {
	if last.Origin == Unresolved || last.Origin == "" {
		return
	}
	need := most(needAt(s.ours, c.InOurs), needAt(s.theirs, c.InTheirs))
	need = most(need, most(needAfter(s.ours, last.InOurs), needAfter(s.theirs, last.InTheirs)))
	lead := c.Text[:len(c.Text)-len(strings.TrimLeftFunc(c.Text, unicode.IsSpace))]
	there := so.followed(lead)
	first, _, _ := strings.Cut(c.Text[len(lead):], "\n")
	if need.ends == 0 || there.ends > 1 || there.ends == 0 && there.space {
		return
	}
	if s.given(last, *c) && s.parted(last, *c) <= there.ends {
		return
	}
	if there.ends == 1 {
		if !runTogether(s.line, first) || !opensProse(s.ours, c.InOurs) && !opensProse(s.theirs, c.InTheirs) {
			return
		}
		need.ends = max(need.ends, 2) // what set them off there was what they were
	}
	c.Text = need.missing(there, c.Text) + c.Text
	s.added = true
}

// runTogether reports whether two lines that follow each other are of one block.
func runTogether(line, next string) bool {
	return len(splitBlocks(strings.TrimRightFunc(line, unicode.IsSpace)+"\n"+next)) == 1
}

// opensProse reports whether a block that people read as prose starts with the words.
func opensProse(version string, in Extent) bool {
	if in == (Extent{}) {
		return false
	}
	at := 0
	for _, b := range splitBlocks(version) {
		if at+len(b.body) > in.Start {
			starts := onlySpace(version[at:max(at, in.Start)])
			return starts && !b.verbatim && b.kind != rowBlock && b.kind != frontBlock && b.kind != htmlBlock
		}
		at += len(b.body) + len(b.tail)
	}
	return false
}

// write notes text that is there whatever is chosen.
func (s *seams) write(text string) {
	s.line += text
	words := strings.TrimRightFunc(s.line, unicode.IsSpace)
	s.line = s.line[strings.LastIndexByte(words, '\n')+1:]
}

// given reports whether one version has the words in a row, and the other does not
// merely end between them.
func (s *seams) given(last, next Chunk) bool {
	inOurs, inTheirs := meet(s.ours, last.InOurs, next.InOurs), meet(s.theirs, last.InTheirs, next.InTheirs)
	switch {
	case inOurs && next.InTheirs == Extent{}:
		return goesOn(s.theirs, last.InTheirs)
	case inTheirs && next.InOurs == Extent{}:
		return goesOn(s.ours, last.InOurs)
	}
	return inOurs || inTheirs
}

// parted is the fewest line ends between the words in a version that has them in a
// row.
func (s *seams) parted(last, next Chunk) int {
	fewest := unbounded
	if meet(s.ours, last.InOurs, next.InOurs) {
		fewest = needAt(s.ours, next.InOurs).ends
	}
	if meet(s.theirs, last.InTheirs, next.InTheirs) {
		fewest = min(fewest, needAt(s.theirs, next.InTheirs).ends)
	}
	return fewest
}

// agree turns a conflict about white space alone that is none any more into text.
func (s *seams) agree(c *Chunk) {
	text := c.Ours
	*c = Chunk{Origin: FromBoth, Text: text, InOurs: wordExtent(s.ours, c.InOurs, 0), InTheirs: wordExtent(s.theirs, c.InTheirs, 0)}
	s.added = true
}

// meet reports whether words follow each other in a version that has both.
func meet(version string, a, b Extent) bool {
	return a != (Extent{}) && b != (Extent{}) && a.End <= b.Start && onlySpace(version[a.End:b.Start])
}

// goesOn reports whether more words follow in a version that has these.
func goesOn(version string, e Extent) bool { return e != (Extent{}) && !onlySpace(version[e.End:]) }

// before sets the alternatives off from what stands before them.
func (s *seams) before(c *Chunk, so gapNeed, last Chunk) {
	ours, theirs := needBefore(s.ours, c.Ours, c.InOurs), needBefore(s.theirs, c.Theirs, c.InTheirs)
	switch last.Origin {
	case FromOurs:
		theirs = most(theirs, needAfter(s.ours, last.InOurs))
	case FromTheirs:
		ours = most(ours, needAfter(s.theirs, last.InTheirs))
	}
	base := gapNeed{}
	if !onlySpace(c.Ours) {
		base = ours
	}
	if !onlySpace(c.Theirs) {
		base = most(base, theirs)
	}
	set := func(text *string, need gapNeed) {
		if !onlySpace(*text) {
			lead := (*text)[:len(*text)-len(strings.TrimLeftFunc(*text, unicode.IsSpace))]
			*text = need.missing(so.followed(lead), *text) + *text
		}
	}
	set(&c.Base, base)
	set(&c.Ours, ours)
	set(&c.Theirs, theirs)
}

// behind sets what stands behind the conflict at the index off from each of its
// alternatives, or from what is before it where an alternative has no words.
func (s *seams) behind(i int, so gapNeed) {
	c := &s.chunks[i]
	between := ""
	for _, next := range s.chunks[i+1:] {
		if next.Origin == Unresolved {
			return // it sees to that itself
		}
		if onlySpace(next.Text) {
			between += next.Text
			continue
		}
		between += next.Text[:len(next.Text)-len(strings.TrimLeftFunc(next.Text, unicode.IsSpace))]
		ours, theirs := needAt(s.ours, next.InOurs), needAt(s.theirs, next.InTheirs)
		switch next.Origin {
		case FromOurs:
			theirs = ours
		case FromTheirs:
			ours = theirs
		}
		first, _, _ := strings.Cut(strings.TrimLeftFunc(next.Text, unicode.IsSpace), "\n")
		set := func(text *string, need gapNeed) {
			words := strings.TrimRightFunc(*text, unicode.IsSpace)
			if need.ends == 1 && words != "" && runTogether(words[strings.LastIndexByte(words, '\n')+1:], first) {
				need.ends = 2
			}
			*text += need.missing(so.followed(*text).followed(between), *text+next.Text)
		}
		set(&c.Base, most(ours, theirs))
		set(&c.Ours, ours)
		set(&c.Theirs, theirs)
		return
	}
}

// needBefore is what parts the words of an alternative from those before them in
// their version.
func needBefore(version, text string, in Extent) gapNeed {
	if onlySpace(text) {
		return gapNeed{}
	}
	lead := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	return needAt(version, Extent{in.Start + lead, in.End})
}

// needAt is what parts words from those before them.
func needAt(version string, in Extent) gapNeed {
	head := strings.TrimRightFunc(version[:in.Start], unicode.IsSpace)
	if head == "" || in.Start == in.End {
		return gapNeed{}
	}
	return newGapNeed(version, len(head), in.Start)
}

// needAfter is what parts words from those behind them.
func needAfter(version string, in Extent) gapNeed {
	tail := strings.TrimLeftFunc(version[in.End:], unicode.IsSpace)
	if tail == "" || in.Start == in.End {
		return gapNeed{}
	}
	return newGapNeed(version, in.End, len(version)-len(tail))
}

func newGapNeed(version string, from, to int) gapNeed {
	need := gapNeed{strings.Count(version[from:to], "\n"), from < to}
	if need.ends == 1 {
		line := strings.LastIndexByte(version[:from], '\n') + 1
		next := to + strings.IndexByte(version[to:]+"\n", '\n')
		if len(splitBlocks(version[line:next])) == 1 {
			need.ends = 0
		}
	}
	return need
}

// followed is what a text ends with if more comes after it.
func (n gapNeed) followed(text string) gapNeed {
	words := strings.TrimRightFunc(text, unicode.IsSpace)
	tail := gapNeed{strings.Count(text[len(words):], "\n"), len(words) < len(text)}
	if words == "" {
		return gapNeed{n.ends + tail.ends, n.space || tail.space}
	}
	return tail
}

// missing is the white space that must be added to what is there, in the style of
// line ends of the text.
func (n gapNeed) missing(there gapNeed, text string) string {
	switch {
	case there.ends < n.ends && strings.Contains(text, "\r\n"):
		return strings.Repeat("\r\n", n.ends-there.ends)
	case there.ends < n.ends:
		return strings.Repeat("\n", n.ends-there.ends)
	case n.space && !there.space:
		return " "
	}
	return ""
}

func most(a, b gapNeed) gapNeed { return gapNeed{max(a.ends, b.ends), a.space || b.space} }

func least(a gapNeed, more ...gapNeed) gapNeed {
	for _, b := range more {
		a = gapNeed{min(a.ends, b.ends), a.space && b.space}
	}
	return a
}
