package revisions

import "strings"

// mergeLines is the plain three-way merge by lines, as git does it: changes that
// touch or overlap do not merge. It reports false then.
func mergeLines(base, ours, theirs string) ([]Chunk, bool) {
	v := newVocabulary()
	b, o, t := v.wholeLines(base), v.wholeLines(ours), v.wholeLines(theirs)
	pieces := weave(b, o, t, alignLines(b, o), alignLines(b, t))
	var chunks []Chunk
	oAt, tAt := 0, 0
	for _, p := range pieces {
		if p.origin == Unresolved {
			return nil, false
		}
		our, their := rawText(o[p.o0:p.o1]), rawText(t[p.t0:p.t1])
		whole, _ := takeWhole(rawText(b[p.b0:p.b1]), passage{our, oAt}, passage{their, tAt})
		chunks = append(chunks, whole...)
		oAt, tAt = oAt+len(our), tAt+len(their)
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
