package revisions

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// wordMerge is a stretch of text merged word by word.
type wordMerge struct {
	chunks    []Chunk
	reasons   []reason
	conflicts int
	settled   int // contests that a rule settled
}

// mergeWords merges tokens along two alignments. What people get to see, or to
// decide, is always a whole sentence or line.
func mergeWords(at *scene, eo, et []edit) wordMerge {
	b, o, t := at.b.tokens, at.o.tokens, at.t.tokens
	w := weaver{b: b, o: o, t: t, scene: at}
	pieces := w.weave(eo, et)
	s := stitcher{b: b, o: o, t: t, out: make([]token, 0, max(len(o), len(t)))}
	s.reasons, s.settled = w.reasons, w.settled
	for _, group := range s.groups(pieces) {
		s.group(group)
	}
	if s.conflicts == 0 && !explained(b, o, t, s.out) {
		s.because(unexplained)
	}
	return s.wordMerge
}

type stitcher struct {
	wordMerge
	b, o, t  []token
	out      []token // what is merged so far
	lineFrom Origin  // who changed the last verbatim line, if no stable one came after
}

func (s *stitcher) because(r reason) { s.reasons = append(s.reasons, r) }

// groups collects pieces between the places where all three versions start a
// sentence.
func (s *stitcher) groups(pieces []piece) [][]piece {
	var out [][]piece
	for _, p := range pieces {
		for _, atom := range s.atoms(p) {
			if len(out) == 0 || s.isCut(atom) {
				out = append(out, nil)
			}
			out[len(out)-1] = append(out[len(out)-1], atom)
		}
	}
	return out
}

func (s *stitcher) isCut(p piece) bool {
	return startsAt(s.b, p.b0) && startsAt(s.o, p.o0) && startsAt(s.t, p.t0)
}

// atoms cuts a stable piece at the sentences in it.
func (s *stitcher) atoms(p piece) []piece {
	if p.origin != FromBase {
		return []piece{p}
	}
	var out []piece
	from := 0
	for i := 1; i <= p.b1-p.b0; i++ {
		here := piece{origin: FromBase, b0: p.b0 + from, b1: p.b0 + i, o0: p.o0 + from, o1: p.o0 + i, t0: p.t0 + from, t1: p.t0 + i}
		next := piece{b0: here.b1, o0: here.o1, t0: here.t1}
		if i == p.b1-p.b0 || s.isCut(next) {
			out = append(out, here)
			from = i
		}
	}
	return out
}

func (s *stitcher) group(pieces []piece) {
	var ours, theirs, both bool
	stable, words, byOurs, byTheirs := 0, 0, 0, 0
	conflict := false
	for _, p := range pieces {
		n := countWords(s.b[p.b0:p.b1])
		words += n
		switch p.origin {
		case FromBase:
			stable += n
		case FromOurs:
			ours = true
			byOurs += max(n, countWords(s.o[p.o0:p.o1]))
		case FromTheirs:
			theirs = true
			byTheirs += max(n, countWords(s.t[p.t0:p.t1]))
		case FromBoth:
			both = true
		case Unresolved:
			conflict = true
		}
	}
	joint := ours && theirs
	shared := joint || both && (ours || theirs)
	// Two rewordings that leave less than half of a sentence alone compete,
	// even when no single word was changed twice; the change of one word does not.
	if conflict || joint && 2*stable < words && min(byOurs, byTheirs) > 1 || shared && s.unspaced(pieces) {
		s.conflict(pieces)
		return
	}
	mark := *s
	for _, p := range pieces {
		if !s.piece(p) {
			*s = mark
			s.conflict(pieces)
			return
		}
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if joint && !explained(s.b[first.b0:last.b1], s.o[first.o0:last.o1], s.t[first.t0:last.t1], s.out[len(mark.out):]) {
		*s = mark
		s.conflict(pieces)
		return
	}
	if shared {
		s.because(sameSentence)
	}
}

// unspaced is true if a change is in a script that does not mark where words
// end: there a word made of both sides' halves would pass unseen.
func (s *stitcher) unspaced(pieces []piece) bool {
	alone := func(t []token) bool {
		return slices.ContainsFunc(t, func(tok token) bool {
			r, _ := utf8.DecodeRuneInString(tok.text)
			return standsAlone(r)
		})
	}
	return slices.ContainsFunc(pieces, func(p piece) bool {
		return p.origin != FromBase && (alone(s.b[p.b0:p.b1]) || alone(s.o[p.o0:p.o1]) || alone(s.t[p.t0:p.t1]))
	})
}

func countWords(t []token) int {
	n := 0
	for _, tok := range t {
		if tok.kind == wordToken {
			n++
		}
	}
	return n
}

// conflict shows the three readings of a group of pieces. White space that all
// three begin with stays outside, so that a rewritten sentence keeps its place.
func (s *stitcher) conflict(pieces []piece) {
	first, last := pieces[0], pieces[len(pieces)-1]
	b, o, t := s.b[first.b0:last.b1], s.o[first.o0:last.o1], s.t[first.t0:last.t1]
	unresolved := slices.ContainsFunc(pieces, func(p piece) bool { return p.origin == Unresolved })
	if unresolved && s.alike(b, o, t) {
		return
	}
	c := dispute(b, o, t)
	lead := len(c.Base) - len(strings.TrimLeft(c.Base, " \t"))
	if gap := c.Base[:lead]; gap != "" && gapOf(o) == gap && gapOf(t) == gap {
		s.chunks = append(s.chunks, Chunk{Origin: FromBase, Text: gap})
		c.Base, c.Ours, c.Theirs = c.Base[lead:], c.Ours[lead:], c.Theirs[lead:]
		c.InOurs.Start += lead
		c.InTheirs.Start += lead
	}
	s.chunks = append(s.chunks, c)
	s.conflicts++
	s.out = append(s.out, o...)
	s.lineFrom = ""
}

// alike takes what differs in its alignments, but not in its texts.
func (s *stitcher) alike(b, o, t []token) bool {
	ours, theirs := passage{rawText(o), wholeExtent(o).Start}, passage{rawText(t), wholeExtent(t).Start}
	base := rawText(b)
	whole, ok := takeWhole(base, ours, theirs)
	if !ok || !inOnePlace(o) || !inOnePlace(t) {
		return false
	}
	side := o
	if ours.text == base {
		side = t
	}
	if len(side) > 0 && len(s.out) > 0 && side[0].gap == "" && glues(s.out, side) {
		return false
	}
	s.chunks = append(s.chunks, whole...)
	s.out = append(s.out, side...)
	return true
}

func gapOf(t []token) string {
	if len(t) == 0 {
		return ""
	}
	return t[0].gap
}

// piece emits merged text; false if it cannot stand after what is before it.
func (s *stitcher) piece(p piece) bool {
	if p.blank != "" {
		s.chunks = append(s.chunks, Chunk{Origin: p.origin, Text: p.blank})
		s.out = append(s.out, token{text: p.blank, kind: newlineToken, starts: true, id: newlineID})
		return true
	}
	var merged []token
	o, t := s.o[p.o0:p.o1], s.t[p.t0:p.t1]
	switch p.origin {
	case FromOurs:
		merged, t = o, nil
	case FromTheirs:
		merged, o = t, nil
	case FromBoth:
		merged = s.common(nil, o, t)
	default:
		merged = s.common(s.b[p.b0:p.b1], o, t)
	}
	if len(merged) > 0 && !s.fits(p, merged) {
		return false
	}
	s.neighbours(p, merged)
	s.chunks = appendRuns(s.chunks, p.origin, merged, o, t)
	s.out = append(s.out, merged...)
	return true
}

// fits sees that the first token keeps its distance where it comes to stand
// after another word than in its own version; false if it cannot.
func (s *stitcher) fits(p piece, merged []token) bool {
	if merged[0].gap != "" || len(s.out) == 0 || s.out[len(s.out)-1].kind >= newlineToken {
		return true
	}
	last := s.out[len(s.out)-1].id
	follows := func(t []token, i int) bool {
		return i > 0 && i < len(t) && t[i].gap == "" && t[i].id == merged[0].id && t[i-1].id == last
	}
	if !follows(s.b, p.b0) && !follows(s.o, p.o0) && !follows(s.t, p.t0) {
		switch {
		case p.origin == FromBase:
			merged[0].gap = max(s.b[p.b0].gap, s.o[p.o0].gap, s.t[p.t0].gap)
		case merged[0].kind == wordToken && (p.origin == FromOurs && opensBlock(s.o, p.o0) || p.origin == FromTheirs && opensBlock(s.t, p.t0)):
			return false
		}
	}
	return merged[0].gap != "" || !glues(s.out, merged)
}

func opensBlock(t []token, i int) bool { return i == 0 || t[i-1].kind >= newlineToken }

// neighbours asks for a look when both sides changed lines that follow each
// other in code, a table or front matter.
func (s *stitcher) neighbours(p piece, merged []token) {
	changed := append(merged[:len(merged):len(merged)], s.b[p.b0:p.b1]...)
	for _, t := range changed {
		if t.kind != lineToken {
			continue
		}
		if p.origin == FromBase {
			s.lineFrom = ""
			continue
		}
		if s.lineFrom != "" && s.lineFrom != p.origin {
			s.because(adjacent)
		}
		s.lineFrom = p.origin
	}
}

// common merges the surface of tokens that are the same on both sides: a gap
// that one side changed is that side's. Without a base, neither side did.
func (s *stitcher) common(b, o, t []token) []token {
	out := make([]token, len(o))
	for i := range o {
		ours, theirs := o[i].raw(), t[i].raw()
		switch {
		case ours == theirs, b != nil && theirs == b[i].raw():
			out[i] = o[i]
		case b != nil && ours == b[i].raw():
			out[i] = t[i]
		default:
			// Any choice is as good, but it must not depend on the sides.
			if out[i] = o[i]; theirs < ours {
				out[i] = t[i]
			}
			if i == 0 || out[i].kind == newlineToken {
				s.because(spacing)
			}
		}
	}
	return out
}
