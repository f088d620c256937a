package embedding

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"luonnos/internal/store"
)

// service is an embedding service in this process. What it answers can be
// replaced.
type service struct {
	*httptest.Server
	mu      sync.Mutex
	asked   [][]string // the texts of each request
	header  http.Header
	path    string
	respond func(w http.ResponseWriter, n int, texts []string) bool // false: as usual
}

func newService(t testing.TB) *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Model string
			Input []string
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil || request.Model != "m" || r.Method != http.MethodPost {
			http.Error(w, "no", http.StatusBadRequest)
			return
		}
		s.mu.Lock()
		s.asked = append(s.asked, request.Input)
		n, respond := len(s.asked), s.respond
		s.header, s.path = r.Header, r.URL.Path
		s.mu.Unlock()
		if respond != nil && respond(w, n, request.Input) {
			return
		}
		// In another order than asked, as a service may.
		type datum struct {
			Object    string    `json:"object"`
			Index     int       `json:"index"`
			Embedding []float64 `json:"embedding"`
		}
		data := []datum{}
		for i, text := range request.Input {
			data = append(data, datum{"embedding", i, direction(text)})
		}
		slices.Reverse(data)
		_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": data, "model": "m", "usage": map[string]int{"total_tokens": 3}})
	}))
	t.Cleanup(s.Close)
	return s
}

// direction is a vector that tells which text it is of.
func direction(text string) []float64 {
	v := []float64{3, 0, 0}
	for i, b := range []byte(text) {
		v[1+i%2] += float64(b)
	}
	return v
}

// tester is a provider over a real database, whose clock moves when it waits.
type tester struct {
	*Provider
	store  Store
	now    time.Time
	waited []time.Duration
	log    strings.Builder
}

func open(t testing.TB, base string) *tester {
	t.Helper()
	x := &tester{now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "luonnos.db"), store.Options{Now: func() time.Time { return x.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	x.store = store.As[Tx](db)
	x.restart(t, base)
	return x
}

// restart is a new process over the same database.
func (x *tester) restart(t testing.TB, base string) {
	t.Helper()
	p, err := New(Options{URL: base, Model: "m", Key: "secret-key", Store: x.store,
		Now: func() time.Time { return x.now }, Log: slog.New(slog.NewTextHandler(&x.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	p.wait = func(ctx context.Context, d time.Duration) error {
		x.waited = append(x.waited, d)
		x.now = x.now.Add(d)
		return ctx.Err()
	}
	x.Provider = p
}

func texts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("text %d", i)
	}
	return out
}

// check fails unless the vectors are those of the texts, of length 1.
func check(t rapid.TB, texts []string, vectors [][]float32) {
	t.Helper()
	if len(vectors) != len(texts) {
		t.Fatalf("%d vectors for %d texts", len(vectors), len(texts))
	}
	for i, v := range vectors {
		want := direction(texts[i])
		var dot, length, square float64
		for j := range want {
			dot += want[j] * float64(v[j])
			length += float64(v[j]) * float64(v[j])
			square += want[j] * want[j]
		}
		if math.Abs(length-1) > 1e-5 || math.Abs(dot/math.Sqrt(square)-1) > 1e-5 {
			t.Errorf("%q: %v", texts[i], v)
		}
	}
}

func TestEmbed(t *testing.T) {
	s := newService(t)
	x := open(t, s.URL)
	some := texts(150)
	vectors, err := x.Embed(t.Context(), append(slices.Clone(some), " text  3\n", "", " \t"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, some, vectors[:150])
	check(t, []string{"text 3"}, vectors[150:151])
	if vectors[151] != nil || vectors[152] != nil {
		t.Error("a text without words has no vector")
	}
	if len(s.asked) != 3 || len(s.asked[0]) != 64 || len(s.asked[2]) != 22 {
		t.Errorf("%d requests", len(s.asked))
	}
	if s.path != "/v1/embeddings" || s.header.Get("Authorization") != "Bearer secret-key" || s.header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %v", s.path, s.header)
	}

	// What is kept is not sent again, by this process or the next.
	for _, again := range []func(){func() {}, func() { x.restart(t, s.URL) }} {
		again()
		vectors, err = x.Embed(t.Context(), append(some[:10:10], "new"+s.URL))
		if err != nil {
			t.Fatal(err)
		}
		check(t, some[:10], vectors[:10])
	}
	if len(s.asked) != 4 || len(s.asked[3]) != 1 {
		t.Errorf("sent again: %q", s.asked[3:])
	}
}

func TestLongTextsAreCut(t *testing.T) {
	s := newService(t)
	x := open(t, s.URL)
	long := strings.Repeat("ä", 1500)
	if _, err := x.Embed(t.Context(), []string{"x" + long, strings.Repeat("b\xff", 3000), strings.Repeat("c ", 100)}); err != nil {
		t.Fatal(err)
	}
	if got := s.asked[0]; got[0] != "x"+long[:1998] || len(got[1]) > maxText || got[2] != strings.TrimSpace(strings.Repeat("c ", 100)) {
		t.Errorf("%d %d %d", len(got[0]), len(got[1]), len(got[2]))
	}
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprint(i, long))
	}
	s.asked = nil
	if _, err := x.Embed(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	for _, request := range s.asked {
		if n := len(strings.Join(request, "")); n > batchBytes {
			t.Errorf("a request of %d bytes", n)
		}
	}
	if len(s.asked) != 2 {
		t.Errorf("%d requests", len(s.asked))
	}
}

func TestTriesAgain(t *testing.T) {
	for name, fail := range map[string]func(w http.ResponseWriter){
		"429": func(w http.ResponseWriter) { w.WriteHeader(http.StatusTooManyRequests) },
		"503": func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) },
		"cut": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"data":[`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.respond = func(w http.ResponseWriter, n int, _ []string) bool {
				if n < attempts {
					fail(w)
				}
				return n < attempts
			}
			x := open(t, s.URL)
			vectors, err := x.Embed(t.Context(), texts(2))
			if err != nil {
				t.Fatal(err)
			}
			check(t, texts(2), vectors)
			if !slices.Equal(x.waited, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}) {
				t.Errorf("waited %v", x.waited)
			}
			if _, err := x.Failed(); err != nil || x.log.Len() > 0 {
				t.Errorf("%v %s", err, x.log.String())
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	s := newService(t)
	asked := "7"
	s.respond = func(w http.ResponseWriter, n int, _ []string) bool {
		w.Header().Set("Retry-After", asked)
		if n%2 == 1 {
			w.WriteHeader(http.StatusTooManyRequests)
		}
		return n%2 == 1
	}
	x := open(t, s.URL)
	if _, err := x.Embed(t.Context(), texts(1)); err != nil || !slices.Equal(x.waited, []time.Duration{7 * time.Second}) {
		t.Errorf("%v, waited %v", err, x.waited)
	}
	// Nobody waits for long: the service is left alone instead.
	asked = "3600"
	if _, err := x.Embed(t.Context(), texts(2)); err == nil || len(x.waited) != 1 {
		t.Errorf("%v, waited %v", err, x.waited)
	}
}

// Of a service that fails the log is told once, and once that it works again;
// it is left alone in between, and what is kept is given all the same.
func TestOutage(t *testing.T) {
	s := newService(t)
	x := open(t, s.URL)
	if _, err := x.Embed(t.Context(), texts(1)); err != nil {
		t.Fatal(err)
	}
	down := true
	s.respond = func(w http.ResponseWriter, _ int, texts []string) bool {
		if down {
			http.Error(w, "no: "+texts[0]+" secret-key", http.StatusUnauthorized)
		}
		return down
	}
	began := x.now
	if _, err := x.Embed(t.Context(), texts(2)); err == nil || strings.Contains(err.Error(), "text 1") {
		t.Errorf("%v", err)
	}
	if since, err := x.Failed(); err == nil || !since.Equal(began) {
		t.Errorf("%v since %v", err, since)
	}
	asked := len(s.asked)
	for range 3 {
		if _, err := x.Embed(t.Context(), texts(2)); err == nil || len(s.asked) != asked {
			t.Errorf("%v, %d requests", err, len(s.asked)-asked)
		}
	}
	if vectors, err := x.Embed(t.Context(), texts(1)); err != nil || len(vectors) != 1 {
		t.Error("what is kept is there in an outage", err)
	}
	// Left alone for longer and longer, and asked once each time.
	for _, pause := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		x.now = x.now.Add(pause*time.Minute - time.Second)
		if _, err := x.Embed(t.Context(), texts(2)); err == nil || len(s.asked) != asked {
			t.Fatalf("asked before %d minutes were over (%v)", pause, err)
		}
		x.now = x.now.Add(time.Second)
		asked++
		if _, err := x.Embed(t.Context(), texts(2)); err == nil || len(s.asked) != asked {
			t.Fatalf("not asked after %d minutes (%v)", pause, err)
		}
	}
	down = false
	x.now = x.now.Add(time.Hour)
	if _, err := x.Embed(t.Context(), texts(2)); err != nil {
		t.Error(err)
	}
	if _, err := x.Failed(); err != nil {
		t.Error("still failing:", err)
	}
	log := x.log.String()
	if strings.Count(log, "\n") != 2 || strings.Count(log, "level=WARN") != 1 || strings.Count(log, "level=INFO") != 1 {
		t.Errorf("log:\n%s", log)
	}
	for _, secret := range []string{"secret-key", "text 1"} {
		if strings.Contains(log, secret) {
			t.Errorf("%q in the log", secret)
		}
	}
}

func TestHostileReplies(t *testing.T) {
	good := `{"index":0,"embedding":[1,2]},{"index":1,"embedding":[2,1]}`
	for name, reply := range map[string]string{
		"nothing":           ``,
		"not JSON":          `<html>`,
		"no list":           `{"data":{"0":[1]}}`,
		"null":              `{"data":null}`,
		"an error in 200":   `{"error":{"message":"no"}}`,
		"too few":           `{"data":[{"index":0,"embedding":[1,2]}]}`,
		"too many":          `{"data":[` + good + `,{"index":2,"embedding":[1,2]}]}`,
		"twice":             `{"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[2,1]}]}`,
		"one again":         `{"data":[` + good + `,{"index":0,"embedding":[2,1]}]}`,
		"out of range":      `{"data":[{"index":0,"embedding":[1,2]},{"index":-1,"embedding":[2,1]}]}`,
		"without index":     `{"data":[{"embedding":[1,2]},{"embedding":[2,1]}]}`,
		"other lengths":     `{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[2,1,3]}]}`,
		"empty vectors":     `{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}`,
		"of zeros":          `{"data":[{"index":0,"embedding":[0,0]},{"index":1,"embedding":[0,1]}]}`,
		"too large numbers": `{"data":[{"index":0,"embedding":[1e300,2]},{"index":1,"embedding":[2,1]}]}`,
		"words":             `{"data":[{"index":0,"embedding":["1","2"]},{"index":1,"embedding":[2,1]}]}`,
		"base64":            `{"data":[{"index":0,"embedding":"AAAA"},{"index":1,"embedding":"AAAA"}]}`,
		"very long vectors": `{"data":[{"index":0,"embedding":[` + strings.Repeat("1,", 9000) + `1]},{"index":1,"embedding":[2,1]}]}`,
		"millions":          `{"data":[` + strings.Repeat(`{},`, 1<<20) + `{}]}`,
		"endless":           `{"data":[` + good + `]` + strings.Repeat(" ", maxReply) + `}`,
		"deep":              strings.Repeat(`{"data":[`, 20000),
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.respond = func(w http.ResponseWriter, _ int, _ []string) bool {
				_, _ = w.Write([]byte(reply))
				return true
			}
			x := open(t, s.URL)
			if vectors, err := x.Embed(t.Context(), texts(2)); err == nil {
				t.Errorf("took %v", vectors)
			}
			if _, err := x.Failed(); err == nil || strings.Count(x.log.String(), "\n") != 1 {
				t.Errorf("%v, log %q", err, x.log.String())
			}
			// Nothing of it is kept.
			s.respond = nil
			x.now = x.now.Add(time.Hour)
			vectors, err := x.Embed(t.Context(), texts(2))
			if err != nil {
				t.Fatal(err)
			}
			check(t, texts(2), vectors)
		})
	}
}

// A redirect would take texts and key elsewhere.
func TestRedirectIsNotFollowed(t *testing.T) {
	other := newService(t)
	s := newService(t)
	s.respond = func(w http.ResponseWriter, _ int, _ []string) bool {
		w.Header().Set("Location", other.URL+"/v1/embeddings")
		w.WriteHeader(http.StatusTemporaryRedirect)
		return true
	}
	x := open(t, s.URL)
	if _, err := x.Embed(t.Context(), texts(1)); err == nil || len(other.asked) > 0 {
		t.Errorf("%v, %d requests elsewhere", err, len(other.asked))
	}
}

// A service whose model changed begins anew: vectors of two models are never mixed.
func TestOtherLength(t *testing.T) {
	s := newService(t)
	x := open(t, s.URL)
	if _, err := x.Embed(t.Context(), texts(3)); err != nil {
		t.Fatal(err)
	}
	s.respond = func(w http.ResponseWriter, _ int, texts []string) bool {
		var data []string
		for i := range texts {
			data = append(data, fmt.Sprintf(`{"index":%d,"embedding":[1,0,0,%d]}`, i, i))
		}
		fmt.Fprintf(w, `{"data":[%s]}`, strings.Join(data, ","))
		return true
	}
	x.restart(t, s.URL)
	if _, err := x.Embed(t.Context(), texts(4)); err == nil {
		t.Fatal("vectors of two lengths")
	}
	x.now = x.now.Add(time.Hour)
	s.asked = nil
	vectors, err := x.Embed(t.Context(), texts(4))
	if err != nil || len(s.asked) != 1 || len(s.asked[0]) != 4 {
		t.Fatalf("%v, asked for %q", err, s.asked)
	}
	for _, v := range vectors {
		if len(v) != 4 {
			t.Errorf("%v", v)
		}
	}
}

// Whoever gives up is no reason to say that the service fails.
func TestGivingUp(t *testing.T) {
	s := newService(t)
	ctx, stop := context.WithCancel(t.Context())
	s.respond = func(http.ResponseWriter, int, []string) bool { stop(); return false }
	x := open(t, s.URL)
	if _, err := x.Embed(ctx, texts(1)); err == nil {
		t.Error("not given up")
	}
	if _, err := x.Failed(); err != nil || x.log.Len() > 0 {
		t.Errorf("%v %s", err, x.log.String())
	}
}

// What came before a failure is kept.
func TestGoesOnAfterFailure(t *testing.T) {
	s := newService(t)
	s.respond = func(w http.ResponseWriter, n int, _ []string) bool {
		if n == 3 {
			w.WriteHeader(http.StatusBadRequest)
		}
		return n == 3
	}
	x := open(t, s.URL)
	if _, err := x.Embed(t.Context(), texts(200)); err == nil {
		t.Fatal("no error")
	}
	s.asked = s.asked[:0]
	s.respond = nil
	x.now = x.now.Add(time.Minute)
	vectors, err := x.Embed(t.Context(), texts(200))
	if err != nil {
		t.Fatal(err)
	}
	check(t, texts(200), vectors)
	if len(s.asked) != 2 || s.asked[0][0] != "text 128" {
		t.Errorf("%d requests, the first from %q", len(s.asked), s.asked[0][0])
	}
}

// Vectors of texts that nobody asks for go; those in use stay.
func TestSweep(t *testing.T) {
	s := newService(t)
	x := open(t, s.URL)
	if _, err := x.Embed(t.Context(), texts(3)); err != nil {
		t.Fatal(err)
	}
	for range 10 { // one text is not asked for any more
		x.now = x.now.Add(7 * time.Hour)
		if _, err := x.Embed(t.Context(), texts(2)); err != nil {
			t.Fatal(err)
		}
		if err := Sweep(t.Context(), x.store, "m"); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.asked) != 1 {
		t.Fatalf("%d requests", len(s.asked))
	}
	if _, err := x.Embed(t.Context(), texts(3)); err != nil || len(s.asked) != 2 || !slices.Equal(s.asked[1], []string{"text 2"}) {
		t.Errorf("%v, asked %q", err, s.asked[1:])
	}
	if err := Sweep(t.Context(), x.store, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Embed(t.Context(), texts(3)); err != nil || len(s.asked) != 3 || len(s.asked[2]) != 3 {
		t.Errorf("%v: without a service nothing is kept", err)
	}
}

func TestNew(t *testing.T) {
	for base, want := range map[string]string{
		"http://127.0.0.1:8000":       "http://127.0.0.1:8000/v1/embeddings",
		"http://localhost:8000/":      "http://localhost:8000/v1/embeddings",
		"http://[::1]:8000/v1/":       "http://[::1]:8000/v1/embeddings",
		"https://e.example.fi/v1":     "https://e.example.fi/v1/embeddings",
		"https://e.example.fi/a/b":    "https://e.example.fi/a/b/v1/embeddings",
		"http://10.0.0.1":             "",
		"http://e.example.fi":         "",
		"e.example.fi":                "",
		"ftp://e.example.fi":          "",
		"https://":                    "",
		"https://u:p@e.example.fi":    "",
		"https://e.example.fi/?key=1": "",
		"https://e.example.fi/#a":     "",
		"":                            "",
	} {
		p, err := New(Options{URL: base, Model: "m", Key: "k"})
		if (err == nil) != (want != "") || err == nil && p.endpoint != want {
			t.Errorf("%q: %v", base, err)
		}
	}
	if _, err := New(Options{URL: "http://embedder:8000", Model: "m"}); err != nil {
		t.Error("without a key, plain HTTP is the operator's choice:", err)
	}
	if _, err := New(Options{URL: "http://127.0.0.1", Model: " "}); err == nil {
		t.Error("no model")
	}
}

// Whatever the texts, each gets the vector that it gets alone.
func TestEachItsOwn(t *testing.T) {
	s := newService(t)
	x := open(t, s.URL)
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringMatching(`[a-cä ]{0,4}`), 0, 80).Draw(t, "texts")
		vectors, err := x.Embed(context.Background(), list)
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range list {
			if words := strings.Join(strings.Fields(text), " "); words == "" {
				if vectors[i] != nil {
					t.Fatalf("%q has a vector", text)
				}
			} else {
				check(t, []string{words}, vectors[i:i+1])
			}
		}
	})
}
