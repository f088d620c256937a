package docs

import "bytes"

// claim is a wish of a block to own lines.
type claim struct {
	place
	start int
	kind  PassageKind
	level int
}

// settle gives each line to the first that claims it.
func (s *surveying) settle() {
	kept, next := s.claims[:0], 0
	for i, c := range s.claims {
		if c.first < next {
			continue
		}
		if i+1 < len(s.claims) && c.kind != KindQuote && c.kind != KindDefinition {
			for j := i + 1; j < len(s.claims) && s.claims[j].first <= c.last; j++ {
				if s.claims[j].first > c.first {
					c.last = s.claims[j].first - 1
					break
				}
			}
		}
		for c.last > c.first && s.lines.blank(c.last) {
			c.last--
		}
		c.start = min(max(c.start, s.lines.start(c.first)), s.lines.end(c.first))
		next = c.last + 1
		kept = append(kept, c)
	}
	s.claims = kept
}

// leftovers finds lines that no block of the tree owns, such as those of a
// footnote inside a footnote, which the parser lets drop. They become
// definitions, so that no byte is out of reach.
func (s *surveying) leftovers() {
	var all []claim
	line, i := 0, 0
	for line < len(s.lines.starts) {
		if i < len(s.claims) && s.claims[i].first == line {
			all = append(all, s.claims[i])
			line, i = s.claims[i].last+1, i+1
			continue
		}
		if s.structure[line] || len(bytes.Trim(s.lines.text(line), " \t\r\v\f>-+*.)0123456789")) == 0 {
			line++
			continue
		}
		if n := len(all); n > 0 && all[n-1].last == line-1 && all[n-1].node == nil {
			all[n-1].last = line
		} else {
			all = append(all, claim{
				place: place{first: line, last: line},
				start: s.lines.indented(line), kind: KindDefinition,
			})
		}
		line++
	}
	s.claims = all
}
