package themes_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/embedding"
)

// saidThrice are two subjects, each said in three languages.
var saidThrice = []struct {
	lang  people.Lang
	about int
	words string
}{
	{people.Finnish, 0, "pyörätien auraus talvella jää tekemättä lumi estää pyöräilyn aamulla risteys liukas"},
	{people.Swedish, 0, "cykelvägen plogas inte på vintern snön hindrar cyklister varje morgon korsningen halt"},
	{people.English, 0, "cycle path ploughing never happens winter snow stops cyclists each morning junction slippery"},
	{people.Finnish, 1, "kirjaston aukiolo sunnuntaina lainaus lukusali suljettu lehdet palautus hyllyt ovat tyhjiä"},
	{people.Swedish, 1, "biblioteket öppet på söndagar lån läsesalen stängd tidningar återlämning hyllorna är tomma"},
	{people.English, 1, "library opening hours sunday lending reading room closed newspapers returns shelves stand empty"},
}

// embedder serves vectors that tell the subject, whatever the language.
type embedder struct {
	*httptest.Server
	down atomic.Bool
	sent atomic.Value // the last request's texts
}

func newEmbedder(t testing.TB) *embedder {
	e := &embedder{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.down.Load() {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		var request struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		e.sent.Store(request.Input)
		type datum struct {
			Index     int       `json:"index"`
			Embedding []float64 `json:"embedding"`
		}
		var reply struct {
			Data []datum `json:"data"`
		}
		for i, text := range request.Input {
			reply.Data = append(reply.Data, datum{i, meaning(text)})
		}
		_ = json.NewEncoder(w).Encode(reply)
	}))
	t.Cleanup(e.Close)
	return e
}

// meaning counts the words of each subject, and adds a little that is the
// text's own.
func meaning(text string) []float64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	random := rand.New(rand.NewPCG(h.Sum64(), 1))
	v := make([]float64, 16)
	for i := range v {
		v[i] = random.NormFloat64() * .3
	}
	for _, s := range saidThrice {
		for _, w := range strings.Fields(s.words) {
			if strings.Contains(text, w) {
				v[s.about]++
			}
		}
	}
	return v
}

// With an embedding service, feedback in three languages comes to the same theme;
// without one, or when it fails, each language has its own.
func TestLanguagesMeet(t *testing.T) {
	service := newEmbedder(t)
	h := newHouse(t)
	clock := func() time.Time { return h.time }
	provider, err := embedding.New(embedding.Options{
		URL: service.URL, Model: "m", Store: store.As[embedding.Tx](h.db), Now: clock, Log: slog.New(slog.DiscardHandler),
	})
	check(t, err)
	h.Service = themes.NewService(store.As[themes.Tx](h.db), passages(nil), clock, themes.Options{Embed: provider})
	source := h.source(t, true)
	random := rand.New(rand.NewPCG(5, 5))
	var arrivals []themes.Arrival
	about := map[string]int{}
	for n := range 90 {
		s := saidThrice[n%len(saidThrice)]
		words := strings.Fields(s.words)
		random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		text := strings.Join(words[:7], " ")
		about[text] = s.about
		arrivals = append(arrivals, themes.Arrival{Foreign: fmt.Sprint(n), Text: text, Lang: s.lang, At: h.time, Sender: &themes.Sender{Name: "Asukas Esimerkki", Email: "asukas@example.fi"}})
	}
	_, err = h.Receive(t.Context(), source, arrivals)
	check(t, err)

	// more is one text more: themes are made anew when something has changed.
	more := func(text string) {
		t.Helper()
		about[text] = 0
		_, err := h.Receive(t.Context(), source, []themes.Arrival{{Foreign: text, Text: text, Lang: people.Finnish, At: h.time}})
		check(t, err)
	}
	// themesOf tells which subjects and languages each theme holds.
	themesOf := func() (all, mixed, joined int) {
		t.Helper()
		check(t, h.Regroup(t.Context()))
		items, _, err := h.Items(t.Context(), people.Account{}, themes.Filter{Limit: 100})
		check(t, err)
		subjects, langs := map[int64]map[int]bool{}, map[int64]map[people.Lang]bool{}
		for _, i := range items {
			if i.Theme == 0 {
				continue
			}
			if subjects[i.Theme] == nil {
				subjects[i.Theme], langs[i.Theme] = map[int]bool{}, map[people.Lang]bool{}
			}
			subjects[i.Theme][about[i.Text]] = true
			langs[i.Theme][i.Lang] = true
		}
		if len(subjects) < 2 {
			t.Fatalf("%d themes of %d items", len(subjects), len(items))
		}
		for theme := range subjects {
			if len(subjects[theme]) > 1 {
				mixed++
			}
			if len(langs[theme]) == 3 {
				joined++
			}
		}
		return len(subjects), mixed, joined
	}
	together := func() {
		t.Helper()
		if all, mixed, joined := themesOf(); all != 2 || mixed > 0 || joined != 2 {
			t.Errorf("%d themes, %d of two subjects, %d of three languages", all, mixed, joined)
		}
	}
	// Before the city turned it on, each language was by itself.
	service.down.Store(true)
	if _, mixed, joined := themesOf(); mixed > 0 || joined > 0 {
		t.Errorf("%d themes of two subjects, %d of three languages", mixed, joined)
	}
	service.down.Store(false)
	h.time = h.time.Add(2 * time.Hour)
	more("pyörätien auraus talvella jää tekemättä aamulla")
	together()
	for _, text := range service.sent.Load().([]string) {
		if strings.Contains(text, "Asukas") || strings.Contains(text, "@") {
			t.Errorf("sent %q", text)
		}
	}
	if _, _, err := h.Embedding(h.people[people.Official]); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an official is told of the service: %v", err)
	}
	state, on, err := h.Embedding(h.people[people.Administrator])
	if err != nil || !on || state.Model != "m" || !strings.HasPrefix(state.Host, "127.0.0.1:") || !state.Failed.IsZero() {
		t.Errorf("%+v %v %v", state, on, err)
	}

	// It fails: new feedback is grouped all the same.
	service.down.Store(true)
	more("pyörätien auraus talvella jää tekemättä ja lumi estää pyöräilyn")
	if _, mixed, _ := themesOf(); mixed > 0 {
		t.Errorf("%d themes of two subjects", mixed)
	}
	if state, _, _ = h.Embedding(h.people[people.Administrator]); state.Failed.IsZero() || state.Error != "HTTP 400" {
		t.Errorf("%+v", state)
	}

	// It works again.
	service.down.Store(false)
	h.time = h.time.Add(2 * time.Hour)
	more("talvella auraus jää tekemättä pyörätien risteys liukas")
	together()
}
