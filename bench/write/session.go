package main

import (
	"context"
	"fmt"
	"strings"

	"luonnos/bench/internal/city"
	"luonnos/people"
	"luonnos/revisions"
)

// session is the writing to one city.
type session struct {
	city *city.City
	// seq is main's newest number before the first write, merged how many were
	// acknowledged since.
	seq    int64
	merged int
	// written numbers the proposals; newest are those that nothing written
	// since can have replaced.
	written int
	newest  map[city.Place]int
}

func (s *session) begin(ctx context.Context) (err error) {
	s.written = 1_000_000 // apart from those that the city was built with
	s.seq, err = s.newestSeq(ctx)
	return err
}

func (s *session) newestSeq(ctx context.Context) (int64, error) {
	changes, err := s.city.Docs.Changes(ctx, 1)
	if err != nil || len(changes) == 0 {
		return 0, err
	}
	return changes[0].Seq, nil
}

// write submits and merges at least n proposals, in rounds that touch every
// paragraph of the strategy once: the writers meet on the pages and in main,
// never in one sentence.
func (s *session) write(ctx context.Context, c crew, n int) (submits, merges latencies, err error) {
	for done := 0; done < n; {
		places, err := s.city.Places(ctx)
		if err != nil {
			return submits, merges, err
		}
		places = places[:min(len(places), n-done)]
		s.newest = map[city.Place]int{}
		tokens := make([]people.Token, len(places))
		for i, at := range places {
			s.newest[city.Place{Path: at.Path, Passage: at.Passage}] = s.written + i
			if tokens[i], err = s.city.Draft(ctx, s.city.Resident(i), at, s.written+i); err != nil {
				return submits, merges, err
			}
		}
		proposals := make([]int64, len(places))
		submit, err := c.timed(len(places), func(i int) error {
			op := people.OpID(fmt.Sprint("submit-", s.written+i))
			p, err := s.city.Revisions.Submit(ctx, s.city.Resident(i), op, tokens[i])
			proposals[i] = p.ID
			return err
		})
		if err != nil {
			return submits, merges, fmt.Errorf("submit: %w", err)
		}
		merge, err := c.timed(len(places), func(i int) error {
			op := people.OpID(fmt.Sprint("merge-", s.written+i))
			_, err := s.city.Revisions.Decide(ctx, s.city.Official, op, revisions.Ruling{
				Proposal: proposals[i], Version: 1, Verdict: revisions.Accept, Reason: "Selkeämpi kuin ennen.",
			})
			return err
		})
		if err != nil {
			return submits, merges, fmt.Errorf("merge: %w", err)
		}
		submits, merges = submits.and(submit), merges.and(merge)
		done += len(places)
		s.written += len(places)
		s.merged += len(places)
	}
	return submits, merges, nil
}

// count returns an error unless every acknowledged merge is on main, and the
// last one of every paragraph in the text.
func (s *session) count(ctx context.Context) error {
	seq, err := s.newestSeq(ctx)
	if err != nil {
		return err
	}
	if got := int(seq - s.seq); got != s.merged {
		return fmt.Errorf("%d merges acknowledged, %d on main", s.merged, got)
	}
	places, err := s.city.Places(ctx)
	if err != nil {
		return err
	}
	found := 0
	for _, p := range places {
		n, ok := s.newest[city.Place{Path: p.Path, Passage: p.Passage}]
		if ok && strings.Contains(p.Text, fmt.Sprintf("ehdotus %d.", n)) {
			found++
		}
	}
	if found != len(s.newest) {
		return fmt.Errorf("%d texts merged last, %d of them in the strategy", len(s.newest), found)
	}
	return nil
}
