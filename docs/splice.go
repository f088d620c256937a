package docs

import (
	"bytes"
	"sort"

	"luonnos/internal/fault"
)

// SpliceKind is what an operation does to a passage.
type SpliceKind string

const (
	SpliceChange SpliceKind = "change"
	SpliceAdd    SpliceKind = "add"
	SpliceRemove SpliceKind = "remove"
	SpliceMove   SpliceKind = "move"
)

// SpliceOp is one operation on the passages of a page. Indexes are those of
// Passages of the original source, whatever the other operations do.
type SpliceOp struct {
	Kind SpliceKind
	// Passage is the passage changed or removed; what is added or moved comes
	// after it, -1 being the top of the page.
	Passage int
	// From is the passage moved. With a list item goes all that hangs under it.
	From int
	// Text is Markdown as it came from a form.
	Text string
	// Outside puts the added or moved text after the whole list or table that
	// Passage lies in, instead of making it an item or a row there.
	Outside bool
}

// Splice carries out the operations and leaves every other byte as it was, but
// for the blank lines that part blocks.
//
// Inside a list what is added becomes an item, in a table a row; a heading
// always goes behind the list or table, and so does what moves to a table
// without being a row. Text may hold several blocks. New lines
// end as the source's first line does. The faults, all with Field "text" or
// none: error.passage-gone (no such passage), error.passage-empty (no text),
// error.passage-twice (two operations on one passage),
// error.passage-table-header (a table cannot lose its header row alone),
// error.passage-inside (nothing can be moved into itself or what moves),
// error.passage-operation (no such operation, or front matter moved).
func Splice(source []byte, ops []SpliceOp) ([]byte, error) {
	s := &splicing{
		layout:  outline(source),
		changed: map[int]string{},
		removed: map[int]bool{},
		moved:   map[int]bool{},
		newline: lineEnd(source),
	}
	for i, op := range ops {
		if err := s.take(i, op); err != nil {
			return nil, err
		}
	}
	if err := s.plan(); err != nil {
		return nil, err
	}
	if len(s.edits) == 0 {
		return bytes.Clone(source), nil
	}
	return s.write(0, len(source), s.edits), nil
}

// lineEnd is the line end the source was written with.
func lineEnd(source []byte) string {
	if i := bytes.IndexByte(source, '\n'); i > 0 && source[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// splicing is one Splice under way.
type splicing struct {
	*layout
	newline string
	changed map[int]string // new text by passage
	removed map[int]bool
	moved   map[int]bool // by From
	puts    []placing
	edits   []edit
}

// placing is an operation that puts text somewhere.
type placing struct {
	op    SpliceOp
	order int
}

func (s *splicing) take(order int, op SpliceOp) error {
	gone := fault.New(fault.Conflict, "error.passage-gone")
	has := func(i int) bool { return i >= 0 && i < len(s.passages) }
	switch op.Kind {
	case SpliceChange, SpliceRemove:
		if !has(op.Passage) {
			return gone
		}
	case SpliceAdd, SpliceMove:
		if op.Passage != -1 && !has(op.Passage) || op.Kind == SpliceMove && !has(op.From) {
			return gone
		}
	default:
		return fault.New(fault.Invalid, "error.passage-operation")
	}
	text := tidyText(op.Text)
	if text == "" && (op.Kind == SpliceChange || op.Kind == SpliceAdd) {
		return fault.InField("text", "error.passage-empty")
	}
	twice := fault.New(fault.Invalid, "error.passage-twice")
	switch op.Kind {
	case SpliceChange:
		if _, again := s.changed[op.Passage]; again || s.removed[op.Passage] {
			return twice
		}
		s.changed[op.Passage] = op.Text
	case SpliceRemove:
		if _, again := s.changed[op.Passage]; again || s.removed[op.Passage] || s.moved[op.Passage] {
			return twice
		}
		s.removed[op.Passage] = true
	case SpliceAdd:
		op.Text = text
		s.puts = append(s.puts, placing{op, order})
	case SpliceMove:
		if s.moved[op.From] || s.removed[op.From] {
			return twice
		}
		if op.From == op.Passage {
			return nil
		}
		s.moved[op.From] = true
		s.puts = append(s.puts, placing{op, order})
	}
	return nil
}

// edit replaces source[start:end].
type edit struct {
	start, end int
	how        editKind
	text       []string
	// indent and order settle what comes first at one place; of two that begin
	// together the wider goes, and a change yields to a cut.
	indent, order int
}

type editKind int

const (
	// replace writes the text in place of the bytes, within lines.
	replace editKind = iota
	// insertLines writes whole lines, insertBlock parts them by blank lines.
	insertLines
	insertBlock
	// cutLines takes whole lines away, cutBlock keeps the blocks around apart.
	cutLines
	cutBlock
)

// plan turns what was asked into edits that do not overlap.
func (s *splicing) plan() error {
	for i := range s.passages {
		if text, ok := s.changed[i]; ok {
			s.planChange(i, text)
		}
	}
	changes := s.edits
	for _, p := range s.puts {
		if err := s.planPlacing(p, changes); err != nil {
			return err
		}
	}
	if err := s.planRemovals(); err != nil {
		return err
	}
	sort.SliceStable(s.edits, func(i, j int) bool {
		a, b := s.edits[i], s.edits[j]
		if a.start != b.start {
			return a.start < b.start
		}
		if (a.end == a.start) != (b.end == b.start) {
			return a.end == a.start
		}
		if a.end != b.end {
			return a.end > b.end
		}
		if a.indent != b.indent {
			return a.indent > b.indent
		}
		return a.order < b.order
	})
	return s.disjoint()
}

// disjoint drops edits that a wider cut swallows and refuses what would put
// text inside a block that is taken away as a whole.
func (s *splicing) disjoint() error {
	kept := s.edits[:0]
	end := 0
	for _, e := range s.edits {
		if e.start < end {
			switch e.how {
			case insertLines, insertBlock:
				return fault.New(fault.Invalid, "error.passage-inside")
			}
			continue
		}
		kept = append(kept, e)
		end = max(end, e.end)
	}
	s.edits = kept
	return nil
}
