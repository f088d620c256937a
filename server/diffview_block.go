package server

import (
	"slices"
	"strings"

	"luonnos/internal/locale"
	"luonnos/revisions"
)

// diffBlock is one block of the text with its changes; a table, and lines of code
// that follow each other, are one.
type diffBlock struct {
	Kind  revisions.ChangeKind
	Block string
	Level int // of a heading, 1 to 6
	// Indent is the level of a list item from 0, Mark what stands before its words.
	Indent int
	Mark   string
	// Label stands before the text: of a footnote, of the address of a link.
	Label  string
	Notes  []string // what changed besides words
	Pieces []diffPiece
	Lines  []diffLine // of code
	Rows   []diffRow  // of a table
	// Old is how the old text has the block, where its marks were other ones.
	Old *diffBlock
	// Anchor and Other are the ids of this block and of the other end of its move.
	Anchor, Other string
}

// diffLine is a line of code.
type diffLine struct {
	Kind   revisions.ChangeKind
	Pieces []diffPiece
}

// diffRow is a row of a table. Skipped rows did not change and are not shown.
type diffRow struct {
	Kind    revisions.ChangeKind
	Head    bool
	Skipped int
	Cells   []diffCell
}

// diffCell is a cell of a table.
type diffCell struct {
	Op     revisions.Op
	Pieces []diffPiece
}

const (
	blockRow   = "row"
	blockCode  = "code"
	blockFront = "front"
	blockHTML  = "html"
	blockNote  = "note"
	blockRule  = "rule"
	blockItem  = "item"
)

// diffReader turns changes into blocks to show.
type diffReader struct {
	locale.Printer
	id string
}

func (d diffReader) blocks(changes []placed) []diffBlock {
	var out []diffBlock
	moves := map[int]bool{} // sentences that moved, seen at one of their places
	for _, c := range changes {
		r := c.Read()
		var last *diffBlock
		if n := len(out); n > 0 && out[n-1].Block == c.Block {
			last = &out[n-1]
		}
		kind := c.Kind
		if c.left {
			kind = blockLeft
		}
		switch c.Block {
		case blockRow:
			row := diffRow{Kind: kind}
			for _, cell := range r.Cells {
				row.Cells = append(row.Cells, diffCell{cell.Op, d.pieces(cell.Pieces, moves)})
			}
			if c.left {
				row.Cells = cellsOf(row.Cells, true)
			}
			d.row(&out, last, row)
		case blockCode, blockFront, blockHTML:
			line := diffLine{kind, d.pieces(r.Cells[0].Pieces, moves)}
			if c.left {
				line.Pieces = sideOf(line.Pieces, true)
			}
			d.line(&out, last, c.Block, line)
		default:
			if b := d.block(c, kind, r, moves); b.visible() {
				out = append(out, b)
			}
		}
	}
	for i := range out {
		out[i].settle()
	}
	return slices.DeleteFunc(out, func(b diffBlock) bool {
		return b.Rows == nil && b.Lines == nil && (b.Block == blockRow || b.Block == blockCode || b.Block == blockFront || b.Block == blockHTML)
	})
}

func (b diffBlock) visible() bool {
	return b.Block == blockRule || len(b.Notes) > 0 || strings.TrimSpace(diffText(b.Pieces)) != ""
}

func (d diffReader) block(c placed, kind revisions.ChangeKind, r revisions.Reading, moves map[int]bool) diffBlock {
	b := diffBlock{Kind: kind, Block: c.Block, Level: r.Level, Indent: indentLevel(r.Indent), Pieces: d.pieces(r.Cells[0].Pieces, moves)}
	if kind != blockLeft {
		b.Notes = d.notes(c.Change)
		if r.Raw {
			b.Notes = append(b.Notes, d.T("diff.note.markup"))
		}
	}
	switch {
	case c.Block == blockNote && r.Footnote:
		b.Label = d.T("diff.footnote", r.Label)
	case c.Block == blockNote && r.Label != "":
		b.Label = d.T("diff.definition", r.Label)
	case r.Task:
		b.Mark = taskMark(r.Done)
	case r.Numbered:
		b.Mark = d.Number(r.Number) + "."
	case c.Block == blockItem:
		b.Mark = "•"
	}
	b.Old = d.before(b, c.Notes)
	if c.Kind == revisions.KindMoved {
		left, arrived := moveIDs(d.id, c.MovedFrom)
		b.Anchor, b.Other = arrived, left
		if kind == blockLeft {
			b = *b.side(true)
			b.Anchor, b.Other = left, arrived
		}
	}
	return b
}

func taskMark(done bool) string {
	if done {
		return "☑"
	}
	return "☐"
}

func indentLevel(columns int) int { return min(columns/2, 4) }

// before is the block with the marks that the notes say it had, nil if they are
// the same.
func (d diffReader) before(b diffBlock, notes []revisions.Note) *diffBlock {
	was := b
	for _, n := range notes {
		switch n.Kind {
		case revisions.NoteLevel:
			was.Level = n.From
		case revisions.NoteKindOf:
			was.Block, was.Level, was.Mark, was.Label = n.Was, 0, "", ""
			if n.Was == blockItem {
				was.Mark = "•"
			}
		case revisions.NoteDeeper, revisions.NoteShallow:
			was.Indent = indentLevel(n.From)
		case revisions.NoteNumbered:
			was.Mark = "•"
		case revisions.NoteBulleted, revisions.NoteRenumber:
			was.Mark = d.Number(n.From) + "."
		case revisions.NoteTicked, revisions.NoteUnticked:
			was.Mark = taskMark(n.Kind == revisions.NoteUnticked)
		default:
			continue
		}
	}
	if was.Block == b.Block && was.Level == b.Level && was.Mark == b.Mark && was.Indent == b.Indent {
		return nil
	}
	return &was
}

func (d diffReader) notes(c revisions.Change) []string {
	var out []string
	for _, n := range c.Notes {
		switch n.Kind {
		case revisions.NoteKindOf:
			out = append(out, d.T("diff.note.kind", d.T("diff.block."+n.Was), d.T("diff.block."+c.Block)))
		case revisions.NoteSplit:
			// Told where the next part begins.
		case revisions.NoteRenumber:
			if c.Kind != revisions.KindSame {
				out = append(out, d.T("diff.note.renumbered", n.From, n.To))
			}
		case revisions.NoteLevel:
			key := "diff.note.level-down"
			if n.To < n.From {
				key = "diff.note.level-up"
			}
			out = append(out, d.T(key, n.From, n.To))
		case revisions.NoteJoined:
			out = append(out, d.T("diff.note.joined", numeral(d.Printer, n.From)))
		default:
			out = append(out, d.T("diff.note."+string(n.Kind), n.From, n.To))
		}
	}
	return out
}

// row adds a row to the table it is in.
func (d diffReader) row(out *[]diffBlock, table *diffBlock, row diffRow) {
	if len(row.Cells) == 0 || !slices.ContainsFunc(row.Cells, func(c diffCell) bool { return strings.TrimSpace(diffText(c.Pieces)) != "" }) {
		return // the line under the headings of columns
	}
	if table == nil {
		*out = append(*out, diffBlock{Block: blockRow})
		table = &(*out)[len(*out)-1]
		row.Head = true
	}
	table.Rows = append(table.Rows, row)
}

// line adds a line to the code it is in.
func (d diffReader) line(out *[]diffBlock, code *diffBlock, block string, line diffLine) {
	if strings.TrimSpace(diffText(line.Pieces)) == "" {
		return // a fence
	}
	if code == nil {
		*out = append(*out, diffBlock{Block: block})
		code = &(*out)[len(*out)-1]
	}
	code.Lines = append(code.Lines, line)
}

// settle gives a table or code the kind of its lines, and leaves out rows far
// from any change.
func (b *diffBlock) settle() {
	kinds := map[revisions.ChangeKind]bool{}
	var last revisions.ChangeKind
	for _, r := range b.Rows {
		kinds[r.Kind], last = true, r.Kind
	}
	for _, l := range b.Lines {
		kinds[l.Kind], last = true, l.Kind
	}
	switch {
	case len(kinds) == 0:
		return
	case len(kinds) > 1 || last == revisions.KindMoved || last == blockLeft:
		b.Kind = revisions.KindChanged
	default:
		b.Kind = last
	}
	if b.Kind == revisions.KindChanged {
		b.Rows = nearChanges(b.Rows)
	}
}

// nearChanges leaves out runs of more than two unchanged rows, but for the head
// and the rows beside a change.
func nearChanges(rows []diffRow) []diffRow {
	near := make([]bool, len(rows))
	for i, r := range rows {
		if r.Head || r.Kind != revisions.KindSame {
			near[i] = true
			near[max(i-1, 0)], near[min(i+1, len(rows)-1)] = true, true
		}
	}
	var out []diffRow
	for i := 0; i < len(rows); {
		j := i
		for j < len(rows) && !near[j] {
			j++
		}
		if j-i > 1 {
			out = append(out, diffRow{Kind: revisions.KindSame, Skipped: j - i})
			i = j
			continue
		}
		out = append(out, rows[i])
		i++
	}
	return out
}
