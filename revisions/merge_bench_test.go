package revisions

import (
	"fmt"
	"strings"
	"testing"
)

// longPage is prose of about the size in bytes, each paragraph with words of
// its own.
func longPage(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "## Luku %d\n\n", i)
		for j := range 4 {
			fmt.Fprintf(&b, "Kaupunki vastaa kanavassa %d asukkaiden viesteihin ja kertoo päätöksistä numero %d. ", i, i*7+j)
			fmt.Fprintf(&b, "Vastuuhenkilö %d seuraa keskustelua arkisin kello %d alkaen, jotta kysymykset eivät jää.\n", j, i%24)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// One side changed one paragraph: the case that runs inside a write transaction.
func BenchmarkMerge20kOneParagraph(b *testing.B) {
	base := longPage(20_000)
	ours := strings.Replace(base, "Vastuuhenkilö 2 seuraa", "Vastuuhenkilö 2 lukee", 1)
	theirs := strings.Replace(base, "Luku 9", "Kappale 9", 1)
	for b.Loop() {
		if m := Merge(base, ours, theirs); m.Outcome != Clean {
			b.Fatal(m.Outcome)
		}
	}
}

// Both sides changed every paragraph, in different sentences.
func BenchmarkMerge40k(b *testing.B) {
	base := longPage(40_000)
	ours := strings.ReplaceAll(base, "Vastuuhenkilö 2 seuraa", "Vastuuhenkilö 2 lukee")
	theirs := strings.ReplaceAll(base, "Vastuuhenkilö 3 seuraa", "Vastuuhenkilö 3 kuulee")
	for b.Loop() {
		if m := Merge(base, ours, theirs); m.Outcome == Conflict {
			b.Fatal(m.Outcome)
		}
	}
}

func BenchmarkDiff100k(b *testing.B) {
	old := longPage(100_000)
	changed := strings.NewReplacer("viesteihin", "kysymyksiin", "Luku 3", "Osa 3", "arkisin", "aina").Replace(old)
	for b.Loop() {
		if Diff(old, changed).Empty() {
			b.Fatal("empty")
		}
	}
}

// A megabyte of which both sides changed every paragraph.
func BenchmarkMerge1M(b *testing.B) {
	base := longPage(1_000_000)
	ours := strings.ReplaceAll(base, "Vastuuhenkilö 2 seuraa", "Vastuuhenkilö 2 lukee")
	theirs := strings.ReplaceAll(base, "Vastuuhenkilö 3 seuraa", "Vastuuhenkilö 3 kuulee")
	for b.Loop() {
		if m := Merge(base, ours, theirs); m.Outcome == Conflict {
			b.Fatal(m.Outcome)
		}
	}
}

// A megabyte on one line.
func BenchmarkMerge1MOneLine(b *testing.B) {
	base := strings.ReplaceAll(longPage(1_000_000), "\n", " ")
	ours := strings.ReplaceAll(base, "Vastuuhenkilö 2 seuraa", "Vastuuhenkilö 2 lukee")
	theirs := strings.ReplaceAll(base, "Vastuuhenkilö 3 seuraa", "Vastuuhenkilö 3 kuulee")
	for b.Loop() {
		if m := Merge(base, ours, theirs); m.Outcome == Conflict {
			b.Fatal(m.Outcome)
		}
	}
}

// One side replaced a megabyte by another text.
func BenchmarkMerge1MReplaced(b *testing.B) {
	base := longPage(1_000_000)
	words := strings.NewReplacer("Kaupunki", "Kunta", "seuraa", "lukee", "arkisin", "aina", "numero", "kohta", "Luku", "Osa", "kello", "tunnista", "jotta", "ettei", "kanavassa", "sivulla")
	ours := words.Replace(base)
	theirs := strings.ReplaceAll(base, "Vastuuhenkilö 3 seuraa", "Vastuuhenkilö 3 kuulee")
	for b.Loop() {
		Merge(base, ours, theirs)
	}
}
