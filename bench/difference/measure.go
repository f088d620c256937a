package main

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"luonnos/bench/internal/prose"
)

// reading says how a difference reads.
type reading struct{ changed, hunks, whole, islands int }

// least is what any difference must show.
type least struct{ words, sentences int }

type result struct {
	shown      reading
	times, cpu times // sorted
}

type times []time.Duration

// at gives a quantile, 0 to 1, of sorted times.
func (t times) at(q float64) time.Duration { return t[min(len(t)-1, int(q*float64(len(t))))] }

func measure(m differ, pairs []pair, turns int, words prose.Lexer) (result, error) {
	var r result
	for _, p := range pairs {
		for turn := range turns {
			runs, t, err := m.compare(p)
			if err != nil {
				return r, err
			}
			r.times, r.cpu = append(r.times, t.took), append(r.cpu, t.cpu)
			if turn == 0 {
				r.shown.read(runs, words)
			}
			if len(pairs) > 1 {
				break // many comparisons even each other out
			}
		}
	}
	slices.Sort(r.times)
	slices.Sort(r.cpu)
	return r, nil
}

// read counts the hunks of one difference and what is in them.
func (r *reading) read(runs []shownRun, words prose.Lexer) {
	between := -1 // words since the last hunk, in the same line
	var before rune
	for i := 0; i < len(runs); {
		if !runs[i].changed || strings.TrimSpace(runs[i].text) == "" {
			if between >= 0 {
				between += countWords(words.Tokens(runs[i].text))
			}
			before = lastRune(runs[i].text, before)
			if runs[i].ends {
				between, before = -1, 0
			}
			i++
			continue
		}
		r.hunks++
		if between == 1 || between == 2 {
			r.islands++
		}
		whole := true
		for ; i < len(runs) && runs[i].changed; i++ {
			r.changed += len(words.Tokens(runs[i].text))
			whole = whole && !cuts(before, firstRune(runs[i].text))
			whole = whole && !cuts(lastRune(runs[i].text, 0), following(runs[i:]))
			between = 0
			if runs[i].ends {
				between, before = -1, 0
			}
		}
		if whole {
			r.whole++
		}
	}
}

// following is the character that stands after a changed run once everything
// changed is left out, 0 at the end of a line.
func following(runs []shownRun) rune {
	for _, r := range runs {
		if !r.changed {
			return firstRune(r.text)
		}
		if r.ends {
			break
		}
	}
	return 0
}

func countWords(tokens []string) int {
	n := 0
	for _, t := range tokens {
		if r, _ := utf8.DecodeRuneInString(t); inWord(r) {
			n++
		}
	}
	return n
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// cuts reports whether there is no edge of a word between two characters. Han
// and its like have none to be found without a dictionary.
func cuts(a, b rune) bool { return inWord(a) && inWord(b) && a < 0x0E00 && b < 0x0E00 }

func firstRune(s string) rune {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

func lastRune(s string, none rune) rune {
	r, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return none
	}
	return r
}

func leastOf(pairs []pair, words prose.Lexer) least {
	var l least
	cut := newSentencer()
	for _, p := range pairs {
		l.words += prose.Distance(words.Tokens(p.old), words.Tokens(p.new))
		old, new := cut.sentences(p.old), cut.sentences(p.new)
		l.sentences += max(len(old), len(new)) - len(prose.Align(old, new))
	}
	return l
}

// sentencer cuts roughly, and without white space.
type sentencer struct{ line, end *regexp.Regexp }

func newSentencer() sentencer {
	return sentencer{
		line: regexp.MustCompile(`\n([ \t]*(?:[-*+#|>]|\d+[.)]))`), // a line that is a block of its own
		end:  regexp.MustCompile(`[.!?]["')\]]*\s+|\n[ \t]*\n`),
	}
}

func (c sentencer) sentences(text string) []string {
	text = c.line.ReplaceAllString(text, "\n\n$1")
	var out []string
	from := 0
	for _, at := range append(c.end.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		if s := strings.Join(strings.Fields(text[from:at[1]]), " "); s != "" {
			out = append(out, s)
		}
		from = at[1]
	}
	return out
}
