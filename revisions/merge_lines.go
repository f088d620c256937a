package revisions

import (
	"slices"
	"strings"
)

// lineMerge is the plain three-way merge by lines, as git does it: changes that
// touch or overlap do not merge.
type lineMerge struct {
	b, o, t []token
	pieces  []piece
}

// mergeLines reports false if the lines do not merge.
func (x triple) mergeLines() (lineMerge, bool) {
	v := newVocabulary()
	m := lineMerge{b: v.wholeLines(x.base), o: v.wholeLines(x.ours), t: v.wholeLines(x.theirs)}
	m.pieces = weave(m.b, m.o, m.t, alignLines(m.b, m.o), alignLines(m.b, m.t))
	return m, !slices.ContainsFunc(m.pieces, func(p piece) bool { return p.origin == Unresolved })
}

func (m lineMerge) text() string {
	var b strings.Builder
	for _, p := range m.pieces {
		side := m.o[p.o0:p.o1]
		if p.origin == FromTheirs {
			side = m.t[p.t0:p.t1]
		}
		b.WriteString(rawText(side))
	}
	return b.String()
}

// chunks tells whose each word is, in versions that both begin at the byte.
func (m lineMerge) chunks(at int) []Chunk {
	var out []Chunk
	ours, theirs := at, at
	for _, p := range m.pieces {
		our, their := rawText(m.o[p.o0:p.o1]), rawText(m.t[p.t0:p.t1])
		whole, _ := takeWhole(rawText(m.b[p.b0:p.b1]), passage{our, ours}, passage{their, theirs})
		out = append(out, whole...)
		ours, theirs = ours+len(our), theirs+len(their)
	}
	return out
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
