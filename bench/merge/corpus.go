package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// sample is one three-way merge of the corpus. A competing one has no merged
// text: the right answer is a conflict.
type sample struct {
	ID, Repo, Path, Kind       string
	Base, Ours, Theirs, Merged string
}

const (
	kindLinear    = "linear"
	kindCompeting = "competing"
)

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

// A set is a part of the corpus by repository. Rules of the merge are chosen on
// the working set alone; the validation set says whether they hold elsewhere.
const (
	setAll        = "all"
	setWork       = "work"
	setValidation = "validation"
)

func choose(samples []sample, set string) ([]sample, error) {
	if set == setAll {
		return samples, nil
	}
	if set != setWork && set != setValidation {
		return nil, fmt.Errorf("no set %q: %s, %s or %s", set, setAll, setWork, setValidation)
	}
	var out []sample
	for _, s := range samples {
		if held(s.Repo) == (set == setValidation) {
			out = append(out, s)
		}
	}
	return out, nil
}

// held reports whether a repository is held back for validation: two in five.
func held(repo string) bool {
	h := fnv.New32a()
	io.WriteString(h, repo)
	return h.Sum32()%5 < 2
}

// reflowed gives the cases with each paragraph on one line. A case in which one
// side only wrapped lines anew is none any more.
func reflowed(samples []sample) []sample {
	var out []sample
	for _, s := range samples {
		s.Base, s.Ours, s.Theirs, s.Merged = reflow(s.Base), reflow(s.Ours), reflow(s.Theirs), reflow(s.Merged)
		if s.Base != s.Ours && s.Base != s.Theirs && s.Ours != s.Theirs {
			out = append(out, s)
		}
	}
	return out
}
