package revisions

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func drawnOrigins() *rapid.Generator[[]Origins] {
	hand := rapid.Custom(func(t *rapid.T) Hand {
		return Hand{Seq: rapid.Int64Range(0, 1<<40).Draw(t, "seq"), Decider: rapid.Bool().Draw(t, "decider")}
	})
	one := rapid.Custom(func(t *rapid.T) Origins { return Origins{hand.Draw(t, "writer"), hand.Draw(t, "instead")} })
	return rapid.Custom(func(t *rapid.T) (out []Origins) {
		few := rapid.SliceOfN(one, 1, 5).Draw(t, "few")
		for range rapid.IntRange(0, 30).Draw(t, "runs") {
			o := rapid.SampledFrom(few).Draw(t, "origin")
			out = append(out, slices.Repeat([]Origins{o}, rapid.IntRange(1, 300).Draw(t, "words"))...)
		}
		return out
	})
}

func TestOriginsSurviveTheirRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		origins := drawnOrigins().Draw(t, "origins")
		data := encodeOrigins(origins)
		got, err := decodeOrigins(data, len(origins))
		if err != nil || !slices.Equal(got, origins) {
			t.Fatalf("%v came back as %v, %v", origins, got, err)
		}
		for _, words := range []int{len(origins) + 1, len(origins) - 1} {
			if _, err := decodeOrigins(data, max(words, 0)); err == nil && words >= 0 {
				t.Fatalf("a row for %d words was taken for one of %d", len(origins), words)
			}
		}
	})
}

func FuzzOriginsDecode(f *testing.F) {
	f.Add(encodeOrigins([]Origins{{Writer: Hand{Seq: 1}}, {Writer: Hand{Seq: 2, Decider: true}, Instead: Hand{Seq: 1}}}), 2)
	f.Add([]byte{authorshipFormat, 0}, 0)
	f.Add([]byte{authorshipFormat, 255, 255, 255, 255, 15}, 5)
	f.Fuzz(func(t *testing.T, data []byte, words int) {
		words = min(max(words, 0), 1<<16)
		origins, err := decodeOrigins(data, words)
		if err != nil {
			return
		}
		if again, err := decodeOrigins(encodeOrigins(origins), words); err != nil || !slices.Equal(again, origins) {
			t.Fatalf("%x gave %v, then %v, %v", data, origins, again, err)
		}
	})
}
