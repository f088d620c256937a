package main

import "regexp"

// counter counts tokens the way the corpus was grouped: words and single marks.
type counter struct{ token *regexp.Regexp }

func newCounter() counter { return counter{regexp.MustCompile(`[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]`)} }

func (c counter) count(text string) map[string]int {
	bag := map[string]int{}
	for _, token := range c.token.FindAllString(text, -1) {
		bag[token]++
	}
	return bag
}

// explains is true if the changes of both sides explain how often each token is
// in a merged text. Of what people committed it says whether the case can tell
// right from wrong; of what a program merged, without knowing the right answer,
// whether words were lost or made up.
func (c counter) explains(s sample, text string) bool {
	base, ours, theirs, merged := c.count(s.Base), c.count(s.Ours), c.count(s.Theirs), c.count(text)
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
