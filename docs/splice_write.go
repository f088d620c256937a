package docs

import (
	"bytes"
	"strings"
)

// write copies source[from:to] with the edits, which are in order.
func (s *splicing) write(from, to int, edits []edit) []byte {
	w := &spliceWriter{newline: s.newline, out: make([]byte, 0, to-from+256)}
	at := from
	for _, e := range edits {
		w.raw(s.lines.source[at:e.start])
		switch e.how {
		case replace:
			w.raw([]byte(strings.Join(e.text, s.newline)))
		case insertLines:
			w.lines(e.text)
		case insertBlock:
			w.block(e.text)
		case cutLines:
			w.cut(false)
		case cutBlock:
			w.cut(true)
		}
		at = e.end
	}
	w.raw(s.lines.source[at:to])
	return w.finish()
}

// spliceWriter keeps blocks apart where text was put in or taken away. It looks
// at what was really written, so that edits side by side agree.
type spliceWriter struct {
	out     []byte
	newline string
	// parted: a block was just written; what follows needs a blank line first.
	parted bool
	// joint: lines were just cut; apart when blocks must not run together.
	joint, apart bool
	// skipped are the blank lines last met at the joint.
	skipped []byte
}

func (w *spliceWriter) raw(b []byte) {
	if len(b) == 0 {
		return
	}
	if w.joint {
		blank := leadingBlank(b)
		if blank > 0 {
			w.skipped = b[:blank]
		}
		if b = b[blank:]; len(b) == 0 {
			return
		}
		switch {
		case w.empty() || w.endsBlank():
		case len(w.skipped) > 0:
			w.out = append(w.out, w.skipped...)
		case w.apart:
			w.out = append(w.out, w.newline...)
		}
		w.unjoin()
	}
	if w.parted {
		if leadingBlank(b) == 0 {
			w.out = append(w.out, w.newline...)
		}
		w.parted = false
	}
	w.out = append(w.out, b...)
}

func (w *spliceWriter) cut(apart bool) {
	w.joint, w.apart = true, w.apart || apart || w.parted
	w.parted = false
}

func (w *spliceWriter) block(lines []string) {
	w.unjoin()
	if !w.empty() {
		w.endLine()
		if !w.endsBlank() {
			w.out = append(w.out, w.newline...)
		}
	}
	w.append(lines)
	w.parted = true
}

func (w *spliceWriter) lines(lines []string) {
	w.unjoin()
	if w.parted {
		w.out = append(w.out, w.newline...)
		w.parted = false
	}
	if !w.empty() {
		w.endLine()
	}
	w.append(lines)
}

func (w *spliceWriter) append(lines []string) {
	for _, line := range lines {
		w.out = append(append(w.out, line...), w.newline...)
	}
}

func (w *spliceWriter) unjoin() { w.joint, w.apart, w.skipped = false, false, nil }

func (w *spliceWriter) finish() []byte {
	if w.joint {
		for w.endsBlank() {
			w.out = w.out[:bytes.LastIndexByte(w.out[:len(w.out)-1], '\n')+1]
		}
	}
	return w.out
}

func (w *spliceWriter) empty() bool {
	return len(bytes.TrimSpace(bytes.TrimPrefix(w.out, []byte("\uFEFF")))) == 0
}

func (w *spliceWriter) endLine() {
	if !bytes.HasSuffix(w.out, []byte("\n")) {
		w.out = append(w.out, w.newline...)
	}
}

// endsBlank reports whether the last line written is blank.
func (w *spliceWriter) endsBlank() bool {
	body, ended := bytes.CutSuffix(w.out, []byte("\n"))
	if !ended {
		return false
	}
	i := bytes.LastIndexByte(body, '\n')
	return i >= 0 && len(bytes.TrimSpace(body[i:])) == 0
}

// leadingBlank is the length of the blank lines at the beginning.
func leadingBlank(b []byte) int {
	n := 0
	for n < len(b) {
		i := bytes.IndexByte(b[n:], '\n')
		if i < 0 || len(bytes.TrimSpace(b[n:n+i])) > 0 {
			if i < 0 && len(bytes.TrimSpace(b[n:])) == 0 {
				return len(b)
			}
			break
		}
		n += i + 1
	}
	return n
}
