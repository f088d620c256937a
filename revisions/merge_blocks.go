package revisions

import (
	"slices"
	"strings"
)

// mergeBlocks merges block by block, and word by word where both sides changed
// the same blocks. What one side moved is merged at its new place, if that helps.
func (x triple) mergeBlocks() wordMerge {
	book := newBlockBook()
	b, o, t := newPage(x.base, book), newPage(x.ours, book), newPage(x.theirs, book)
	for _, p := range []page{b, o, t} {
		for i := range p.starts {
			p.starts[i] += len(x.head)
		}
	}
	inPlace := x.mergePages(b, o, t)
	byOurs, byTheirs := findMoved(b, o), findMoved(b, t)
	if len(byOurs)+len(byTheirs) == 0 {
		return inPlace
	}
	moved, ok := x.mergeMoved(b, o, t, byOurs, byTheirs)
	if standsTwice(b, byOurs, byTheirs, joinChunks(inPlace.chunks), x.ours, x.theirs) {
		inPlace.reasons = append(inPlace.reasons, movedTwice)
		moved.reasons = append(moved.reasons, movedTwice)
	}
	switch {
	case !ok || moved.conflicting():
	case inPlace.conflicting():
		moved.reasons = append(moved.reasons, movedToo)
		return moved
	case joinChunks(inPlace.chunks) != joinChunks(moved.chunks):
		inPlace.reasons = append(inPlace.reasons, twoReadings)
	default:
		return moved
	}
	return inPlace
}

func (x triple) mergePages(b, o, t page) wordMerge {
	j := joiner{words: newVocabulary()}
	for _, p := range weave(b.tokens, o.tokens, t.tokens, alignPages(b, o), alignPages(b, t)) {
		if p.origin != FromBase {
			j.around = vicinity{x.before, b.blocks[:p.b0], b.blocks[p.b1:], x.tail}
			j.join(b.part(p.b0, p.b1), o.part(p.o0, p.o1), t.part(p.t0, p.t1))
			continue
		}
		for i := range p.b1 - p.b0 {
			j.join(b.part(p.b0+i, p.b0+i+1), o.part(p.o0+i, p.o0+i+1), t.part(p.t0+i, p.t0+i+1))
		}
	}
	return j.wordMerge
}

// page is a text in blocks; each has a token that stands for it.
type page struct {
	blocks []block
	tokens []token
	starts []int // the byte each block starts at
}

func newPage(text string, book blockBook) page {
	p := page{blocks: splitBlocks(text)}
	p.starts = blockStarts(p.blocks)
	p.number(book)
	return p
}

// stretch is a run of blocks and the bytes they start at.
type stretch struct {
	blocks []block
	starts []int
}

func (p page) part(from, to int) stretch { return stretch{p.blocks[from:to], p.starts[from:to]} }

func (s stretch) part(i int) stretch { return stretch{s.blocks[i : i+1], s.starts[i : i+1]} }

// passage is the text of the stretch; false if moved blocks break it up.
func (s stretch) passage() (passage, bool) {
	if len(s.blocks) == 0 {
		return passage{}, true
	}
	p := passage{rawBlocks(s.blocks), s.starts[0]}
	last := len(s.blocks) - 1
	end := s.starts[last] + len(s.blocks[last].body) + len(s.blocks[last].tail)
	for i := range last {
		if s.starts[i+1] < s.starts[i] {
			return p, false
		}
	}
	return p, p.at+len(p.text) == end
}

// number gives equal blocks of all pages numbered with the book equal tokens.
func (p *page) number(book blockBook) {
	p.tokens = make([]token, len(p.blocks))
	for i, b := range p.blocks {
		p.tokens[i].id = book.number(b)
	}
}

// blockBook numbers blocks; the same body need not be read twice.
type blockBook struct {
	byBody map[block]int
	byKey  map[string]int
}

func newBlockBook() blockBook { return blockBook{map[block]int{}, map[string]int{}} }

func (k blockBook) number(b block) int {
	b.tail = ""
	id, ok := k.byBody[b]
	if ok {
		return id
	}
	key := b.key()
	if id, ok = k.byKey[key]; !ok {
		id = len(k.byKey)
		k.byKey[key] = id
	}
	k.byBody[b] = id
	return id
}

func alignPages(a, b page) []edit { return alignLines(a.tokens, b.tokens) }

// joiner collects the merged text of stretches of blocks.
type joiner struct {
	wordMerge
	words  *vocabulary
	around vicinity
	open   bool // the text so far does not end with a line end
}

func (j *joiner) join(b, o, t stretch) {
	m := wordMerge{}
	if whole, ok := wholeStretch(b, o, t); ok {
		m.chunks = whole
	} else if apart(b.blocks, o.blocks, t.blocks) {
		for i := range b.blocks {
			j.join(b.part(i), o.part(i), t.part(i))
		}
		return
	} else {
		m = j.mergeWords(b, o, t)
	}
	if j.open && m.visible() {
		// The last line of one version lost its line end while the other went on.
		j.chunks = append(j.chunks, Chunk{Origin: FromBoth, Text: "\n"})
		j.reasons = append(j.reasons, spacing)
		j.open = false
	}
	for _, c := range m.chunks {
		if c.Text+c.Ours+c.Theirs != "" {
			j.open = isOpen(c.Text) || isOpen(c.Ours) || isOpen(c.Theirs)
		}
	}
	j.chunks = append(j.chunks, m.chunks...)
	j.reasons = append(j.reasons, m.reasons...)
}

func isOpen(text string) bool { return text != "" && text[len(text)-1] != '\n' }

// apart reports whether the stretch is of paragraphs that each stay in their
// place, at most one side changing each: then there is nothing to compare. It is
// the usual case, several proposals for neighbouring passages, and comparing
// every word of it would cost the most.
func apart(b, o, t []block) bool {
	if len(b) < 2 || len(b) != len(o) || len(b) != len(t) {
		return false
	}
	for i := range b {
		last := i == len(b)-1 // what follows is not of the stretch
		if !stands(b[i], o[i], last) || !stands(b[i], t[i], last) || b[i] != o[i] && b[i] != t[i] {
			return false
		}
	}
	return true
}

// stands reports whether a paragraph or heading of the base is the same one or
// a rewording of it, set off from the next of the stretch by the same blank line.
func stands(was, is block, last bool) bool {
	prose := was.kind == paragraphBlock || was.kind == headingBlock
	return prose && is.kind == was.kind && is.tail == was.tail && (last || strings.Count(was.tail, "\n") > 1)
}

// mergeWords takes a web address as one word. If that leaves a conflict, perhaps
// the sides changed different parts of one address.
func (j *joiner) mergeWords(b, o, t stretch) wordMerge {
	m := mergeTwice(&scene{b.lex(j.words), o.lex(j.words), t.lex(j.words), j.around})
	if m.conflicts == 0 || !hasAddress(b) {
		return m
	}
	words := newVocabulary()
	words.addressParts = true
	parts := mergeTwice(&scene{b.lex(words), o.lex(words), t.lex(words), j.around})
	if parts.conflicts > 0 {
		return m
	}
	parts.reasons = append(parts.reasons, sameAddress)
	return parts
}

func hasAddress(s stretch) bool {
	return slices.ContainsFunc(s.blocks, func(b block) bool { return strings.Contains(b.body, "/") })
}

func (s stretch) lex(words *vocabulary) wording {
	blocks := lexBlocks(s.blocks, func(b block) []token { return b.lex(make([]token, 0, len(b.body)/5+2), words) })
	for i, b := range blocks {
		locate(b.tokens, s.starts[i])
	}
	return newWording(blocks)
}

func wholeStretch(b, o, t stretch) ([]Chunk, bool) {
	ours, inOurs := o.passage()
	theirs, inTheirs := t.passage()
	if !inOurs || !inTheirs {
		return nil, false
	}
	return takeWhole(rawBlocks(b.blocks), ours, theirs)
}

func rawBlocks(blocks []block) string {
	if len(blocks) == 1 && blocks[0].tail == "" {
		return blocks[0].body
	}
	var s strings.Builder
	for _, b := range blocks {
		s.WriteString(b.body)
		s.WriteString(b.tail)
	}
	return s.String()
}
