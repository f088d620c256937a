package grouping

import (
	"cmp"
	"math"
	"slices"
)

// Model assigns new texts to the themes of a run. It is safe for concurrent use.
type Model struct {
	parts []*part
}

// part is the model of one section. It holds the compared texts as their
// n-grams; the rest follows from these.
type part struct {
	lang  string
	words *vocabulary
	rows  *matrix
	of    []int   // group of each row, -1 outside
	ids   []int64 // theme of each group
	limit float32 // stray beyond this is outside
	// means and meanLimit are the same for embeddings seen from centres, nil
	// without.
	centres   centres
	means     [][]float32
	meanLimit float32

	bayes *bayes
	posts *postings
}

// Assignment is where a new text belongs.
type Assignment struct {
	// Theme is 0 where the text is outside.
	Theme int64
	// Score is how sure the theme is, 0..1.
	Score float32
	// Stray is how unlike the text is to all others, 0..1.
	Stray float32
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

// Assign finds the theme of a new text. Its embedding counts where the model
// was made with embeddings of that length; nil is always right.
func (m *Model) Assign(t Text, vector []float32) Assignment {
	p := m.partFor(t)
	if p == nil {
		return Assignment{Stray: 1, Outlier: true}
	}
	return p.assign(t, vector, 0)
}

// stays is the share of the best fit with which a text stays where it was.
const stays = 0.5

// assign finds the theme of a text that was in a theme, or in none (0).
func (p *part) assign(t Text, vector []float32, was int64) Assignment {
	if p.embeds(vector) {
		vector = p.centres.from(vector, languageOf(t))
	}
	fit, odd := p.judge(gramsOf(t, p.lang), vector)
	a := Assignment{Stray: odd, Outlier: p.outside(odd, vector) || len(fit) == 0}
	for g, x := range fit {
		a.Ranked = append(a.Ranked, Ranked{p.ids[g], x})
	}
	slices.SortStableFunc(a.Ranked, func(x, y Ranked) int { return cmp.Compare(y.Score, x.Score) })
	if len(a.Ranked) > 0 {
		a.Score = a.Ranked[0].Score
	}
	if a.Outlier {
		return a
	}
	a.Theme = a.Ranked[0].Theme
	for _, x := range a.Ranked[1:] {
		if x.Theme == was && x.Score >= stays*a.Score {
			a.Theme, a.Score = was, x.Score
		}
	}
	return a
}

// partFor is the part that knows the language of a text; a part of all
// languages knows each.
func (m *Model) partFor(t Text) *part {
	lang := languageOf(t)
	for _, p := range m.parts {
		if p.lang == lang || p.lang == "" {
			return p
		}
	}
	return nil
}

// Similar ranks texts by likeness to the texts of a theme, 0..1 each.
func (m *Model) Similar(theme int64, texts []Text) []float64 {
	out := make([]float64, len(texts))
	for _, p := range m.parts {
		g := slices.Index(p.ids, theme)
		if g < 0 {
			continue
		}
		mean := p.mean(g)
		for i, t := range texts {
			if p.lang != "" && p.lang != languageOf(t) {
				continue
			}
			cols, vals, _ := p.words.vector(gramsOf(t, p.lang))
			var s float32
			for j, c := range cols {
				s += vals[j] * mean[c]
			}
			out[i] = max(out[i], min(float64(s), 1))
		}
	}
	return out
}

// mean is the mean direction of a group.
func (p *part) mean(group int) []float32 {
	mean := make([]float32, p.rows.cols)
	for i, g := range p.of {
		if g != group {
			continue
		}
		cols, vals := p.rows.row(i)
		for j, c := range cols {
			mean[c] += vals[j]
		}
	}
	if l := math.Sqrt(float64(dot(mean, mean))); l > 0 {
		for c := range mean {
			mean[c] /= float32(l)
		}
	}
	return mean
}

// outside tells whether nothing is like a text that is so stray.
func (p *part) outside(odd float32, vector []float32) bool {
	if p.embeds(vector) {
		return odd > p.meanLimit
	}
	return odd > p.limit || odd >= 1
}

func (p *part) embeds(vector []float32) bool {
	return len(p.means) > 0 && len(vector) == len(p.means[0])
}

// judge gives the probability of each group and how stray the text is.
func (p *part) judge(gs []gram, vector []float32) (fit []float32, odd float32) {
	fit = make([]float32, len(p.ids))
	if len(fit) == 0 {
		return fit, 1
	}
	if p.embeds(vector) {
		odd = 1
		for g, m := range p.means {
			fit[g] = dot(vector, m)
			odd = min(odd, 1-fit[g])
		}
		likely(fit, cosineSharp)
		return fit, max(odd, 0)
	}
	cols, vals, known := p.words.vector(gs)
	near := p.posts.nearest(cols, vals, mostNear, -1)
	p.bayes.score(cols, vals, fit)
	likely(fit, bayesSharp)
	var weight float32
	for _, e := range near {
		weight += e.sim * e.sim
	}
	for _, e := range near {
		if g := p.of[e.at]; g >= 0 {
			fit[g] += neighbourSay * e.sim * e.sim / weight
		}
	}
	var sum float32
	for _, x := range fit {
		sum += x
	}
	for g := range fit {
		fit[g] /= sum
	}
	return fit, stray(near, known)
}

// newPart makes the model of what a section found. Values are rounded as they
// are written, so that a model read back is the same.
func newPart(s *section, words *vocabulary, rows *matrix, known []float32, f features) *part {
	p := &part{lang: s.lang, words: words, rows: rows, of: s.of, ids: s.ids, limit: s.limit}
	for i, x := range rows.val {
		rows.val[i] = float32(quantum(x)) / quanta
	}
	if e, ok := f.(*dense); ok && len(s.ids) > 0 {
		p.centres = e.centres
		p.means = e.means(s.of, len(s.ids), nil)
		var odd []float32
		for i, g := range s.of {
			if g >= 0 {
				odd = append(odd, 1-dot(e.embedded[i], p.means[g]))
			}
		}
		p.meanLimit = fence(odd)
	}
	p.learn()
	if len(p.means) > 0 {
		// The fence of the section is of embeddings; a text that comes without one
		// is measured by its words.
		odd := make([]float32, rows.rows())
		parallel(len(odd), func(i int) {
			cols, vals := rows.row(i)
			odd[i] = stray(p.posts.nearest(cols, vals, mostNear, i), known[i])
		})
		p.limit = fence(odd)
	}
	return p
}

// quanta is how finely the values of rows are written, parts of one.
const quanta = 255

func quantum(x float32) uint8 { return uint8(min(x*quanta+0.5, quanta)) }

// learn makes what follows from the rows.
func (p *part) learn() {
	p.bayes = newBayes(p.rows.sums(p.of, len(p.ids), nil), len(p.ids))
	p.posts = newPostings(p.rows)
}
