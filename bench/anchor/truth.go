package main

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"luonnos/bench/internal/prose"
	"luonnos/revisions"
)

// truth says where the sentences of a text ought to be in what it became.
type truth struct {
	old, new  []word // with the marks between them
	sentences []sentence
}

type word struct {
	text       string
	start, end int
	mark       bool // not a word
}

// sentence is a run of tokens of the old text.
type sentence struct {
	from, to int
	words    int
	alive    []int // tokens of the new text that its surviving words are
}

const leastWords = 5

func newTruth(lexer prose.Lexer, old, new string) truth {
	t := truth{old: cut(lexer, old), new: cut(lexer, new)}
	t.split(old)
	goes := make([]int, len(t.old))
	for i := range goes {
		goes[i] = -1
	}
	for _, p := range prose.Align(texts(t.old), texts(t.new)) {
		goes[p.A] = p.B
	}
	for i := range t.sentences {
		s := &t.sentences[i]
		for k := s.from; k < s.to; k++ {
			if goes[k] >= 0 && !t.old[k].mark {
				s.alive = append(s.alive, goes[k])
			}
		}
		if !s.survived() {
			t.findMoved(s)
		}
	}
	return t
}

func (s sentence) survived() bool { return 2*len(s.alive) >= s.words }

func cut(lexer prose.Lexer, text string) []word {
	var out []word
	for _, e := range lexer.Extents(text) {
		w := word{text: text[e[0]:e[1]], start: e[0], end: e[1]}
		r, _ := utf8.DecodeRuneInString(w.text)
		w.mark = !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		out = append(out, w)
	}
	return out
}

func texts(words []word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.text
	}
	return out
}

// split cuts the old text after full stops and between blocks.
func (t *truth) split(old string) {
	s := sentence{}
	end := func(at int) {
		if s.to = at; s.words >= leastWords {
			t.sentences = append(t.sentences, s)
		}
		s = sentence{from: at}
	}
	for i, w := range t.old {
		if i > s.from {
			last := t.old[i-1]
			gap := old[last.end:w.start]
			switch {
			case strings.Count(gap, "\n") > 1, strings.Contains(gap, "\n") && w.mark,
				gap != "" && strings.ContainsAny(last.text, ".!?"):
				end(i)
			}
		}
		if !w.mark {
			s.words++
		}
	}
	end(len(t.old))
}

// findMoved looks for a whole sentence that either text has once: an alignment
// in order cannot follow what changed places.
func (t *truth) findMoved(s *sentence) {
	tokens := texts(t.old[s.from:s.to])
	if len(places(texts(t.old), tokens)) != 1 {
		return
	}
	found := places(texts(t.new), tokens)
	if len(found) != 1 {
		return
	}
	s.alive = nil
	for k := range tokens {
		if !t.new[found[0]+k].mark {
			s.alive = append(s.alive, found[0]+k)
		}
	}
}

// places gives up after the second.
func places(in, tokens []string) []int {
	var out []int
	for i := 0; i+len(tokens) <= len(in) && len(out) < 2; i++ {
		if slices.Equal(in[i:i+len(tokens)], tokens) {
			out = append(out, i)
		}
	}
	return out
}

func (t truth) extents() []revisions.Extent {
	out := make([]revisions.Extent, len(t.sentences))
	for i, s := range t.sentences {
		out[i] = revisions.Extent{Start: t.old[s.from].start, End: t.old[s.to-1].end}
	}
	return out
}

// count is how one method did.
type count struct{ alive, gone, placed, lost, wrong, reported int }

func (c *count) add(t truth, got []revisions.Extent) {
	for i, s := range t.sentences {
		e := got[i]
		if !s.survived() {
			c.gone++
			if e.Start == e.End {
				c.reported++
			} else {
				c.wrong++
			}
			continue
		}
		c.alive++
		switch {
		case e.Start == e.End:
			c.lost++
		case t.holds(e, s):
			c.placed++
		default:
			c.wrong++
		}
	}
}

// holds reports whether the extent has the sentence's words and not much more.
func (t truth) holds(e revisions.Extent, s sentence) bool {
	inside := 0
	for _, k := range s.alive {
		if w := t.new[k]; e.Start <= w.start && w.end <= e.End {
			inside++
		}
	}
	all := 0
	from, _ := slices.BinarySearchFunc(t.new, e.Start, func(w word, at int) int { return w.start - at })
	for k := from; k < len(t.new) && t.new[k].end <= e.End; k++ {
		if !t.new[k].mark {
			all++
		}
	}
	return 5*inside >= 4*len(s.alive) && all <= 2*max(s.words, len(s.alive))
}
