package server

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"luonnos/internal/locale"
	"luonnos/revisions"
)

// blockLeft marks the place a moved block has left; only the view has it.
const blockLeft revisions.ChangeKind = "left"

// diffView is a difference as the partial "diff" shows it, in three ways.
type diffView struct {
	// ID tells apart the differences of one page: letters and digits.
	ID string
	// Summary is a sentence: what comes, changes, goes and moves.
	Summary string
	Empty   bool
	Runs    []diffRun
	Pairs   []diffPair
	Places  []diffPlace
}

// diffRun is blocks that follow each other; Folded ones did not change and are
// shown when asked for.
type diffRun struct {
	Folded bool
	Blocks []diffBlock
}

// newDiffView prepares a difference for the partial "diff".
func newDiffView(p locale.Printer, id string, d revisions.Difference) diffView {
	v := diffView{ID: id, Empty: d.Empty(), Summary: diffSummary(p, d)}
	if v.Empty {
		return v
	}
	blocks := diffReader{Printer: p, id: id}.blocks(markMoves(d.Changes))
	v.Runs = foldSame(blocks)
	v.Pairs = diffPairs(v.Runs)
	v.Places = diffPlaces(p, blocks)
	return v
}

// placed is a change, or the place that a moved block has left.
type placed struct {
	revisions.Change
	left bool
}

// markMoves puts a mark where each moved block stood before.
func markMoves(changes []revisions.Change) []placed {
	out := make([]placed, 0, len(changes))
	var moves []revisions.Change
	for _, c := range changes {
		if c.Kind == revisions.KindMoved {
			moves = append(moves, c)
		}
	}
	slices.SortStableFunc(moves, func(a, b revisions.Change) int { return cmp.Compare(a.MovedFrom, b.MovedFrom) })
	leave := func(before int) {
		for len(moves) > 0 && (before < 0 || moves[0].MovedFrom < before) {
			out = append(out, placed{moves[0], true})
			moves = moves[1:]
		}
	}
	for _, c := range changes {
		if c.Kind != revisions.KindMoved && c.Old >= 0 {
			leave(c.Old)
		}
		out = append(out, placed{c, false})
	}
	leave(-1)
	return out
}

func moveIDs(id string, from int) (left, arrived string) {
	n := strconv.Itoa(from)
	return "from-" + id + "-" + n, "to-" + id + "-" + n
}

// foldOver is how many unchanged blocks in a row are folded away.
const foldOver = 4

// foldSame folds long runs of unchanged blocks, but for the first and the last
// beside a change, which tell where one is.
func foldSame(blocks []diffBlock) []diffRun {
	var runs []diffRun
	add := func(folded bool, bs []diffBlock) {
		if len(bs) == 0 {
			return
		}
		if n := len(runs); n > 0 && !folded && !runs[n-1].Folded {
			runs[n-1].Blocks = append(runs[n-1].Blocks, bs...)
			return
		}
		runs = append(runs, diffRun{Folded: folded, Blocks: bs})
	}
	for i := 0; i < len(blocks); {
		j := i
		for j < len(blocks) && blocks[j].Kind == revisions.KindSame {
			j++
		}
		switch {
		case j == i:
			j = i + 1
			add(false, blocks[i:j:j])
		case j-i <= foldOver:
			add(false, blocks[i:j:j])
		default:
			from, to := i+1, j-1
			if i == 0 {
				from = 0
			}
			if j == len(blocks) {
				to = j
			}
			add(false, blocks[i:from:from])
			add(true, blocks[from:to:to])
			add(false, blocks[to:j:j])
		}
		i = j
	}
	return runs
}

func diffSummary(p locale.Printer, d revisions.Difference) string {
	if d.Empty() {
		return p.T("diff.empty")
	}
	const most = 5 // of what a sentence can hold
	var parts []string
	for i, c := range d.Tally {
		if i == most-1 && len(d.Tally) > most {
			parts = append(parts, p.T("diff.sum.more"))
			break
		}
		parts = append(parts, p.N("diff.sum."+c.What+"."+string(c.How), c.N, numeral(p, c.N)))
	}
	if len(parts) == 0 {
		return p.T("diff.only-form")
	}
	return upperFirst(listed(p, parts)) + "."
}

// numeral writes small numbers as words.
func numeral(p locale.Printer, n int) string {
	if key := "diff.number." + strconv.Itoa(n); n >= 2 && n <= 10 {
		return p.T(key)
	}
	return p.Number(n)
}

func listed(p locale.Printer, parts []string) string {
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " " + p.T("diff.sum.and") + " " + parts[last]
}
