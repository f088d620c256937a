package grouping

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/swedish"
	"golang.org/x/text/unicode/norm"
)

const (
	mostWords = 4
	// pairShare is the share of the texts with a word that must have it in the
	// same pair for the pair to be shown instead.
	pairShare = 0.6
	// formShare is how common, beside the commonest form of a word, another must
	// be to be shown in its place.
	formShare = 0.1
)

// labels knows the words of the compared texts of a section in one language.
type labels struct {
	lang  string
	rows  []int                     // those in the language
	terms [][]string                // of each row: stems and pairs of stems, each once, sorted
	in    map[string]int            // how many rows have a term
	forms map[string]map[string]int // of each term, how it is written
}

func newLabels(s *section, texts []Text, lang string) *labels {
	l := &labels{lang: lang, terms: make([][]string, len(s.at)), in: map[string]int{}, forms: map[string]map[string]int{}}
	for row, i := range s.at {
		if s.lang == "" && languageOf(texts[i]) != lang {
			continue
		}
		l.rows = append(l.rows, row)
		l.read(row, texts[i].Body)
		for _, t := range l.terms[row] {
			l.in[t]++
		}
	}
	return l
}

// commonest is the language that most of the rows are in, the first by name of
// equals: joined languages have the words of one.
func (s *section) commonest(rows []int, texts []Text) (lang string, in []int) {
	if s.lang != "" {
		return s.lang, rows
	}
	by := map[string][]int{}
	for _, row := range rows {
		l := languageOf(texts[s.at[row]])
		by[l] = append(by[l], row)
	}
	for _, l := range slices.Sorted(maps.Keys(by)) {
		if len(by[l]) > len(in) {
			lang, in = l, by[l]
		}
	}
	return lang, in
}

// read takes the words of a text, and pairs of words side by side.
func (l *labels) read(row int, body string) {
	var last, lastForm string
	for _, w := range written(body) {
		low := strings.ToLower(w.text)
		if functionWords[l.lang][low] || utf8.RuneCountInString(low) < 3 {
			last = ""
			continue
		}
		form := w.text
		if w.first {
			form = low
		}
		stem := stemOf(l.lang, low)
		l.see(row, stem, form)
		if last != "" && last != stem && !w.first {
			l.see(row, last+" "+stem, lastForm+" "+form)
		}
		last, lastForm = stem, form
	}
	slices.Sort(l.terms[row])
	l.terms[row] = slices.Compact(l.terms[row])
}

func (l *labels) see(row int, term, form string) {
	l.terms[row] = append(l.terms[row], term)
	if l.forms[term] == nil {
		l.forms[term] = map[string]int{}
	}
	l.forms[term][form]++
}

// of names a group: the words that its texts have and others have not.
func (l *labels) of(rows []int) []string {
	in := map[string]int{}
	for _, r := range rows {
		for _, t := range l.terms[r] {
			in[t]++
		}
	}
	type term struct {
		text string
		rank float64
	}
	var terms []term
	for t, n := range in {
		if n < 2 && len(rows) > 2 {
			continue
		}
		here, all := float64(n)/float64(len(rows)), float64(l.in[t])/float64(len(l.rows))
		rank := here * math.Log(here/all)
		if len(rows) == len(l.rows) {
			rank = here
		}
		if rank > 0 {
			terms = append(terms, term{t, rank})
		}
	}
	slices.SortFunc(terms, func(a, b term) int { return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.text, b.text)) })
	var out, taken []string
	for _, t := range terms {
		if len(out) == mostWords {
			break
		}
		if first, second, pair := strings.Cut(t.text, " "); pair && float64(in[t.text]) < pairShare*float64(max(in[first], in[second])) {
			continue
		} else if !pair {
			t.text = l.pairOf(t.text, in)
		}
		if slices.ContainsFunc(taken, func(x string) bool { return sameWord(x, t.text) }) {
			continue
		}
		taken = append(taken, t.text)
		out = append(out, l.form(t.text))
	}
	return out
}

// pairOf is the pair that a word nearly always stands in, or the word.
func (l *labels) pairOf(stem string, in map[string]int) string {
	best, most := stem, pairShare*float64(in[stem])
	for t, n := range in {
		first, second, pair := strings.Cut(t, " ")
		if !pair || first != stem && second != stem || float64(n) < pairShare*float64(max(in[first], in[second])) {
			continue
		}
		if float64(n) > most || float64(n) == most && t < best {
			best, most = t, float64(n)
		}
	}
	return best
}

// sameWord tells whether terms share a word, or words with one beginning.
func sameWord(a, b string) bool {
	for _, x := range strings.Fields(a) {
		for _, y := range strings.Fields(b) {
			short := min(utf8.RuneCountInString(x), utf8.RuneCountInString(y))
			common := 0
			xs, ys := []rune(x), []rune(y)
			for common < short && xs[common] == ys[common] {
				common++
			}
			if common == short && short >= 3 || common >= 5 && common*10 >= short*7 {
				return true
			}
		}
	}
	return false
}

// form is how a term is shown: of its common forms the shortest that looks like
// a nominative.
func (l *labels) form(term string) string {
	most := 0
	for _, n := range l.forms[term] {
		most = max(most, n)
	}
	var forms []string
	for f, n := range l.forms[term] {
		if float64(n) >= formShare*float64(most) {
			forms = append(forms, f)
		}
	}
	return slices.MinFunc(forms, func(a, b string) int {
		return cmp.Or(cmp.Compare(inflection(a), inflection(b)),
			cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)),
			cmp.Compare(l.forms[term][b], l.forms[term][a]), cmp.Compare(a, b))
	})
}

// inflected endings are of Finnish cases that are not the nominative. Words of
// other languages rarely end so, and all forms of theirs that do, do.
var inflected = []string{"ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi", "iin", "den", "jen", "een", "aan", "ään", "oon", "uun", "ien", "ja", "jä", "ta", "tä", "ia", "iä", "n"}

// inflection is 1 for a form that ends like an inflected one.
func inflection(form string) int {
	for _, e := range inflected {
		if strings.HasSuffix(form, e) {
			return 1
		}
	}
	return 0
}

// word is a word as written; first where a sentence begins.
type word struct {
	text  string
	first bool
}

func written(body string) []word {
	if len(body) > maxBody {
		body = strings.ToValidUTF8(body[:maxBody], "")
	}
	var out []word
	first := true
	for _, run := range strings.Fields(norm.NFC.String(body)) {
		if !isAddress(run) {
			for _, w := range strings.FieldsFunc(run, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
				out = append(out, word{w, first})
				first = false
			}
		}
		if strings.ContainsAny(run[len(run)-1:], ".!?:") {
			first = true
		}
	}
	return out
}

func stemOf(lang, word string) string {
	env := snowballstem.NewEnv(word)
	switch lang {
	case "fi":
		finnish.Stem(env)
		// vastaus and vastauksen are one word.
		if head, ok := strings.CutSuffix(env.Current(), "ks"); ok && utf8.RuneCountInString(head) > 3 {
			return head + "s"
		}
	case "sv":
		swedish.Stem(env)
	case "en":
		english.Stem(env)
	}
	return env.Current()
}
