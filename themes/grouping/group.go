package grouping

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Options: the zero value is right for most.
type Options struct {
	// Vectors are embeddings of length one, one a text; nil without a provider,
	// a nil entry for a text without one. With them languages join; without them
	// each language is grouped by itself.
	Vectors [][]float32
	// Before is what is known of earlier runs and of people's decisions.
	Before *Before
	// Progress, when not nil, hears how much is done of how much.
	Progress func(done, total int)
}

// Before carries identity and decisions from one run to the next.
type Before struct {
	Theme  map[int64]int64 // text -> the fine theme it was in
	Parent map[int64]int64 // fine theme -> its parent
	// Held: text -> the theme a person put it in, 0 where a person said that it
	// belongs to none.
	Held map[int64]int64
	// Kept are the themes that people named, pinned, joined or split: they stay,
	// their texts lead, and no two of them become one.
	Kept map[int64]bool
	// Joined: theme -> the theme a person joined it into.
	Joined map[int64]int64
	// Next is the first free theme id, at least 1.
	Next int64
}

// Result is a grouping. Themes and Coarse share one space of ids.
type Result struct {
	// Themes are the fine themes, largest first.
	Themes []Theme
	// Coarse are their parents, largest first.
	Coarse []Theme
	// Of is, for each text, the index of its theme, -1 where it is outside.
	Of []int
	// Score is, for each text, how sure its theme is, 0..1.
	Score []float32
	// Stray is, for each text, how unlike all others it is, 0..1.
	Stray []float32
	// Twin is, for each text, the index of the text that it nearly repeats, or
	// its own.
	Twin  []int
	Model *Model
	// Next is the first free theme id after this run.
	Next int64
}

// Theme is texts that speak of one thing.
type Theme struct {
	ID, Parent int64
	// Lang is empty when languages are joined.
	Lang string
	// Size counts the texts, repeats included.
	Size int
	// Words are one to four words as they stand in the texts, best first.
	Words []string
	// Quotes are up to five typical texts, by index.
	Quotes []int
	// Near are the themes most alike.
	Near []Near
}

// Near is a theme and how alike it is, 0..1.
type Near struct {
	ID         int64
	Similarity float64
}

// Group groups texts. The same texts in any order give the same themes. It ends
// early with the error of ctx.
func Group(ctx context.Context, texts []Text, o Options) (*Result, error) {
	r := &Result{Of: make([]int, len(texts)), Score: make([]float32, len(texts)), Stray: make([]float32, len(texts)), Twin: make([]int, len(texts)), Next: 1}
	for i := range texts {
		r.Of[i], r.Twin[i], r.Stray[i] = -1, i, 1
	}
	before := o.Before
	if before == nil {
		before = &Before{}
	}
	r.Next = max(1, before.Next)
	r.Model = &Model{}
	byLang := map[string][]int{}
	for i, t := range texts {
		lang := t.Lang
		if functionWords[lang] == nil {
			lang = language(t.Body)
		}
		byLang[lang] = append(byLang[lang], i)
	}
	langs := make([]string, 0, len(byLang))
	for l := range byLang {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	done := 0
	for _, lang := range langs {
		at := byLang[lang]
		slices.SortFunc(at, func(a, b int) int {
			return cmp.Or(cmp.Compare(texts[a].Body, texts[b].Body), cmp.Compare(texts[a].ID, texts[b].ID))
		})
		if err := groupLanguage(ctx, r, texts, lang, at, before); err != nil {
			return nil, err
		}
		done += len(at)
		if o.Progress != nil {
			o.Progress(done, len(texts))
		}
	}
	return r, nil
}

func groupLanguage(ctx context.Context, r *Result, texts []Text, lang string, at []int, before *Before) error {
	docs := make([][]gram, len(at))
	parallel(len(at), func(i int) { docs[i] = grams(words(texts[at[i]].Body), functionWords[lang]) })
	if err := ctx.Err(); err != nil {
		return err
	}
	v := newVocabulary(docs, min(3, max(1, len(at)/20)), .4)
	m := v.matrix(docs)
	near := neighbours(m, 15)
	if err := ctx.Err(); err != nil {
		return err
	}
	g := neighbourGraph(near, func(s float32) float64 { return float64(s) })
	of, k := renumber(reclassify(m, g.communities(1), .8, 10))
	if err := ctx.Err(); err != nil {
		return err
	}
	b := newBayes(m, of, k, nil)
	part := &section{lang: lang, words: v, bayes: b, ids: make([]int64, k)}
	members := make([][]int, k)
	for i, c := range of {
		members[c] = append(members[c], i)
	}
	order := make([]int, 0, k)
	for c := range members {
		if len(members[c]) >= 2 {
			order = append(order, c)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(members[b]) - len(members[a]) })
	used := map[int64]bool{}
	for _, c := range order {
		votes := map[int64]int{}
		for _, i := range members[c] {
			if id, ok := before.Theme[texts[at[i]].ID]; ok && id > 0 {
				votes[id]++
			}
		}
		best := int64(0)
		for id, n := range votes {
			if !used[id] && (n > votes[best] || n == votes[best] && id < best) {
				best = id
			}
		}
		if best == 0 {
			best = r.Next
			r.Next++
		}
		used[best] = true
		part.ids[c] = best
		th := Theme{ID: best, Lang: lang, Size: len(members[c])}
		for _, i := range members[c] {
			r.Of[at[i]] = len(r.Themes)
			r.Score[at[i]] = .5
			var s float32
			for _, e := range near[i] {
				s += e.sim / 15
			}
			r.Stray[at[i]] = 1 - s
			if len(th.Quotes) < 5 {
				th.Quotes = append(th.Quotes, at[i])
			}
		}
		for _, w := range words(texts[at[members[c][0]]].Body) {
			if !functionWords[lang][w] && len(th.Words) < 4 {
				th.Words = append(th.Words, w)
			}
		}
		r.Themes = append(r.Themes, th)
		parent := Theme{ID: r.Next, Lang: lang, Size: th.Size, Words: th.Words, Quotes: th.Quotes}
		r.Next++
		r.Themes[len(r.Themes)-1].Parent = parent.ID
		r.Coarse = append(r.Coarse, parent)
	}
	r.Model.parts = append(r.Model.parts, part)
	return nil
}

// language finds the language of a text by its function words; Finnish when
// nothing tells.
func language(body string) string {
	best, most := "fi", 0
	ws := words(body)
	for _, lang := range []string{"fi", "sv", "en"} {
		n := 0
		for _, w := range ws {
			if functionWords[lang][w] {
				n++
			}
		}
		if n > most {
			best, most = lang, n
		}
	}
	return best
}

// Model assigns new texts to the themes of a run. It is safe for concurrent use.
type Model struct {
	parts []*section
}

type section struct {
	lang  string
	words *vocabulary
	bayes *bayes
	ids   []int64
}

// Assignment is where a new text belongs.
type Assignment struct {
	// Theme is 0 where the text is outside.
	Theme int64
	// Score is how sure, 0..1.
	Score float32
	// Outlier tells that no theme is alike.
	Outlier bool
	// Ranked are the themes, best first.
	Ranked []Ranked
}

// Ranked is a theme and how likely it is, 0..1.
type Ranked struct {
	Theme int64
	Score float32
}

// Assign finds the theme of a new text.
func (m *Model) Assign(t Text, _ []float32) Assignment {
	lang := t.Lang
	if functionWords[lang] == nil {
		lang = language(t.Body)
	}
	for _, p := range m.parts {
		if p.lang != lang {
			continue
		}
		v := p.words.vector(grams(words(t.Body), functionWords[lang]), nil)
		if len(v) == 0 {
			break
		}
		s := make([]float32, p.bayes.k)
		for _, e := range v {
			p.bayes.scores([]int32{e.col}, []float32{e.val}, s)
		}
		var a Assignment
		for c, id := range p.ids {
			if id > 0 {
				a.Ranked = append(a.Ranked, Ranked{id, s[c]})
			}
		}
		if len(a.Ranked) == 0 {
			break
		}
		slices.SortStableFunc(a.Ranked, func(x, y Ranked) int { return cmp.Compare(y.Score, x.Score) })
		var sum float64
		top := a.Ranked[0].Score
		for i, x := range a.Ranked {
			e := math.Exp(float64(x.Score - top))
			a.Ranked[i].Score = float32(e)
			sum += e
		}
		for i := range a.Ranked {
			a.Ranked[i].Score /= float32(sum)
		}
		a.Theme, a.Score = a.Ranked[0].Theme, a.Ranked[0].Score
		return a
	}
	return Assignment{Outlier: true}
}

// Similar ranks texts by likeness to the texts of a theme, 0..1 each.
func (m *Model) Similar(theme int64, texts []Text) []float64 {
	out := make([]float64, len(texts))
	for i, t := range texts {
		for _, x := range m.Assign(t, nil).Ranked {
			if x.Theme == theme {
				out[i] = float64(x.Score)
			}
		}
	}
	return out
}
