package grouping

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// cloud is made-up embeddings: texts lie around their topics, with noise, and
// each language lies a little aside.
type cloud struct {
	size, topics, n int
	// noise is the length of what is a text's own, where a topic has length 1.
	noise float64
	// shift is the length of what is a language's own.
	shift float64
	// cone is the length of what all have in common.
	cone float64
	// uneven is how many times as large as the next a topic is.
	uneven float64
	seed   uint64
}

func direction(rng *rand.Rand, size int, length float64) []float64 {
	v := make([]float64, size)
	var sum float64
	for j := range v {
		v[j] = rng.NormFloat64()
		sum += v[j] * v[j]
	}
	for j := range v {
		v[j] *= length / math.Sqrt(sum)
	}
	return v
}

var cloudLangs = []string{"fi", "sv", "en"}

// draw gives texts, their vectors and their topics.
func (c cloud) draw() (texts []Text, vectors [][]float32, topics []int) {
	rng := rand.New(rand.NewPCG(c.seed, 7))
	var centre, shift [][]float64
	weight := make([]float64, c.topics)
	var all float64
	for k := range c.topics {
		centre = append(centre, direction(rng, c.size, 1))
		weight[k] = math.Pow(max(c.uneven, 1), -float64(k))
		all += weight[k]
	}
	for range cloudLangs {
		shift = append(shift, direction(rng, c.size, c.shift))
	}
	cone := direction(rng, c.size, c.cone)
	for i := range c.n {
		topic, x := 0, (float64(i)+0.5)/float64(c.n)*all
		for x > weight[topic] && topic+1 < c.topics {
			x -= weight[topic]
			topic++
		}
		lang := rng.IntN(len(cloudLangs))
		own := direction(rng, c.size, c.noise)
		v := make([]float32, c.size)
		for j := range v {
			v[j] = float32(centre[topic][j] + shift[lang][j] + cone[j] + own[j])
		}
		unit(v)
		texts = append(texts, Text{ID: int64(i + 1), Lang: cloudLangs[lang], Body: scribble(rng)})
		vectors = append(vectors, v)
		topics = append(topics, topic)
	}
	return texts, vectors, topics
}

// scribble is a text that tells nothing.
func scribble(rng *rand.Rand) string {
	var ws []string
	for range 6 {
		w := make([]byte, 6)
		for j := range w {
			w[j] = byte('a' + rng.IntN(26))
		}
		ws = append(ws, string(w))
	}
	return strings.Join(ws, " ")
}

// clearClouds are those whose topics a person would tell apart.
func clearClouds(short bool) []cloud {
	list := []cloud{
		{size: 64, topics: 2, n: 60, noise: 0.8},
		{size: 64, topics: 2, n: 300, noise: 1.5, uneven: 3},
		{size: 384, topics: 4, n: 120, noise: 1.5},
		{size: 64, topics: 8, n: 240, noise: 1.2, uneven: 1.15},
		{size: 384, topics: 10, n: 500, noise: 2, uneven: 1.3},
		{size: 64, topics: 30, n: 900, noise: 1.5},
		{size: 384, topics: 30, n: 900, noise: 0.8, uneven: 1.08},
	}
	if !short {
		list = append(list, cloud{size: 64, topics: 20, n: 5000, noise: 1, uneven: 1.1})
	}
	for i := range list {
		list[i].shift, list[i].cone, list[i].seed = 0.5, 1.5, uint64(i)
	}
	return list
}

// However many topics there are, they are found, and languages join in them.
func TestEmbeddingsTellTopics(t *testing.T) {
	for _, c := range clearClouds(testing.Short()) {
		texts, vectors, topics := c.draw()
		r := group(t, texts, Options{Vectors: vectors})
		sound(t, texts, r)
		var found, truth []int
		langs := map[int]map[string]bool{}
		for i, g := range r.Of {
			if g < 0 {
				continue
			}
			found, truth = append(found, g), append(truth, topics[i])
			if langs[g] == nil {
				langs[g] = map[string]bool{}
			}
			langs[g][texts[i].Lang] = true
		}
		a := agreement(truth, found)
		t.Logf("%+v: %d themes, agreement %.2f, %d outside", c, len(r.Themes), a, len(texts)-len(found))
		if k := float64(len(r.Themes)); a < 0.9 || k > 1.5*float64(c.topics) || k*1.5 < float64(c.topics) || len(found)*100 < len(texts)*92 {
			t.Errorf("%+v: %d themes, agreement %.2f, %d outside", c, len(r.Themes), a, len(texts)-len(found))
		}
		for g, th := range r.Themes {
			if th.Lang != "" || th.Size >= 15 && len(langs[g]) < len(cloudLangs) {
				t.Errorf("%+v: theme of %d texts has languages %v", c, th.Size, langs[g])
			}
		}
	}
}

// A language that speaks of one thing alone is not torn apart by its own centre.
func TestLanguageOfOneTopic(t *testing.T) {
	c := cloud{size: 64, topics: 2, n: 240, noise: 1, shift: 0.2, cone: 1, seed: 3}
	texts, vectors, topics := c.draw()
	var kept []int
	for i := range texts {
		if texts[i].Lang != "sv" || topics[i] == 0 {
			kept = append(kept, i)
		}
	}
	for j, i := range kept {
		texts[j], vectors[j], topics[j] = texts[i], vectors[i], topics[i]
	}
	n := len(kept)
	r := group(t, texts[:n], Options{Vectors: vectors[:n]})
	if a := agreement(topics[:n], r.Of); a < 0.9 || len(r.Themes) != 2 {
		t.Errorf("%d themes, agreement %.2f", len(r.Themes), a)
	}
}

// Where embeddings tell nothing, there are a few groups, not many.
func TestEmbeddingsOfNothing(t *testing.T) {
	for _, size := range []int{16, 384} {
		for _, n := range []int{60, 600} {
			texts, vectors, _ := cloud{size: size, topics: 1, n: n, noise: 100, seed: uint64(n)}.draw()
			r := group(t, texts, Options{Vectors: vectors})
			sound(t, texts, r)
			if most := 2 * math.Log(float64(n)); float64(len(r.Themes)) > most {
				t.Errorf("%d texts of nothing, vectors of %d: %d themes", n, size, len(r.Themes))
			}
		}
	}
}

// The words of a joined theme are of the language that most of its texts are in.
func TestJoinedThemesSpeakOneLanguage(t *testing.T) {
	c := cloud{size: 64, topics: 2, n: 300, noise: 1, shift: 0.3, cone: 1, seed: 8}
	texts, vectors, topics := c.draw()
	n := 0
	for i := range texts {
		if texts[i].Lang != "sv" && i%3 > 0 {
			continue
		}
		texts[n], vectors[n], topics[n] = texts[i], vectors[i], topics[i]
		texts[n].Body = some(rand.New(rand.NewPCG(uint64(i), 3)), subjects[texts[n].Lang][topics[n]])
		n++
	}
	r := group(t, texts[:n], Options{Vectors: vectors[:n]})
	if len(r.Themes) != 2 {
		t.Fatalf("%d themes", len(r.Themes))
	}
	for g, th := range r.Themes {
		topic := topics[slices.Index(r.Of, g)]
		for _, w := range th.Words {
			if !slices.ContainsFunc(strings.Fields(w), func(x string) bool { return slices.Contains(subjects["sv"][topic], x) }) {
				t.Errorf("%q of %q is not of the commonest language", w, th.Words)
			}
		}
		if len(th.Words) == 0 || th.Lang != "" {
			t.Errorf("%+v", th)
		}
	}
}

// New texts go where their vector says, and without one where their words say,
// as the model was and as it is read back. A text without a vector is assigned.
func TestNewTextsFindJoinedThemes(t *testing.T) {
	c := cloud{size: 64, topics: 6, n: 400, noise: 1, shift: 0.5, cone: 1.5, seed: 9}
	texts, vectors, topics := c.draw()
	for i := range texts {
		texts[i].Body += " " + some(rand.New(rand.NewPCG(uint64(i), 2)), subjects["fi"][topics[i]%4])
	}
	old := 300
	order := rand.New(rand.NewPCG(4, 4)).Perm(len(texts))
	shuffled, sv, st := make([]Text, len(texts)), make([][]float32, len(texts)), make([]int, len(texts))
	for j, i := range order {
		shuffled[j], sv[j], st[j] = texts[i], vectors[i], topics[i]
	}
	given := slices.Clone(sv[:old])
	given[0] = nil
	r := group(t, shuffled[:old], Options{Vectors: given})
	sound(t, shuffled[:old], r)
	theme := map[int]int64{}
	for i, g := range r.Of {
		if g >= 0 && i > 0 {
			theme[st[i]] = r.Themes[g].ID
		}
	}
	if r.Of[0] < 0 {
		t.Error("a text without a vector is outside, though its words are known")
	}
	b, err := r.Model.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadModel(b)
	if err != nil {
		t.Fatal(err)
	}
	right, out := 0, 0
	for i := old; i < len(shuffled); i++ {
		a := back.Assign(shuffled[i], sv[i])
		if !reflect.DeepEqual(a, r.Model.Assign(shuffled[i], sv[i])) {
			t.Fatalf("text %d goes elsewhere once the model is read back", i)
		}
		if a.Theme == theme[st[i]] {
			right++
		}
		if back.Assign(shuffled[i], nil).Outlier {
			out++
		}
	}
	if n := len(shuffled) - old; right*10 < n*9 || out*10 > n {
		t.Errorf("of %d new texts %d find their theme, %d are outside by their words", n, right, out)
	}
}

// A city that turns embeddings on had themes of each language. They join; what
// people decided stays.
func TestThemesOfLanguagesJoin(t *testing.T) {
	c := cloud{size: 64, topics: 2, n: 180, noise: 1, shift: 0.3, cone: 1, seed: 5}
	texts, vectors, topics := c.draw()
	b := &Before{Theme: map[int64]int64{}, Parent: map[int64]int64{}, Held: map[int64]int64{}, Kept: map[int64]bool{}, Joined: map[int64]int64{}, Next: 20}
	for i, x := range texts {
		b.Theme[x.ID] = int64(1 + topics[i]*3 + slices.Index(cloudLangs, x.Lang))
	}
	r := group(t, texts, Options{Vectors: vectors, Before: b})
	sound(t, texts, r)
	if a := agreement(topics, r.Of); a < 0.9 || len(r.Themes) != 2 {
		t.Errorf("%d themes, agreement %.2f", len(r.Themes), a)
	}
	for _, th := range r.Themes {
		if th.ID > 6 {
			t.Errorf("theme %d has an id of its own, though its texts had themes", th.ID)
		}
	}
	b.Kept[2] = true
	if r = group(t, texts, Options{Vectors: vectors, Before: b}); !slices.ContainsFunc(r.Themes, func(th Theme) bool { return th.ID == 2 && th.Size > 10 }) {
		t.Errorf("themes %+v: the kept one is gone", r.Themes)
	}
}
