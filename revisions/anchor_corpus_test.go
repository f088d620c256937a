package revisions

import (
	"testing"
	"unicode"
)

// oracleToken is a word or a mark as the oracle cuts them: simpler than the
// engine does, and not by its code.
type oracleToken struct {
	text       string
	start, end int
	word       bool
}

func oracleTokens(text string) []oracleToken {
	var out []oracleToken
	runes := []rune(text)
	at := 0
	for i := 0; i < len(runes); {
		n := i
		inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
		switch {
		case unicode.IsSpace(runes[i]):
			at += len(string(runes[i]))
			i++
			continue
		case inWord(runes[i]):
			for n < len(runes) && inWord(runes[n]) {
				n++
			}
		default:
			n++
		}
		s := string(runes[i:n])
		out = append(out, oracleToken{s, at, at + len(s), inWord(runes[i])})
		at += len(s)
		i = n
	}
	return out
}

// oracleAlign is a longest common subsequence by the textbook: goes[i] is the
// token of b that token i of a is, or -1.
func oracleAlign(a, b []oracleToken) []int {
	goes := make([]int, len(a))
	for i := range goes {
		goes[i] = -1
	}
	lo := 0
	for lo < len(a) && lo < len(b) && a[lo].text == b[lo].text {
		goes[lo] = lo
		lo++
	}
	hi := 0
	for hi < len(a)-lo && hi < len(b)-lo && a[len(a)-1-hi].text == b[len(b)-1-hi].text {
		goes[len(a)-1-hi] = len(b) - 1 - hi
		hi++
	}
	x, y := a[lo:len(a)-hi], b[lo:len(b)-hi]
	length := make([][]uint16, len(x)+1)
	for i := range length {
		length[i] = make([]uint16, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i].text == y[j].text {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i].text == y[j].text:
			goes[lo+i] = lo + j
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return goes
}

// oracleSentences are runs of at least five words between full stops and lines
// of their own.
func oracleSentences(text string, tokens []oracleToken) [][2]int {
	var out [][2]int
	from, words := 0, 0
	flush := func(to int) {
		if words >= 5 {
			out = append(out, [2]int{from, to})
		}
		from, words = to, 0
	}
	for i, t := range tokens {
		if i > from {
			gap := text[tokens[i-1].end:t.start]
			breaks := 0
			for _, r := range gap {
				if r == '\n' {
					breaks++
				}
			}
			last := tokens[i-1].text
			if breaks > 1 || gap != "" && (last == "." || last == "!" || last == "?") || breaks > 0 && !t.word {
				flush(i)
			}
		}
		if t.word {
			words++
		}
	}
	flush(len(tokens))
	return out
}

// placement counts what became of sentences, by the oracle and by the engine.
type placement struct {
	alive, placed      int // placed: in the right place
	gone, attached     int // attached: though the oracle says that it is gone
	misplaced, dropped int
}

// judge carries every sentence of old to new and compares with the oracle.
func (p *placement) judge(old, new string) {
	a, b := oracleTokens(old), oracleTokens(new)
	if len(a)*len(b) > 60_000_000 {
		return
	}
	goes := oracleAlign(a, b)
	sentences := oracleSentences(old, a)
	anchors := make([]Anchor, len(sentences))
	for i, s := range sentences {
		anchors[i] = AnchorAt(old, Extent{a[s[0]].start, a[s[1]-1].end})
	}
	for i, got := range CarryAll(anchors, old, new) {
		s := sentences[i]
		words, alive, inside := 0, 0, 0
		for k := s[0]; k < s[1]; k++ {
			if !a[k].word {
				continue
			}
			words++
			if goes[k] < 0 {
				continue
			}
			alive++
			if t := b[goes[k]]; got.Start <= t.start && t.end <= got.End {
				inside++
			}
		}
		if 2*alive < words {
			p.gone++
			// The oracle knows no moves: the very sentence elsewhere is none gone.
			if got.Fate != FateOrphaned && !sameFields(got.Quote, got.Now(new)) {
				p.attached++
			}
			continue
		}
		p.alive++
		switch {
		case 5*inside >= 4*alive:
			p.placed++
		case got.Fate == FateOrphaned:
			p.dropped++
		default:
			p.misplaced++
		}
	}
}

func TestCarryCorpus(t *testing.T) {
	var p placement
	for _, c := range readCorpus(t) {
		if c.Kind == "linear" {
			p.judge(c.Base, c.Ours)
			p.judge(c.Ours, c.Merged)
		}
	}
	t.Logf("%+v: %.2f %% placed, %.2f %% wrong", p, 100*float64(p.placed)/float64(p.alive),
		100*float64(p.misplaced+p.attached)/float64(p.alive+p.gone))
	if 100*p.placed < 97*p.alive || 100*(p.misplaced+p.attached) > p.alive+p.gone {
		t.Error("less than 97 % placed, or more than 1 % wrongly")
	}
}
