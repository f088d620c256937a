package revisions

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// acceptance is a proposal accepted in a made up history: the texts as people
// see them, the merge, and the marked result.
type acceptance struct {
	base, main, proposed, theirs, result string
	merged                               Merged
	choices                              []string
	marked                               string
}

// next proposes on one of the last texts and accepts: as it is, with changes, and
// with a choice at each conflict. ok is false when the texts merge in another way
// than the marked ones, so that nobody knows where the words come from.
func (h *history) next(seq int64) (a acceptance, ok bool) {
	base, main := h.texts[len(h.texts)-1-h.IntN(min(4, len(h.texts)))], h.texts[len(h.texts)-1]
	proposed := h.edited(base, Hand{Seq: seq}, 3)
	theirs := proposed
	if h.IntN(4) == 0 {
		theirs = h.edited(proposed, Hand{Seq: seq, Decider: true}, 2)
	}
	a.base, _ = unmark(base)
	a.main, _ = unmark(main)
	a.proposed, _ = unmark(proposed)
	a.theirs, _ = unmark(theirs)
	a.merged = Merge(a.base, a.main, a.theirs)
	merged := Merge(base, main, theirs)
	var choices []string
	for _, c := range merged.Chunks {
		if c.Origin != Unresolved {
			continue
		}
		choice := c.Ours
		switch h.IntN(3) {
		case 0:
			choice = c.Theirs
		case 1:
			if len(wordsOf(c.Ours)) > 0 {
				choice += " " + writeMarked([]markedBlock{{words: h.sentence(Hand{Seq: seq, Decider: true})}})
			}
		}
		choices = append(choices, choice)
		plain, _ := unmark(choice)
		a.choices = append(a.choices, plain)
	}
	var err error
	if a.marked, err = merged.Resolve(choices); err != nil {
		return a, false
	}
	if a.result, err = a.merged.Resolve(a.choices); err != nil {
		return a, false
	}
	plain, _ := unmark(a.marked)
	return a, plain == a.result
}

// A made up history of a page is replayed word by word. Where common words take
// the place of equal ones nobody could tell, so a few are wrong; nobody loses a
// word of a paragraph that was left alone.
func TestAuthorshipAgainstReplay(t *testing.T) {
	t.Run("as it is merged", func(t *testing.T) {
		replay(t, func(a acceptance) []Stretch { return a.merged.kept(a.main, a.choices) })
	})
	t.Run("from the texts alone", func(t *testing.T) {
		replay(t, func(a acceptance) []Stretch { return Follow(a.main, a.result) })
	})
}

func replay(t *testing.T, kept func(acceptance) []Stretch) {
	words, right, steps, left := 0, 0, 0, 0
	seeds := uint64(40)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		h := &history{Rand: rand.New(rand.NewPCG(seed, 1))}
		h.begin(12)
		first, _ := unmark(h.texts[0])
		is, _ := authored{}.arrive(arrival{seq: 1, text: first})
		memory := map[sentence][]Origins{}
		for seq := int64(2); seq < 30; seq++ {
			a, ok := h.next(seq)
			if !ok {
				left++
				continue
			}
			steps++
			was := is
			came := arrival{
				seq: seq, text: a.result, kept: kept(a),
				recall: func(s sentence, _ int) []Origins { return memory[s] },
			}
			if a.proposed != a.theirs || len(a.choices) > 0 {
				came.proposal = &a.proposed
			}
			var lost []lostSentence
			is, lost = was.arrive(came)
			for _, l := range lost {
				if memory[l.sentence] == nil {
					memory[l.sentence] = l.origins
				}
			}
			untouched(t, h.texts[len(h.texts)-1], a.marked, was, is)
			h.texts = append(h.texts, a.marked)
			_, numbers := unmark(a.marked)
			for i, n := range numbers {
				words++
				if is.origins[i].Writer == h.writers[n] {
					right++
				}
			}
		}
	}
	t.Logf("%d of %d words right in %d acceptances, %d left out", right, words, steps, left)
	if steps < 25*int(seeds) || right*1000 < words*992 {
		t.Errorf("%.2f %% of the words right after %d acceptances", 100*float64(right)/float64(words), steps)
	}
}

// untouched requires that words of blocks that are the same in both texts have
// the origins they had. A copy is no untouched block.
func untouched(t *testing.T, before, after string, was, is authored) {
	t.Helper()
	old, times := map[string][]Origins{}, map[string]int{}
	for _, b := range markedOrigins(before, was) {
		old[b.text] = b.origins
		times[b.text]++
	}
	blocks := markedOrigins(after, is)
	for _, b := range blocks {
		times[b.text]++
	}
	for _, b := range blocks {
		if had, ok := old[b.text]; ok && times[b.text] == 2 && !slices.Equal(had, b.origins) {
			t.Errorf("words of an untouched block changed hands: %s\n%s", b.text, cmp.Diff(had, b.origins))
		}
	}
}

type blockOrigins struct {
	text    string
	origins []Origins
}

func markedOrigins(text string, a authored) []blockOrigins {
	var out []blockOrigins
	at := 0
	for _, b := range readMarked(text) {
		text := strings.Join(b.words, " ")
		n := len(wordsOf(text))
		out = append(out, blockOrigins{text, a.origins[at : at+n]})
		at += n
	}
	return out
}
