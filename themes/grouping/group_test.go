package grouping

import (
	"bytes"
	"context"
	"maps"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// subjects are words that go together in made-up feedback.
var subjects = map[string][][]string{
	"fi": {
		{"pyörätie", "auraus", "talvi", "lumi", "jalankulkija", "hiekoitus"},
		{"kirjasto", "aukiolo", "sunnuntai", "lainaus", "kirja", "lukusali"},
		{"koulu", "ruokailu", "kasvisruoka", "oppilas", "keittiö", "ateria"},
		{"bussi", "vuoro", "pysäkki", "aikataulu", "lippu", "kuljettaja"},
	},
	"sv": {
		{"cykelväg", "plogning", "vinter", "snö", "fotgängare", "sandning"},
		{"bibliotek", "öppettid", "söndag", "utlåning", "bok", "läsesal"},
	},
	"en": {
		{"playground", "swing", "bench", "park", "children", "fence"},
		{"noise", "night", "bar", "music", "neighbour", "street"},
	},
}

// feedback draws texts of made-up subjects, some of them twins, some of nothing.
func feedback(t *rapid.T, most int) []Text {
	langs := slices.Sorted(maps.Keys(subjects))
	var texts []Text
	for range rapid.IntRange(0, most).Draw(t, "texts") {
		x := Text{ID: int64(len(texts) + 1), Lang: rapid.SampledFrom(langs).Draw(t, "lang")}
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			x.Body = rapid.SampledFrom([]string{"", "?", "ok", "123", "\xff\xfe", strings.Repeat("a", 60), "ÄÄÄ ööö", "ei"}).Draw(t, "odd")
		case 1:
			if len(texts) > 0 {
				x.Body = texts[len(texts)-1].Body
			}
		default:
			words := rapid.SampledFrom(subjects[x.Lang]).Draw(t, "subject")
			x.Body = strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 2, 8).Draw(t, "words"), " ")
		}
		texts = append(texts, x)
	}
	return texts
}

// some is four words of a subject, in any order.
func some(rng *rand.Rand, words []string) string {
	var out []string
	for _, i := range rng.Perm(len(words))[:4] {
		out = append(out, words[i])
	}
	return strings.Join(out, " ")
}

func group(t require, texts []Text, o Options) *Result {
	t.Helper()
	r, err := Group(context.Background(), texts, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

type require interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// sound fails where a result contradicts itself.
func sound(t require, texts []Text, r *Result) {
	t.Helper()
	if len(r.Of) != len(texts) || len(r.Score) != len(texts) || len(r.Stray) != len(texts) || len(r.Twin) != len(texts) {
		t.Fatal("not one of each a text")
	}
	size := make([]int, len(r.Themes))
	for i, g := range r.Of {
		if g < -1 || g >= len(r.Themes) {
			t.Fatalf("text %d is in theme %d of %d", i, g, len(r.Themes))
		}
		if g >= 0 {
			size[g]++
		}
		if s := r.Score[i]; !(s >= 0 && s <= 1) || g < 0 && s != 0 {
			t.Fatalf("text %d of theme %d has score %v", i, g, s)
		}
		if s := r.Stray[i]; !(s >= 0 && s <= 1) {
			t.Fatalf("text %d has stray %v", i, s)
		}
		if w := r.Twin[i]; w < 0 || w >= len(texts) || r.Twin[w] != w || r.Of[w] != g {
			t.Fatalf("text %d is a twin of %d", i, w)
		}
	}
	ids := map[int64]bool{}
	under := map[int64]int{}
	for g, th := range r.Themes {
		if th.Size != size[g] {
			t.Fatalf("theme %d says %d texts, has %d", th.ID, th.Size, size[g])
		}
		if g > 0 && th.Size > r.Themes[g-1].Size {
			t.Fatal("themes are not largest first")
		}
		if ids[th.ID] || th.ID <= 0 || th.ID >= r.Next {
			t.Fatalf("theme id %d, next %d", th.ID, r.Next)
		}
		ids[th.ID] = true
		under[th.Parent] += th.Size
		for _, q := range th.Quotes {
			if r.Of[q] != g {
				t.Fatalf("theme %d quotes text %d of %d", th.ID, q, r.Of[q])
			}
		}
		if th.Size > 1 && len(th.Quotes) == 0 || len(th.Quotes) > mostQuotes || len(th.Words) > mostWords {
			t.Fatalf("theme %d has %d quotes and words %q", th.ID, len(th.Quotes), th.Words)
		}
	}
	for _, th := range r.Themes {
		for _, n := range th.Near {
			if !ids[n.ID] || n.ID == th.ID || !(n.Similarity > 0 && n.Similarity <= 1) {
				t.Fatalf("theme %d is near %v", th.ID, n)
			}
		}
	}
	for _, th := range r.Coarse {
		if ids[th.ID] || th.ID <= 0 || th.ID >= r.Next {
			t.Fatalf("parent id %d, next %d", th.ID, r.Next)
		}
		ids[th.ID] = true
		if th.Size != under[th.ID] {
			t.Fatalf("parent %d says %d texts, has %d", th.ID, th.Size, under[th.ID])
		}
		delete(under, th.ID)
	}
	if len(under) > 0 {
		t.Fatalf("no such parents: %v", under)
	}
}

func TestGroupIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := feedback(t, 40)
		sound(t, texts, group(t, texts, Options{}))
	})
}

// themeOf says for each text, by id, its theme.
func themeOf(texts []Text, r *Result) map[int64]int64 {
	of := map[int64]int64{}
	for i, g := range r.Of {
		of[texts[i].ID] = 0
		if g >= 0 {
			of[texts[i].ID] = r.Themes[g].ID
		}
	}
	return of
}

func TestGroupIsOfTheTextsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := feedback(t, 90)
		first := group(t, texts, Options{})
		model, err := first.Model.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		shuffled := rapid.Permutation(texts).Draw(t, "order")
		before := runtime.GOMAXPROCS(1)
		again := group(t, shuffled, Options{})
		runtime.GOMAXPROCS(before)
		if a, b := themeOf(texts, first), themeOf(shuffled, again); !maps.Equal(a, b) {
			t.Fatalf("in another order %v, before %v", b, a)
		}
		for g, th := range first.Themes {
			if other := again.Themes[g]; !slices.Equal(th.Words, other.Words) || !reflect.DeepEqual(th.Near, other.Near) || th.Parent != other.Parent {
				t.Fatalf("in another order %+v, before %+v", other, th)
			}
		}
		if b, err := again.Model.MarshalBinary(); err != nil || !bytes.Equal(b, model) {
			t.Fatal("another model")
		}
	})
}

func TestGroupFindsPlainSubjects(t *testing.T) {
	var texts []Text
	var truth []int
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range 160 {
		texts = append(texts, Text{ID: int64(i + 1), Lang: "fi", Body: some(rng, subjects["fi"][i%4])})
		truth = append(truth, i%4)
	}
	r := group(t, texts, Options{})
	sound(t, texts, r)
	if a := agreement(truth, r.Of); a < 0.9 {
		t.Fatalf("agreement %.2f, %d themes", a, len(r.Themes))
	}
	a := r.Model.Assign(Text{Lang: "fi", Body: "Sunnuntai ja kirjasto: mikä aukiolo?"}, nil)
	if g := r.Of[slices.IndexFunc(texts, func(t Text) bool { return strings.Contains(t.Body, "lainaus") })]; a.Outlier || a.Theme != r.Themes[g].ID {
		t.Errorf("a text on the library goes to %d, not %d", a.Theme, r.Themes[g].ID)
	}
	if a := r.Model.Assign(Text{Lang: "fi", Body: "xyzzy qwrt"}, nil); !a.Outlier || a.Theme != 0 {
		t.Errorf("a text of nothing known goes to theme %d", a.Theme)
	}
	passages := []Text{{Lang: "fi", Body: "Kirjasto pidetään auki sunnuntaisin."}, {Lang: "fi", Body: "Bussien aikataulut julkaistaan."}}
	for g, th := range r.Themes {
		s := r.Model.Similar(th.ID, passages)
		if library := strings.Contains(texts[r.Themes[g].Quotes[0]].Body, "kirja"); library && s[0] <= s[1] {
			t.Errorf("theme %v is like %v", th.Words, s)
		}
	}
}

func TestGroupOfFewTexts(t *testing.T) {
	all := []Text{
		{ID: 1, Lang: "fi", Body: "Pyörätiet on aurattava talvella ennen aamua."},
		{ID: 2, Lang: "fi", Body: "Talvella pyörätietä ei aurata lainkaan."},
		{ID: 3, Lang: "fi", Body: "Kirjaston pitää olla auki sunnuntaisin."},
		{ID: 4, Lang: "fi", Body: "Kirjastoa tarvitaan myös sunnuntaina."},
		{ID: 5, Lang: "fi", Body: "Pyörätien auraus jää aina talvella tekemättä."},
		{ID: 6, Lang: "fi", Body: "Kirjasto auki myös sunnuntaina, kiitos!"},
		{ID: 7, Lang: "fi", Body: "Bussi ei pysähdy pysäkillä."},
		{ID: 8, Lang: "fi", Body: "Bussin pysäkki on liian kaukana."},
		{ID: 9, Lang: "fi", Body: "Linja-auto ajoi pysäkin ohi taas."},
		{ID: 10, Lang: "fi", Body: "Auratkaa pyörätiet."},
	}
	for n := range len(all) + 1 {
		sound(t, all[:n], group(t, all[:n], Options{}))
	}
	r := group(t, all, Options{})
	if r.Of[2] < 0 || r.Of[2] != r.Of[3] || r.Of[0] < 0 || r.Of[0] != r.Of[1] || r.Of[0] == r.Of[2] {
		t.Errorf("themes %v", r.Of)
	}
}

func TestGroupEndsEarly(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Group(ctx, []Text{{ID: 1, Body: "ei"}}, Options{}); err != context.Canceled {
		t.Errorf("error %v", err)
	}
	if _, err := Group(context.Background(), []Text{{ID: 1, Body: "ei"}}, Options{Vectors: [][]float32{nil, nil}}); err != errVectors {
		t.Errorf("error %v", err)
	}
}

func TestTwinsAreFoldedAndCounted(t *testing.T) {
	var texts []Text
	petition := "Vaadimme että kaupunki säilyttää uimahallin keskustassa eikä siirrä sitä kauas asukkaista koska ikäihmiset tarvitsevat sitä joka päivä"
	for i := range 60 {
		body := petition
		if i%3 == 1 {
			body += ", terveisin Asukas"
		}
		if i >= 40 {
			body = strings.Join(subjects["fi"][i%4][i%3:], " ") + " " + subjects["fi"][i%4][i%5]
		}
		texts = append(texts, Text{ID: int64(i + 1), Lang: "fi", Body: body})
	}
	r := group(t, texts, Options{})
	sound(t, texts, r)
	first := map[int]bool{}
	for i := range 40 {
		first[r.Twin[i]] = true
	}
	if len(first) != 1 || r.Twin[50] < 40 {
		t.Errorf("twins %v", r.Twin)
	}
}
