package docs

import (
	"strings"

	"luonnos/internal/fault"
)

// planPlacing finds the place of added or moved text and gives it the shape
// that the place asks for.
func (s *splicing) planPlacing(p placing, changes []edit) error {
	text, marker := [][]string{strings.Split(p.op.Text, "\n")}, ""
	if p.op.Kind == SpliceMove {
		var err error
		if text[0], marker, err = s.lift(p.op, changes); err != nil {
			return err
		}
	} else if items := asItems(text[0]); items != nil {
		text = items
	}
	op := p.op
	if op.Passage < 0 || s.passages[op.Passage].Kind == KindFrontMatter {
		s.insert(p, s.body, 0, insertBlock, s.standing(text, marker, p.op))
		return nil
	}
	at := s.places[op.Passage]
	if op.Outside || isHeading(text[0][0]) && marker == "" {
		s.insert(p, s.lines.after(s.outside(at)), 0, insertBlock, s.standing(text, marker, p.op))
		return nil
	}
	switch lead := at.item != nil && s.lines.at(at.item.pos) == at.first; {
	case at.table != nil && (op.Kind == SpliceAdd || s.places[op.From].table != nil):
		last := at.last
		if at.first == at.table.header {
			last++
		}
		indent := s.passages[op.Passage].Indent
		s.insert(p, s.lines.after(last), indent, insertLines, indented(rows(strings.Split(joinItems(text, p.op), "\n")), indent))
	case at.item != nil && (lead || marker != ""):
		how := insertBlock
		if at.item.tight {
			how = insertLines
		}
		s.insert(p, s.lines.after(at.item.last), at.item.column, how, s.siblings(at.item, text))
	default:
		last := at.last
		if at.table != nil {
			last = at.table.last
		}
		indent := s.passages[op.Passage].Indent
		s.insert(p, s.lines.after(last), indent, insertBlock, indented(s.standing(text, marker, p.op), indent))
	}
	return nil
}

func (s *splicing) insert(p placing, pos, indent int, how editKind, text []string) {
	s.edits = append(s.edits, edit{start: pos, end: pos, how: how, text: text, indent: indent, order: p.order})
}

// standing is text that does not join a list: as it was typed, and a moved item
// as a list of its own.
func (s *splicing) standing(text [][]string, marker string, op SpliceOp) []string {
	if marker != "" {
		return underMarker(marker+" ", 0, text[0])
	}
	return strings.Split(joinItems(text, op), "\n")
}

// joinItems is the text as typed, for places where it needs no taking apart.
func joinItems(text [][]string, op SpliceOp) string {
	if op.Kind == SpliceAdd {
		return op.Text
	}
	return strings.Join(text[0], "\n")
}

// outside is the last line of the outermost list or table around a place.
func (s *splicing) outside(at place) int {
	if at.item != nil {
		list := at.item.root().list
		last := at.last
		for _, other := range s.places {
			if other.item != nil && other.item.root().list == list {
				last = max(last, other.item.root().last)
			}
		}
		return last
	}
	if at.table != nil {
		return at.table.last
	}
	return at.last
}

func (item *listItem) root() *listItem {
	for item.parent != nil {
		item = item.parent
	}
	return item
}

// lift takes what is to be moved out of its place: its lines without
// indentation, and the marker when it is a list item.
func (s *splicing) lift(op SpliceOp, changes []edit) (text []string, marker string, err error) {
	at, p := s.places[op.From], s.passages[op.From]
	if p.Kind == KindFrontMatter {
		return nil, "", fault.New(fault.Invalid, "error.passage-operation")
	}
	if at.table != nil && at.first == at.table.header {
		return nil, "", fault.New(fault.Invalid, "error.passage-table-header")
	}
	end, first, last := p.End, at.first, at.last
	if item := at.item; item != nil && s.lines.at(item.pos) == at.first {
		marker, first, last, end = item.marker, item.first, item.last, s.lines.end(item.last)
		s.cutItem(item)
	} else if at.table != nil {
		s.cut(s.lines.start(at.first), s.lines.after(at.first), cutLines)
	} else {
		s.cutPassage(op.From, at.first, at.last)
	}
	if op.Passage >= 0 {
		if to := s.places[op.Passage]; to.first >= first && to.first <= last {
			return nil, "", fault.New(fault.Invalid, "error.passage-inside")
		}
	}
	var within []edit
	for _, e := range changes {
		if e.start >= p.Start && e.end <= end {
			within = append(within, e)
		}
	}
	text = splitLines(s.write(p.Start, end, within))
	for i := 1; i < len(text); i++ {
		text[i] = dedent(text[i], p.Indent)
	}
	return text, marker, nil
}
