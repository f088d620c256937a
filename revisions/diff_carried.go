package revisions

import "slices"

// carried is a run of tokens that stands in another block, or elsewhere in its
// own, in the other text: part of a sentence that moved.
type carried struct {
	id    int // one for each run of sentences that moved together, from 1
	at, n int // the tokens here
	other int // index of the other found
	from  int // where its tokens start there
}

// A sentence is taken as moved if it is found elsewhere word for word, or, from
// editedWords words up, with the share editedShare of them: short ones recur.
const (
	carriedWords = 4
	editedWords  = 7
	editedShare  = 0.7
)

// loose is a sentence that the alignment took as deleted or as inserted whole.
type loose struct {
	lexed
	found, edit, from int
}

// findCarried finds sentences that moved out of one block into another, or to
// another place in their own.
func (c *comparison) findCarried() {
	var gone, come []loose
	for i := range c.found {
		f := &c.found[i]
		if !f.is.prose() && !f.was.prose() {
			continue
		}
		for n, e := range f.edits {
			gone = looseSentences(gone, f.was.tokens, e.a0, e.a1, loose{found: i, edit: n})
			come = looseSentences(come, f.is.tokens, e.b0, e.b1, loose{found: i, edit: n})
		}
	}
	if len(gone) == 0 || len(come) == 0 {
		return
	}
	pairs := pairLoose(gone, come)
	for i, at := range pairs {
		if at >= 0 {
			c.carry(gone[at], come[i])
		}
	}
	for i := range c.found {
		f := &c.found[i]
		slices.SortFunc(f.left, func(a, b carried) int { return a.at - b.at })
	}
}

func (b block) prose() bool {
	switch b.kind {
	case paragraphBlock, itemBlock, quoteBlock, noteBlock:
		return !b.verbatim
	}
	return false
}

// looseSentences adds the whole sentences among tokens [from, to) of a place.
func looseSentences(dst []loose, tokens []token, from, to int, place loose) []loose {
	starts := func(i int) bool { return i == 0 || i >= len(tokens) || tokens[i].starts }
	for from < to {
		end := from + 1
		for end < to && !starts(end) {
			end++
		}
		if starts(from) && starts(end) && countWords(tokens[from:end]) >= carriedWords {
			s := place
			s.from, s.tokens = from, tokens[from:end]
			for _, t := range s.tokens {
				if t.kind == wordToken {
					s.words = append(s.words, t.id)
				}
			}
			slices.Sort(s.words)
			dst = append(dst, s)
		}
		from = end
	}
	return dst
}

// pairLoose gives for each sentence that came the one that it was, or -1.
func pairLoose(gone, come []loose) []int {
	pairs := make([]int, len(come))
	byText := map[string][]int{}
	book := map[string]int{}
	key := func(s loose) string {
		_, numbers := sentences(s.tokens, book)
		out := make([]byte, 0, 4*len(numbers))
		for _, n := range numbers {
			out = append(out, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
		}
		return string(out)
	}
	for i, s := range gone {
		k := key(s)
		byText[k] = append(byText[k], i)
	}
	taken := make([]bool, len(gone))
	left := 0
	for i, s := range come {
		pairs[i] = -1
		if same := byText[key(s)]; len(same) > 0 {
			pairs[i], taken[same[0]] = same[0], true
			byText[key(s)] = same[1:]
			left++
		}
	}
	if (len(gone)-left)*(len(come)-left) > pairCells {
		return pairs
	}
	for i, s := range come {
		if pairs[i] >= 0 || len(s.words) < editedWords {
			continue
		}
		best := editedShare
		for j, g := range gone {
			// Inside one edit the words were compared already.
			if taken[j] || len(g.words) < editedWords || g.found == s.found && g.edit == s.edit {
				continue
			}
			if like := similarity(g.lexed, s.lexed); like > best {
				best, pairs[i] = like, j
			}
		}
		if pairs[i] >= 0 {
			taken[pairs[i]] = true
		}
	}
	return pairs
}

// carry notes that a sentence moved: the words that came along, for those that
// were changed on the way are deleted there and inserted here.
func (c *comparison) carry(gone, come loose) {
	was, is := &c.found[gone.found], &c.found[come.found]
	id := c.moves + 1
	if n := len(is.came); n > 0 {
		last := is.came[n-1]
		if last.at+last.n == come.from && last.other == gone.found && last.from+last.n == gone.from {
			id = last.id
		}
	}
	c.moves = max(c.moves, id)
	ai, bi := 0, 0
	along := func(b1 int) {
		if n := b1 - bi; n > 0 {
			was.left = append(was.left, carried{id, gone.from + ai, n, come.found, come.from + bi})
			is.came = append(is.came, carried{id, come.from + bi, n, gone.found, gone.from + ai})
		}
	}
	for _, e := range alignWords(gone.tokens, come.tokens) {
		along(e.b0)
		ai, bi = e.a1, e.b1
	}
	along(len(come.tokens))
}
