package server

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"luonnos/internal/locale"
	"luonnos/people"
	"luonnos/revisions"
)

func newTestDiff(t *testing.T, old, after string) diffView {
	t.Helper()
	cat, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return newDiffView(cat.Printer(people.English), "x", revisions.Diff(old, after))
}

func TestDifferenceKeepsEveryBlockOfBothTexts(t *testing.T) {
	old := "# Title\n\nFirst block stays here.\n\nThe second one says yes.\n\nThird goes away for good.\n\n- an item\n"
	after := "# Title\n\nFirst block stays here.\n\nThe second one says no.\n\n- an item\n\nA wholly new ending comes.\n"
	v := newTestDiff(t, old, after)
	var before, now strings.Builder
	for _, run := range v.Runs {
		for _, b := range run.Blocks {
			if b.inOld() {
				before.WriteString(diffText(sideOf(b.Pieces, true)) + "\n")
			}
			if b.inNew() {
				now.WriteString(diffText(sideOf(b.Pieces, false)) + "\n")
			}
		}
	}
	words := func(s string) string {
		return strings.Join(strings.Fields(strings.NewReplacer("#", "", "- ", "").Replace(s)), " ")
	}
	if words(before.String()) != words(old) {
		t.Errorf("before: %q", before.String())
	}
	if words(now.String()) != words(after) {
		t.Errorf("after: %q", now.String())
	}
	var told []string
	for _, place := range v.Places {
		for _, i := range place.Items {
			told = append(told, place.Heading+" | "+i.Label+" "+diffText(i.Pieces))
		}
	}
	want := []string{
		"Title | Change in a paragraph: The second one says yesno.",
		"Title | Removed paragraph: Third goes away for good.",
		"Title | New paragraph: A wholly new ending comes.",
	}
	if diff := gocmp.Diff(want, told); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if want := "One sentence changes, one paragraph is added and one paragraph is removed."; v.Summary != want {
		t.Errorf("summary %q, want %q", v.Summary, want)
	}
}

func TestMoveShowsBothItsPlaces(t *testing.T) {
	one := "The first passage of the page has many words in it.\n\n"
	two := "A second passage tells something else at some length.\n\n"
	three := "Third comes the passage that is going to be moved away.\n\n"
	v := newTestDiff(t, three+one+two, one+two+three)
	var left, moved *diffBlock
	for _, run := range v.Runs {
		for _, b := range run.Blocks {
			switch b.Kind {
			case blockLeft:
				left = &b
			case revisions.KindMoved:
				moved = &b
			}
		}
	}
	if left == nil || moved == nil {
		t.Fatalf("%+v", v.Runs)
	}
	if left.Anchor != moved.Other || left.Other != moved.Anchor || left.Anchor == left.Other {
		t.Errorf("left %s → %s, moved %s → %s", left.Anchor, left.Other, moved.Anchor, moved.Other)
	}
	if v.Runs[0].Blocks[0].Kind != blockLeft {
		t.Error("the old place is not where the passage stood")
	}
}

func TestLongUnchangedRunsAreFolded(t *testing.T) {
	text := ""
	for _, w := range strings.Fields("one two three four five six seven eight nine ten") {
		text += "Passage number " + w + " stands here.\n\n"
	}
	v := newTestDiff(t, text, strings.Replace(text, "number six", "number 6", 1))
	folded, shown := 0, 0
	for _, run := range v.Runs {
		if run.Folded {
			folded += len(run.Blocks)
		} else {
			shown += len(run.Blocks)
		}
	}
	if folded+shown != 10 || shown > 6 || folded == 0 {
		t.Errorf("%d folded, %d shown", folded, shown)
	}
	if same := newTestDiff(t, text, text); !same.Empty {
		t.Error("equal texts differ")
	}
}

func TestNoSpaceIsLeftBeforeAFullStop(t *testing.T) {
	v := newTestDiff(t, "It comes on Thursdays. More follows here.\n", "It comes on Thursdays at four in the afternoon. More follows here.\n")
	if got := diffText(sideOf(v.Runs[0].Blocks[0].Pieces, true)); got != "It comes on Thursdays. More follows here." {
		t.Errorf("%q", got)
	}
}

// A sentence that left a paragraph for another is shown in the text and in the
// list; only the text is a place to go to.
func TestAMovedSentenceIsOnePlace(t *testing.T) {
	before := "Keskustelua ei suljeta siksi, että se on tukalaa. Kommentointi voidaan rajata enintään kuudeksi tunniksi kerrallaan, jos keskustelussa vaarannetaan jonkun turvallisuutta. Päätöksen tekee viestinnän päivystäjä, ja se perustellaan näkyvästi.\n"
	after := "Keskustelua ei suljeta siksi, että se on tukalaa. Kommentointia ei rajoiteta häiriötilanteessakaan, vaan viestit luetaan ja säännöt rikkovat piilotetaan yksitellen.\n"
	v := newTestDiff(t, before, after)
	listed := 0
	for _, place := range v.Places {
		for _, item := range place.Items {
			for _, p := range item.Pieces {
				if p.Anchor != "" {
					t.Errorf("the list has a place %q of its own", p.Anchor)
				}
				if p.Other != "" {
					listed++
				}
			}
		}
	}
	if listed == 0 {
		t.Error("the list does not lead to the moved sentence")
	}
}
