package main

import (
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"luonnos/bench/internal/prose"
)

func makeSets(samples []prose.Sample) ([]set, error) {
	r := rand.New(rand.NewPCG(5, 20))
	small, large := page(samples, 100_000), page(samples, 1_000_000)
	if len(large) < 1_000_000 {
		return nil, errors.New("the corpus has too little prose for a page of 1 MB")
	}
	return []set{
		{"100 kB, anywhere", []pair{{small, reworded(small, r, 0.05, 1)}}, 25 * time.Millisecond},
		{"100 kB, close together", []pair{{small, reworded(small, r, 0.5, 0.1)}}, 25 * time.Millisecond},
		{"1 MB, anywhere", []pair{{large, reworded(large, r, 0.05, 1)}}, 700 * time.Millisecond},
		{"1 MB, close together", []pair{{large, reworded(large, r, 0.5, 0.1)}}, 700 * time.Millisecond},
		{"real changes", real(samples), 0},
	}, nil
}

// page joins texts of the corpus, each once, to one of about the size.
func page(samples []prose.Sample, size int) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, s := range samples {
		if key := s.Repo + s.Path; b.Len() < size && !seen[key] && len(s.Base) < size {
			seen[key] = true
			b.WriteString(strings.TrimRight(s.Base, "\n") + "\n\n")
		}
	}
	return b.String()
}

// real changes of people: from the text as it was to the merge that they made.
func real(samples []prose.Sample) []pair {
	var out []pair
	for _, s := range samples {
		if s.Merged != "" && s.Merged != s.Base {
			out = append(out, pair{s.Base, s.Merged})
		}
	}
	return out
}

// reworded changes the share of the words in a part of a text: most are replaced
// by another word of the text, some taken out, some doubled up with another.
func reworded(text string, r *rand.Rand, share, part float64) string {
	words := strings.SplitAfter(text, " ")
	n := int(part * float64(len(words)))
	from := r.IntN(len(words) - n + 1)
	out := make([]string, 0, len(words))
	for i, word := range words {
		if i < from || i >= from+n || r.Float64() >= share || !plain(word) {
			out = append(out, word)
			continue
		}
		other := strings.TrimSpace(words[r.IntN(len(words))])
		if !plain(other) {
			other = "toinen"
		}
		switch r.IntN(10) {
		case 0:
		case 1:
			out = append(out, word, other+" ")
		default:
			out = append(out, other+" ")
		}
	}
	return strings.Join(out, "")
}

// plain reports whether a word is of running text and may stand anywhere in it.
func plain(word string) bool {
	return strings.TrimSpace(word) != "" && !strings.ContainsAny(word, "\n`|#<")
}
