package server

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"luonnos/internal/locale"
	"luonnos/revisions"
)

// Kinds of a revisions.Change and operations of its spans.
const (
	blockSame    = "same"
	blockAdded   = "added"
	blockRemoved = "removed"
	blockChanged = "changed"
	blockMoved   = "moved"
	// blockLeft marks the place a moved block has left; only the view has it.
	blockLeft = "left"

	spanSame = revisions.Op("same")
	spanDel  = revisions.Op("del")
	spanIns  = revisions.Op("ins")
)

// diffView is a difference as the partial "diff" shows it, in three ways.
type diffView struct {
	// ID tells apart the differences of one page: letters and digits.
	ID string
	// Summary is a sentence: how many words come, go and move.
	Summary string
	Empty   bool
	Runs    []diffRun
	Items   []diffItem
}

// diffRun is blocks that follow each other; Folded ones did not change and are
// shown when asked for.
type diffRun struct {
	Folded bool
	Blocks []diffBlock
}

// diffBlock is one block of the text with its changes.
type diffBlock struct {
	Kind  string
	Block string
	Level int // of a heading, 1 to 6
	Spans []revisions.Span
	// Anchor and Other are the ids of this block and of the other end of its move.
	Anchor, Other string
}

// Before and After are the block in the old and in the new text.
func (b diffBlock) Before() []revisions.Span { return without(b.Spans, spanIns) }
func (b diffBlock) After() []revisions.Span  { return without(b.Spans, spanDel) }

// InOld and InNew report whether the block is in the old and in the new text.
func (b diffBlock) InOld() bool { return b.Kind != blockAdded && b.Kind != blockMoved }
func (b diffBlock) InNew() bool { return b.Kind != blockRemoved && b.Kind != blockLeft }

func without(spans []revisions.Span, op revisions.Op) []revisions.Span {
	out := slices.DeleteFunc(slices.Clone(spans), func(s revisions.Span) bool { return s.Op == op })
	for i := 1; i < len(out); i++ {
		// The space before words that are left out is theirs.
		if strings.ContainsAny(out[i].Text[:min(1, len(out[i].Text))], ".,;:!?)") {
			out[i-1].Text = strings.TrimRight(out[i-1].Text, " ")
		}
	}
	return out
}

// diffItem is one change as a sentence: Kind is "replace", "add", "remove" or "move".
type diffItem struct{ Kind, Old, New string }

// newDiffView prepares a difference for the partial "diff".
func newDiffView(p locale.Printer, id string, d revisions.Difference) diffView {
	v := diffView{ID: id, Empty: d.Empty(), Summary: diffSummary(p, d)}
	blocks := markMoves(id, d.Changes)
	v.Runs = foldSame(blocks)
	for _, b := range blocks {
		v.Items = append(v.Items, items(b)...)
	}
	return v
}

func diffSummary(p locale.Printer, d revisions.Difference) string {
	var parts []string
	for _, c := range []struct {
		key string
		n   int
	}{{"diff.words-added", d.WordsAdded}, {"diff.words-removed", d.WordsRemoved}, {"diff.blocks-moved", d.BlocksMoved}} {
		if c.n > 0 {
			parts = append(parts, p.N(c.key, c.n))
		}
	}
	switch {
	case d.Empty():
		return p.T("diff.empty")
	case len(parts) == 0:
		return p.T("diff.only-form")
	}
	return strings.Join(parts, ", ") + "."
}

// markMoves makes the blocks, with a mark where each moved one stood before:
// the two ends lead to each other.
func markMoves(id string, changes []revisions.Change) []diffBlock {
	var out []diffBlock
	var moves []revisions.Change
	for _, c := range changes {
		if c.Kind == blockMoved {
			moves = append(moves, c)
		}
	}
	slices.SortFunc(moves, func(a, b revisions.Change) int { return cmp.Compare(a.MovedFrom, b.MovedFrom) })
	leave := func(before int) {
		for len(moves) > 0 && (before < 0 || moves[0].MovedFrom < before) {
			b := shownBlock(moves[0])
			b.Kind, b.Spans = blockLeft, without(b.Spans, spanIns)
			b.Anchor, b.Other = moveIDs(id, moves[0])
			out = append(out, b)
			moves = moves[1:]
		}
	}
	for _, c := range changes {
		if c.Kind != blockMoved && c.Old >= 0 {
			leave(c.Old)
		}
		b := shownBlock(c)
		if strings.TrimSpace(spansText(b.Spans)) == "" {
			continue
		}
		if c.Kind == blockMoved {
			b.Other, b.Anchor = moveIDs(id, c)
		}
		out = append(out, b)
	}
	leave(-1)
	return out
}

func moveIDs(id string, c revisions.Change) (from, to string) {
	n := strconv.Itoa(c.MovedFrom)
	return "from-" + id + "-" + n, "to-" + id + "-" + n
}

var (
	headingMark = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+`)
	itemMark    = regexp.MustCompile(`^[ \t]*([-*+]|\d{1,9}[.)])[ \t]+`)
)

// shownBlock is a change without the marks of Markdown that its look replaces.
func shownBlock(c revisions.Change) diffBlock {
	b := diffBlock{Kind: c.Kind, Block: c.Block, Spans: slices.Clone(c.Spans)}
	// Where the mark itself changed it is part of what is to be seen.
	if len(b.Spans) == 0 || b.Spans[0].Op != spanSame && len(b.Spans) > 1 {
		return b
	}
	first := &b.Spans[0]
	switch b.Block {
	case "heading":
		if m := headingMark.FindStringSubmatch(first.Text); m != nil {
			b.Level = len(m[1])
			first.Text = first.Text[len(m[0]):]
		}
	case "item":
		first.Text = strings.TrimPrefix(first.Text, itemMark.FindString(first.Text))
	}
	return b
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
		for j < len(blocks) && blocks[j].Kind == blockSame {
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

// items tells a block's changes as sentences.
func items(b diffBlock) []diffItem {
	text := strings.TrimSpace(spansText(b.Spans))
	switch b.Kind {
	case blockAdded:
		return []diffItem{{"add", "", text}}
	case blockRemoved:
		return []diffItem{{"remove", text, ""}}
	case blockMoved:
		out := []diffItem{{"move", "", strings.TrimSpace(spansText(b.After()))}}
		return append(out, spanItems(b.Spans)...)
	case blockChanged:
		return spanItems(b.Spans)
	}
	return nil
}

func spanItems(spans []revisions.Span) []diffItem {
	var out []diffItem
	for i := 0; i < len(spans); i++ {
		text := strings.TrimSpace(spans[i].Text)
		switch spans[i].Op {
		case spanDel:
			if i+1 < len(spans) && spans[i+1].Op == spanIns {
				i++
				out = append(out, diffItem{"replace", text, strings.TrimSpace(spans[i].Text)})
			} else {
				out = append(out, diffItem{"remove", text, ""})
			}
		case spanIns:
			out = append(out, diffItem{"add", "", text})
		}
	}
	return slices.DeleteFunc(out, func(i diffItem) bool { return i.Old == "" && i.New == "" })
}

func spansText(spans []revisions.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}
