package grouping

import (
	"strings"
	"testing"
)

// many makes n different texts of the Finnish comments: the beginning of one
// with the end of another on the same question.
func many(b *testing.B, n int) []Text {
	b.Helper()
	texts, labels, names := corpus(b, "fi_vaalikone2015")
	by := make([][]string, len(names))
	for i, t := range texts {
		by[labels[i]] = append(by[labels[i]], t.Body)
	}
	out := make([]Text, n)
	for i := range out {
		same := by[labels[i%len(texts)]]
		begin := strings.Fields(texts[i%len(texts)].Body)
		end := strings.Fields(same[(i/len(texts)*7+i)%len(same)])
		out[i] = Text{ID: int64(i + 1), Lang: "fi", Body: strings.Join(append(begin[:len(begin)/2], end[len(end)/2:]...), " ")}
	}
	return out
}

func benchmarkGroup(b *testing.B, n int) {
	texts := many(b, n)
	for b.Loop() {
		group(b, texts, Options{})
	}
}

func BenchmarkGroup1k(b *testing.B)   { benchmarkGroup(b, 1_000) }
func BenchmarkGroup10k(b *testing.B)  { benchmarkGroup(b, 10_000) }
func BenchmarkGroup100k(b *testing.B) { benchmarkGroup(b, 100_000) }

func BenchmarkAssign(b *testing.B) {
	texts := many(b, 10_000)
	m := group(b, texts, Options{}).Model
	i := 0
	for b.Loop() {
		m.Assign(texts[i%len(texts)], nil)
		i++
	}
}
