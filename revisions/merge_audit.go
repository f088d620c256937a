package revisions

import "unicode/utf8"

// glues is true if tokens with no gap before them would be read together with the
// tokens before as something else.
func glues(before, after []token) bool {
	last, next := len(before)-1, after[0]
	if before[last].kind >= newlineToken || next.kind >= newlineToken {
		return false
	}
	if before[last].kind == lineToken || next.kind == lineToken {
		return true
	}
	if before[last].part && next.part {
		return false
	}
	first := last
	for first > 0 && last-first < farBack && before[first].gap == "" && before[first-1].kind < lineToken {
		first--
	}
	joined := rawText(before[first:])[len(before[first].gap):] + next.text
	if !utf8.ValidString(next.text) {
		// Broken bytes of both sides can make a letter.
		joined += rawText(after[1:min(len(after), utf8.UTFMax)])
	}
	at := 0
	for _, t := range before[first:] {
		if size, _ := scan(joined, at); size != len(t.text) {
			return true
		}
		at += len(t.text)
	}
	return false
}

// farBack is how many tokens without a gap are read again; more do not change
// where the last one ends.
const farBack = 32

// explained is the truth-free audit: each word must be there as often as the
// changes of both sides say, where a change both made may count once or twice.
func explained(b, o, t, out []token) bool {
	type counts struct{ b, o, t, out int }
	bag := make(map[int]*counts, min(len(out), 1000))
	count := func(tokens []token, in func(*counts) *int) {
		for i := range tokens {
			if tokens[i].kind >= newlineToken {
				continue
			}
			c := bag[tokens[i].id]
			if c == nil {
				c = &counts{}
				bag[tokens[i].id] = c
			}
			*in(c)++
		}
	}
	count(b, func(c *counts) *int { return &c.b })
	count(o, func(c *counts) *int { return &c.o })
	count(t, func(c *counts) *int { return &c.t })
	count(out, func(c *counts) *int { return &c.out })
	for _, c := range bag {
		byOurs, byTheirs := c.o-c.b, c.t-c.b
		least, most := byOurs+byTheirs, byOurs+byTheirs
		if byOurs > 0 && byTheirs > 0 {
			least = max(byOurs, byTheirs)
		}
		if byOurs < 0 && byTheirs < 0 {
			most = min(byOurs, byTheirs)
		}
		if got := c.out - c.b; got < least || got > most {
			return false
		}
	}
	return true
}
