package docs

import (
	"bytes"

	"luonnos/internal/fault"
)

// planRemovals cuts what is removed. An item goes with its marker once nothing
// of it is left; while something hangs under it the marker stays.
func (s *splicing) planRemovals() error {
	for i := range s.passages {
		if !s.removed[i] {
			continue
		}
		at := s.places[i]
		if at.table != nil {
			if err := s.removeRow(i); err != nil {
				return err
			}
			continue
		}
		if item := s.emptied(i); item != nil {
			s.cutItem(item)
			continue
		}
		s.cutPassage(i, at.first, at.last)
	}
	return nil
}

// emptied is the outermost item around the passage of which nothing is left.
func (s *splicing) emptied(i int) *listItem {
	var found *listItem
	for item := s.places[i].item; item != nil && s.allRemoved(item.first, item.last); item = item.parent {
		found = item
	}
	return found
}

func (s *splicing) allRemoved(first, last int) bool {
	for i, at := range s.places {
		if at.first >= first && at.first <= last && !s.removed[i] {
			return false
		}
	}
	return true
}

func (s *splicing) removeRow(i int) error {
	at := s.places[i]
	if item := s.emptied(i); item != nil {
		s.cutItem(item)
		return nil
	}
	if at.first != at.table.header {
		s.cut(s.lines.start(at.first), s.lines.after(at.first), cutLines)
		return nil
	}
	if !s.allRemoved(at.table.header, at.table.last) {
		return fault.New(fault.Invalid, "error.passage-table-header")
	}
	s.cutPassage(i, at.table.header, at.table.last)
	return nil
}

// cutItem takes a list item with all that is in it.
func (s *splicing) cutItem(item *listItem) {
	how := cutBlock
	if item.tight {
		how = cutLines
	}
	s.cutFrom(item.pos, item.first, item.last, how)
}

// cutPassage takes the lines of a block. The first block of an item leaves the
// marker, and the next block of the item moves up to it: a marker with a blank
// line below would be an empty item.
func (s *splicing) cutPassage(i, first, last int) {
	item := s.places[i].item
	if item == nil || first != s.lines.at(item.pos) {
		s.cutFrom(s.passages[i].Start, first, last, cutBlock)
		return
	}
	next := last + 1
	for next < len(s.lines.starts) && s.lines.blank(next) {
		next++
	}
	end := s.lines.end(last)
	if next < len(s.lines.starts) {
		end = s.lines.start(next) - len(s.newline)
		if end < s.passages[i].Start {
			end = s.passages[i].Start
		}
	}
	s.edits = append(s.edits, edit{start: s.passages[i].Start, end: end, how: replace})
}

// cutFrom takes lines away, but leaves what stands before the block on its
// first line, such as the marker of an item around it.
func (s *splicing) cutFrom(pos, first, last int, how editKind) {
	begin := s.lines.start(first)
	if len(bytes.TrimSpace(bytes.TrimPrefix(s.lines.source[begin:pos], []byte("\uFEFF")))) > 0 {
		s.edits = append(s.edits, edit{start: pos, end: s.lines.end(last), how: replace})
		return
	}
	s.cut(max(begin, s.body), s.lines.after(last), how)
}

func (s *splicing) cut(start, end int, how editKind) {
	s.edits = append(s.edits, edit{start: start, end: end, how: how})
}
