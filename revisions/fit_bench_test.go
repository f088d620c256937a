package revisions_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"luonnos/revisions"
)

// BenchmarkCarry500 tells how long it takes after a merge until five hundred
// proposals on one page of 18 kB are told apart and their authors told.
func BenchmarkCarry500(b *testing.B) {
	h := openHouse(b, filepath.Join(b.TempDir(), "luonnos.db"), b.Cleanup)
	const paragraphs = 60
	var page strings.Builder
	page.WriteString("# Sivu\n")
	for i := range paragraphs {
		page.WriteString("\nKappale " + strconv.Itoa(i) + " alkaa näin. " + strings.Repeat("Sana ja toinen sana seuraa ", 10) + "ja loppuu tähän.\n")
	}
	h.write(b, aims, page.String())
	for i := range 500 {
		at := "Kappale " + strconv.Itoa(i%paragraphs) + " alkaa"
		h.propose(b, h.aino, h.reword(b, at, at+" tavalla "+strconv.Itoa(i)+". Sana ja toinen. Ja loppuu tähän."))
	}
	b.ReportMetric(float64(page.Len()), "page-bytes")
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		h.replace(b, aims, "Kappale "+strconv.Itoa(n%paragraphs)+" alkaa näin", "Kappale "+strconv.Itoa(n%paragraphs)+" alkaa nyt")
		b.StartTimer()
		h.keepFits(b)
	}
	b.StopTimer()
	needs := 0
	for id := range int64(500) {
		if h.fit(b, id+1).Fitness == revisions.NeedsYou {
			needs++
		}
	}
	if needs == 0 || needs == 500 {
		b.Fatalf("%d of 500 need their writer", needs)
	}
}
