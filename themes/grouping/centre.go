package grouping

// centres are what embeddings have in common: all of them, or those of each
// language. Models put every text into a narrow cone, and the texts of a
// language a little aside; neither says what a text speaks of.
type centres map[string][]float32

// centreWeight is how many texts the centre of all counts for beside those of a
// language.
const centreWeight = 10

// everyLanguage is the centre of all.
const everyLanguage = ""

// centresOf are the centre of all, and where told those of the languages.
func centresOf(rows [][]float32, langs []string, byLang bool) centres {
	c := centres{everyLanguage: make([]float32, len(rows[0]))}
	all := c[everyLanguage]
	for _, v := range rows {
		for j, x := range v {
			all[j] += x / float32(len(rows))
		}
	}
	if !byLang {
		return c
	}
	count := map[string]float32{}
	for i, lang := range langs {
		if c[lang] == nil {
			c[lang] = make([]float32, len(all))
		}
		count[lang]++
		for j, x := range rows[i] {
			c[lang][j] += x
		}
	}
	for lang, n := range count {
		for j := range all {
			c[lang][j] = (c[lang][j] + centreWeight*all[j]) / (n + centreWeight)
		}
	}
	return c
}

// from is a vector as seen from the centre of its language.
func (c centres) from(v []float32, lang string) []float32 {
	centre := c[lang]
	if centre == nil {
		centre = c[everyLanguage]
	}
	out := make([]float32, len(v))
	for j := range v {
		out[j] = v[j] - centre[j]
	}
	unit(out)
	return out
}
