package docs

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func randomOps(t *rapid.T, n int) []SpliceOp {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) SpliceOp {
		return SpliceOp{
			Kind:    rapid.SampledFrom([]SpliceKind{SpliceChange, SpliceAdd, SpliceRemove, SpliceMove}).Draw(t, "kind"),
			Passage: rapid.IntRange(-1, n-1).Draw(t, "passage"),
			From:    rapid.IntRange(0, max(n-1, 0)).Draw(t, "from"),
			Text:    rapid.SampledFrom([]string{"uusi teksti", "uusi\n\ntoinen", "- uusi\n- lista", "## Uusi", "| u | v |", "\r\nuusi\r\n"}).Draw(t, "text"),
			Outside: rapid.Bool().Draw(t, "outside"),
		}
	}), 1, 4).Draw(t, "ops")
}

// checkSplice is the promise: lines that no operation touches are there
// afterwards, byte for byte and in their order.
func checkSplice(t interface{ Fatalf(string, ...any) }, source []byte, ops []SpliceOp) {
	got, err := Splice(source, ops)
	if err != nil {
		return
	}
	l := survey(source)
	touched := map[int]bool{}
	touch := func(i int, whole bool) {
		at := l.places[i]
		first, last := at.first, at.last
		if at.item != nil && whole && l.lines.at(at.item.pos) == at.first {
			first, last = at.item.first, at.item.last
		}
		if at.table != nil && at.first == at.table.header {
			last++
		}
		for line := first; line <= last; line++ {
			touched[line] = true
		}
	}
	for _, op := range ops {
		switch op.Kind {
		case SpliceChange:
			touch(op.Passage, false)
		case SpliceRemove:
			// A marker goes with the last thing that hung on it.
			touch(op.Passage, false)
			for item := l.places[op.Passage].item; item != nil; item = item.parent {
				touched[l.lines.at(item.pos)] = true
			}
		case SpliceMove:
			touch(op.From, true)
			for item := l.places[op.From].item; item != nil; item = item.parent {
				touched[l.lines.at(item.pos)] = true
			}
		}
	}
	rest := bytes.SplitAfter(bytes.TrimPrefix(got, []byte("\uFEFF")), []byte("\n"))
	for line := range l.lines.starts {
		// The byte order mark stays first, whatever comes after it.
		want := bytes.TrimPrefix(source[l.lines.start(line):l.lines.after(line)], []byte("\uFEFF"))
		if touched[line] || len(bytes.TrimSpace(want)) == 0 {
			continue
		}
		i := slices.IndexFunc(rest, func(have []byte) bool {
			return bytes.Equal(bytes.TrimRight(have, "\r\n"), bytes.TrimRight(want, "\r\n"))
		})
		if i < 0 {
			t.Fatalf("line %q is lost or out of order after %+v\nsource %q\nresult %q", want, ops, source, got)
		}
		rest = rest[i+1:]
	}
}

func TestSpliceRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := []byte(randomPage(t))
		checkSplice(t, source, randomOps(t, len(Passages(source))))
	})
}

// A single change touches nothing outside the passage: prefix and suffix are
// the oracle.
func TestSpliceOneChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := []byte(randomPage(t))
		for i, p := range Passages(source) {
			got, err := Splice(source, []SpliceOp{{Kind: SpliceChange, Passage: i, Text: "muutettu"}})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(got, source[:p.Start]) || !bytes.HasSuffix(got, source[p.End:]) {
				t.Fatalf("change of %d reached outside:\n%q\n%q", i, source, got)
			}
			got, err = Splice(source, []SpliceOp{{Kind: SpliceAdd, Passage: i, Text: "lisätty"}})
			if err != nil {
				t.Fatal(err)
			}
			head := commonPrefix(got, source)
			if !bytes.HasSuffix(got, source[head:]) {
				t.Fatalf("addition after %d changed something:\n%q\n%q", i, source, got)
			}
		}
	})
}

func commonPrefix(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// What is done to one passage of a well-formed page leaves the others passages
// of their own, with their words.
func TestSpliceKeepsOtherPassages(t *testing.T) {
	blocks := []string{
		"# Otsikko %d", "kappale %d\ntoinen rivi", "- eka %d\n- toka %[1]d\n  - sisempi %[1]d\n    jatkuu\n- kolmas %[1]d",
		"1. yksi %d\n\n   lisää %[1]d\n\n2. kaksi %[1]d", "| a %d | b |\n|---|---|\n| c %[1]d | d |\n| e %[1]d | f |",
		"> lainaus %d", "```\nkoodi %d\n```", "[^%d]: viite", "***",
	}
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		for i, n := range rapid.SliceOfN(rapid.IntRange(0, len(blocks)-1), 1, 6).Draw(t, "blocks") {
			block := blocks[n]
			if strings.Contains(block, "%") {
				block = fmt.Sprintf(block, i)
			}
			// Two lists in a row would be one.
			parts = append(parts, block, fmt.Sprintf("väli %d", i))
		}
		source := []byte(strings.Join(parts, "\n\n") + "\n")
		passages := Passages(source)
		k := rapid.IntRange(0, len(passages)-1).Draw(t, "k")
		op := SpliceOp{Passage: k, Text: "aivan uutta", Outside: rapid.Bool().Draw(t, "outside")}
		op.Kind = rapid.SampledFrom([]SpliceKind{SpliceAdd, SpliceRemove, SpliceMove}).Draw(t, "kind")
		gone := -1
		if op.Kind == SpliceMove {
			op.From = rapid.IntRange(0, len(passages)-1).Draw(t, "from")
		}
		if op.Kind == SpliceRemove {
			gone = k
		}
		after, err := Splice(source, []SpliceOp{op})
		if err != nil {
			return
		}
		have := map[string]int{}
		for _, p := range Passages(after) {
			have[strings.Trim(p.Text(after), " |")]++
		}
		for i, p := range passages {
			if text := strings.Trim(p.Text(source), " |"); i != gone {
				if have[text]--; have[text] < 0 {
					t.Fatalf("%+v lost %q:\n%s\n----\n%s", op, text, source, after)
				}
			}
		}
	})
}

func FuzzSplice(f *testing.F) {
	f.Add([]byte("# A\n\n- b\n  - c\n\nd\n"), uint16(1), uint16(2), "x")
	f.Add([]byte("|a|\n|-|\n|b|\r\n"), uint16(0), uint16(1), "- y\n- z")
	f.Add([]byte("- - a\n\n    b\n  - ```\n    c\n"), uint16(2), uint16(0), "## w")
	f.Fuzz(func(t *testing.T, source []byte, a, b uint16, text string) {
		n := len(Passages(source))
		if n == 0 || len(source) > 4000 || len(text) > 200 {
			return
		}
		i, j := int(a)%n, int(b)%n
		for _, ops := range [][]SpliceOp{
			{{Kind: SpliceChange, Passage: i, Text: text}},
			{{Kind: SpliceAdd, Passage: i, Text: text, Outside: a&1 == 0}, {Kind: SpliceRemove, Passage: j}},
			{{Kind: SpliceMove, From: i, Passage: j}, {Kind: SpliceChange, Passage: i, Text: text}},
			{{Kind: SpliceMove, From: i, Passage: -1}, {Kind: SpliceAdd, Passage: j, Text: text}},
		} {
			checkSplice(t, source, ops)
		}
	})
}
