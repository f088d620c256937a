package revisions

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestConflictBringsTheBlankLineThatADeletionTookAlong(t *testing.T) {
	const kept = "# Sivu\n\nKappale 1 sanoo sanan.\n"
	ours, theirs := kept+"\nKappale 2 sanoo uuden.\n", kept
	m := Merge(kept+"\nKappale 2 sanoo sanan.\n", ours, theirs)
	for _, choice := range []struct{ chosen, want string }{
		{m.Chunks[len(m.Chunks)-1].Ours, ours},
		{m.Chunks[len(m.Chunks)-1].Theirs, theirs},
		{"Jotain muuta.", kept + "\nJotain muuta.\n"},
		{" ", theirs},
	} {
		if got, err := m.Settle([]string{choice.chosen}); err != nil || got != choice.want {
			t.Errorf("%q gives %q, want %q (%v)", choice.chosen, got, choice.want, err)
		}
	}
}

// namedBlock is a block of a page that a name of its own tells from all others.
type namedBlock struct{ start, name, words, end string }

func (b namedBlock) String() string {
	return b.start + b.name + " " + b.words + b.end
}

func pageOf(blocks []namedBlock, end string) string {
	var s strings.Builder
	for _, b := range blocks {
		s.WriteString(b.String())
	}
	return strings.TrimRight(s.String(), "\n") + end
}

var blockName = regexp.MustCompile(`lohko[a-z]\d+`)

// Whatever is chosen at a conflict, no two blocks run together.
func TestNoChoiceJoinsBlocks(t *testing.T) {
	words := rapid.SampledFrom([]string{"kertoo kanavista arkisin.", "vastaa viesteihin. Se riittää.", "on auki", "kertoo kanavista viikolla."})
	shape := rapid.SampledFrom([]namedBlock{{end: "\n\n"}, {end: "\n\n"}, {start: "# ", end: "\n\n"}, {start: "## ", end: "\n\n"}, {start: "- ", end: "\n"}, {start: "- ", end: "\n\n"}})
	end := rapid.SampledFrom([]string{"\n", "\n", "", "\n\n"})
	rapid.Check(t, func(t *rapid.T) {
		named := 0
		block := func(side string) namedBlock {
			b := shape.Draw(t, "shape")
			named++
			b.name, b.words = fmt.Sprintf("lohko%s%d", side, named), words.Draw(t, "words")
			return b
		}
		var base []namedBlock
		for range rapid.IntRange(1, 6).Draw(t, "blocks") {
			base = append(base, block("b"))
		}
		edited := func(side string) []namedBlock {
			page := slices.Clone(base)
			for range rapid.IntRange(1, 3).Draw(t, side) {
				at := rapid.IntRange(0, len(page)).Draw(t, "at")
				switch op := rapid.IntRange(0, 2).Draw(t, "op"); {
				case at == len(page) || op == 0:
					page = slices.Insert(page, at, block(side))
				case op == 1:
					page[at].words = words.Draw(t, "words")
				default:
					page = slices.Delete(page, at, at+1)
				}
			}
			return page
		}
		x, y, z := pageOf(base, end.Draw(t, "end")), pageOf(edited("o"), end.Draw(t, "end")), pageOf(edited("t"), end.Draw(t, "end"))
		if joinsBlocks(x) || joinsBlocks(y) || joinsBlocks(z) {
			t.Skip("a version runs its own blocks together")
		}
		m := Merge(x, y, z)
		checkMerge(t, x, y, z)
		var ours, theirs, base3, mixed, own []string
		for _, c := range m.Chunks {
			if c.Origin != Unresolved {
				continue
			}
			ours, theirs, base3 = append(ours, c.Ours), append(theirs, c.Theirs), append(base3, c.Base)
			mixed = append(mixed, rapid.SampledFrom([]string{c.Ours, c.Theirs, c.Base}).Draw(t, "choice"))
			own = append(own, "Omin sanoin.")
		}
		for _, choices := range [][]string{ours, theirs, base3, mixed, own} {
			got, err := m.Settle(choices)
			if err != nil || joinsBlocks(got) {
				t.Fatalf("base %q\nours %q\ntheirs %q\n%+v\nchoices %q\ngive %q, %v", x, y, z, m.Chunks, choices, got, err)
			}
		}
		inConflict := strings.Join(base3, "\n")
		onlyConflicts := !slices.ContainsFunc(m.Chunks, func(c Chunk) bool { return c.Origin != FromBase && c.Origin != Unresolved && !onlySpace(c.Text) })
		for _, side := range []struct {
			choices []string
			text    string
		}{{ours, y}, {theirs, z}} {
			got, _ := m.Settle(side.choices)
			for body := range bodies(x) {
				if bodies(y)[body] && bodies(z)[body] && !bodies(got)[body] {
					t.Fatalf("base %q\nours %q\ntheirs %q\n%+v\nloses %q in %q", x, y, z, m.Chunks, body, got)
				}
			}
			for body := range bodies(x) {
				// What one side took away leaves no chunk.
				onlyConflicts = onlyConflicts && (bodies(y)[body] && bodies(z)[body] || strings.Contains(inConflict, body))
			}
			if m.Outcome == Conflict && onlyConflicts && !slices.Equal(strings.Fields(got), strings.Fields(side.text)) {
				t.Fatalf("base %q\nours %q\ntheirs %q\n%+v\ngive %q, want %q", x, y, z, m.Chunks, got, side.text)
			}
		}
	})
}

// joinsBlocks reports whether a block has the names of two.
func joinsBlocks(text string) bool {
	return slices.ContainsFunc(splitBlocks(text), func(b block) bool { return len(blockName.FindAllString(b.body, -1)) > 1 })
}

func bodies(text string) map[string]bool {
	out := map[string]bool{}
	for _, b := range splitBlocks(text) {
		out[b.body] = true
	}
	return out
}
