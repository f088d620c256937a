package main

import "luonnos/bench/internal/prose"

// bag counts the tokens of a text.
func bag(words prose.Lexer, text string) map[string]int {
	bag := map[string]int{}
	for _, token := range words.Tokens(text) {
		bag[token]++
	}
	return bag
}

// explains is true if the changes of both sides explain how often each token is
// in a merged text. Of what people committed it says whether the case can tell
// right from wrong; of what a program merged, without knowing the right answer,
// whether words were lost or made up.
func explains(words prose.Lexer, s prose.Sample, text string) bool {
	base, ours, theirs, merged := bag(words, s.Base), bag(words, s.Ours), bag(words, s.Theirs), bag(words, text)
	for _, bag := range []map[string]int{base, ours, theirs, merged} {
		for token := range bag {
			o, t := ours[token]-base[token], theirs[token]-base[token]
			least, most := o+t, o+t
			if o > 0 && t > 0 {
				least = max(o, t) // a change both made may count once
			}
			if o < 0 && t < 0 {
				most = min(o, t)
			}
			if got := merged[token] - base[token]; got < least || got > most {
				return false
			}
		}
	}
	return true
}
