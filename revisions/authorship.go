package revisions

import "slices"

// Hand is who wrote a wording, told by what is in the record for good: the one
// who proposed what a commit of main brought, or the one who accepted it. The
// zero Hand is nobody.
type Hand struct {
	// Seq is the commit's number on main, from 1.
	Seq int64
	// Decider: the words are of the one who accepted, where these changed the
	// proposal or settled a conflict in their own words.
	Decider bool
}

// Origins is where a word comes from.
type Origins struct {
	// Writer wrote the word; the commit says who accepted it, and when.
	Writer Hand
	// Instead had written what stood in the word's place before, nobody when it
	// came in between.
	Instead Hand
}

// authored is a text of a page and where each of its words comes from.
type authored struct {
	text    string
	words   []Extent
	origins []Origins // as many as words
}

// arrival is what is known of a new text of a page.
type arrival struct {
	seq  int64
	text string
	// kept are the words that the text before has too.
	kept []Stretch
	// proposal is the page as it was proposed, when not all that came was
	// proposed: other new words are the decider's.
	proposal *string
	// recall tells where the words of a sentence came from when it stood on the
	// page before; nil for a page without a past.
	recall func(s sentence, words int) []Origins
}

// sentence is a sentence by its words alone: punctuation and white space do not count.
type sentence uint64

// lostSentence is a sentence that went, so that it keeps its authors when it
// comes back.
type lostSentence struct {
	sentence
	origins []Origins
}

// recalled is how many words a sentence needs to be known again later: short
// ones are alike by chance.
const recalled = 5

// arrive gives the words of a new text their origins. A word that was there
// keeps its own, wherever it moved to; so does one of a sentence that comes back.
// lost are the sentences of the text before that the new one lacks.
func (was authored) arrive(a arrival) (is authored, lost []lostSentence) {
	is = authored{text: a.text, words: wordsOf(a.text)}
	s := arriving{was: was, is: is, from: make([]int, len(is.words)), left: make([]bool, len(was.words))}
	s.is.origins = make([]Origins, len(is.words))
	for i := range s.from {
		s.from[i] = fresh
	}
	for i := range s.left {
		s.left[i] = true
	}
	s.keep(a.kept)
	lost = s.sentences(a.recall)
	s.write(a)
	return s.is, lost
}

// Where a word of the new text comes from, when not from a place in the old one.
const (
	fresh    = -1 // it is new
	returned = -2 // an earlier text had it
)

type arriving struct {
	was, is authored
	from    []int  // for each new word the old one it was, or fresh or returned
	left    []bool // old words that no new one was yet
}

// keep ties the words of stretches together.
func (s *arriving) keep(stretches []Stretch) {
	for _, x := range stretches {
		a0, a1 := within(s.was.words, x.Old)
		b0, b1 := within(s.is.words, x.New)
		// Should the two not agree on what is a word, the ends still do.
		for a0 < a1 && b0 < b1 && s.same(a0, b0) {
			s.tie(a0, b0)
			a0, b0 = a0+1, b0+1
		}
		for a0 < a1 && b0 < b1 && s.same(a1-1, b1-1) {
			s.tie(a1-1, b1-1)
			a1, b1 = a1-1, b1-1
		}
	}
}

func (s *arriving) same(a, b int) bool { return s.was.word(a) == s.is.word(b) }

func (s *arriving) tie(a, b int) {
	if s.left[a] && s.from[b] == fresh {
		s.from[b], s.left[a] = a, false
	}
}

// word is the text of a word.
func (t authored) word(i int) string { return t.text[t.words[i].Start:t.words[i].End] }

// within returns the bounds of the words that lie in the extent.
func within(words []Extent, e Extent) (from, to int) {
	from, _ = slices.BinarySearchFunc(words, e.Start, func(w Extent, at int) int { return w.Start - at })
	to, _ = slices.BinarySearchFunc(words, e.End+1, func(w Extent, at int) int { return w.End - at })
	return from, max(from, to)
}

// write gives every word its origins once it is known which are new.
func (s *arriving) write(a arrival) {
	var proposed map[int]bool
	if a.proposal != nil {
		proposed = s.proposed(*a.proposal)
	}
	for i, from := range s.from {
		if from >= 0 {
			s.is.origins[i] = s.was.origins[from]
		}
	}
	for i := 0; i < len(s.from); i++ {
		end := i
		for end < len(s.from) && s.from[end] == fresh {
			end++
		}
		if end == i {
			continue
		}
		from, to, gone := s.trim(i, end, s.gone(i, end))
		if to-from > 3*len(gone)+3 {
			gone = nil // much new text is no rewording of a word that went beside it
		}
		for n := from; n < to; n++ {
			o := Origins{Writer: Hand{Seq: a.seq, Decider: a.proposal != nil && !proposed[n]}}
			if len(gone) > 0 {
				o.Instead = s.was.origins[gone[(n-from)*len(gone)/(to-from)]].Writer
			}
			s.is.origins[n] = o
		}
		i = end
	}
}

// maxPlace is how many words there can be in the place of others.
const maxPlace = 4096

// gone are the old words whose place a run of new words took.
func (s *arriving) gone(from, to int) []int {
	a0, a1 := 0, len(s.left)
	if from > 0 {
		if s.from[from-1] < 0 {
			return nil
		}
		a0 = s.from[from-1] + 1
	}
	if to < len(s.from) {
		if s.from[to] < 0 {
			return nil
		}
		a1 = s.from[to]
	}
	if a1-a0 > maxPlace {
		return nil // neighbours that moved apart
	}
	var gone []int
	for a := a0; a < a1; a++ {
		if s.left[a] {
			gone = append(gone, a)
		}
	}
	return gone
}

// trim leaves out the words that a run of new words begins and ends with as what
// it took the place of did: an alignment that sees a sentence replaced does not
// tie so few. It returns the rest of both.
func (s *arriving) trim(from, to int, gone []int) (int, int, []int) {
	for from < to && len(gone) > 0 && s.same(gone[0], from) {
		s.is.origins[from] = s.was.origins[gone[0]]
		from, gone = from+1, gone[1:]
	}
	for last := len(gone) - 1; from < to && last >= 0 && s.same(gone[last], to-1); last-- {
		s.is.origins[to-1] = s.was.origins[gone[last]]
		to, gone = to-1, gone[:last]
	}
	return from, to, gone
}

// proposed are the new words that the proposer wrote: those of the stretches that
// came from the proposal, and those that only the proposal has.
func (s *arriving) proposed(proposal string) map[int]bool {
	out := map[int]bool{}
	for _, x := range Follow(proposal, s.is.text) {
		from, to := within(s.is.words, x.New)
		for i := from; i < to; i++ {
			out[i] = true
		}
	}
	there, suggested := map[string]bool{}, map[string]bool{}
	for i := range s.was.words {
		there[s.was.word(i)] = true
	}
	for _, w := range wordsOf(proposal) {
		suggested[proposal[w.Start:w.End]] = true
	}
	for i := range s.is.words {
		if word := s.is.word(i); suggested[word] && !there[word] {
			out[i] = true
		}
	}
	return out
}
