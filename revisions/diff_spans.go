package revisions

// spans turns edits into text to show. The gap before an inserted word stays
// outside the insertion, so that the mark is on words only.
func spans(was, is []token, edits []edit) []Span {
	var s spanWriter
	bi := 0
	for _, e := range edits {
		s.write(opSame, rawText(is[bi:e.b0]))
		gone, come := was[e.a0:e.a1], is[e.b0:e.b1]
		bi = e.b1
		if len(come) == 0 {
			s.write(opDel, rawText(gone))
			// At the start of a block the gap to the next word goes with the word.
			if e.a1 < len(was) && bi < len(is) && is[bi].gap == "" {
				s.write(opDel, was[e.a1].gap)
			}
			continue
		}
		gap := come[0].gap
		if e.b0 == 0 {
			gap = "" // the indentation is part of what changed
		}
		s.write(opSame, gap)
		if len(gone) > 0 {
			if gap == "" {
				s.write(opDel, gone[0].gap)
			}
			s.write(opDel, gone[0].text+rawText(gone[1:]))
		}
		s.write(opIns, (come[0].gap + come[0].text)[len(gap):]+rawText(come[1:]))
	}
	s.write(opSame, rawText(is[bi:]))
	return s.out
}

type spanWriter struct{ out []Span }

func (s *spanWriter) write(op Op, text string) {
	if text == "" {
		return
	}
	if n := len(s.out); n > 0 && s.out[n-1].Op == op {
		s.out[n-1].Text += text
		return
	}
	s.out = append(s.out, Span{op, text})
}
