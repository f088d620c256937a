package revisions_test

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// One official after another.
func BenchmarkDecide1(b *testing.B) { benchmarkDecide(b, 1) }

// Thirty-two officials at once.
func BenchmarkDecide32(b *testing.B) { benchmarkDecide(b, 32) }

// A strategy of ten pages with thirty paragraphs of 200 bytes each.
const (
	benchPages      = 10
	benchParagraphs = 30
)

// benchmarkDecide accepts proposals that were all written against the same
// base, so that each is a real merge, and tells the slowest hundredth.
func benchmarkDecide(b *testing.B, writers int) {
	h := openHouse(b, filepath.Join(b.TempDir(), "luonnos.db"), b.Cleanup)
	took := make([]time.Duration, 0, b.N)
	for page := range benchPages {
		h.write(b, benchPage(page), "# Sivu\n\n"+strings.Join(benchText("alku"), "\n\n")+"\n")
	}
	for len(took) < b.N {
		b.StopTimer()
		queue := make(chan revisions.Ruling, benchPages*benchParagraphs)
		for _, r := range h.benchRound(b, b.N-len(took)) {
			queue <- r
		}
		close(queue)
		b.StartTimer()
		var wg sync.WaitGroup
		var mu sync.Mutex
		for range writers {
			wg.Go(func() {
				for r := range queue {
					began := time.Now()
					_, err := h.Decide(context.Background(), h.official, people.OpID("op"+number(r.Proposal)), r)
					mu.Lock()
					if err != nil {
						b.Error(err)
					}
					took = append(took, time.Since(began))
					mu.Unlock()
				}
			})
		}
		wg.Wait()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func benchPage(n int) docs.Path { return docs.Path("sivu-" + strconv.Itoa(n) + ".md") }

func benchText(end string) []string {
	ps := make([]string, benchParagraphs)
	for i := range ps {
		ps[i] = "Kappale " + strconv.Itoa(i) + ": " + strings.Repeat("sana ja toinen ", 12) + end + "."
	}
	return ps
}

// benchRound proposes a new wording for up to n passages, each once.
func (h *house) benchRound(b *testing.B, n int) []revisions.Ruling {
	b.Helper()
	tip := h.tip(b)
	var rs []revisions.Ruling
	for i, text := range benchText("loppu" + string(tip[:8])) {
		for page := range benchPages {
			if len(rs) == n {
				return rs
			}
			p := h.propose(b, h.aino, revisions.Edit{
				Op: revisions.EditChange, Path: benchPage(page), Text: text,
				Passage: h.passage(b, benchPage(page), "Kappale "+strconv.Itoa(i)+":"),
			})
			rs = append(rs, revisions.Ruling{Proposal: p.ID, Version: 1, Verdict: revisions.Accept, Reason: "Hyvä.", Tip: tip})
		}
	}
	return rs
}
