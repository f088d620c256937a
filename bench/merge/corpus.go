package main

import (
	"fmt"
	"hash/fnv"
	"io"

	"luonnos/bench/internal/prose"
)

// A set is a part of the corpus by repository. Rules of the merge are chosen on
// the working set alone; the validation set says whether they hold elsewhere.
const (
	setAll        = "all"
	setWork       = "work"
	setValidation = "validation"
)

func choose(samples []prose.Sample, set string) ([]prose.Sample, error) {
	if set == setAll {
		return samples, nil
	}
	if set != setWork && set != setValidation {
		return nil, fmt.Errorf("no set %q: %s, %s or %s", set, setAll, setWork, setValidation)
	}
	var out []prose.Sample
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
func reflowed(samples []prose.Sample) []prose.Sample {
	var out []prose.Sample
	for _, s := range samples {
		s.Base, s.Ours, s.Theirs, s.Merged = reflow(s.Base), reflow(s.Ours), reflow(s.Theirs), reflow(s.Merged)
		if s.Base != s.Ours && s.Base != s.Theirs && s.Ours != s.Theirs {
			out = append(out, s)
		}
	}
	return out
}
