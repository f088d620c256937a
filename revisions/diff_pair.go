package revisions

import "slices"

// lexed is a block cut into tokens.
type lexed struct {
	block
	tokens []token // body and tail
	words  []int   // ids of the words of the body, sorted
}

func lexBlocks(blocks []block, lex func(block) []token) []lexed {
	out := make([]lexed, len(blocks))
	for i, b := range blocks {
		out[i] = lexed{block: b, tokens: lex(b)}
		for _, t := range out[i].tokens {
			if t.kind == wordToken {
				out[i].words = append(out[i].words, t.id)
			}
		}
		slices.Sort(out[i].words)
	}
	return out
}

// similarity is the share of words two blocks have in common, 0 to 1.
func similarity(a, b lexed) float64 {
	n, m := len(a.words), len(b.words)
	if n == 0 || m == 0 {
		return 0
	}
	common := 0
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case a.words[i] == b.words[j]:
			common, i, j = common+1, i+1, j+1
		case a.words[i] < b.words[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(n+m)
}

// Below alike two blocks are different texts. Above pairCells comparisons,
// blocks are not paired at all.
const (
	alike     = 0.4
	pairCells = 40_000
)

// pairBlocks finds, in order, the pairs of blocks with the greatest similarity
// in sum; each pair is an index of a and one of b.
func pairBlocks(a, b []lexed) [][2]int {
	n, m := len(a), len(b)
	if n == 0 || m == 0 || n*m > pairCells {
		return nil
	}
	near := make([]float64, n*m)
	best := make([]float64, (n+1)*(m+1))
	at := func(i, j int) int { return i*(m+1) + j }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			s := 0.0
			if a[i].verbatim == b[j].verbatim {
				s = similarity(a[i], b[j])
			}
			near[i*m+j] = s
			best[at(i, j)] = max(best[at(i+1, j)], best[at(i, j+1)])
			if s >= alike {
				best[at(i, j)] = max(best[at(i, j)], best[at(i+1, j+1)]+s)
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < n && j < m; {
		s := near[i*m+j]
		switch {
		case s >= alike && best[at(i, j)] == best[at(i+1, j+1)]+s:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case best[at(i, j)] == best[at(i+1, j)]:
			i++
		default:
			j++
		}
	}
	return pairs
}
