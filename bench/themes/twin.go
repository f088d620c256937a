package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"text/tabwriter"

	"luonnos/themes/grouping"
)

// twins adds slightly changed copies of every tenth text and counts how many
// are folded into what they repeat, and how many others are folded though they
// share less than half of their words.
func twins(ctx context.Context, out io.Writer, sets []set) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "set\tcopies\tfolded\tchanged in a letter\tin a word\tin case and marks\tothers folded\tsharing less than half\t")
	for _, s := range sets {
		random := rand.New(rand.NewPCG(7, 7))
		texts := append(s.texts[:len(s.texts):len(s.texts)], nil...)
		of := map[int]int{} // copy -> what it repeats
		kind := map[int]int{}
		for i := 0; i < len(s.texts); i += 10 {
			body := s.texts[i].Body
			if len(strings.Fields(body)) < 8 {
				continue // a word of a few is no small change
			}
			k := random.IntN(len(changes))
			of[len(texts)], kind[len(texts)] = i, k
			texts = append(texts, grouping.Text{ID: int64(len(texts) + 1), Lang: s.texts[i].Lang, Body: changes[k](random, body)})
		}
		r, err := grouping.Group(ctx, texts, grouping.Options{})
		if err != nil {
			return err
		}
		var copies, folded [3]int
		others, apart := 0, 0
		for i, t := range r.Twin {
			if original, isCopy := of[i]; isCopy {
				copies[kind[i]]++
				if leader(r.Twin, i) == leader(r.Twin, original) {
					folded[kind[i]]++
				}
				continue
			}
			if t == i {
				continue
			}
			others++
			if jaccard(texts[i].Body, texts[t].Body) < .5 {
				apart++
			}
		}
		fmt.Fprintf(table, "%s\t%d\t%.1f %%\t%s\t%s\t%s\t%d\t%d\t\n", s.name, len(of),
			percent(folded[0]+folded[1]+folded[2], len(of)),
			of1(folded[0], copies[0]), of1(folded[1], copies[1]), of1(folded[2], copies[2]), others, apart)
	}
	return table.Flush()
}

// changes are small: a letter lost, a word more, other case and marks.
var changes = []func(*rand.Rand, string) string{
	func(r *rand.Rand, s string) string {
		letters := []rune(s)
		at := r.IntN(len(letters))
		return string(append(letters[:at:at], letters[at+1:]...))
	},
	func(r *rand.Rand, s string) string {
		words := strings.Fields(s)
		at := r.IntN(len(words))
		return strings.Join(append(append(words[:at:at], words[r.IntN(len(words))]), words[at:]...), " ")
	},
	func(_ *rand.Rand, s string) string {
		return "  " + strings.ToUpper(strings.TrimRight(s, ".!? ")) + "!!!\n"
	},
}

// leader follows twins to the text that stands for them.
func leader(twin []int, i int) int {
	for range twin {
		if twin[i] == i {
			break
		}
		i = twin[i]
	}
	return i
}

// jaccard is the share of different words that two texts have in common.
func jaccard(a, b string) float64 {
	words := map[string]int{}
	for _, w := range strings.Fields(strings.ToLower(a)) {
		words[w] |= 1
	}
	for _, w := range strings.Fields(strings.ToLower(b)) {
		words[w] |= 2
	}
	both := 0
	for _, in := range words {
		if in == 3 {
			both++
		}
	}
	return float64(both) / float64(max(1, len(words)))
}

func of1(n, of int) string { return fmt.Sprintf("%d of %d", n, of) }

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(1, of)) }
