package revisions

import (
	"math/rand/v2"
	"testing"
)

// replayed is an acceptance as the made up history has it: the texts in plain,
// and the numbers of the words of the result.
type replayed struct {
	base, main, proposed, theirs, result string
	merged                               Merged
	choices                              []string
	numbers                              []int
	marked                               string
}

// next proposes on one of the last texts and accepts: as it is, with changes, and
// with a choice at each conflict. ok is false when the plain texts merge in
// another way than the marked ones.
func (h *history) next(seq int64) (r replayed, ok bool) {
	back := 1 + h.IntN(min(4, len(h.texts)))
	base, main := h.texts[len(h.texts)-back], h.texts[len(h.texts)-1]
	proposed := h.edited(base, Hand{Seq: seq}, 3)
	theirs := proposed
	if h.IntN(4) == 0 {
		theirs = h.edited(proposed, Hand{Seq: seq, Decider: true}, 2)
	}
	byMark := Merge(base, main, theirs)
	r.base, _ = unmark(base)
	r.main, _ = unmark(main)
	r.proposed, _ = unmark(proposed)
	r.theirs, _ = unmark(theirs)
	r.merged = Merge(r.base, r.main, r.theirs)
	var marked, plain []string
	for _, c := range byMark.Chunks {
		if c.Origin != Unresolved {
			continue
		}
		choice := c.Ours
		switch h.IntN(3) {
		case 0:
			choice = c.Theirs
		case 1:
			choice = c.Ours
			if len(wordsOf(c.Ours)) > 0 {
				choice += " " + writeMarked([]markedBlock{{words: h.sentence(Hand{Seq: seq, Decider: true})}})
			}
		}
		marked = append(marked, choice)
		p, _ := unmark(choice)
		plain = append(plain, p)
	}
	result, err := byMark.Resolve(marked)
	if err != nil {
		return r, false
	}
	if r.result, err = r.merged.Resolve(plain); err != nil {
		return r, false
	}
	r.choices, r.marked = plain, result
	var should string
	if should, r.numbers = unmark(result); should != r.result {
		return r, false
	}
	return r, true
}

func TestAuthorshipAgainstReplay(t *testing.T) {
	words, right, steps, skipped := 0, 0, 0, 0
	for seed := range uint64(40) {
		h := &history{Rand: rand.New(rand.NewPCG(seed, 1))}
		var first []markedBlock
		for range 12 {
			first = append(first, h.block(Hand{Seq: 1}))
		}
		h.texts = []string{writeMarked(first)}
		plain, _ := unmark(h.texts[0])
		is, _ := authored{}.arrive(arrival{seq: 1, text: plain, all: true})
		memory := map[sentence][]Origins{}
		for seq := int64(2); seq < 30; seq++ {
			r, ok := h.next(seq)
			if !ok {
				skipped++
				continue
			}
			steps++
			h.texts = append(h.texts, r.marked)
			var lost []lostSentence
			is, lost = is.arrive(arrival{
				seq: seq, text: r.result, kept: Follow(r.main, r.result), proposed: Follow(r.proposed, r.result),
				all:    r.proposed == r.theirs && len(r.choices) == 0,
				recall: func(s sentence) []Origins { return memory[s] },
			})
			for _, l := range lost {
				if memory[l.sentence] == nil {
					memory[l.sentence] = l.origins
				}
			}
			for i, n := range r.numbers {
				words++
				if is.origins[i].Writer == h.writers[n] {
					right++
				}
			}
		}
	}
	t.Logf("%d of %d words right (%.3f %%) in %d acceptances, %d left out", right, words, 100*float64(right)/float64(words), steps, skipped)
}
