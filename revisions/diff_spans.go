package revisions

// spans turns the edits of a block into text to show. The gap before an inserted
// word stays outside the insertion, so that the mark is on words only.
func (f *found) spans() []Span {
	var s spanWriter
	was, is := f.was.tokens, f.is.tokens
	bi := 0
	for _, e := range f.shownEdits() {
		s.same(is[bi:e.b0])
		bi = e.b1
		if e.b0 == e.b1 {
			if e.a0 < e.a1 && e.a1 < len(was) && bi < len(is) && was[e.a1].gap == "" && is[bi].gap != "" && was[e.a0].gap != "" {
				// The gap before what went is now before what follows.
				s.write(OpSame, 0, is[bi].gap)
				s.skip = true
				s.run(was, e.a0, e.a1, OpDel, OpGone, f.left)
				s.skip = true
				continue
			}
			s.run(was, e.a0, e.a1, OpDel, OpGone, f.left)
			// At the start of a block the gap to the next word goes with the word.
			if e.a1 < len(was) && bi < len(is) && is[bi].gap == "" {
				s.again(was[e.a1].gap)
			}
			continue
		}
		gap := is[e.b0].gap
		if e.b0 == 0 {
			gap = "" // the indentation is part of what changed
		}
		tight := e.a0 < e.a1 && was[e.a0].gap == "" // what went stood right at the word before
		if tight {
			s.run(was, e.a0, e.a1, OpDel, OpGone, f.left)
		}
		s.write(OpSame, 0, gap)
		if e.a0 < e.a1 && !tight {
			s.skip = gap != ""
			s.run(was, e.a0, e.a1, OpDel, OpGone, f.left)
		}
		s.skip = gap != ""
		s.run(is, e.b0, e.b1, OpIns, OpCome, f.came)
	}
	s.same(is[bi:])
	return s.out
}

func (s *spanWriter) same(t []token) {
	text := rawText(t)
	if s.skip && len(t) > 0 {
		text = text[len(t[0].gap):]
		s.skip = false
	}
	s.write(OpSame, 0, text)
}

type spanWriter struct {
	out  []Span
	skip bool // the gap of the next token is written
}

// run writes tokens, those that moved with an operation of their own.
func (s *spanWriter) run(tokens []token, from, to int, op, moved Op, moves []carried) {
	for len(moves) > 0 && moves[0].at < from {
		moves = moves[1:]
	}
	for from < to {
		end, as, id := to, op, 0
		if len(moves) > 0 && moves[0].at < to {
			if end = moves[0].at; from == end {
				end, as, id = from+moves[0].n, moved, moves[0].id
				moves = moves[1:]
			}
		}
		text := rawText(tokens[from:end])
		if s.skip {
			text = text[len(tokens[from].gap):]
			s.skip = false
		}
		s.write(as, id, text)
		from = end
	}
}

// again adds text to what was written last.
func (s *spanWriter) again(text string) {
	if n := len(s.out); n > 0 {
		s.out[n-1].Text += text
	}
}

func (s *spanWriter) write(op Op, move int, text string) {
	if text == "" {
		return
	}
	if n := len(s.out); n > 0 && s.out[n-1].Op == op && s.out[n-1].Move == move {
		s.out[n-1].Text += text
		return
	}
	s.out = append(s.out, Span{op, text, move})
}
