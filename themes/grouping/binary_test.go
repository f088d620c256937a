package grouping

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A model read back assigns as the one written.
func TestModelSurvivesWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := feedback(t, 60)
		var vectors [][]float32
		if rapid.Bool().Draw(t, "embedded") {
			for range texts {
				vectors = append(vectors, rapid.SliceOfN(rapid.Float32Range(-1, 1), 3, 3).Draw(t, "vector"))
			}
		}
		m := group(t, texts, Options{Vectors: vectors}).Model
		b, err := m.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadModel(b)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range append(texts, Text{Body: "uusi pyörätie"}, Text{Lang: "de", Body: "?"}) {
			var v []float32
			if i < len(vectors) {
				v = vectors[i]
			}
			if got, want := back.Assign(x, v), m.Assign(x, v); !reflect.DeepEqual(got, want) {
				t.Fatalf("%q goes to %+v, before writing to %+v", x.Body, got, want)
			}
		}
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := ReadModel(b); err == nil {
			t.Fatalf("a model with byte %d damaged is read", at)
		}
	})
}

// Whatever the bytes, the reader ends with a model that can be asked, or with an
// error.
func FuzzReadModel(f *testing.F) {
	texts := []Text{
		{ID: 1, Lang: "fi", Body: "Pyörätiet on aurattava talvella."},
		{ID: 2, Lang: "fi", Body: "Talvella pyörätietä ei aurata."},
		{ID: 3, Lang: "sv", Body: "Biblioteket ska ha öppet på söndagar."},
		{ID: 4, Lang: "sv", Body: "Bibliotek öppet söndagar!"},
	}
	r := group(f, texts, Options{})
	b, err := r.Model.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[len(modelMagic) : len(b)-32])
	f.Add([]byte{})
	f.Add([]byte{1, 2, 'f', 'i'})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := readModel(b)
		if err != nil {
			return
		}
		for _, x := range texts {
			a := m.Assign(x, nil)
			if a.Theme < 0 || a.Theme == 0 != a.Outlier {
				t.Fatalf("%+v", a)
			}
			m.Similar(a.Theme, texts)
		}
	})
}

// Whatever the texts, the result is sound.
func FuzzGroup(f *testing.F) {
	f.Add("Pyörätiet\naurataan\n\npyörätiet aurataan", int64(0))
	f.Add("a\xffb\n\u0301\u0301\nİİİİİ ΣΣΣ\n#tag @x https://example.fi", int64(3))
	f.Add(strings.Repeat("kirjasto auki sunnuntaina\nbussi ajoi ohi\n", 20), int64(77))
	f.Fuzz(func(t *testing.T, bodies string, decisions int64) {
		var texts []Text
		b := &Before{Theme: map[int64]int64{}, Held: map[int64]int64{}, Kept: map[int64]bool{}, Joined: map[int64]int64{}, Parent: map[int64]int64{}}
		for i, body := range strings.Split(bodies, "\n") {
			if i == 200 {
				break
			}
			id := int64(i)
			texts = append(texts, Text{ID: id, Lang: []string{"", "fi", "sv", "xx"}[(decisions>>(i%32))&3], Body: body})
			switch d := decisions >> (i % 40) & 31; {
			case d < 8:
				b.Theme[id] = d
				b.Parent[d] = 40 + d%3
			case d < 10:
				b.Held[id] = d - 8
			case d < 12:
				b.Kept[d] = true
			case d < 13:
				b.Joined[id%9] = id % 7
			}
		}
		sound(t, texts, group(t, texts, Options{Before: b}))
	})
}
