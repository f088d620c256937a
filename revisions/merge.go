package revisions

import (
	"fmt"
	"slices"
	"strings"
)

// Outcome of a merge, as people see it.
type Outcome string

const (
	Clean    Outcome = "clean"    // the sides touch different sentences
	Look     Outcome = "look"     // merged, but a person should confirm it
	Conflict Outcome = "conflict" // a person must choose or rewrite
)

// Origin says whose words a chunk is. White space has no origin: a stable word
// that one side only wrapped differently is from the base.
type Origin string

const (
	FromBase   Origin = "base"
	FromOurs   Origin = "ours"
	FromTheirs Origin = "theirs"
	FromBoth   Origin = "both"
	Unresolved Origin = "conflict"
)

// Chunk is a run of merged text with one origin. InOurs and InTheirs are where its
// words stand in ours and in theirs, empty where they do not; white space may
// differ there, and a chunk of white space alone is nowhere. For Unresolved the
// three alternatives are whole sentences (whole lines in code), never half a
// word, with the white space that sets each of them off; Text is empty.
type Chunk struct {
	Origin                   Origin
	Text, Base, Ours, Theirs string
	InOurs, InTheirs         Extent
}

// Merged is the result of a three-way merge. The texts of its chunks, in order,
// are the merged text; Reasons are locale keys that explain a Look, none otherwise.
type Merged struct {
	Outcome Outcome
	Chunks  []Chunk
	Reasons []string
}

// reason is a locale key that tells why a person should look.
type reason string

const (
	sameSentence reason = "merge.same-sentence"       // both changed one sentence, at different words
	adjacent     reason = "merge.adjacent"            // changes of both sides meet at a sentence or line
	included     reason = "merge.included"            // one side has done all that the other did here
	movedToo     reason = "merge.moved"               // one side moved what the other changed
	movedTwice   reason = "merge.moved-twice"         // both moved a passage, to different places; it stands at both
	sameAddress  reason = "merge.same-address"        // both changed one web address, at different parts
	addedBoth    reason = "merge.added-both"          // both added something at one place, and both stay
	addedAlike   reason = "merge.added-alike"         // both added much the same, one of them more of it
	twoReadings  reason = "merge.alignments-differ"   // only one way of comparing the texts merges
	onlyLines    reason = "merge.lines-only"          // the lines merge, the words would not
	spacing      reason = "merge.whitespace"          // both changed the same white space or line end
	unexplained  reason = "merge.words-not-explained" // a word is there more or less often than the edits explain
)

// Merge combines two changed versions of base. It is pure, symmetric in ours and
// theirs, and gives the same result for the same input on every machine. Any
// bytes are accepted; what neither side touched comes out as it went in.
func Merge(base, ours, theirs string) Merged {
	t := cutShared(base, ours, theirs)
	m := t.merge()
	head := len(t.head)
	whole := make([]Chunk, 0, len(m.chunks)+2)
	whole = append(whole, shared(t.head, 0, 0))
	whole = append(whole, m.chunks...)
	whole = append(whole, shared(t.tail, head+len(t.ours), head+len(t.theirs)))
	return finish(whole, m.reasons, ours, theirs)
}

func shared(text string, inOurs, inTheirs int) Chunk {
	return Chunk{Origin: FromBase, Text: text, InOurs: passage{text, inOurs}.extent(), InTheirs: passage{text, inTheirs}.extent()}
}

func (t triple) merge() wordMerge {
	head := len(t.head)
	if whole, ok := takeWhole(t.base, passage{t.ours, head}, passage{t.theirs, head}); ok {
		return wordMerge{chunks: whole}
	}
	words := t.mergeBlocks()
	lines, linesMerge := t.mergeLines()
	switch {
	case !linesMerge:
		if len(words.reasons) == 0 && !words.conflicting() && !t.accounts(words) {
			words.reasons = []reason{unexplained}
		}
		return words
	case words.conflicting():
		return wordMerge{chunks: lines.chunks(head), reasons: []reason{onlyLines}}
	case joinChunks(words.chunks) != lines.text():
		return wordMerge{chunks: lines.chunks(head), reasons: []reason{twoReadings}}
	}
	return words
}

// accounts reports whether the changes of both sides explain how often each word is
// in the merged text.
func (t triple) accounts(m wordMerge) bool {
	words := newVocabulary()
	lex := func(text string) []token { return words.lexProse(nil, text, false) }
	return explained(lex(t.base), lex(t.ours), lex(t.theirs), lex(joinChunks(m.chunks)))
}

// finish joins chunks that are one run of words and derives the outcome.
func finish(chunks []Chunk, reasons []reason, ours, theirs string) Merged {
	m := Merged{Outcome: Clean}
	var run strings.Builder // the text of the last chunk
	closeRun := func() {
		if run.Len() > 0 {
			m.Chunks[len(m.Chunks)-1].Text = run.String()
			run = strings.Builder{}
		}
	}
	for _, c := range chunks {
		switch {
		case c.Origin == Unresolved:
			closeRun()
			m.Chunks = append(m.Chunks, c)
		case c.Text == "":
		case run.Len() > 0 && continues(m.Chunks[len(m.Chunks)-1], c, ours, theirs):
			last := &m.Chunks[len(m.Chunks)-1]
			last.InOurs, last.InTheirs = unite(last.InOurs, c.InOurs), unite(last.InTheirs, c.InTheirs)
			run.WriteString(c.Text)
		default:
			closeRun()
			m.Chunks = append(m.Chunks, c)
			run.WriteString(c.Text)
		}
	}
	closeRun()
	at := seams{ours: ours, theirs: theirs, chunks: m.Chunks}
	if at.close(); at.added {
		reasons = append(reasons, spacing)
	}
	for _, r := range reasons {
		m.Reasons = append(m.Reasons, string(r))
	}
	slices.Sort(m.Reasons)
	m.Reasons = slices.Compact(m.Reasons)
	switch {
	case m.conflicting():
		m.Outcome, m.Reasons = Conflict, nil // a person reads it all anyway
	case len(m.Reasons) > 0:
		m.Outcome = Look
	}
	return m
}

func (m Merged) conflicting() bool {
	return slices.ContainsFunc(m.Chunks, func(c Chunk) bool { return c.Origin == Unresolved })
}

func joinChunks(chunks []Chunk) string {
	var b strings.Builder
	for _, c := range chunks {
		b.WriteString(c.Text)
	}
	return b.String()
}

// Text is the merged text; false while a conflict is unresolved.
func (m Merged) Text() (string, bool) {
	if m.conflicting() {
		return "", false
	}
	return joinChunks(m.Chunks), true
}

// Resolve gives the text with one chosen wording for each Unresolved chunk, in
// order. A wrong number of choices is the caller's error.
func (m Merged) Resolve(choice []string) (string, error) {
	var b strings.Builder
	used := 0
	for _, c := range m.Chunks {
		if c.Origin != Unresolved {
			b.WriteString(c.Text)
			continue
		}
		if used < len(choice) {
			b.WriteString(choice[used])
		}
		used++
	}
	if used != len(choice) {
		return "", fmt.Errorf("resolve: %d choices for %d conflicts", len(choice), used)
	}
	return b.String(), nil
}
