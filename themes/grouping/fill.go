package grouping

import (
	"cmp"
	"slices"
)

const (
	mostQuotes = 5
	mostNearby = 3
	// nearby is how alike themes must be to be worth naming to a person.
	nearby = 0.1
)

// holding is the texts of a theme in one section.
type holding struct {
	s     *section
	group int
	rows  []int // of at
}

// fill writes the themes of all sections into the result.
func (r *Result) fill(texts []Text, sections []*section, past *past) {
	theme := make([]int64, len(texts))
	holdings := map[int64][]holding{}
	for _, s := range sections {
		for g, rows := range membersOf(s.of, len(s.ids)) {
			holdings[s.ids[g]] = append(holdings[s.ids[g]], holding{s, g, rows})
		}
		for j, i := range s.at {
			r.Stray[i], r.Score[i] = s.odd[j], s.sure[j]
			if s.of[j] >= 0 {
				theme[i] = s.ids[s.of[j]]
			}
		}
		for j, i := range s.rest {
			a := s.late[j]
			r.Stray[i], theme[i] = a.Stray, a.Theme
			if a.Theme > 0 {
				r.Score[i] = a.Score
			}
		}
	}
	size := map[int64]int{}
	for i, first := range r.Twin {
		if first != i {
			theme[i], r.Score[i], r.Stray[i] = theme[first], r.Score[first], r.Stray[first]
		}
		if theme[i] > 0 {
			size[theme[i]]++
		}
	}
	above := past.parents()
	for id := range past.kept {
		if !above[id] {
			size[id] += 0
		}
	}
	for id, n := range size {
		r.Themes = append(r.Themes, Theme{ID: id, Size: n})
	}
	slices.SortFunc(r.Themes, func(a, b Theme) int { return cmp.Or(cmp.Compare(b.Size, a.Size), cmp.Compare(a.ID, b.ID)) })
	index := map[int64]int{}
	for t := range r.Themes {
		index[r.Themes[t].ID] = t
	}
	for i, id := range theme {
		r.Of[i] = -1
		if id > 0 {
			r.Of[i] = index[id]
		}
	}
	type tongue struct {
		s    *section
		lang string
	}
	words := map[tongue]*labels{}
	for t := range r.Themes {
		th := &r.Themes[t]
		hs := holdings[th.ID]
		if len(hs) == 0 {
			continue
		}
		h := slices.MaxFunc(hs, func(a, b holding) int { return cmp.Compare(len(a.rows), len(b.rows)) })
		th.Lang = h.s.lang
		lang, rows := h.s.commonest(h.rows, texts)
		v := tongue{h.s, lang}
		if words[v] == nil {
			words[v] = newLabels(h.s, texts, lang)
		}
		th.Words = words[v].of(rows)
		th.Quotes = h.s.quotes(h.group, h.rows, texts)
		th.Near = h.s.near(h.group)
	}
}

// quotes are typical texts of a group: neither scraps nor long, and not alike.
func (s *section) quotes(group int, rows []int, texts []Text) []int {
	type quote struct {
		row  int
		rank float64
	}
	mean := s.model.mean(group)
	var qs []quote
	for _, row := range rows {
		cols, vals := s.model.rows.row(row)
		var sim float32
		for j, c := range cols {
			sim += vals[j] * mean[c]
		}
		qs = append(qs, quote{row, float64(sim) * readable(texts[s.at[row]].Body)})
	}
	slices.SortStableFunc(qs, func(a, b quote) int { return cmp.Compare(b.rank, a.rank) })
	var out, taken []int
	for _, q := range qs {
		if len(out) == mostQuotes {
			break
		}
		if !slices.ContainsFunc(taken, func(t int) bool { return s.model.rows.cosine(t, q.row) > 0.6 }) {
			out = append(out, s.at[q.row])
			taken = append(taken, q.row)
		}
	}
	return out
}

// readable lowers the rank of texts that say too little or too much to quote.
func readable(body string) float64 {
	n := float64(len([]rune(body)))
	switch {
	case n < 40:
		return n / 40
	case n > 280:
		return 280 / n
	}
	return 1
}

// cosine is how alike two rows are.
func (m *matrix) cosine(a, b int) float32 {
	ca, va := m.row(a)
	cb, vb := m.row(b)
	var s float32
	for i, j := 0, 0; i < len(ca) && j < len(cb); {
		switch {
		case ca[i] == cb[j]:
			s += va[i] * vb[j]
			i++
			j++
		case ca[i] < cb[j]:
			i++
		default:
			j++
		}
	}
	return s
}

// near are the groups most like a group.
func (s *section) near(group int) []Near {
	if s.alike == nil {
		s.alike = s.likenesses()
	}
	var out []Near
	for g, x := range s.alike[group] {
		if g != group && x >= nearby {
			out = append(out, Near{s.ids[g], min(x, 1)})
		}
	}
	slices.SortStableFunc(out, func(a, b Near) int { return cmp.Compare(b.Similarity, a.Similarity) })
	return out[:min(len(out), mostNearby)]
}

// likenesses are the cosines of the means of all groups.
func (s *section) likenesses() [][]float64 {
	k := len(s.ids)
	out := make([][]float64, k)
	for g := range out {
		out[g] = make([]float64, k)
	}
	means := s.model.means
	if means == nil {
		for g := range k {
			means = append(means, s.model.mean(g))
		}
	}
	parallel(k, func(a int) {
		for b := range k {
			if a != b {
				out[a][b] = float64(dot(means[a], means[b]))
			}
		}
	})
	return out
}
