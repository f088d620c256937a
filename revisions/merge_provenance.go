package revisions

import "strings"

// passage is a part of a text and the byte it starts at.
type passage struct {
	text string
	at   int
}

func (p passage) extent() Extent { return wordExtent(p.text, Extent{p.at, p.at + len(p.text)}, p.at) }

// wordExtent leaves out the white space around the words of an extent of a text
// that starts at the byte; without words it is empty.
func wordExtent(text string, e Extent, at int) Extent {
	part := text[e.Start-at : e.End-at]
	words := strings.TrimSpace(part)
	if words == "" {
		return Extent{}
	}
	start := e.Start + strings.Index(part, words)
	return Extent{start, start + len(words)}
}

// takeWhole settles what needs no merging: at most one side changed, or both
// alike. It tells whose each word is.
func takeWhole(base string, ours, theirs passage) ([]Chunk, bool) {
	switch {
	case ours.text == theirs.text && ours.text == base:
		return []Chunk{{Origin: FromBase, Text: base, InOurs: ours.extent(), InTheirs: theirs.extent()}}, true
	case ours.text == theirs.text:
		return attribute(base, ours, func(new Extent, _ *Extent) Chunk {
			return Chunk{Origin: FromBoth, InOurs: new, InTheirs: shift(new, theirs.at-ours.at)}
		}), true
	case ours.text == base:
		return attribute(base, theirs, func(new Extent, old *Extent) Chunk {
			if old == nil {
				return Chunk{Origin: FromTheirs, InTheirs: new}
			}
			return Chunk{Origin: FromBase, InOurs: shift(*old, ours.at), InTheirs: new}
		}), true
	case theirs.text == base:
		return attribute(base, ours, func(new Extent, old *Extent) Chunk {
			if old == nil {
				return Chunk{Origin: FromOurs, InOurs: new}
			}
			return Chunk{Origin: FromBase, InOurs: new, InTheirs: shift(*old, theirs.at)}
		}), true
	}
	return nil, false
}

func shift(e Extent, by int) Extent {
	if e.Start == e.End {
		return Extent{}
	}
	return Extent{e.Start + by, e.End + by}
}

// attribute cuts a changed text where its words stop or start coming from the
// base. chunk makes the chunk of the words at new, which were at old in the base
// if they come from it. White space goes with the words behind it.
func attribute(base string, side passage, chunk func(new Extent, old *Extent) Chunk) []Chunk {
	var out []Chunk
	at := 0
	add := func(end int, old *Extent) {
		if at == end {
			return
		}
		c := chunk(wordExtent(side.text, Extent{side.at + at, side.at + end}, side.at), old)
		if old != nil && c.Origin == FromBoth {
			c.Origin = FromBase
		}
		c.Text = side.text[at:end]
		out = append(out, c)
		at = end
	}
	for _, s := range Follow(base, side.text) {
		words := strings.TrimSpace(side.text[at:s.New.Start])
		if words != "" {
			add(at+strings.Index(side.text[at:s.New.Start], words)+len(words), nil)
		}
		add(s.New.End, &s.Old)
	}
	if rest := side.text[at:]; strings.TrimSpace(rest) != "" || len(out) == 0 {
		add(len(side.text), nil)
	} else {
		out[len(out)-1].Text += rest
	}
	return out
}

// extentOf is where the words of tokens stand in their text.
func extentOf(t []token) Extent {
	for len(t) > 0 && t[0].kind >= newlineToken {
		t = t[1:]
	}
	for len(t) > 0 && t[len(t)-1].kind >= newlineToken {
		t = t[:len(t)-1]
	}
	if len(t) == 0 {
		return Extent{}
	}
	last := t[len(t)-1]
	return Extent{t[0].at + len(t[0].gap), last.at + len(last.gap) + len(last.text)}
}

// wholeExtent is where tokens stand, with the white space before them.
func wholeExtent(t []token) Extent {
	if len(t) == 0 {
		return Extent{}
	}
	last := t[len(t)-1]
	return Extent{t[0].at, last.at + len(last.gap) + len(last.text)}
}

// locate notes where tokens that follow each other stand in a text, the first of
// them at the byte.
func locate(t []token, at int) {
	for i := range t {
		t[i].at = at
		at += len(t[i].gap) + len(t[i].text)
	}
}

// inOnePlace is false of tokens that a move brought together.
func inOnePlace(t []token) bool {
	for i := range t {
		if i > 0 && jumps(t, i) {
			return false
		}
	}
	return true
}

// jumps reports whether a token stood elsewhere than behind the one before it.
func jumps(t []token, i int) bool {
	return t[i].at != t[i-1].at+len(t[i-1].gap)+len(t[i-1].text)
}

// appendRuns adds merged tokens, cut where they do not follow each other in ours
// or theirs; a version that they are not from is nil.
func appendRuns(dst []Chunk, origin Origin, merged, ours, theirs []token) []Chunk {
	part := func(t []token, from, to int) []token {
		if t == nil {
			return nil
		}
		return t[from:to]
	}
	from := 0
	for i := 1; i <= len(merged); i++ {
		if i < len(merged) && (ours == nil || !jumps(ours, i)) && (theirs == nil || !jumps(theirs, i)) {
			continue
		}
		dst = append(dst, Chunk{
			Origin: origin, Text: rawText(merged[from:i]),
			InOurs: extentOf(part(ours, from, i)), InTheirs: extentOf(part(theirs, from, i)),
		})
		from = i
	}
	return dst
}

// continues reports whether the words of the next chunk follow those of the
// last one in every version that has them.
func continues(last, next Chunk, ours, theirs string) bool {
	if last.Origin != next.Origin || last.Origin == Unresolved {
		return false
	}
	follows := func(text string, a, b Extent) bool {
		return a == Extent{} || b == Extent{} || a.End <= b.Start && onlySpace(text[a.End:b.Start])
	}
	return follows(ours, last.InOurs, next.InOurs) && follows(theirs, last.InTheirs, next.InTheirs)
}

func unite(a, b Extent) Extent {
	switch {
	case a == Extent{}:
		return b
	case b == Extent{}:
		return a
	}
	return Extent{a.Start, b.End}
}
