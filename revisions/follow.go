package revisions

import "strings"

// Extent is a range of bytes of a text, from Start up to, but without, End.
type Extent struct{ Start, End int }

// Stretch is a run of words that two texts have in common. White space between
// the words, and the marks of a quotation at its line starts, may differ.
type Stretch struct {
	Old, New Extent
	Moved    bool // it stands elsewhere, not only behind a longer or shorter text
}

// Follow finds the words of new that come from old, along the alignment that Diff
// shows: in order of New.Start, overlapping in neither text. An extent begins and
// ends with a word or a mark, never with white space. It is pure.
func Follow(old, new string) []Stretch {
	c := compareTexts(old, new)
	f := follower{
		comparison: c, oldText: old, newText: new,
		oldStarts: blockStarts(c.old), newStarts: blockStarts(c.new),
	}
	for i := range c.found {
		f.follow(&c.found[i])
	}
	return f.out
}

type follower struct {
	*comparison
	oldText, newText     string
	oldStarts, newStarts []int // where each block starts in its text
	out                  []Stretch
}

func (f *follower) follow(at *found) {
	switch {
	case at.New < 0:
		return
	case at.equal:
		f.add(bodyExtent(f.old[at.Old], f.oldStarts[at.Old]), bodyExtent(f.new[at.New], f.newStarts[at.New]), false)
		return
	}
	was := f.tokens(at)
	is := tokenExtents(at.is.tokens, f.new[at.New:at.New+1], f.newStarts[at.New:at.New+1])
	moved := at.Kind == KindMoved
	came := at.came
	ai, bi := at.oldFrom, 0
	same := func(b1 int) {
		f.run(at.is.tokens[bi:b1], was[ai:], is[bi:], moved)
	}
	for _, e := range at.edits {
		same(e.b0)
		for len(came) > 0 && came[0].at < e.b1 {
			m := came[0]
			f.run(at.is.tokens[m.at:m.at+m.n], f.tokens(&f.found[m.other])[m.from:], is[m.at:], true)
			came = came[1:]
		}
		ai, bi = e.a1, e.b1
	}
	same(len(is))
}

// run adds tokens that are in both texts, from where was and is begin, without
// line ends around them.
func (f *follower) run(tokens []token, was, is []Extent, moved bool) {
	from, to := 0, len(tokens)
	for from < to && tokens[from].kind >= newlineToken {
		from++
	}
	for from < to && tokens[to-1].kind >= newlineToken {
		to--
	}
	if from < to {
		f.add(Extent{was[from].Start, was[to-1].End}, Extent{is[from].Start, is[to-1].End}, moved)
	}
}

// add notes a stretch, as part of the one before if nothing but white space is
// between them in either text.
func (f *follower) add(old, new Extent, moved bool) {
	if old.Start == old.End || new.Start == new.End {
		return
	}
	if n := len(f.out); n > 0 {
		last := &f.out[n-1]
		if last.Moved == moved && last.Old.End <= old.Start &&
			onlySpace(f.oldText[last.Old.End:old.Start]) && onlySpace(f.newText[last.New.End:new.Start]) {
			last.Old.End, last.New.End = old.End, new.End
			return
		}
	}
	f.out = append(f.out, Stretch{old, new, moved})
}

func onlySpace(s string) bool { return strings.TrimSpace(s) == "" }

func blockStarts(blocks []block) []int {
	out := make([]int, len(blocks))
	at := 0
	for i, b := range blocks {
		out[i] = at
		at += len(b.body) + len(b.tail)
	}
	return out
}

// tokens gives where the old tokens of a change are.
func (f *follower) tokens(at *found) []Extent {
	if at.Old < 0 {
		return nil
	}
	return tokenExtents(at.was.tokens, f.old[at.Old:at.oldEnd], f.oldStarts[at.Old:at.oldEnd])
}

// bodyExtent is where the words of a block are.
func bodyExtent(b block, start int) Extent {
	words := strings.TrimSpace(b.body)
	start += strings.Index(b.body, words)
	return Extent{start, start + len(words)}
}

// tokenExtents gives where the tokens of blocks that follow each other are; the
// tokens are those of the bodies.
func tokenExtents(tokens []token, blocks []block, starts []int) []Extent {
	out := make([]Extent, len(tokens))
	i, at := 0, 0 // block, and bytes of its body done
	for n, t := range tokens {
		for i+1 < len(blocks) && at >= len(blocks[i].body) {
			i, at = i+1, 0
		}
		if at == 0 {
			at = strings.Index(blocks[i].body, t.text) // the gap before it may be made up
		} else {
			at += len(t.gap)
		}
		out[n] = Extent{starts[i] + at, starts[i] + at + len(t.text)}
		at += len(t.text)
	}
	return out
}
