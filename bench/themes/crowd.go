package main

import (
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"luonnos/themes/grouping"
)

// crowd makes as many texts as a large city might get, out of real ones. Each is
// one to three sentences of texts with one label, cut at a random word now and
// then, so that hardly two are the same; labels are as frequent as they are in
// the sets.
type crowd struct {
	lang   string
	labels int
	// sentences of each label, and the label of each text there was: a draw from
	// it is a draw by frequency.
	sentences [][]string
	drawn     []int
	random    *rand.Rand
	seen      map[uint64]bool
}

var sentenceEnd = regexp.MustCompile(`[.!?]+\s+`)

// newCrowd takes the language with the most text: grouping works by language,
// so one language is harder than as many texts in three.
func newCrowd(sets []set) *crowd {
	size := map[string]int{}
	for _, s := range sets {
		for _, t := range s.texts {
			size[t.Lang] += len(t.Body)
		}
	}
	c := &crowd{random: rand.New(rand.NewPCG(4, 30)), seen: map[uint64]bool{}}
	for lang, n := range size {
		if n > size[c.lang] || n == size[c.lang] && lang < c.lang {
			c.lang = lang
		}
	}
	for _, s := range sets {
		first := len(c.sentences)
		if !slices.ContainsFunc(s.texts, func(t grouping.Text) bool { return t.Lang == c.lang }) {
			continue
		}
		c.sentences = append(c.sentences, make([][]string, s.k)...)
		for i, t := range s.texts {
			if t.Lang != c.lang {
				continue
			}
			label := first + s.labels[i]
			c.drawn = append(c.drawn, label)
			c.sentences[label] = append(c.sentences[label], split(t.Body)...)
		}
	}
	for _, of := range c.sentences {
		if len(of) > 0 {
			c.labels++
		}
	}
	return c
}

// split cuts a text after each sentence; bits of less than three words stay
// with the sentence before them.
func split(text string) []string {
	var out []string
	from := 0
	cut := func(to int) {
		piece := strings.TrimSpace(text[from:to])
		from = to
		switch {
		case piece == "":
		case len(out) > 0 && len(strings.Fields(piece)) < 3:
			out[len(out)-1] += " " + piece
		default:
			out = append(out, piece)
		}
	}
	for _, end := range sentenceEnd.FindAllStringIndex(text, -1) {
		cut(end[1])
	}
	cut(len(text))
	return out
}

// next is a text that has not been before, and its label.
func (c *crowd) next() (string, int) {
	for {
		label := c.drawn[c.random.IntN(len(c.drawn))]
		of := c.sentences[label]
		var parts []string
		for range 1 + c.random.IntN(3) {
			words := strings.Fields(of[c.random.IntN(len(of))])
			if len(words) > 8 && c.random.IntN(3) == 0 {
				// Some stop short, or come in halfway.
				at := 4 + c.random.IntN(len(words)-7)
				if c.random.IntN(2) == 0 {
					words = words[:at]
				} else {
					words = words[len(words)-at:]
				}
			}
			parts = append(parts, strings.Join(words, " "))
		}
		text := strings.Join(parts, " ")
		hash := fnv.New64a()
		hash.Write([]byte(text))
		if !c.seen[hash.Sum64()] {
			c.seen[hash.Sum64()] = true
			return text, label
		}
	}
}
