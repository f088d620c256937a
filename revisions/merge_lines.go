package revisions

import "strings"

// mergeLines is the plain three-way merge by lines, as git does it: changes that
// touch or overlap do not merge. It reports false then.
func mergeLines(base, ours, theirs string) ([]Chunk, bool) {
	v := newVocabulary()
	b, o, t := v.wholeLines(base), v.wholeLines(ours), v.wholeLines(theirs)
	pieces, _ := weave(b, o, t, alignLines(b, o), alignLines(b, t))
	chunks := make([]Chunk, 0, len(pieces))
	for _, p := range pieces {
		side := b[p.b0:p.b1]
		switch p.origin {
		case Unresolved:
			return nil, false
		case FromOurs, FromBoth:
			side = o[p.o0:p.o1]
		case FromTheirs:
			side = t[p.t0:p.t1]
		}
		chunks = append(chunks, Chunk{Origin: p.origin, Text: rawText(side)})
	}
	return chunks, true
}

// wholeLines cuts a text into lines with their ends.
func (v *vocabulary) wholeLines(text string) []token {
	dst := make([]token, 0, strings.Count(text, "\n")+1)
	for line := range strings.Lines(text) {
		dst = append(dst, token{text: line, kind: lineToken, id: v.number(v.lines, line)})
	}
	return dst
}

// alignLines moves each insertion and deletion down as far as it goes, which is
// where git puts it.
func alignLines(a, b []token) []edit {
	return slideEdits(a, b, alignIDs(ids(a), ids(b)), func([]token, int) int { return 0 })
}

func rawText(t []token) string {
	var b strings.Builder
	for _, tok := range t {
		b.WriteString(tok.gap)
		b.WriteString(tok.text)
	}
	return b.String()
}
