package revisions

import (
	"html"
	"slices"
	"strings"
)

// Piece is a run of words as a reader sees them: without the markup, but with
// the look it gives them, now and before.
type Piece struct {
	Op   Op
	Text string
	Move int
	// Style is the look of the words; Was is that in the old text, different only
	// where the words are the same in both.
	Style, Was Style
	// Link is where the words lead, WasLink where the same words led before; "" is
	// nowhere.
	Link, WasLink string
	// NewLink is true of words of a link that the old block does not have, if its
	// address is to be seen after them.
	NewLink bool
}

// Reading is a change of one block made ready to read.
type Reading struct {
	Cells    []Cell // one, but for the row of a table
	Level    int    // of a heading, 1 to 6
	Indent   int    // of a list item, in columns
	Number   int    // of a numbered list item
	Numbered bool
	Task     bool // an item with a checkbox
	Done     bool
	Label    string // of a footnote, or of the definition of a link
	Footnote bool
	Raw      bool // nothing but signs changed, and they are shown
}

// Cell is a cell of a table, or all of another block.
type Cell struct {
	Op     Op // OpIns and OpDel for a column that came or went
	Pieces []Piece
}

// Changed reports whether there is anything to see in the cell but words that
// were there.
func (c Cell) Changed() bool {
	return c.Op != OpSame || slices.ContainsFunc(c.Pieces, Piece.Changed)
}

// Changed reports whether the words came, went or look or lead otherwise.
func (p Piece) Changed() bool {
	return p.Op != OpSame || p.Style != p.Was || p.Link != p.WasLink
}

// Read makes a change ready to read.
func (c Change) Read() Reading {
	var was, is strings.Builder
	for _, s := range c.Spans {
		if s.Op == OpSame || s.Op == OpDel || s.Op == OpGone {
			was.WriteString(s.Text)
		}
		if s.Op == OpSame || s.Op == OpIns || s.Op == OpCome {
			is.WriteString(s.Text)
		}
	}
	kind := blockKind(c.Block)
	wasKind := kind
	for _, n := range c.Notes {
		if n.Kind == NoteKindOf {
			wasKind = blockKind(n.Was)
		}
	}
	wasShape, isShape := shapeOf(wasKind, was.String()), shapeOf(kind, is.String())
	shown := isShape
	if c.New < 0 {
		shown = wasShape
	}
	p := piecer{was: read(was.String(), wasShape), is: read(is.String(), isShape), row: kind == rowBlock}
	for _, s := range c.Spans {
		p.span(s)
	}
	out := Reading{
		Cells: p.finish(), Level: shown.level, Indent: shown.indent, Number: shown.number, Numbered: shown.numbered,
		Task: shown.task, Done: shown.done, Label: shown.label, Footnote: shown.footnote,
	}
	if c.Kind == KindChanged && len(c.Notes) == 0 && !slices.ContainsFunc(out.Cells, Cell.Changed) {
		out.Raw = true
		out.Cells = []Cell{{Op: OpSame, Pieces: rawPieces(c.Spans)}}
	}
	return out
}

func rawPieces(spans []Span) []Piece {
	out := make([]Piece, len(spans))
	for i, s := range spans {
		out[i] = Piece{Op: s.Op, Text: s.Text, Move: s.Move}
	}
	return out
}

// piecer cuts spans where the look of their words changes.
type piecer struct {
	was, is *reading
	a, b    int // bytes done of the old and the new text
	row     bool
	cells   []Cell
	open    Cell
	text    []byte // of the last piece of open
}

func (p *piecer) span(s Span) {
	for i := 0; i < len(s.Text); i++ {
		next := Piece{Op: s.Op, Move: s.Move}
		var style Style
		switch s.Op {
		case OpSame:
			style = p.is.style[p.b]
			next.Was, next.WasLink = p.was.style[p.a]&^(hiddenSign|softWrap), p.was.address(p.a)
			next.Link = p.is.address(p.b)
			p.a, p.b = p.a+1, p.b+1
		case OpDel, OpGone:
			style = p.was.style[p.a]
			next.Link = p.was.address(p.a)
			p.a++
		default:
			style = p.is.style[p.b]
			next.Link = p.is.address(p.b)
			p.b++
		}
		next.Style = style &^ (hiddenSign | softWrap)
		if s.Op != OpSame {
			next.Was, next.WasLink = next.Style, next.Link
		}
		switch c := s.Text[i]; {
		case p.row && c == '|' && style&(hiddenSign|Code) == 0 && (i == 0 || s.Text[i-1] != '\\'):
			p.line(s.Op)
		case style&hiddenSign != 0:
		case style&softWrap != 0:
			p.write(next, " ")
		default:
			p.write(next, s.Text[i:i+1])
		}
	}
}

func (r *reading) address(at int) string {
	if n := r.link[at]; n > 0 {
		return r.links[n-1]
	}
	return ""
}

func (p *piecer) write(next Piece, text string) {
	if n := len(p.open.Pieces); n == 0 || !p.open.Pieces[n-1].same(next) {
		p.settle()
		p.open.Pieces = append(p.open.Pieces, next)
	}
	p.text = append(p.text, text...)
}

// settle gives the last piece of the open cell its text.
func (p *piecer) settle() {
	if n := len(p.open.Pieces); n > 0 {
		p.open.Pieces[n-1].Text = string(p.text)
	}
	p.text = p.text[:0]
}

func (p Piece) same(q Piece) bool {
	p.Text, q.Text = "", ""
	return p == q
}

// line ends a cell of a row.
func (p *piecer) line(op Op) {
	p.settle()
	p.open.Op = OpSame
	if op != OpSame {
		p.open.Op = op
	}
	p.cells = append(p.cells, p.open)
	p.open = Cell{}
}

// finish gives the cells; of a row without what stands before the first line and
// after the last.
func (p *piecer) finish() []Cell {
	p.settle()
	p.open.Op = OpSame
	cells := append(p.cells, p.open)
	if n := len(cells); p.row && n > 1 {
		if cells[n-1].blank() {
			cells = cells[:n-1]
		}
		if cells[0].blank() {
			cells = cells[1:]
		}
	}
	for i := range cells {
		cells[i].Pieces = onWords(cells[i].Pieces)
		if n := len(cells[i].Pieces); p.row && n > 0 {
			cells[i].Pieces[0].Text = strings.TrimLeft(cells[i].Pieces[0].Text, " \t")
			cells[i].Pieces[n-1].Text = strings.TrimRight(cells[i].Pieces[n-1].Text, " \t")
		}
		p.dress(cells[i].Pieces)
	}
	return cells
}

// onWords leaves no mark on white space alone, such as that beside signs that are
// not shown.
func onWords(pieces []Piece) []Piece {
	out := pieces[:0]
	for _, q := range pieces {
		if q.Op != OpSame && strings.Trim(q.Text, " \t") == "" {
			if q.Op == OpDel || q.Op == OpGone {
				continue
			}
			q = Piece{Op: OpSame, Text: q.Text}
		}
		if n := len(out); n > 0 && out[n-1].same(q) {
			out[n-1].Text += q.Text
			continue
		}
		out = append(out, q)
	}
	return out
}

func (c Cell) blank() bool {
	return !slices.ContainsFunc(c.Pieces, func(p Piece) bool { return !onlySpace(p.Text) })
}

// dress reads entities and says after which words an address is to be seen.
func (p *piecer) dress(pieces []Piece) {
	for i := range pieces {
		q := &pieces[i]
		if q.Style&Code == 0 {
			q.Text = html.UnescapeString(q.Text)
		}
		last := i+1 == len(pieces) || pieces[i+1].Link != q.Link
		stays := q.Op == OpDel || q.Op == OpGone || q.Link == "" || q.Op == OpSame && q.Link == q.WasLink
		q.NewLink = last && !stays && !slices.Contains(p.was.links, q.Link)
	}
}
