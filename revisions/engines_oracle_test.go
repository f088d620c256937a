package revisions_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"luonnos/revisions"
)

// Every word is the only one of its kind, so who brought it is known without
// comparing. The merge must say the same; what follows the text must follow
// each word to where it is.
func TestEnginesAgreeOnEveryWord(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	origins, right, survivors, followed := 0, 0, 0, 0
	for range 300 {
		s := newStack(3 + r.IntN(12))
		all := s.overlapping(r, 2+r.IntN(8))
		half := 1 + r.IntN(len(all)-1)
		base, ours, theirs := s.text(), s.text(all[:half]...), s.text(all[half:]...)
		inBase, inOurs, inTheirs := words(base), words(ours), words(theirs)
		m := revisions.Merge(base, ours, theirs)
		for _, c := range m.Chunks {
			for w := range words(c.Text) {
				if !strings.ContainsAny(w, "0123456789") {
					continue
				}
				want := revisions.FromBase
				switch {
				case inBase[w] > 0:
				case inOurs[w] > 0 && inTheirs[w] > 0:
					want = revisions.FromBoth
				case inOurs[w] > 0:
					want = revisions.FromOurs
				default:
					want = revisions.FromTheirs
				}
				origins++
				if c.Origin == want {
					right++
				} else if inBase[w] == 0 {
					t.Errorf("the new word %q is said to be from %s, not %s", w, c.Origin, want)
				}
			}
		}
		for _, side := range []string{ours, theirs} {
			is := words(side)
			for w := range inBase {
				if is[w] > 0 && strings.ContainsAny(w, "0123456789") {
					survivors++
				}
			}
			for _, stretch := range revisions.Follow(base, side) {
				was := strings.Fields(base[stretch.Old.Start:stretch.Old.End])
				now := strings.Fields(side[stretch.New.Start:stretch.New.End])
				if strings.Join(was, " ") != strings.Join(now, " ") {
					t.Errorf("%q is followed to %q", was, now)
				}
				for w := range words(strings.Join(now, " ")) {
					if strings.ContainsAny(w, "0123456789") {
						followed++
					}
				}
			}
		}
	}
	t.Logf("origin of %d in %d words right, %d of %d followed", right, origins, followed, survivors)
	if 1000*right < 995*origins || 1000*followed < 995*survivors {
		t.Errorf("the origin of %d in %d words is right, %d of %d are followed", right, origins, followed, survivors)
	}
}

// What nobody touched is found in the merged text, as it was and where it went.
func TestAnchorsOutliveTheMergeOfOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 6))
	for range 100 {
		s := newStack(4 + r.IntN(12))
		all := s.overlapping(r, 2+r.IntN(6))
		half := 1 + r.IntN(len(all)-1)
		base, ours, theirs := s.text(), s.text(all[:half]...), s.text(all[half:]...)
		merged, ok := revisions.Merge(base, ours, theirs).Text()
		if !ok {
			continue
		}
		for _, block := range s.blocks {
			for _, sentence := range block {
				if !strings.Contains(ours, sentence) || !strings.Contains(theirs, sentence) {
					continue
				}
				at := strings.Index(base, sentence)
				a := revisions.AnchorAt(base, revisions.Extent{Start: at, End: at + len(sentence)})
				if a = revisions.Carry(a, base, merged); a.Fate != revisions.FateUnchanged || a.Now(merged) != sentence {
					t.Errorf("%q, which nobody touched, is %s: %q", sentence, a.Fate, a.Now(merged))
				}
			}
		}
	}
}
