package docs

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/swedish"
	"golang.org/x/text/unicode/norm"

	"luonnos/people"
)

const (
	// maxWordRunes keeps a run of letters that is no word out of the index.
	maxWordRunes = 60
	// prefixRunes is how long a stem must be to find compounds that begin with it.
	prefixRunes = 3
	// Prefix ends a query stem that also matches as a beginning.
	Prefix = "*"
)

// Stems are the stems of the words of a text, in order and with repeats: lower
// case, letters without accents but for å, ä and ö, which are letters of their
// own in Finnish and Swedish.
func Stems(lang people.Lang, text string) []string {
	words := splitWords(text)
	stems := make([]string, 0, len(words))
	for _, w := range words {
		stems = append(stems, stem(lang, w))
	}
	return stems
}

// QueryStems are the alternatives for each word of a query, all of which a hit
// must answer: the stem, and for a stem that is long enough its Prefix form,
// which finds the Finnish and Swedish compounds that begin with it. The last
// word may be unfinished and so matches as a beginning as typed, too.
func QueryStems(lang people.Lang, query string) [][]string {
	words := splitWords(query)
	groups := make([][]string, 0, len(words))
	seen := map[string]bool{}
	for i, w := range words {
		s := stem(lang, w)
		group := []string{s}
		if utf8.RuneCountInString(s) >= prefixRunes {
			group = append(group, s+Prefix)
		}
		if i == len(words)-1 && w != s && !strings.HasPrefix(w, s) {
			group = append(group, w+Prefix)
		}
		if key := strings.Join(group, " "); !seen[key] {
			seen[key] = true
			groups = append(groups, group)
		}
	}
	return groups
}

// splitWords cuts text into folded words of letters and digits.
func splitWords(text string) []string {
	fields := strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	words := fields[:0]
	for _, f := range fields {
		if f = fold(f); f != "" && utf8.RuneCountInString(f) <= maxWordRunes {
			words = append(words, f)
		}
	}
	return words
}

func fold(word string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(word) {
		switch {
		case r < utf8.RuneSelf || r == 'å' || r == 'ä' || r == 'ö':
			b.WriteRune(r)
		default:
			for _, d := range norm.NFKD.String(string(r)) {
				if !unicode.IsMark(d) {
					b.WriteRune(d)
				}
			}
		}
	}
	return b.String()
}

func stem(lang people.Lang, word string) string {
	if strings.ContainsFunc(word, unicode.IsDigit) {
		return word
	}
	env := snowballstem.NewEnv(word)
	switch lang {
	case people.Finnish:
		finnish.Stem(env)
		return joinFinnish(word, env.Current())
	case people.Swedish:
		swedish.Stem(env)
		// The stemmer knows initiativ and initiativen, but not initiativet.
		if head, ok := strings.CutSuffix(env.Current(), "ivet"); ok && head != "" {
			return head + "iv"
		}
	case people.English:
		english.Stem(env)
	}
	return env.Current()
}

// finnishEnds join stems of one word that the stemmer leaves apart because the
// inside of the word bends: vastaus, vastauksen; oikeus, oikeuden; kaupunki,
// kaupungin; asukas, asukkaan.
func finnishEnds() [][2]string {
	return [][2]string{
		{"uks", "us"}, {"yks", "ys"}, {"ud", "us"}, {"yd", "ys"}, {"ng", "nk"}, {"kas", "k"}, {"käs", "k"},
	}
}

// joinedRunes is the shortest stem that is joined to another: shorter ones are
// words of their own too often.
const joinedRunes = 4

func joinFinnish(word, stem string) string {
	if strings.HasSuffix(word, "nen") && strings.HasSuffix(stem, "in") {
		stem = strings.TrimSuffix(stem, "n") + "s"
	}
	// osallistuminen, osallistumisen and osallistumista.
	if head, ok := strings.CutSuffix(stem, "mis"); ok && utf8.RuneCountInString(head) >= joinedRunes {
		return head + "m"
	}
	// strategia, strategian and strategioita: what is left of their vowels.
	if bare := strings.TrimRight(stem, "aeioäöuy"); utf8.RuneCountInString(bare) >= prefixRunes {
		stem = bare
	}
	if utf8.RuneCountInString(stem) < joinedRunes {
		return stem
	}
	for _, e := range finnishEnds() {
		if head, ok := strings.CutSuffix(stem, e[0]); ok {
			return head + e[1]
		}
	}
	return stem
}
