package grouping_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"luonnos/themes/grouping"
)

// subjects are what the drawn texts speak of, in two languages.
var subjects = []struct {
	lang  string
	words []string
}{
	{"fi", strings.Fields("pyörätie auraus talvella lumi pyöräily liukas hiekoitus aamulla katu risteys")},
	{"fi", strings.Fields("kirjasto aukiolo sunnuntaina lainaus kirja lukusali lehdet laina palautus hylly")},
	{"fi", strings.Fields("leikkipuisto keinu hiekkalaatikko lapset penkki aita kiipeily perheet liukumäki varjo")},
	{"fi", strings.Fields("bussi aikataulu pysäkki vuoro myöhässä linja lippu matka vaihto kuljettaja")},
	{"fi", strings.Fields("uimahalli vuorot sauna remontti allas uinti hinta aukeaa pukuhuone lipunmyynti")},
	{"sv", strings.Fields("skolan klassrum luften elever lärare mögel väggarna stänger flyttar undervisning")},
	{"sv", strings.Fields("hamnen båtplats bryggan avgift sommaren kranen vinterförvaring seglare vågbrytare gästhamn")},
}

func drawText(t *rapid.T, id int64) grouping.Text {
	s := subjects[rapid.IntRange(0, len(subjects)-1).Draw(t, "subject")]
	n := rapid.IntRange(1, 9).Draw(t, "words")
	var words []string
	for range n {
		words = append(words, s.words[rapid.IntRange(0, len(s.words)-1).Draw(t, "word")])
	}
	return grouping.Text{ID: id, Lang: s.lang, Body: strings.Join(words, " ")}
}

// house is the simplest keeper of what people decide: what a run must respect,
// said again without the engine.
type house struct {
	texts  []grouping.Text
	theme  map[int64]int64 // of each text, after the last run and what people did since
	parent map[int64]int64
	held   map[int64]int64
	kept   map[int64]bool
	joined map[int64]int64
	next   int64
	last   *grouping.Result
}

func newHouse() *house {
	return &house{theme: map[int64]int64{}, parent: map[int64]int64{}, held: map[int64]int64{}, kept: map[int64]bool{}, joined: map[int64]int64{}, next: 1}
}

func (h *house) before() *grouping.Before {
	return &grouping.Before{
		Theme: maps.Clone(h.theme), Parent: maps.Clone(h.parent), Held: maps.Clone(h.held),
		Kept: maps.Clone(h.kept), Joined: maps.Clone(h.joined), Next: h.next,
	}
}

// now is where a theme's texts go.
func (h *house) now(id int64) int64 {
	for h.joined[id] != 0 {
		id = h.joined[id]
	}
	return id
}

func (h *house) group(t rapid.TB, texts []grouping.Text) *grouping.Result {
	t.Helper()
	r, err := grouping.Group(context.Background(), texts, grouping.Options{Before: h.before()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// run groups, checks the result by itself and against what people decided, and
// takes it over.
func (h *house) run(t rapid.TB) {
	t.Helper()
	r := h.group(t, h.texts)
	checkResult(t, h.texts, r)
	if r.Next < h.next {
		t.Fatalf("next id %d, was %d", r.Next, h.next)
	}
	there := map[int64]bool{}
	known := map[int64]bool{}
	for _, id := range h.theme {
		known[id] = true
	}
	for child, parent := range h.parent {
		known[child], known[parent] = true, true
	}
	for id := range h.kept {
		known[id] = true
	}
	for _, id := range h.held {
		known[id] = true
	}
	for _, list := range [][]grouping.Theme{r.Themes, r.Coarse} {
		for _, th := range list {
			there[th.ID] = true
			if th.ID < h.next && !known[th.ID] && !known[h.now(th.ID)] {
				t.Errorf("theme %d is neither new nor known", th.ID)
			}
			if h.joined[th.ID] != 0 {
				t.Errorf("theme %d is back, though joined into %d", th.ID, h.joined[th.ID])
			}
		}
	}
	for id := range h.kept {
		if h.joined[id] == 0 && !there[id] {
			t.Errorf("theme %d, which people keep, is gone", id)
		}
	}
	for i, text := range h.texts {
		where, held := h.held[text.ID]
		if !held {
			continue
		}
		if got := themeOf(r, i); got != h.now(where) {
			t.Errorf("%q is in theme %d, a person put it in %d", text.Body, got, h.now(where))
		}
	}
	h.theme, h.parent, h.next, h.last = map[int64]int64{}, map[int64]int64{}, r.Next, r
	for i, text := range h.texts {
		if id := themeOf(r, i); id != 0 {
			h.theme[text.ID] = id
		}
	}
	for _, th := range r.Themes {
		h.parent[th.ID] = th.Parent
	}
}

// themeOf is the id of a text's theme, 0 outside.
func themeOf(r *grouping.Result, i int) int64 {
	if r.Of[i] < 0 {
		return 0
	}
	return r.Themes[r.Of[i]].ID
}

// checkResult holds what is true of any result.
func checkResult(t rapid.TB, texts []grouping.Text, r *grouping.Result) {
	t.Helper()
	n := len(texts)
	if len(r.Of) != n || len(r.Score) != n || len(r.Stray) != n || len(r.Twin) != n {
		t.Fatalf("%d texts; %d %d %d %d", n, len(r.Of), len(r.Score), len(r.Stray), len(r.Twin))
	}
	size := make([]int, len(r.Themes))
	for i, c := range r.Of {
		if c < -1 || c >= len(r.Themes) {
			t.Fatalf("text %d is in theme %d of %d", i, c, len(r.Themes))
		}
		if c >= 0 {
			size[c]++
		}
		for what, x := range map[string]float32{"score": r.Score[i], "stray": r.Stray[i]} {
			if !(x >= 0 && x <= 1) {
				t.Errorf("%s %v", what, x)
			}
		}
		if w := r.Twin[i]; w < 0 || w >= n || r.Twin[w] != w {
			t.Fatalf("text %d repeats %d of %d, which must not repeat another", i, w, n)
		} else if texts[w].Lang != texts[i].Lang {
			t.Errorf("text %d repeats one in another language", i)
		}
	}
	ids := map[int64]bool{}
	for i, th := range r.Themes {
		if th.ID < 1 || th.ID >= r.Next || ids[th.ID] {
			t.Errorf("theme id %d, next %d, twice %v", th.ID, r.Next, ids[th.ID])
		}
		ids[th.ID] = true
		if th.Size != size[i] {
			t.Errorf("theme %d says %d texts, holds %d", th.ID, th.Size, size[i])
		}
		if i > 0 && th.Size > r.Themes[i-1].Size {
			t.Error("themes are not in order of size")
		}
		checkLabel(t, texts, r, i)
	}
	checkParents(t, r)
	for _, list := range [][]grouping.Theme{r.Themes, r.Coarse} {
		all := map[int64]bool{}
		for _, th := range list {
			all[th.ID] = true
		}
		for _, th := range list {
			for _, near := range th.Near {
				if !all[near.ID] || near.ID == th.ID || !(near.Similarity >= 0 && near.Similarity <= 1+1e-6) {
					t.Errorf("theme %d is %v near %d", th.ID, near.Similarity, near.ID)
				}
			}
		}
	}
}

// checkLabel holds what is true of the words and quotations of any theme.
func checkLabel(t rapid.TB, texts []grouping.Text, r *grouping.Result, c int) {
	t.Helper()
	th := r.Themes[c]
	if len(th.Words) > 4 || len(th.Quotes) > 5 || th.Size > 0 && len(th.Quotes) == 0 {
		t.Errorf("theme %d of %d texts: %d words, %d quotations", th.ID, th.Size, len(th.Words), len(th.Quotes))
	}
	seen := map[string]bool{}
	for _, w := range th.Words {
		if strings.TrimSpace(w) != w || w == "" || seen[strings.ToLower(w)] {
			t.Errorf("word %q of %q", w, th.Words)
		}
		seen[strings.ToLower(w)] = true
		found := false
		for _, text := range texts { // in another form, perhaps, in those of the theme
			found = found || strings.Contains(strings.ToLower(text.Body), strings.ToLower(w))
		}
		if !found {
			t.Errorf("%q, a word of theme %d, is in no text", w, th.ID)
		}
	}
	quoted := map[int]bool{}
	for _, q := range th.Quotes {
		if q < 0 || q >= len(texts) || r.Of[q] != c || quoted[r.Twin[q]] {
			t.Errorf("theme %d quotes text %d", th.ID, q)
			continue
		}
		quoted[r.Twin[q]] = true
	}
}

// checkParents holds that coarse themes are made of fine ones.
func checkParents(t rapid.TB, r *grouping.Result) {
	t.Helper()
	size := map[int64]int{}
	for _, th := range r.Themes {
		size[th.Parent] += th.Size
	}
	coarse := map[int64]bool{}
	for _, th := range r.Coarse {
		if coarse[th.ID] {
			t.Errorf("coarse theme %d twice", th.ID)
		}
		coarse[th.ID] = true
		// One that people keep may have lost all its fine ones.
		if size[th.ID] != th.Size {
			t.Errorf("coarse theme %d says %d texts, its fine ones hold %d", th.ID, th.Size, size[th.ID])
		}
	}
	for parent := range size {
		if !coarse[parent] {
			t.Errorf("parent %d is no coarse theme", parent)
		}
	}
}

// In any order of new texts, runs and what people decide, the machine respects
// every decision.
func TestDecisionsAreRespected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse()
		var id int64
		some := func(t *rapid.T) (theme int64, ok bool) {
			if h.last == nil || len(h.last.Themes) == 0 {
				return 0, false
			}
			th := h.last.Themes[rapid.IntRange(0, len(h.last.Themes)-1).Draw(t, "theme")]
			return h.now(th.ID), true
		}
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				for range rapid.IntRange(1, 12).Draw(t, "texts") {
					id++
					h.texts = append(h.texts, drawText(t, id))
				}
			},
			"take back": func(t *rapid.T) {
				if len(h.texts) == 0 {
					t.Skip()
				}
				i := rapid.IntRange(0, len(h.texts)-1).Draw(t, "text")
				delete(h.held, h.texts[i].ID)
				delete(h.theme, h.texts[i].ID)
				h.texts = slices.Delete(h.texts, i, i+1)
				h.last = nil
			},
			"run": func(t *rapid.T) { h.run(t) },
			"keep": func(t *rapid.T) {
				theme, ok := some(t)
				if !ok {
					t.Skip()
				}
				if rapid.Bool().Draw(t, "coarse") && h.parent[theme] != 0 {
					theme = h.parent[theme]
				}
				h.kept[theme] = true
			},
			"move": func(t *rapid.T) {
				theme, ok := some(t)
				if !ok || len(h.texts) == 0 {
					t.Skip()
				}
				text := h.texts[rapid.IntRange(0, len(h.texts)-1).Draw(t, "text")]
				if rapid.IntRange(0, 3).Draw(t, "outside") == 0 {
					theme = 0
				}
				h.held[text.ID] = theme
				h.theme[text.ID] = theme
			},
			"join": func(t *rapid.T) {
				from, ok := some(t)
				into, _ := some(t)
				if !ok || from == into {
					t.Skip()
				}
				h.joined[from] = into
				h.kept[into] = true
				delete(h.kept, from)
			},
			"split": func(t *rapid.T) {
				from, ok := some(t)
				if !ok {
					t.Skip()
				}
				into := h.next
				h.next++
				for _, text := range h.texts {
					if h.now(h.theme[text.ID]) == from && rapid.Bool().Draw(t, "goes") {
						h.held[text.ID], h.theme[text.ID] = into, into
					}
				}
				h.kept[into], h.kept[from] = true, true
				h.parent[into] = h.parent[from]
			},
		})
		h.run(t)
	})
}

// The same texts give the same result, whatever their order, however many
// processors there are, and after any other run.
func TestSameInputSameResult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse()
		for i := range rapid.IntRange(0, 60).Draw(t, "texts") {
			h.texts = append(h.texts, drawText(t, int64(i+1)))
		}
		h.run(t)
		for _, text := range h.texts {
			if rapid.IntRange(0, 9).Draw(t, "held") == 0 && len(h.last.Themes) > 0 {
				h.held[text.ID] = h.last.Themes[rapid.IntRange(0, len(h.last.Themes)-1).Draw(t, "theme")].ID
			}
		}
		one := h.group(t, h.texts)
		old := runtime.GOMAXPROCS(1)
		two := h.group(t, h.texts)
		runtime.GOMAXPROCS(old)
		if what := differ(h.texts, one, h.texts, two); what != "" {
			t.Fatalf("on one processor: %s", what)
		}
		if a, b := written(t, one), written(t, two); a != b {
			t.Fatal("the model is written otherwise on one processor")
		}
		shuffled := rapid.Permutation(h.texts).Draw(t, "order")
		if what := differ(h.texts, one, shuffled, h.group(t, shuffled)); what != "" {
			t.Fatalf("in another order: %s", what)
		}
	})
}

// differ says in what two results differ, by the ids of texts.
func differ(as []grouping.Text, a *grouping.Result, bs []grouping.Text, b *grouping.Result) string {
	type seen struct {
		theme        int64
		twin         string
		score, stray float32
	}
	read := func(texts []grouping.Text, r *grouping.Result) map[int64]seen {
		m := map[int64]seen{}
		for i, text := range texts {
			// Of equal texts any may stand for the others.
			m[text.ID] = seen{themeOf(r, i), texts[r.Twin[i]].Body, r.Score[i], r.Stray[i]}
		}
		return m
	}
	one, two := read(as, a), read(bs, b)
	for _, id := range slices.Sorted(maps.Keys(one)) {
		if one[id] != two[id] {
			return fmt.Sprintf("text %d: %v and %v", id, one[id], two[id])
		}
	}
	themes := func(texts []grouping.Text, list []grouping.Theme) []string {
		var out []string
		for _, th := range list {
			var quotes []string
			for _, q := range th.Quotes {
				quotes = append(quotes, texts[q].Body)
			}
			out = append(out, fmt.Sprint(th.ID, th.Parent, th.Lang, th.Size, th.Words, quotes, th.Near))
		}
		return out
	}
	for _, pair := range [][2][]string{{themes(as, a.Themes), themes(bs, b.Themes)}, {themes(as, a.Coarse), themes(bs, b.Coarse)}} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			return fmt.Sprintf("themes %v and %v", pair[0], pair[1])
		}
	}
	return ""
}

func written(t rapid.TB, r *grouping.Result) string {
	t.Helper()
	b, err := r.Model.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A model that was written and read assigns as before, only to themes that
// there are, best first, and the same text always alike.
func TestAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse()
		for i := range rapid.IntRange(0, 60).Draw(t, "texts") {
			h.texts = append(h.texts, drawText(t, int64(i+1)))
		}
		h.run(t)
		back, err := grouping.ReadModel([]byte(written(t, h.last)))
		if err != nil {
			t.Fatal(err)
		}
		there := map[int64]bool{0: true}
		for _, th := range h.last.Themes {
			there[th.ID] = true
		}
		for range 10 {
			text := drawText(t, 0)
			a := h.last.Model.Assign(text, nil)
			if b := back.Assign(text, nil); !reflect.DeepEqual(a, b) {
				t.Fatalf("%q: %+v, after reading %+v", text.Body, a, b)
			}
			if !there[a.Theme] || !(a.Score >= 0 && a.Score <= 1) || a.Outlier && a.Theme != 0 {
				t.Errorf("%q: %+v", text.Body, a)
			}
			var sum float64
			for i, x := range a.Ranked {
				sum += float64(x.Score)
				if x.Theme == 0 || !there[x.Theme] || i > 0 && cmp.Compare(x.Score, a.Ranked[i-1].Score) > 0 {
					t.Errorf("%q: %+v", text.Body, a.Ranked)
				}
			}
			if sum > 1+1e-3 || math.IsNaN(sum) {
				t.Errorf("%q: scores add up to %v", text.Body, sum)
			}
		}
	})
}
