package docs

import (
	"fmt"
	"strings"
	"testing"
)

// hardPages are pages of about size bytes that a person could write by pasting,
// or somebody who means harm. None may take time out of proportion to its size.
func hardPages(size int) []struct{ name, text string } {
	repeated := func(part string) string { return strings.Repeat(part, size/len(part)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	nested := func(depth int, mark string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.Repeat(mark, i%depth) + "- kohta\n")
		}
		return b.String()
	}
	return []struct{ name, text string }{
		{"prose", numbered("Kappale %d kertoo asioista.\n\n")},
		{"one line", repeated("sana ")},
		{"blank lines", repeated("\n")},
		{"items", numbered("- kohta %d\n")},
		{"deep list", nested(30, "  ")},
		{"deep quotation", nested(30, "> ")},
		{"quotation marks", repeated(">")},
		{"markers in one line", repeated("- ")},
		{"table", "| a | b |\n|---|---|\n" + numbered("| %d | x |\n")},
		{"wide table", repeated("| a ") + "|\n" + repeated("|---") + "|\n" + repeated("| b ") + "|\n"},
		{"emphasis", repeated("*a **b ")},
		{"underscores", repeated("_a")},
		{"brackets", repeated("[")},
		{"image brackets", repeated("![a")},
		{"links", repeated("[a](")},
		{"closed links", repeated("[a](b) ")},
		{"reference links", repeated("[a] ")},
		{"definitions", numbered("[a%d]: /u\n")},
		{"footnotes", numbered("Teksti[^%[1]d].\n\n[^%[1]d]: viite\n\n")},
		{"one footnote often", "[^1]: viite\n\n" + repeated("a[^1] ")},
		{"backticks", func() string {
			var b strings.Builder
			for i := 1; b.Len() < size; i++ {
				b.WriteString(strings.Repeat("`", i) + " a ")
			}
			return b.String()
		}()},
		{"tags", repeated("<a ")},
		{"comments", repeated("<!-- ")},
		{"angle brackets", repeated("<")},
		{"entities", repeated("&a")},
		{"addresses", repeated("https://a.fi ")},
		{"front matter", repeated("---\n")},
		{"underlines", repeated("a\n===\n")},
		{"combining marks", repeated("a\u0308\u0301")},
		{"broken bytes", repeated("\xff\xc3")},
		{"zeros", repeated("\x00")},
		{"carriage returns", repeated("a\r")},
	}
}

func BenchmarkHardPages(b *testing.B) {
	for _, size := range []int{50_000, 200_000} {
		for _, page := range hardPages(size) {
			b.Run(fmt.Sprintf("%s/%dkB", page.name, size/1000), func(b *testing.B) {
				source := []byte(page.text)
				b.ReportAllocs()
				for b.Loop() {
					Passages(source)
					Render(source, RenderOptions{})
				}
			})
		}
	}
}
