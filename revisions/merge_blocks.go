package revisions

import "strings"

// mergeBlocks merges block by block, and word by word where both sides changed
// the same blocks.
func mergeBlocks(base, ours, theirs string) Merged {
	book := newBlockBook()
	b, o, t := newPage(base, book), newPage(ours, book), newPage(theirs, book)
	j := joiner{words: newVocabulary()}
	pieces := weave(b.tokens, o.tokens, t.tokens, alignPages(b, o), alignPages(b, t))
	for _, p := range pieces {
		j.before, j.after = b.blocks[:p.b0], b.blocks[p.b1:]
		if p.origin != FromBase {
			j.join(b.part(p.b0, p.b1), o.part(p.o0, p.o1), t.part(p.t0, p.t1))
			continue
		}
		for i := range p.b1 - p.b0 {
			j.join(b.part(p.b0+i, p.b0+i+1), o.part(p.o0+i, p.o0+i+1), t.part(p.t0+i, p.t0+i+1))
		}
	}
	return finish(j.chunks, j.reasons, ours, theirs)
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

// stretch is a run of blocks and the byte the first of them starts at.
type stretch struct {
	blocks []block
	at     int
}

func (p page) part(from, to int) stretch {
	s := stretch{blocks: p.blocks[from:to]}
	if from < to {
		s.at = p.starts[from]
	}
	return s
}

func (s stretch) part(i int) stretch {
	at := s.at
	for _, b := range s.blocks[:i] {
		at += len(b.body) + len(b.tail)
	}
	return stretch{s.blocks[i : i+1], at}
}

func (s stretch) passage() passage { return passage{rawBlocks(s.blocks), s.at} }

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
	words         *vocabulary
	before, after []block // of the base, around the stretch
	open          bool    // the text so far does not end with a line end
}

func (j *joiner) join(b, o, t stretch) {
	m := wordMerge{}
	if whole, ok := takeWhole(b.passage().text, o.passage(), t.passage()); ok {
		m.chunks = whole
	} else if apart(b.blocks, o.blocks, t.blocks) {
		for i := range b.blocks {
			j.join(b.part(i), o.part(i), t.part(i))
		}
		return
	} else {
		m = mergeTwice(&scene{j.lex(b), j.lex(o), j.lex(t), j.before, j.after})
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

func (j *joiner) lex(s stretch) []lexed {
	blocks := lexBlocks(s.blocks, func(b block) []token { return b.lex(make([]token, 0, len(b.body)/5+2), j.words) })
	return locate(blocks, s.at)
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
