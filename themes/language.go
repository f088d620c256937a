package themes

import (
	"embed"
	"math"
	"strings"
	"sync"
	"unicode"

	"luonnos/people"
)

// languageTexts are a page of feedback in each language, written for this: the
// letters of its words are what a language is known by.
//
//go:embed language/*.txt
var languageTexts embed.FS

const (
	// longestGram is in characters, with the spaces at the ends of a word.
	longestGram = 4
	// languageEnough is how many characters of a text are looked at.
	languageEnough = 1000
	// unseenGram is what a group of letters that no page has counts as.
	unseenGram = 0.1
	// leastKnown is the share of a text's groups of three letters that its
	// language's page has: 99 of 100 texts of the three languages have half.
	leastKnown = 0.45
	// leastLead is how much likelier, as a logarithm by group of letters, the
	// language is than the next.
	leastLead = 0.1
)

// gramWeights are the log likelihoods of a group of letters, by the order of
// people.Langs; seen tells in which languages' pages it is.
type gramWeights struct {
	log  [3]float64
	seen [3]bool
}

// languageModel is a naive Bayes classifier of groups of 1 to 4 letters.
type languageModel struct {
	grams  map[string]gramWeights
	unseen [3]float64
}

var languages = sync.OnceValue(func() languageModel {
	counts := map[string][3]float64{}
	var total [3]float64
	for i, lang := range people.Langs {
		text, err := languageTexts.ReadFile("language/" + string(lang) + ".txt")
		if err != nil {
			panic(err) // embedded: cannot fail in a program that was built
		}
		eachGram(string(text), len(text), func(gram string) {
			c := counts[gram]
			c[i]++
			counts[gram] = c
			total[i]++
		})
	}
	m := languageModel{grams: make(map[string]gramWeights, len(counts))}
	for i := range total {
		total[i] += unseenGram * float64(len(counts))
		m.unseen[i] = math.Log(unseenGram / total[i])
	}
	for gram, c := range counts {
		var w gramWeights
		for i := range c {
			w.log[i], w.seen[i] = math.Log((c[i]+unseenGram)/total[i]), c[i] > 0
		}
		m.grams[gram] = w
	}
	return m
})

// FindLang tells which of the three languages a text is in, by its first
// thousand characters; false when it has too few words to tell, or they look
// like those of none of them. Languages near these, such as Norwegian or
// Estonian, it takes for them.
func FindLang(text string) (people.Lang, bool) {
	m := languages()
	var score, known [3]float64
	var all, threes float64
	eachGram(prose(text), languageEnough, func(gram string) {
		all++
		three := strings.Count(gram, "")-1 == 3
		if three {
			threes++
		}
		w, ok := m.grams[gram]
		if !ok {
			w.log = m.unseen
		}
		for i := range score {
			score[i] += w.log[i]
			if three && w.seen[i] {
				known[i]++
			}
		}
	})
	best, next := 0, 1
	if score[1] > score[0] {
		best, next = 1, 0
	}
	if score[2] > score[best] {
		best, next = 2, best
	} else if score[2] > score[next] {
		next = 2
	}
	sure := threes > 0 && known[best]/threes >= leastKnown && (score[best]-score[next])/all >= leastLead
	return people.Langs[best], sure
}

// prose is the text without addresses and names of accounts, which are in no
// language.
func prose(text string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(text) {
		if !strings.Contains(word, "://") && !strings.HasPrefix(word, "www.") && !strings.Contains(word, "@") {
			b.WriteString(word + " ")
		}
	}
	return b.String()
}

// eachGram calls f with the groups of letters of each word, in small letters,
// with a space before and after the word, until enough letters have been seen.
func eachGram(text string, enough int, f func(gram string)) {
	var word strings.Builder
	// at are where the characters of the word begin.
	var at []int
	end := func() {
		if word.Len() == 0 {
			return
		}
		s := " " + word.String() + " "
		at = append(at, len(s)-1, len(s))
		for i := range at {
			for n := 1; n <= longestGram && i+n < len(at); n++ {
				if gram := s[at[i]:at[i+n]]; gram != " " {
					f(gram)
				}
			}
		}
		word.Reset()
		at = at[:0]
	}
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
			end()
			continue
		}
		if enough--; enough < 0 {
			break
		}
		if word.Len() == 0 {
			at = append(at, 0)
		}
		at = append(at, 1+word.Len())
		word.WriteRune(unicode.ToLower(r))
	}
	end()
}
