package grouping

import (
	"cmp"
	"context"
	"errors"
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

// Result is a grouping. Themes and Coarse share one space of ids.
type Result struct {
	// Themes are the fine themes, largest first.
	Themes []Theme
	// Coarse are their parents, largest first.
	Coarse []Theme
	// Of is, for each text, the index of its theme, -1 where it is outside.
	Of []int
	// Score is, for each text, how sure its theme is, 0..1; 0 outside.
	Score []float32
	// Stray is, for each text, how unlike all others it is, 0..1: the outlier
	// score.
	Stray []float32
	// Twin is, for each text, the index of the text that it nearly repeats, or
	// its own.
	Twin []int
	// Model assigns texts that come later.
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
	// Quotes are up to five typical texts, by index, the most typical first.
	Quotes []int
	// Near are the themes most alike, the nearest first.
	Near []Near
}

// Near is a theme and how alike it is, 0..1.
type Near struct {
	ID         int64
	Similarity float64
}

// compared is how many texts of a language are compared with each other; the
// rest is assigned to the themes of these.
const compared = 4000

// errVectors is of a caller that lost count.
var errVectors = errors.New("grouping: vectors are not one a text")

// usable are the embeddings where at least half of the texts have one of the
// commonest length; else nil. Others are left out.
func usable(vectors [][]float32) [][]float32 {
	widths := map[int]int{}
	width := 0
	for _, v := range vectors {
		if len(v) > 0 {
			widths[len(v)]++
		}
	}
	for w, n := range widths {
		if n > widths[width] || n == widths[width] && w > width {
			width = w
		}
	}
	if widths[width]*2 < len(vectors) || width == 0 {
		return nil
	}
	out := make([][]float32, len(vectors))
	for i, v := range vectors {
		if len(v) == width && !math.IsNaN(float64(dot(v, v))) {
			out[i] = v
		}
	}
	return out
}

// Group groups texts. The same texts in any order give the same themes. It ends
// early with the error of ctx.
func Group(ctx context.Context, texts []Text, o Options) (*Result, error) {
	r := &Result{Of: make([]int, len(texts)), Score: make([]float32, len(texts)), Stray: make([]float32, len(texts)), Twin: make([]int, len(texts)), Model: &Model{}}
	if o.Vectors != nil && len(o.Vectors) != len(texts) {
		return nil, errVectors
	}
	o.Vectors = usable(o.Vectors)
	past := o.Before.settle()
	sections := sectionsOf(texts, o.Vectors)
	steps := progress{total: len(texts), say: o.Progress}
	for i := range r.Twin {
		r.Twin[i] = i
	}
	for _, s := range sections {
		if err := s.fold(ctx, texts, past, r.Twin); err != nil {
			return nil, err
		}
		s.choose(texts, o.Vectors, past, r.Twin)
		if err := s.group(ctx, texts, o.Vectors, past); err != nil {
			return nil, err
		}
		steps.done(len(s.all) - len(s.rest))
		if err := s.assign(ctx, texts, o.Vectors, past, &steps); err != nil {
			return nil, err
		}
		r.Model.parts = append(r.Model.parts, s.model)
	}
	r.fill(texts, sections, past)
	r.parents(sections, past)
	r.Next = past.next
	return r, ctx.Err()
}

// progress counts what is done.
type progress struct {
	sofar, total int
	say          func(done, total int)
}

func (p *progress) done(n int) {
	p.sofar += n
	if p.say != nil {
		p.say(min(p.sofar, p.total), p.total)
	}
}

// section is the texts that are grouped together: those of one language, or all
// where there are embeddings.
type section struct {
	lang string
	all  []int // texts, in an order that does not depend on that of the input
	at   []int // those compared with each other
	rest []int // those assigned afterwards

	// Of each of at:
	was   []int64 // the theme it was in, or 0
	fixed []bool  // a person placed it
	of    []int   // its group, or -1
	sure  []float32
	odd   []float32 // how stray it is
	limit float32   // of odd, from which a text is outside

	ids   []int64 // theme of each group, 0 for a new one
	net   *graph
	model *part
	alike [][]float64 // how alike the groups are
	// late is what the rest was assigned.
	late []Assignment
}

// sectionsOf divides texts by language, or puts those with embeddings together.
func sectionsOf(texts []Text, vectors [][]float32) []*section {
	by := map[string]*section{}
	for i, t := range texts {
		lang := ""
		if vectors == nil {
			lang = languageOf(t)
		}
		s := by[lang]
		if s == nil {
			s = &section{lang: lang}
			by[lang] = s
		}
		s.all = append(s.all, i)
	}
	var out []*section
	for _, s := range by {
		slices.SortFunc(s.all, func(a, b int) int {
			return cmp.Or(cmp.Compare(texts[a].Body, texts[b].Body), cmp.Compare(texts[a].ID, texts[b].ID))
		})
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *section) int { return cmp.Compare(a.lang, b.lang) })
	return out
}

// choose picks the texts that are compared: those that people placed, and of
// the others as many as there is room for, by a hash of their words.
func (s *section) choose(texts []Text, vectors [][]float32, past *past, twin []int) {
	type ranked struct {
		at   int
		rank uint64
	}
	var rs []ranked
	for _, i := range s.all {
		if twin[i] != i {
			continue
		}
		if vectors != nil && len(vectors[i]) == 0 {
			s.rest = append(s.rest, i)
			continue
		}
		rank := hashOf(texts[i].Body)
		if _, held := past.held[texts[i].ID]; held {
			rank = 0
		}
		rs = append(rs, ranked{i, rank})
	}
	if len(rs) > compared {
		byRank := slices.Clone(rs)
		slices.SortStableFunc(byRank, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
		last := byRank[compared-1].rank
		for _, r := range rs {
			if r.rank <= last {
				s.at = append(s.at, r.at)
			} else {
				s.rest = append(s.rest, r.at)
			}
		}
		return
	}
	for _, r := range rs {
		s.at = append(s.at, r.at)
	}
}
