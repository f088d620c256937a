package revisions

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// checkCarry holds every anchor to what is true of any: it lies in the text, its
// kept words are words of its quote, and its fate says what its words say.
func checkCarry(t interface {
	Helper()
	Fatalf(string, ...any)
}, texts []string, extents []Extent) {
	t.Helper()
	as := make([]Anchor, len(extents))
	for i, e := range extents {
		as[i] = AnchorAt(texts[0], e)
	}
	set := as
	for n := range texts {
		if n > 0 {
			before := as
			as = CarryAll(as, texts[n-1], texts[n])
			for i, a := range as {
				if one := Carry(before[i], texts[n-1], texts[n]); fmt.Sprint(one) != fmt.Sprint(a) {
					t.Fatalf("alone %+v, among others %+v", one, a)
				}
			}
		}
		for i, a := range as {
			checkAnchor(t, a, texts[n])
			if a.Quote != set[i].Quote || a.Prefix != set[i].Prefix || a.Suffix != set[i].Suffix {
				t.Fatalf("what was anchored has changed: %+v, was %+v", a, set[i])
			}
		}
	}
}

func checkAnchor(t interface {
	Helper()
	Fatalf(string, ...any)
}, a Anchor, text string) {
	t.Helper()
	if a.Start < 0 || a.End < a.Start || a.End > len(text) {
		t.Fatalf("%+v lies outside a text of %d bytes", a, len(text))
	}
	now := a.Now(text)
	if utf8.ValidString(text) && !utf8.ValidString(now) {
		t.Fatalf("%+v cuts a character: %q", a, now)
	}
	last := 0
	for _, k := range a.Kept {
		if k.Old.Start < last || k.Old.End <= k.Old.Start || k.Old.End > len(a.Quote) || k.New.Start < a.Start || k.New.End > a.End {
			t.Fatalf("%+v keeps %+v", a, k)
		}
		if !eachPair(a.Quote, k.Old, text, k.New, func(int, int, int) {}) {
			t.Fatalf("%q is kept as %q", a.Quote[k.Old.Start:k.Old.End], text[k.New.Start:k.New.End])
		}
		last = k.Old.End
	}
	same := sameWording(a.Quote, now)
	alive, all := countAlive(a.Quote, a.Kept)
	switch a.Fate {
	case FateOrphaned:
		if a.Start != a.End || len(a.Kept) > 0 {
			t.Fatalf("an orphan has words: %+v", a)
		}
	case FateChanged:
		if same || 2*alive < all {
			t.Fatalf("changed, with %d of %d words: %+v, now %q", alive, all, a, now)
		}
	case FateUnchanged, FateMoved:
		if !same || (a.Fate == FateMoved) != a.Moved {
			t.Fatalf("%s, but it is %q: %+v", a.Fate, now, a)
		}
	default:
		t.Fatalf("no fate: %+v", a)
	}
}

func TestCarryProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := []string{drawnText().Draw(t, "text")}
		for range rapid.IntRange(1, 4).Draw(t, "versions") {
			texts = append(texts, drawnEdit(t, texts[len(texts)-1], "edit"))
		}
		var extents []Extent
		for range rapid.IntRange(1, 4).Draw(t, "anchors") {
			from := rapid.IntRange(0, len(texts[0])).Draw(t, "from")
			extents = append(extents, Extent{from, rapid.IntRange(from, len(texts[0])).Draw(t, "to")})
		}
		checkCarry(t, texts, extents)
	})
}

func FuzzAnchor(f *testing.F) {
	f.Add("Yksi kaksi. Kolme neljä viisi.\n", "Yksi. Kolme neljä kuusi.\n", "Yksi kaksi. Kolme neljä viisi.\n", 12, 30)
	f.Add("> a\n> b  \n- c\n", "> a b\n\n- c\r\n", "- c\n\n> a\n> b\n", 0, 7)
	addPairs(func(a, b string) { f.Add(a, b, a+"Uusi lause.\n", len(a)/3, len(a)) })
	f.Fuzz(func(t *testing.T, first, second, third string, from, to int) {
		checkCarry(t, []string{first, second, third}, []Extent{{from, to}, {0, len(first)}, {to, from}})
	})
}

// tracked is a text of which every word is known by a number of its own, so that
// what becomes of each is known without comparing texts.
type tracked struct {
	blocks [][]int
	next   int
}

func (w *tracked) fresh(n int) []int {
	out := make([]int, n)
	for i := range out {
		w.next++
		out[i] = w.next
	}
	return out
}

// text writes a word for each number; no word occurs twice.
func (w *tracked) text() string {
	var b strings.Builder
	for _, block := range w.blocks {
		for i, n := range block {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(trackedWord(n))
		}
		b.WriteString("\n\n")
	}
	return b.String()
}

func trackedWord(n int) string { return fmt.Sprintf("sana%dq", n) }

// Where every word is known, the oracle is arithmetic: the words of the quote
// that still stand in its block.
func TestCarryAgainstKnownWords(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 3))
	counts := map[string]int{}
	for range 300 {
		w := tracked{}
		for range 8 {
			w.blocks = append(w.blocks, w.fresh(10+random.IntN(15)))
		}
		old := w.text()
		type quoted struct {
			words []int
			a     Anchor
		}
		var quotes []quoted
		for range 6 {
			block := w.blocks[random.IntN(len(w.blocks))]
			from := random.IntN(len(block) - 5)
			words := block[from : from+5+random.IntN(len(block)-from-4)]
			start := strings.Index(old, trackedWord(words[0]))
			end := strings.Index(old, trackedWord(words[len(words)-1])) + len(trackedWord(words[len(words)-1]))
			quotes = append(quotes, quoted{words, AnchorAt(old, Extent{start, end})})
		}
		for range 1 + random.IntN(3) {
			before := w.text()
			w.change(random)
			for i := range quotes {
				quotes[i].a = Carry(quotes[i].a, before, w.text())
			}
		}
		now := w.text()
		for _, q := range quotes {
			alive := 0
			for _, n := range q.words {
				if strings.Contains(now, trackedWord(n)+" ") || strings.Contains(now, trackedWord(n)+"\n") {
					alive++
				}
			}
			inside := 0
			for _, n := range q.words {
				if strings.Contains(q.a.Now(now)+" ", trackedWord(n)+" ") {
					inside++
				}
			}
			switch {
			case 2*alive < len(q.words) && q.a.Fate != FateOrphaned:
				t.Errorf("%d of %d words stand, yet it is %s: %q", alive, len(q.words), q.a.Fate, q.a.Now(now))
			case 2*alive < len(q.words):
				counts["gone"]++
			case q.a.Fate == FateOrphaned:
				counts["dropped"]++
			case 5*inside < 4*alive:
				counts["misplaced"]++
			default:
				counts["placed"]++
			}
		}
	}
	t.Log(counts)
	// A word of a rewritten block may be left out of an alignment, never taken
	// for another.
	if counts["gone"] < 50 || counts["placed"] < 1000 || 100*(counts["dropped"]+counts["misplaced"]) > 3*counts["placed"] {
		t.Errorf("counts are %v", counts)
	}
}

// change does one thing that writers do.
func (w *tracked) change(random *rand.Rand) {
	i := random.IntN(len(w.blocks))
	block := w.blocks[i]
	at := random.IntN(len(block))
	cut := func() []int { return append([]int{}, w.blocks[i]...) }
	switch random.IntN(6) {
	case 0: // words come
		w.blocks[i] = append(append(cut()[:at:at], w.fresh(1+random.IntN(5))...), block[at:]...)
	case 1: // words go
		to := min(at+1+random.IntN(8), len(block))
		if rest := append(cut()[:at:at], block[to:]...); len(rest) > 0 {
			w.blocks[i] = rest
		}
	case 2: // words are reworded
		b := cut()
		copy(b[at:min(at+2, len(b))], w.fresh(2))
		w.blocks[i] = b
	case 3: // a block moves
		b := cut()
		w.blocks = append(w.blocks[:i:i], w.blocks[i+1:]...)
		j := random.IntN(len(w.blocks) + 1)
		w.blocks = append(append(append([][]int{}, w.blocks[:j]...), b), w.blocks[j:]...)
	case 4: // a block is rewritten
		w.blocks[i] = w.fresh(len(block))
	default: // a block comes
		w.blocks = append(append(append([][]int{}, w.blocks[:i]...), w.fresh(12)), w.blocks[i:]...)
	}
}

// BenchmarkCarryAll is the aim: 1,000 anchors on 100 kB in 50 ms.
func BenchmarkCarryAll(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var old, new strings.Builder
	for old.Len() < 100_000 {
		for _, end := range []string{" ", " ", " ", " ", " ", " ", " ", ". ", ".\n\n"} {
			word := fmt.Sprintf("sana%d", random.IntN(3000))
			old.WriteString(word + end)
			if random.IntN(20) == 0 {
				word = fmt.Sprintf("uusi%d", random.IntN(3000))
			}
			new.WriteString(word + end)
		}
	}
	anchors := make([]Anchor, 1000)
	for i := range anchors {
		at := i * old.Len() / len(anchors)
		anchors[i] = AnchorAt(old.String(), Extent{at, at + 90})
	}
	for b.Loop() {
		CarryAll(anchors, old.String(), new.String())
	}
}
