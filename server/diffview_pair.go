package server

import "luonnos/revisions"

// diffPair is a row of the view before and after: what stood left of what stands
// now. Folded counts unchanged blocks that are left out.
type diffPair struct {
	Folded      int
	Same        bool // both sides are the same
	Left, Right *diffBlock
}

// diffPairs sets the old and the new text side by side.
func diffPairs(runs []diffRun) []diffPair {
	var out []diffPair
	for _, run := range runs {
		if run.Folded {
			out = append(out, diffPair{Folded: len(run.Blocks)})
			continue
		}
		for _, b := range run.Blocks {
			p := diffPair{Same: b.Kind == revisions.KindSame}
			if b.inOld() {
				p.Left = b.side(true)
			}
			if b.inNew() {
				p.Right = b.side(false)
			}
			// A text that came in the place of one that went stands beside it.
			if n := len(out); n > 0 && p.Left == nil && out[n-1].Right == nil && out[n-1].Left != nil && b.Kind == revisions.KindAdded &&
				out[n-1].Left.Kind == revisions.KindRemoved {
				out[n-1].Right = p.Right
				continue
			}
			out = append(out, p)
		}
	}
	return out
}

func (b diffBlock) inOld() bool {
	return b.Kind != revisions.KindAdded && b.Kind != revisions.KindMoved
}

func (b diffBlock) inNew() bool { return b.Kind != revisions.KindRemoved && b.Kind != blockLeft }

// side is the block as it is in the old text, or in the new one.
func (b diffBlock) side(old bool) *diffBlock {
	if old && b.Old != nil {
		was := *b.Old
		b.Block, b.Level, b.Indent, b.Mark, b.Label = was.Block, was.Level, was.Indent, was.Mark, was.Label
	}
	b.Old = nil
	b.Pieces = sideOf(b.Pieces, old)
	b.Anchor, b.Other = "", ""
	if old {
		b.Notes = nil
	}
	rows, lines := b.Rows, b.Lines
	b.Rows, b.Lines = nil, nil
	there := func(kind revisions.ChangeKind) bool {
		if old {
			return kind != revisions.KindAdded && kind != revisions.KindMoved
		}
		return kind != revisions.KindRemoved && kind != blockLeft
	}
	for _, r := range rows {
		if !there(r.Kind) {
			continue
		}
		r.Cells = cellsOf(r.Cells, old)
		b.Rows = append(b.Rows, r)
	}
	for _, l := range lines {
		if there(l.Kind) {
			b.Lines = append(b.Lines, diffLine{l.Kind, sideOf(l.Pieces, old)})
		}
	}
	return &b
}

// cellsOf gives the cells that are in the old text, or those in the new one.
func cellsOf(cells []diffCell, old bool) []diffCell {
	var out []diffCell
	for _, c := range cells {
		if in := (diffPiece{Op: c.Op}); old && in.InOld() || !old && in.InNew() {
			out = append(out, diffCell{c.Op, sideOf(c.Pieces, old)})
		}
	}
	return out
}
