package main

import (
	"math"
	"slices"
	"strings"
	"time"

	"luonnos/bench/internal/prose"
)

// group of cases that one figure is given for; see the package comment.
type group string

const (
	groupRC group = "RC"
	groupRN group = "RN"
	groupRG group = "RG"
	groupLC group = "LC"
	groupLG group = "LG"
	groupCP group = "CP"
)

var groups = []group{groupRC, groupRN, groupRG, groupLC, groupLG, groupCP}

// groupOf tells the group of a case as it was written, not reflowed.
func groupOf(s prose.Sample, gitMerges bool, words prose.Lexer) group {
	switch {
	case s.Kind == prose.Competing:
		return groupCP
	case s.Kind == prose.Linear && gitMerges:
		return groupLG
	case s.Kind == prose.Linear:
		return groupLC
	case gitMerges:
		return groupRG
	case explains(words, s, s.Merged):
		return groupRC
	}
	return groupRN
}

// tally counts the answers to one group.
type tally struct {
	cases, equal, exact, equalLook int
	differs, differsLook           int
	conflicts                      int
}

// scores is how one method did.
type scores struct {
	method           string
	groups           map[group]*tally
	right            map[string]bool // ids of cases answered as people did
	merged           int             // merges of all groups but CP
	unexplained      int             // of them, those whose words the changes do not explain
	unexplainedClean int             // of these, without a look
	times, cpu       []time.Duration
}

func newScores(method string) *scores {
	s := &scores{method: method, groups: map[group]*tally{}, right: map[string]bool{}}
	for _, g := range groups {
		s.groups[g] = &tally{}
	}
	return s
}

func (r *scores) add(g group, s prose.Sample, a answer, words prose.Lexer) {
	t := r.groups[g]
	t.cases++
	r.times, r.cpu = append(r.times, a.took), append(r.cpu, a.cpu)
	if !a.merged {
		t.conflicts++
		return
	}
	if g != groupCP {
		r.merged++
		if !explains(words, s, a.text) {
			r.unexplained++
			if !a.look {
				r.unexplainedClean++
			}
		}
	}
	if g == groupCP || !same(a.text, s.Merged) {
		t.differs++
		if a.look {
			t.differsLook++
		}
		return
	}
	r.right[s.ID] = true
	t.equal++
	if a.look {
		t.equalLook++
	}
	if a.text == s.Merged {
		t.exact++
	}
}

// same compares two texts without regard to white space.
func same(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }

// quantile of the times, 0 to 1; the times are sorted.
func quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[min(len(times)-1, int(q*float64(len(times))))]
}

// mcnemar is the exact two-sided probability that of wins and losses, cases that
// only one of two methods gets right, chance alone makes as uneven a split.
func mcnemar(wins, losses int) float64 {
	n, least := wins+losses, min(wins, losses)
	sum, ways := 0.0, 1.0
	for i := 0; i <= least; i++ {
		sum += ways
		ways = ways * float64(n-i) / float64(i+1)
	}
	return min(1, 2*sum/math.Pow(2, float64(n)))
}
