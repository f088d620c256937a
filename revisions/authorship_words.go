package revisions

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordsOf finds the words of a text that have authors: runs of letters and
// digits with what may stand inside a word. Marks and white space have none.
//
// The rows of authorship count these words: to change what is a word is to
// change authorshipFormat, so that the rows are worked out anew.
func wordsOf(text string) []Extent {
	words := make([]Extent, 0, len(text)/6)
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !isWordRune(r) {
			at += n
			continue
		}
		if !standsAlone(r) {
			n = authoredWidth(text[at:])
		}
		words = append(words, Extent{at, at + n})
		at += n
	}
	return words
}

// authoredWidth measures a word. What joins two of its parts is narrower than
// what joins a token, so that no word is part of two tokens.
func authoredWidth(s string) int {
	at := 0
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if isWordRune(r) && !standsAlone(r) {
			at += n
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[at+n:])
		if at+n >= len(s) || !isWordRune(next) || standsAlone(next) || !strings.ContainsRune("-'’:.\u00ad", r) {
			break
		}
		at += n
	}
	return at
}

// unit is a sentence of a text: words are numbers of words, not bytes.
type unit struct {
	sentence
	words Extent
}

// sentences cuts the words of a text into sentences, headings, items and rows.
// It is coarser than what the merge cuts by: here a sentence only has to be
// found again, and no two people's words are joined by it.
func (t authored) sentences() []unit {
	var out []unit
	start := 0
	hash := uint64(hashSeed)
	for i := range t.words {
		hash = hashWord(hash, t.word(i))
		if i+1 < len(t.words) && !parts(t.text, t.words[i].End, t.words[i+1].Start) {
			continue
		}
		out = append(out, unit{sentence(hash), Extent{start, i + 1}})
		start, hash = i+1, hashSeed
	}
	return out
}

// FNV-1a, 64 bits.
const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func hashWord(hash uint64, word string) uint64 {
	for i := range len(word) {
		hash = (hash ^ uint64(word[i])) * hashPrime
	}
	return hash * hashPrime // as a zero byte: "ab c" is not "a bc"
}

// parts reports whether a sentence ends between two words, the first of which
// ends at from and the second of which starts at to.
func parts(text string, from, to int) bool {
	gap := text[from:to]
	if len(gap) == 1 && gap != "\n" {
		return false
	}
	for i := range len(gap) {
		if gap[i] == '\n' && opens(text[from+i+1:]) {
			return true
		}
	}
	if !strings.ContainsAny(gap, ".!?…") || strings.TrimLeft(gap, ".!?…") == "" {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[to:])
	return !unicode.IsLower(next)
}

// opens reports whether a line is empty or begins something new.
func opens(line string) bool {
	line, _, _ = strings.Cut(line, "\n")
	line = strings.TrimSpace(line)
	return line == "" || strings.IndexByte("#>|=:", line[0]) >= 0 || isItem(line) || isRule(line)
}
