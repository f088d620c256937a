package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
)

// sample is one three-way merge of the corpus. A competing one has no merged
// text: the right answer is a conflict.
type sample struct {
	ID, Repo, Path, Kind       string
	Base, Ours, Theirs, Merged string
}

func readCorpus(path string) ([]sample, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	var samples []sample
	for decoder := json.NewDecoder(unzipped); ; {
		var s sample
		switch err := decoder.Decode(&s); {
		case errors.Is(err, io.EOF):
			return samples, nil
		case err != nil:
			return nil, err
		}
		samples = append(samples, s)
	}
}

// counter tells tokens apart the way the corpus was grouped: words and single
// marks.
type counter struct{ token *regexp.Regexp }

func newCounter() counter { return counter{regexp.MustCompile(`[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]`)} }

func (c counter) count(text string) map[string]int {
	bag := map[string]int{}
	for _, token := range c.token.FindAllString(text, -1) {
		bag[token]++
	}
	return bag
}

// composes is true if the changes of both sides explain how often each token
// is in the merged text; else people wrote something else than the two changes,
// and the case cannot tell right from wrong.
func (c counter) composes(s sample) bool {
	base, ours, theirs, merged := c.count(s.Base), c.count(s.Ours), c.count(s.Theirs), c.count(s.Merged)
	for _, bag := range []map[string]int{base, ours, theirs, merged} {
		for token := range bag {
			o, t := ours[token]-base[token], theirs[token]-base[token]
			least, most := o+t, o+t
			if o > 0 && t > 0 {
				least = max(o, t)
			}
			if o < 0 && t < 0 {
				most = min(o, t)
			}
			if got := merged[token] - base[token]; got < least || got > most {
				return false
			}
		}
	}
	return true
}
