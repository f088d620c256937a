package revisions

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// shape makes a page of about size bytes that is hard on some step of the
// engine, and two changed versions of it.
type shape struct {
	name string
	make func(size int, r *rand.Rand) (base, ours, theirs string)
}

// shapes are pages that a person could write, and ones that only somebody who
// means harm would. None may take time or memory out of proportion to its size.
func shapes() []shape {
	return []shape{
		{"scattered", func(size int, r *rand.Rand) (string, string, string) {
			base := longPage(size)
			return base, reword(base, "meidän", r, 0.05, 1), reword(base, "heidän", r, 0.05, 1)
		}},
		{"clustered", func(size int, r *rand.Rand) (string, string, string) {
			base := longPage(size)
			return base, reword(base, "meidän", r, 0.5, 0.1), reword(base, "heidän", r, 0.5, 0.1)
		}},
		{"every paragraph", func(size int, _ *rand.Rand) (string, string, string) {
			base := longPage(size)
			return base, strings.ReplaceAll(base, "Vastuuhenkilö 2 seuraa", "Vastuuhenkilö 2 lukee"),
				strings.ReplaceAll(base, "Vastuuhenkilö 3 seuraa", "Vastuuhenkilö 3 kuulee")
		}},
		{"shuffled paragraphs", func(size int, r *rand.Rand) (string, string, string) {
			base := longPage(size)
			return base, shuffled(base, "\n\n", r), shuffled(base, "\n\n", r)
		}},
		{"one line", func(size int, r *rand.Rand) (string, string, string) {
			base := strings.ReplaceAll(strings.ReplaceAll(longPage(size), "#", ""), "\n", " ")
			return base, reword(base, "meidän", r, 0.05, 1), reword(base, "heidän", r, 0.05, 1)
		}},
		{"one line without sentences", func(size int, r *rand.Rand) (string, string, string) {
			base := strings.NewReplacer("#", "", "\n", " ", ".", "").Replace(longPage(size))
			return base, reword(base, "meidän", r, 0.05, 1), reword(base, "heidän", r, 0.05, 1)
		}},
		{"one word", func(size int, _ *rand.Rand) (string, string, string) {
			base := strings.Repeat("sana ", size/5)
			return base, base + "uusi", "vanha " + base
		}},
		{"one word, changed everywhere", func(size int, r *rand.Rand) (string, string, string) {
			base := strings.Repeat("sana ", size/5)
			return base, reword(base, "meidän", r, 0.05, 1), reword(base, "heidän", r, 0.05, 1)
		}},
		{"blank lines", func(size int, _ *rand.Rand) (string, string, string) {
			half := strings.Repeat("\n", size/2)
			return "Alku.\n" + half + "Väli.\n" + half + "Loppu.\n", "Alku.\n\n" + half + "Loppu.\n", "Uusi alku.\n" + half + half + "Loppu.\n"
		}},
		{"deep list", func(size int, r *rand.Rand) (string, string, string) {
			var b strings.Builder
			for i := 0; b.Len() < size; i++ {
				b.WriteString(strings.Repeat("  ", i%100) + "- kohta " + fmt.Sprint(i) + "\n")
			}
			return b.String(), reword(b.String(), "meidän", r, 0.05, 1), reword(b.String(), "heidän", r, 0.05, 1)
		}},
		{"deep quotation", func(size int, r *rand.Rand) (string, string, string) {
			var b strings.Builder
			for i := 0; b.Len() < size; i++ {
				b.WriteString(strings.Repeat("> ", i%100+1) + "rivi " + fmt.Sprint(i) + "\n")
			}
			return b.String(), reword(b.String(), "meidän", r, 0.05, 1), reword(b.String(), "heidän", r, 0.05, 1)
		}},
		{"table", func(size int, r *rand.Rand) (string, string, string) {
			var b strings.Builder
			b.WriteString("| nro | kuka | mitä |\n|---|---|---|\n")
			for i := 0; b.Len() < size; i++ {
				fmt.Fprintf(&b, "| %d | virkailija %d | vastaa viestiin %d |\n", i, i%7, i%100)
			}
			return b.String(), reword(b.String(), "meidän", r, 0.05, 1), reword(b.String(), "heidän", r, 0.05, 1)
		}},
		{"equal lines", func(size int, r *rand.Rand) (string, string, string) {
			lines := func() string { return drawn(size, r, "- kyllä\n", "- ei\n", "- ehkä\n") }
			return lines(), lines(), lines()
		}},
		{"equal paragraphs", func(size int, r *rand.Rand) (string, string, string) {
			text := func() string { return drawn(size, r, "Kyllä on.\n\n", "Ei ole.\n\n", "Ehkä on.\n\n") }
			return text(), text(), text()
		}},
		{"equal sentences", func(size int, r *rand.Rand) (string, string, string) {
			text := func() string { return drawn(size, r, "Kyllä on. ", "Ei ole. ", "Ehkä on. ") }
			return text(), text(), text()
		}},
		{"equal words", func(size int, r *rand.Rand) (string, string, string) {
			text := func() string { return drawn(size, r, "kyllä ", "ei ", "ehkä ") }
			return text(), text(), text()
		}},
		{"equal words in lines", func(size int, r *rand.Rand) (string, string, string) {
			text := func() string { return drawn(size, r, "kyllä ", "ei ", "ehkä ", "ja\n") }
			return text(), text(), text()
		}},
		{"brackets", func(size int, _ *rand.Rand) (string, string, string) {
			return marks(")", size)
		}},
		{"quotation marks", func(size int, _ *rand.Rand) (string, string, string) {
			return marks(`"`, size)
		}},
		{"openers", func(size int, _ *rand.Rand) (string, string, string) {
			return marks(". ( [ \" ", size)
		}},
		{"stops", func(size int, _ *rand.Rand) (string, string, string) {
			return marks("! ", size)
		}},
		{"backticks", func(size int, _ *rand.Rand) (string, string, string) {
			var b strings.Builder
			for i := 1; b.Len() < size; i++ {
				b.WriteString(strings.Repeat("`", i) + " a ")
			}
			return b.String(), b.String() + "b", "c " + b.String()
		}},
		{"links", func(size int, _ *rand.Rand) (string, string, string) {
			return marks("[a](", size)
		}},
		{"combining marks", func(size int, _ *rand.Rand) (string, string, string) {
			return marks("a\u0308\u0301\u0327", size)
		}},
		{"joined emoji", func(size int, _ *rand.Rand) (string, string, string) {
			return marks("👩\u200d", size)
		}},
		{"Chinese", func(size int, r *rand.Rand) (string, string, string) {
			text := func() string { return drawn(size, r, "城", "市", "人", "。") }
			return text(), text(), text()
		}},
		{"broken bytes", func(size int, _ *rand.Rand) (string, string, string) {
			return marks("\xff\xc3", size)
		}},
		{"front matter", func(size int, _ *rand.Rand) (string, string, string) {
			return marks("---\n", size)
		}},
		{"fences", func(size int, _ *rand.Rand) (string, string, string) {
			return marks("```\n~~~~\n", size)
		}},
		{"new text", func(size int, r *rand.Rand) (string, string, string) {
			base := longPage(size)
			return base, reword(base, "meidän", r, 1, 1), reword(base, "heidän", r, 1, 1)
		}},
		{"other paragraphs", func(size int, r *rand.Rand) (string, string, string) {
			text := func(k int) string {
				var b strings.Builder
				for i := 0; b.Len() < size; i++ {
					fmt.Fprintf(&b, "Kohta%d sana%d tuo%d se%d.\n\n", i*7+k, i*3+k, r.IntN(1000), r.IntN(1000))
				}
				return b.String()
			}
			return text(0), text(1), text(2)
		}},
	}
}

func marks(mark string, size int) (base, ours, theirs string) {
	base = strings.Repeat(mark, size/len(mark))
	half := base[:len(base)/len(mark)/2*len(mark)]
	return base, half + "x" + half, "y" + base + "z"
}

// drawn is text of the parts in random order.
func drawn(size int, r *rand.Rand, parts ...string) string {
	var b strings.Builder
	for b.Len() < size {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// reword changes the share of the words in a random part of a text, each to a
// word of its own.
func reword(text, word string, r *rand.Rand, share, part float64) string {
	words := strings.SplitAfter(text, " ")
	n := int(part * float64(len(words)))
	from := 0
	if n < len(words) {
		from = r.IntN(len(words) - n)
	}
	for i := from; i < from+n; i++ {
		if r.Float64() < share && len(words[i]) > 3 && !strings.Contains(words[i], "\n") {
			words[i] = fmt.Sprint(word, i, " ")
		}
	}
	return strings.Join(words, "")
}

func shuffled(text, between string, r *rand.Rand) string {
	parts := strings.Split(text, between)
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return strings.Join(parts, between)
}

func seeded() *rand.Rand { return rand.New(rand.NewPCG(3, 14)) }

var largeSizes = []int{250_000, 500_000, 1_000_000}

func BenchmarkLargeMerge(b *testing.B) {
	benchmarkLarge(b, func(base, ours, theirs string) { Merge(base, ours, theirs) })
}

func BenchmarkLargeDiff(b *testing.B) {
	benchmarkLarge(b, func(base, ours, _ string) { Diff(base, ours) })
}

func benchmarkLarge(b *testing.B, run func(base, ours, theirs string)) {
	for _, s := range shapes() {
		for _, size := range largeSizes {
			b.Run(fmt.Sprintf("%s/%dkB", s.name, size/1000), func(b *testing.B) {
				base, ours, theirs := s.make(size, seeded())
				b.ReportAllocs()
				for b.Loop() {
					run(base, ours, theirs)
				}
			})
		}
	}
}
