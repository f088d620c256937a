package docs

import (
	"strconv"
	"strings"
	"unicode"
)

const (
	// inPlace is the share of words that two versions of a passage have in
	// common when nothing but the edit stands between them.
	inPlace = 0.34
	// alonePlace is enough when one passage of a kind stands where one stood.
	alonePlace = 0.2
	// movedEdited is what a passage that moved and was edited must share, and
	// movedWords how many words it must have: short ones look alike by chance.
	movedEdited = 0.75
	movedWords  = 5
)

// Identify carries the identities of an old version of a page to a new one and
// returns them in the order of Passages(newSource). Equal text keeps its
// identity in its order, then wherever it moved to; a passage edited in place
// keeps it while it shares words with what stood there; the rest gets newID(i).
// The result depends on the arguments alone and never holds an id twice.
func Identify(oldSource []byte, oldIDs []PassageID, newSource []byte, newID func(i int) PassageID) []PassageID {
	return identify(wordings(oldSource, Passages(oldSource)), oldIDs, wordings(newSource, Passages(newSource)), newID)
}

// identify is Identify for pages already taken apart.
func identify(before []wording, oldIDs []PassageID, after []wording, newID func(i int) PassageID) []PassageID {
	before = before[:min(len(before), len(oldIDs))]
	m := newMatching(before, after)
	m.equal(0, len(before), 0, len(after))
	m.moved()
	m.edited()
	m.movedAndEdited()

	ids, used := make([]PassageID, len(after)), map[PassageID]bool{}
	for j, i := range m.old {
		if i >= 0 && oldIDs[i] != "" && !used[oldIDs[i]] {
			ids[j] = oldIDs[i]
			used[ids[j]] = true
		}
	}
	for j := range ids {
		if ids[j] != "" {
			continue
		}
		id := newID(j)
		for n := 1; id == "" || used[id]; n++ {
			id = NewPassageID(string(id), strconv.Itoa(j), strconv.Itoa(n))
		}
		ids[j] = id
		used[id] = true
	}
	return ids
}

// wording is a passage as identities see it: white space does not count.
type wording struct {
	kind  PassageKind
	raw   []byte
	text  string // filled in by plain
	words map[string]int
	count int
}

func wordings(source []byte, passages []Passage) []wording {
	out := make([]wording, len(passages))
	for i, p := range passages {
		out[i] = wording{kind: p.Kind, raw: source[p.Start:p.End]}
	}
	return out
}

// plain is the text with single spaces. Most passages stay as they were to the
// byte and are never asked for it.
func (w *wording) plain() string {
	if w.text == "" {
		w.text = strings.Join(strings.Fields(string(w.raw)), " ")
	}
	return w.text
}

// split fills in the words, which most passages are never asked for.
func (w *wording) split() {
	if w.words != nil {
		return
	}
	w.words = map[string]int{}
	for _, word := range strings.FieldsFunc(strings.ToLower(w.plain()), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		w.words[word]++
		w.count++
	}
}

// likeness is the share of words that two passages have in common, 0 to 1.
func likeness(a, b *wording) float64 {
	a.split()
	b.split()
	if a.count+b.count == 0 {
		return 0
	}
	if len(b.words) < len(a.words) {
		a, b = b, a
	}
	common := 0
	for word, n := range a.words {
		common += min(n, b.words[word])
	}
	return 2 * float64(common) / float64(a.count+b.count)
}
