package revisions

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// hunk replaces lines of a base, from and to.
type hunk struct {
	from, to int
	lines    []string
}

// hunks compares by lines with the plainest of methods, so that it shares
// nothing with what it is to test.
func hunks(base, changed []string) []hunk {
	common := make([][]int32, len(base)+1)
	for i := range common {
		common[i] = make([]int32, len(changed)+1)
	}
	for i := len(base) - 1; i >= 0; i-- {
		for j := len(changed) - 1; j >= 0; j-- {
			if base[i] == changed[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []hunk
	open := false
	for i, j := 0, 0; i < len(base) || j < len(changed); {
		if i < len(base) && j < len(changed) && base[i] == changed[j] {
			i, j, open = i+1, j+1, false
			continue
		}
		if !open {
			out, open = append(out, hunk{from: i, to: i}), true
		}
		last := &out[len(out)-1]
		if i < len(base) && (j == len(changed) || common[i+1][j] >= common[i][j+1]) {
			i++
			last.to = i
		} else {
			last.lines = append(last.lines, changed[j])
			j++
		}
	}
	return out
}

func (h hunk) on(base []string) string {
	return strings.Join(slices.Concat(base[:h.from], h.lines, base[h.to:]), "")
}

// Real changes, each place a proposal of its own, accepted in random orders: if
// no conflict is reported and no one is asked to look, the page has the words that
// people ended up with. Few may stand in another order: what one change takes out
// and another puts in is a move that neither tells of.
func TestChainsOfRealChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	chains, orders, open, proposals, moved, asked := 0, 0, 0, 0, 0, 0
	for _, c := range readCorpus(t) {
		base := strings.SplitAfter(c.Base, "\n")
		if c.Kind != "linear" || len(base) > 400 {
			continue
		}
		all := slices.Concat(hunks(base, strings.SplitAfter(c.Ours, "\n")), hunks(base, strings.SplitAfter(c.Theirs, "\n")))
		if len(all) < 3 || len(all) > 25 {
			continue
		}
		chains++
		for range 3 {
			orders++
			main, conflict, looked := c.Base, false, false
			for _, i := range r.Perm(len(all)) {
				proposals++
				m := Merge(c.Base, main, all[i].on(base))
				merged, ok := m.Text()
				if conflict = !ok; conflict {
					break
				}
				looked = looked || m.Outcome == Look
				main = merged
			}
			if conflict {
				open++
				continue
			}
			got, want := strings.Fields(main), strings.Fields(c.Merged)
			if slices.Equal(got, want) {
				continue
			}
			moved++
			slices.Sort(got)
			slices.Sort(want)
			switch {
			case slices.Equal(got, want):
			case looked:
				asked++
			default:
				t.Errorf("%s: %d changes give other words than people wrote, and no one is asked", c.ID, len(all))
			}
		}
	}
	t.Logf("%d chains in %d orders, %d merges: %d orders meet a conflict, %d end with words in another order, %d of them with others after a look", chains, orders, proposals, open, moved, asked)
	if open*10 > orders || moved*100 > orders || asked*200 > orders {
		t.Errorf("conflicts in %d, words in another order in %d, others in %d of %d", open, moved, asked, orders)
	}
}
