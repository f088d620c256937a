package revisions_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/revisions"
)

// A stack is a page and proposals that were all written on it as it was. Every
// word of them all is the only one of its kind, so that the words of a merged
// page tell which proposals are in it.
type stack struct {
	blocks [][]string // sentences by block
	heads  []string   // the marker that each block begins with
}

// proposal rewrites one page: sentences by block and place, one block gone, or a
// block put after another.
type proposal struct {
	sentences map[[2]int]string
	gone      int
	after     int
	added     string
}

const none = -1

// newStack makes a page of blocks of two sentences, paragraphs and list items
// under headings.
func newStack(blocks int) stack {
	var s stack
	for i := range blocks {
		head := ""
		if i%10 < 3 {
			head = "- "
		}
		s.heads = append(s.heads, head)
		s.blocks = append(s.blocks, []string{
			fmt.Sprintf("Sana%da vastaa%da viesteihin%da aina%da ja%da hyvin%da.", i, i, i, i, i, i),
			fmt.Sprintf("Toinen%db seuraa%db asiaa%db arkisin%db ja%db usein%db.", i, i, i, i, i, i),
		})
	}
	return s
}

// text writes the page with the proposals in it, which must not meet.
func (s stack) text(ps ...proposal) string {
	var b strings.Builder
	b.WriteString("# Otsikko\n\n")
	for i, block := range s.blocks {
		parts := slices.Clone(block)
		gone := false
		for _, p := range ps {
			gone = gone || p.gone == i
			for at, sentence := range p.sentences {
				if at[0] == i {
					parts[at[1]] = sentence
				}
			}
		}
		if !gone {
			b.WriteString(s.heads[i] + strings.Join(parts, " ") + "\n\n")
		}
		for _, p := range ps {
			if p.after == i {
				b.WriteString(s.heads[i] + p.added + "\n\n")
			}
		}
	}
	return b.String()
}

func (s stack) reworded(r *rand.Rand, block, sentence, number int) string {
	words := strings.Fields(s.blocks[block][sentence])
	at := r.IntN(len(words) - 1) // the last has the full stop
	words[at] = fmt.Sprintf("Uusi%dx", number)
	if r.IntN(3) == 0 {
		words[at] += fmt.Sprintf(" lisä%dy", number)
	}
	return strings.Join(words, " ")
}

// disjoint gives k proposals, no two in one sentence and none at the block that
// another takes out or builds on.
func (s stack) disjoint(r *rand.Rand, k int) []proposal {
	blocks := r.Perm(len(s.blocks))
	var out []proposal
	for len(out) < k {
		n, block := len(out), blocks[0]
		blocks = blocks[1:]
		switch r.IntN(6) {
		case 0:
			if k < len(s.blocks)/2 { // else there would be too few blocks for all
				out = append(out, proposal{gone: block, after: none})
				continue
			}
			fallthrough
		case 1:
			out = append(out, proposal{gone: none, after: block, added: fmt.Sprintf("Kokonaan%dx uusi%dx kohta%dx.", n, n, n)})
			fallthrough // and whoever rewords the block it stands after
		default:
			for sentence := range s.blocks[block] {
				if len(out) < k {
					out = append(out, proposal{sentences: map[[2]int]string{{block, sentence}: s.reworded(r, block, sentence, len(out))}, gone: none, after: none})
				}
			}
		}
	}
	return out
}

// overlapping gives k proposals at places that some of them share.
func (s stack) overlapping(r *rand.Rand, k int) []proposal {
	var out []proposal
	for n := range k {
		block := r.IntN(len(s.blocks))
		p := proposal{gone: none, after: none}
		switch r.IntN(8) {
		case 0:
			p.gone = block
		case 1:
			p.after, p.added = block, fmt.Sprintf("Kokonaan%dx uusi%dx kohta%dx.", n, n, n)
		case 2:
			p.sentences = map[[2]int]string{{block, 0}: s.reworded(r, block, 0, n), {(block + 1) % len(s.blocks), 1}: s.reworded(r, (block+1)%len(s.blocks), 1, n+1000)}
		default:
			sentence := r.IntN(2)
			p.sentences = map[[2]int]string{{block, sentence}: s.reworded(r, block, sentence, n)}
		}
		out = append(out, p)
	}
	return out
}

// words counts the words of a text; each must stand apart.
func words(text string) map[string]int {
	bag := map[string]int{}
	for _, w := range strings.Fields(text) {
		bag[strings.Trim(w, ".")]++
	}
	return bag
}

// accept merges proposals one after the other, as accepting them does, and gives
// the page and those that a conflict kept out.
func (s stack) accept(ps []proposal, order []int) (text string, conflicts map[int]bool) {
	base := s.text()
	main := base
	conflicts = map[int]bool{}
	for _, i := range order {
		merged, ok := revisions.Merge(base, main, s.text(ps[i])).Text()
		if !ok {
			conflicts[i] = true
			continue
		}
		main = merged
	}
	return main, conflicts
}

func TestStackOfDisjointProposals(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 7))
	sizes := []int{2, 3, 5, 10, 20, 50, 100, 200}
	if testing.Short() {
		sizes = sizes[:4]
	}
	for _, k := range sizes {
		// On a crowded page neighbours change, on a roomy one few do.
		for _, blocks := range []int{k + 2, min(4*k+10, 120)} {
			if blocks < k+2 {
				continue
			}
			s := newStack(blocks)
			ps := s.disjoint(r, k)
			want := s.text(ps...)
			for range max(2, min(10, 100/k)) {
				order := r.Perm(k)
				got, conflicts := s.accept(ps, order)
				if len(conflicts) > 0 {
					t.Errorf("%d on %d blocks, order %v: conflicts %v", k, blocks, order, conflicts)
				} else if got != want {
					t.Errorf("%d on %d blocks, order %v: %s", k, blocks, order, firstDifference(got, want))
				}
			}
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return fmt.Sprintf("line %d is %q, want %q", i, g[i], w[min(i, len(w)-1)])
		}
	}
	return "the end is missing"
}

// Whatever the order, a proposal is in the page with all it adds and without
// what it takes out, or a conflict was reported; and nothing else is lost.
func TestStackOfOverlappingProposals(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	sizes := []int{2, 5, 10, 20, 50, 100, 200}
	if testing.Short() {
		sizes = sizes[:4]
	}
	for _, k := range sizes {
		s := newStack(max(3, k/2))
		for range max(1, min(40, 200/k)) {
			ps := s.overlapping(r, k)
			order := r.Perm(k)
			text, conflicts := s.accept(ps, order)
			s.holds(t, text, ps, conflicts)
			if t.Failed() {
				t.Fatalf("%d proposals, order %v, conflicts %v, page:\n%s", k, order, conflicts, text)
			}
		}
	}
}

func (s stack) holds(t *testing.T, text string, ps []proposal, conflicts map[int]bool) {
	t.Helper()
	base, got := words(s.text()), words(text)
	gone := map[string]bool{}
	for i, p := range ps {
		if conflicts[i] {
			continue
		}
		is := words(s.text(p))
		for w := range base {
			if is[w] == 0 {
				gone[w] = true
			}
		}
		for w := range is {
			if base[w] == 0 && got[w] != 1 {
				t.Errorf("%q of an accepted proposal is in the page %d times", w, got[w])
			}
		}
	}
	for w, n := range base {
		if gone[w] {
			n = 0
		}
		if w != "-" && got[w] != n {
			t.Errorf("%q is in the page %d times, not %d", w, got[w], n)
		}
	}
}

// The same through the service, with its base, its passages and its history.
func TestStackThroughTheService(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	const page docs.Path = "pino.md"
	s := newStack(14)
	want := ""
	for range 2 {
		h := emptyHouse(t)
		h.write(t, page, s.text())
		var open []revisions.Proposal
		var texts []string
		for i, block := range s.blocks {
			p := h.propose(t, h.aino, revisions.Edit{
				Op: revisions.EditChange, Path: page, Passage: h.passage(t, page, block[0]),
				Text: strings.Replace(strings.Join(block, " "), "aina", "uusi", 1),
			})
			open = append(open, p)
			texts = append(texts, fmt.Sprintf("uusi%da", i))
			// A competing wording of the same word, which cannot stand beside it.
			open = append(open, h.propose(t, h.eero, revisions.Edit{
				Op: revisions.EditChange, Path: page, Passage: h.passage(t, page, block[0]),
				Text: strings.Replace(strings.Join(block, " "), "usein", "harvoin", 1),
			}))
			texts = append(texts, fmt.Sprintf("harvoin%db", i))
		}
		for _, i := range r.Perm(len(open)) {
			ruling := h.ruling(t, open[i], revisions.Accept)
			ruling.Looked = true
			_, err := h.Decide(context.Background(), h.official, "", ruling)
			check(t, err)
		}
		text := h.text(t, page)
		for _, w := range texts {
			if strings.Count(text, w) != 1 {
				t.Errorf("%q is in the page %d times", w, strings.Count(text, w))
			}
		}
		if want == "" {
			want = text
		}
		if text != want {
			t.Errorf("another order, another text: %s", firstDifference(text, want))
		}
		// Who still proposes a word that is gone is told so, and nothing changes.
		late := h.propose(t, h.aino, revisions.Edit{
			Op: revisions.EditChange, Path: page, Passage: h.passage(t, page, "Sana0a"),
			Text: "Täysin toinen alku0. Toinen loppu0.",
		})
		early := h.propose(t, h.eero, revisions.Edit{
			Op: revisions.EditChange, Path: page, Passage: h.passage(t, page, "Sana0a"),
			Text: "Muu avaus0. Muu päätös0.",
		})
		h.decide(t, early, revisions.Accept)
		before := h.text(t, page)
		_, err := h.Decide(context.Background(), h.official, "", h.ruling(t, late, revisions.Accept))
		if fault.KindOf(err) != fault.Conflict || h.text(t, page) != before {
			t.Errorf("accepting what competes with an accepted wording: %v", err)
		}
		h.sound(t)
	}
}
