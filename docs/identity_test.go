package docs

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func numbered(prefix string) func(int) PassageID {
	return func(i int) PassageID { return PassageID(fmt.Sprintf("%s%d", prefix, i)) }
}

func idsOf(source []byte) []PassageID {
	return Identify(nil, nil, source, numbered("o"))
}

func TestIdentify(t *testing.T) {
	const old = "# Otsikko\n\nKaupunki vastaa palautteeseen kolmessa päivässä.\n\n- yksi asia\n- kaksi asiaa\n\nLoppu hyvin, kaikki hyvin täällä.\n"
	tests := []struct {
		name, old, new string
		want           []PassageID
	}{
		{"nothing changed", old, old, []PassageID{"o0", "o1", "o2", "o3", "o4"}},
		{"edited in place", old, "# Otsikko\n\nKaupunki vastaa palautteeseen kahdessa päivässä.\n\n- yksi asia\n- kaksi asiaa\n\nLoppu hyvin, kaikki hyvin täällä.\n",
			[]PassageID{"o0", "o1", "o2", "o3", "o4"}},
		{"added and removed", old, "# Otsikko\n\nUusi kappale tässä.\n\nKaupunki vastaa palautteeseen kolmessa päivässä.\n\n- kaksi asiaa\n\nLoppu hyvin, kaikki hyvin täällä.\n",
			[]PassageID{"o0", "n1", "o1", "o3", "o4"}},
		{"moved", old, "# Otsikko\n\nLoppu hyvin, kaikki hyvin täällä.\n\nKaupunki vastaa palautteeseen kolmessa päivässä.\n\n- kaksi asiaa\n- yksi asia\n",
			[]PassageID{"o0", "o4", "o1", "o3", "o2"}},
		{"moved and edited", old, "# Otsikko\n\n- yksi asia\n- kaksi asiaa\n\nLoppu hyvin, kaikki hyvin täällä.\n\nKaupunki vastaa aina palautteeseen kolmessa päivässä.\n",
			[]PassageID{"o0", "o2", "o3", "o4", "o1"}},
		{"rewritten", old, "# Otsikko\n\nAivan toista tekstiä nyt.\n\n- yksi asia\n- kaksi asiaa\n\nLoppu hyvin, kaikki hyvin täällä.\n",
			[]PassageID{"o0", "n1", "o2", "o3", "o4"}},
		{"split keeps the larger part", old, "# Otsikko\n\nKaupunki vastaa palautteeseen.\n\nSe tehdään päivässä.\n\n- yksi asia\n- kaksi asiaa\n\nLoppu hyvin, kaikki hyvin täällä.\n",
			[]PassageID{"o0", "o1", "n2", "o2", "o3", "o4"}},
		{"wrapped anew", old, "# Otsikko\n\nKaupunki vastaa\npalautteeseen kolmessa päivässä.\n\n- yksi asia\n- kaksi asiaa\n\nLoppu hyvin, kaikki hyvin täällä.\n",
			[]PassageID{"o0", "o1", "o2", "o3", "o4"}},
		{"repeats stay in order", "a\n\nb\n\na\n\nb\n", "a\n\nuusi\n\nb\n\na\n\nb\n", []PassageID{"o0", "n1", "o1", "o2", "o3"}},
		{"all of it moved and one edited", "eka kappale on tässä näin\n\ntoka kappale on tuossa noin\n\nkolmas\n",
			"kolmas\n\ntoka kappale on tuossa noin\n\neka kappale oli tässä näin\n", []PassageID{"o2", "o1", "o0"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Identify([]byte(tt.old), idsOf([]byte(tt.old)), []byte(tt.new), numbered("n"))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestIdentifyProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := []byte(randomPage(t)), []byte(randomPage(t))
		old := idsOf(before)
		if same := Identify(before, old, before, numbered("n")); !slices.Equal(same, old) {
			t.Fatalf("unchanged text lost identities: %v, %v", old, same)
		}
		ids := Identify(before, old, after, numbered("n"))
		if len(ids) != len(Passages(after)) {
			t.Fatalf("%d ids for %d passages", len(ids), len(Passages(after)))
		}
		seen := map[PassageID]bool{}
		for _, id := range ids {
			if id == "" || seen[id] {
				t.Fatalf("%q twice or empty in %v", id, ids)
			}
			seen[id] = true
		}
		if again := Identify(before, old, after, numbered("n")); !slices.Equal(again, ids) {
			t.Fatalf("%v, then %v", ids, again)
		}
		// Ids that repeat, lack or collide with new ones must not leak through.
		bad := append([]PassageID{}, old...)
		for i := range bad {
			bad[i] = "n1"
		}
		ids = Identify(before, bad, after, func(int) PassageID { return "n1" })
		slices.Sort(ids)
		if len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Fatalf("an id twice: %v", ids)
		}
	})
}

// Whatever is done to one passage, all others keep their identities.
func TestIdentifyAfterSplice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		var text []byte
		for i := range n {
			text = fmt.Appendf(text, "kappale%d kertoo asian%d ja luvun%d tarkasti\n\n", i, i, i)
		}
		old := idsOf(text)
		k := rapid.IntRange(0, n-1).Draw(t, "k")
		op := rapid.SampledFrom([]SpliceOp{
			{Kind: SpliceChange, Passage: k, Text: fmt.Sprintf("kappale%d kertoo asian%d ja uuden luvun", k, k)},
			{Kind: SpliceRemove, Passage: k},
			{Kind: SpliceAdd, Passage: k, Text: "uutta tekstiä aivan muusta"},
			{Kind: SpliceMove, From: k, Passage: rapid.IntRange(-1, n-1).Draw(t, "to")},
		}).Draw(t, "op")
		after, err := Splice(text, []SpliceOp{op})
		if err != nil {
			t.Fatal(err)
		}
		ids := Identify(text, old, after, numbered("n"))
		want := slices.Clone(old)
		switch op.Kind {
		case SpliceRemove:
			want = slices.Delete(want, k, k+1)
		case SpliceAdd:
			want = slices.Insert(want, k+1, PassageID(fmt.Sprintf("n%d", k+1)))
		case SpliceMove:
			to := op.Passage + 1
			if k < to {
				to--
			}
			if op.Passage != k {
				want = slices.Insert(slices.Delete(want, k, k+1), to, old[k])
			}
		}
		if !slices.Equal(ids, want) {
			t.Fatalf("%+v: got %v, want %v in\n%s", op, ids, want, after)
		}
	})
}

func TestNewPassageID(t *testing.T) {
	a := NewPassageID("a", "b")
	if len(a) != 10 || a != NewPassageID("a", "b") || a == NewPassageID("ab") || a == NewPassageID("ab", "") {
		t.Errorf("%q", a)
	}
}
