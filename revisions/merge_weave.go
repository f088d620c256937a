package revisions

import "slices"

// piece is a stretch of the three versions that belongs together: b, o and t
// are the bounds in base, ours and theirs.
type piece struct {
	origin                 Origin
	b0, b1, o0, o1, t0, t1 int
	blank                  string // a line end that no version has here
}

// weave lays the edits of both sides over the base, in order. Edits that overlap
// or touch are Unresolved unless they are the same, or meet where a sentence or
// a line starts in all three versions.
func weave(b, o, t []token, eo, et []edit) []piece {
	return (&weaver{b: b, o: o, t: t}).weave(eo, et)
}

func (w *weaver) weave(eo, et []edit) []piece {
	for len(eo)+len(et) > 0 {
		no, nt := nextGroup(eo, et)
		w.group(eo[:no], et[:nt])
		eo, et = eo[no:], et[nt:]
	}
	w.stable(len(w.b))
	return w.pieces
}

// nextGroup counts the edits at the front that touch or overlap one another.
func nextGroup(eo, et []edit) (no, nt int) {
	end := -1
	for {
		switch {
		case no < len(eo) && (eo[no].a0 <= end || end < 0 && (nt == len(et) || eo[no].a0 <= et[nt].a0)):
			end = max(end, eo[no].a1)
			no++
		case nt < len(et) && (et[nt].a0 <= end || end < 0):
			end = max(end, et[nt].a1)
			nt++
		default:
			return no, nt
		}
	}
}

type weaver struct {
	b, o, t    []token
	pieces     []piece
	bi, oi, ti int // how far each version is used
	scene      *scene
	reasons    []reason
	settled    int // contests that a rule settled
}

// stable emits the base up to a place where no side changed it.
func (w *weaver) stable(to int) {
	if n := to - w.bi; n > 0 {
		w.emit(FromBase, n, n, n)
	}
}

func (w *weaver) emit(origin Origin, nb, no, nt int) {
	w.pieces = append(w.pieces, piece{origin: origin, b0: w.bi, b1: w.bi + nb, o0: w.oi, o1: w.oi + no, t0: w.ti, t1: w.ti + nt})
	w.bi, w.oi, w.ti = w.bi+nb, w.oi+no, w.ti+nt
}

func (w *weaver) group(eo, et []edit) {
	if len(eo) == 0 || len(et) == 0 || w.separate(eo, et) {
		w.inOrder(eo, et)
		return
	}
	start := min(eo[0].a0, et[0].a0)
	lastO, lastT := eo[len(eo)-1], et[len(et)-1]
	end := max(lastO.a1, lastT.a1)
	w.stable(start)
	o1, t1 := lastO.b1+end-lastO.a1, lastT.b1+end-lastT.a1
	p := piece{b0: w.bi, b1: end, o0: w.oi, o1: o1, t0: w.ti, t1: t1}
	switch {
	case sameIDs(w.o[p.o0:o1], w.t[p.t0:t1]):
		w.emit(FromBoth, end-w.bi, o1-w.oi, t1-w.ti)
	case !w.settle(p, eo, et):
		w.emit(Unresolved, end-w.bi, o1-w.oi, t1-w.ti)
	}
}

// sided is an edit with the version it leads to.
type sided struct {
	edit
	ours bool
	to   []token
}

func (w *weaver) ordered(eo, et []edit) []sided {
	all := make([]sided, 0, len(eo)+len(et))
	for _, e := range eo {
		all = append(all, sided{e, true, w.o})
	}
	for _, e := range et {
		all = append(all, sided{e, false, w.t})
	}
	slices.SortStableFunc(all, func(x, y sided) int {
		if x.a0 != y.a0 {
			return x.a0 - y.a0
		}
		return x.a1 - y.a1
	})
	return all
}

// separate is true if no edits overlap and those that touch do so between
// sentences or lines.
func (w *weaver) separate(eo, et []edit) bool {
	all := w.ordered(eo, et)
	for i, next := range all[1:] {
		last := all[i]
		switch {
		case last.a1 > next.a0, last.a0 == next.a0 && last.a1 == next.a1:
			return false
		case last.a1 == next.a0:
			if w.scene != nil && (w.onlyMarks(last) || w.onlyMarks(next)) {
				continue
			}
			if !startsAt(w.b, next.a0) || !startsAt(last.to, last.b1) || !startsAt(next.to, next.b0) {
				return false
			}
		}
	}
	return true
}

// onlyMarks is true of a change of punctuation: beside it words may change.
func (w *weaver) onlyMarks(e sided) bool {
	word := func(t token) bool { return t.kind != markToken }
	return !slices.ContainsFunc(w.b[e.a0:e.a1], word) && !slices.ContainsFunc(e.to[e.b0:e.b1], word)
}

func startsAt(t []token, i int) bool { return i == len(t) || t[i].starts }

func (w *weaver) inOrder(eo, et []edit) {
	all := w.ordered(eo, et)
	for i, e := range all {
		w.stable(e.a0)
		if i > 0 && all[i-1].a1 == e.a0 {
			w.because(adjacent)
		}
		if nb, ns := e.a1-e.a0, e.b1-e.b0; e.ours {
			w.emit(FromOurs, nb, ns, nb)
		} else {
			w.emit(FromTheirs, nb, nb, ns)
		}
	}
}
