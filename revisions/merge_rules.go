package revisions

// contest is a place where edits of both sides overlap or touch: its bounds, the
// tokens of the three versions there, and the edits.
type contest struct {
	piece
	b, o, t []token
	eo, et  []edit
}

// settle looks for a reading of a contest in which the sides do not compete. A
// person looks at what it finds.
func (w *weaver) settle(p piece, eo, et []edit) bool {
	if w.scene == nil {
		return false
	}
	c := contest{p, w.b[p.b0:p.b1], w.o[p.o0:p.o1], w.t[p.t0:p.t1], eo, et}
	if w.complement(c) || w.keepBoth(c) || w.includes(c) {
		w.settled++
		return true
	}
	return false
}

func (w *weaver) because(r reason) { w.reasons = append(w.reasons, r) }

// complement joins two insertions of which each goes on where the other stops:
// they share words, and nowhere do both have words of their own.
func (w *weaver) complement(c contest) bool {
	if len(c.b) > 0 {
		return false
	}
	edits := alignEvenly(c.o, c.t)
	common := len(c.o)
	for _, e := range edits {
		if e.a0 < e.a1 && e.b0 < e.b1 {
			return false
		}
		common -= e.a1 - e.a0
	}
	if 2*common < min(len(c.o), len(c.t)) {
		return false
	}
	at := 0
	for _, e := range append(edits, edit{len(c.o), len(c.o), len(c.t), len(c.t)}) {
		if n := e.a0 - at; n > 0 {
			w.emit(FromBoth, 0, n, n)
		}
		switch {
		case e.a0 < e.a1:
			w.emit(FromOurs, 0, e.a1-e.a0, 0)
		case e.b0 < e.b1:
			w.emit(FromTheirs, 0, 0, e.b1-e.b0)
		}
		at = e.a1
	}
	w.because(addedAlike)
	return true
}

// alignEvenly aligns two texts the same way whichever comes first.
func alignEvenly(a, b []token) []edit {
	if rawText(a) <= rawText(b) {
		return alignIDs(ids(a), ids(b))
	}
	edits := alignIDs(ids(b), ids(a))
	for i, e := range edits {
		edits[i] = edit{e.b0, e.b1, e.a0, e.a1}
	}
	return edits
}

// includes takes the side whose edits take in those of the other: what the other
// deleted it deletes too, what the other corrected it has in its rewording.
func (w *weaver) includes(c contest) bool {
	switch {
	case len(c.b) == 0:
		return false
	case w.covers(c.eo, w.o, c.et, w.t):
		within := c.et
		for _, e := range c.eo {
			var n int
			n, within = lengthAfter(e, within)
			w.stable(e.a0)
			w.emit(FromOurs, e.a1-e.a0, e.b1-e.b0, n)
		}
	case w.covers(c.et, w.t, c.eo, w.o):
		within := c.eo
		for _, e := range c.et {
			var n int
			n, within = lengthAfter(e, within)
			w.stable(e.a0)
			w.emit(FromTheirs, e.a1-e.a0, n, e.b1-e.b0)
		}
	default:
		return false
	}
	w.because(included)
	return true
}

// lengthAfter is how many tokens those that e replaces become by the first of the
// other side's edits, those within e, and the rest of these edits.
func lengthAfter(e edit, edits []edit) (int, []edit) {
	n := e.a1 - e.a0
	for len(edits) > 0 && edits[0].a1 <= e.a1 {
		n += edits[0].b1 - edits[0].b0 - (edits[0].a1 - edits[0].a0)
		edits = edits[1:]
	}
	return n, edits
}

// covers reports whether each narrow edit lies in a wide one that has the same
// effect: both only delete, or the narrow one corrects words that the wide one
// rewords with more around them.
func (w *weaver) covers(wide []edit, wideText []token, narrow []edit, narrowText []token) bool {
	for _, n := range narrow {
		for len(wide) > 0 && wide[0].a1 < n.a1 {
			wide = wide[1:]
		}
		if len(wide) == 0 || n.a0 < wide[0].a0 {
			return false
		}
		e := wide[0]
		if n.b0 == n.b1 && e.b0 == e.b1 {
			continue
		}
		was, is := w.b[n.a0:n.a1], narrowText[n.b0:n.b1]
		if len(is) == 0 || n.a1-n.a0 == e.a1-e.a0 || !corrects(was, is) || !isPart(ids(is), ids(wideText[e.b0:e.b1])) {
			return false
		}
	}
	return true
}

// corrects is true if the letters of words stay for the most part, as where a
// slip or an inflection is mended. New words compete with those of others.
func corrects(was, is []token) bool {
	a, b := rawText(was), rawText(is)
	short := min(len(a), len(b))
	head := 0
	for head < short && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < short-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return 2*(head+tail) >= max(len(a), len(b))
}

// isPart reports whether all of part is in whole, in its order.
func isPart(part, whole []int) bool {
	for _, id := range whole {
		if len(part) > 0 && part[0] == id {
			part = part[1:]
		}
	}
	return len(part) == 0
}
