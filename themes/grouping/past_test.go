package grouping

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// remember makes a Before of a result.
func remember(texts []Text, r *Result) *Before {
	b := &Before{Theme: map[int64]int64{}, Parent: map[int64]int64{}, Held: map[int64]int64{}, Kept: map[int64]bool{}, Joined: map[int64]int64{}, Next: r.Next}
	for text, id := range themeOf(texts, r) {
		if id > 0 {
			b.Theme[text] = id
		}
	}
	for _, th := range r.Themes {
		b.Parent[th.ID] = th.Parent
	}
	return b
}

// meanings draws whether there are embeddings: then a text has the sum of what
// its words mean, and some texts have none.
func meanings(t *rapid.T, texts []Text) [][]float32 {
	if !rapid.Bool().Draw(t, "embedded") {
		return nil
	}
	vectors := make([][]float32, len(texts))
	for i, x := range texts {
		if i%7 == 6 {
			continue
		}
		vectors[i] = make([]float32, 16)
		for _, w := range words(x.Body) {
			for j, y := range direction(rand.New(rand.NewPCG(hashOf(w), 1)), 16, 1) {
				vectors[i][j] += float32(y)
			}
		}
		unit(vectors[i])
	}
	return vectors
}

// Whatever people decided, the next run with more texts respects it.
func TestDecisionsAreRespected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := feedback(t, 120)
		texts := all[:rapid.IntRange(0, len(all)).Draw(t, "before")]
		vectors := meanings(t, all)
		first := group(t, texts, Options{Vectors: vectors[:min(len(texts), len(vectors))]})
		b := remember(texts, first)
		var ids []int64
		for _, th := range first.Themes {
			ids = append(ids, th.ID)
		}
		if len(ids) > 0 {
			for _, id := range rapid.SliceOfN(rapid.SampledFrom(ids), 0, 3).Draw(t, "kept") {
				b.Kept[id] = true
				if rapid.Bool().Draw(t, "parent too") {
					b.Kept[b.Parent[id]] = true
				}
			}
			if from, to := rapid.SampledFrom(ids).Draw(t, "from"), rapid.SampledFrom(ids).Draw(t, "to"); from != to && !b.Kept[from] {
				b.Joined[from] = to
				b.Kept[to] = true
			}
			for _, x := range rapid.SliceOfN(rapid.SampledFrom(texts), 0, 6).Draw(t, "moved") {
				id := rapid.SampledFrom(append([]int64{0, b.Next}, ids...)).Draw(t, "into")
				if b.Joined[id] == 0 {
					b.Held[x.ID] = id
				}
			}
			b.Next++ // A person may have made a theme of their own.
		}
		r := group(t, all, Options{Before: b, Vectors: vectors})
		sound(t, all, r)
		of := themeOf(all, r)
		there := map[int64]bool{}
		for _, th := range append(slices.Clone(r.Themes), r.Coarse...) {
			there[th.ID] = true
			if b.Joined[th.ID] != 0 {
				t.Fatalf("theme %d was joined and is back", th.ID)
			}
			if th.ID < b.Next && !slices.Contains(ids, th.ID) && th.ID != b.Next-1 && !slices.Contains(slices.Collect(maps.Values(b.Parent)), th.ID) {
				t.Fatalf("id %d is given again", th.ID)
			}
		}
		for id := range b.Kept {
			if !there[id] {
				t.Fatalf("theme %d was kept and is gone", id)
			}
		}
		for text, id := range b.Held {
			if of[text] != id {
				t.Fatalf("text %d was put in theme %d and is in %d", text, id, of[text])
			}
		}
		for _, th := range r.Themes {
			if p := b.Parent[th.ID]; b.Kept[p] && th.Parent != p {
				t.Fatalf("theme %d was below %d, which is kept, and is below %d", th.ID, p, th.Parent)
			}
		}
	})
}

// Nothing changes when nothing is new.
func TestAgainIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := feedback(t, 150)
		vectors := meanings(t, texts)
		first := group(t, texts, Options{Vectors: vectors})
		again := group(t, texts, Options{Before: remember(texts, first), Vectors: vectors})
		first.Model, again.Model = nil, nil
		if !reflect.DeepEqual(first, again) {
			t.Fatalf("first %+v, again %+v", first, again)
		}
	})
}

// When a tenth is new, at least 95 of a hundred texts stay where they were.
func TestTextsStayWhenMoreCome(t *testing.T) {
	if testing.Short() {
		t.Skip("groups a corpus; left out in -short")
	}
	texts, _, _ := corpus(t, "fi_vaalikone2015")
	old := texts[:len(texts)*10/11]
	first := group(t, old, Options{})
	b := remember(old, first)
	pinned := first.Themes[3].ID
	b.Kept[pinned] = true
	b.Joined[first.Themes[5].ID] = first.Themes[4].ID
	b.Kept[first.Themes[4].ID] = true
	r := group(t, texts, Options{Before: b})
	sound(t, texts, r)
	of := themeOf(texts, r)
	stayed, known := 0, 0
	for text, id := range b.Theme {
		if id == first.Themes[5].ID {
			id = first.Themes[4].ID
		}
		known++
		if of[text] == id {
			stayed++
		}
	}
	t.Logf("%d of %d texts stay; %d themes, %d before", stayed, known, len(r.Themes), len(first.Themes))
	if stayed*100 < known*95 {
		t.Errorf("%d of %d texts stay", stayed, known)
	}
}
