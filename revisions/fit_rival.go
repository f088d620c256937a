package revisions

import (
	"context"
	"slices"
	"time"

	"luonnos/docs"
)

// Rival is a change of main that a proposal meets.
type Rival struct {
	Path    docs.Path      `json:"path"`
	Passage docs.PassageID `json:"passage,omitempty"` // "" for the page as a whole
	Seq     int64          `json:"seq"`
	// Gone: the passage or the page was removed.
	Gone bool `json:"gone,omitempty"`
	// Proposal is the one that brought the change, 0 for none.
	Proposal int64     `json:"proposal,omitempty"`
	At       time.Time `json:"at"`
}

// maxRivals bounds what is kept of each proposal.
const maxRivals = 12

// rivals are the changes that came after the base of the version to where it
// meets the text, or to its pages where no such place is found.
func rivals(ctx context.Context, tx Tx, v Version, f Fit, pages []merging) ([]Rival, error) {
	var about []docs.PassageID
	for _, e := range v.Edits {
		about = append(about, e.passages()...)
	}
	met, err := disputed(pages, about)
	if err != nil {
		return nil, err
	}
	places := [][]docs.PassageID{met, about}
	switch {
	case f.Obstacle == PageTaken:
		places = nil
	case f.Fitness == FitsLook:
		// Where changes only meet, those of the same passage are the likelier.
		slices.Reverse(places)
	}
	for _, ids := range places {
		found, err := passageRivals(ctx, tx, ids, f.Base)
		if err != nil || len(found) > 0 {
			return newest(found), err
		}
	}
	found, err := pageRivals(ctx, tx, paths(v.Edits), f.Base)
	return newest(found), err
}

func passageRivals(ctx context.Context, tx Tx, ids []docs.PassageID, base int64) ([]Rival, error) {
	var found []Rival
	for _, id := range ids {
		events, err := tx.PassageEvents(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, x := range events {
			if x.Seq > base {
				found = append(found, Rival{Path: x.Path, Passage: id, Seq: x.Seq,
					Gone: x.Change == docs.PassageRemoved, Proposal: x.Proposal, At: x.At})
			}
		}
	}
	return found, nil
}

func pageRivals(ctx context.Context, tx Tx, paths []docs.Path, base int64) ([]Rival, error) {
	var found []Rival
	for _, path := range paths {
		versions, err := tx.Versions(ctx, path, 0, maxRivals)
		if err != nil {
			return nil, err
		}
		for _, x := range versions {
			if x.Seq > base {
				found = append(found, Rival{Path: path, Seq: x.Seq, Gone: x.Kind == docs.Removed, Proposal: x.Proposal, At: x.At})
			}
		}
	}
	return found, nil
}

// newest orders the changes, each once, and keeps so many of them.
func newest(found []Rival) []Rival {
	slices.SortStableFunc(found, func(a, b Rival) int { return int(b.Seq - a.Seq) })
	found = slices.Compact(found)
	return found[:min(len(found), maxRivals)]
}

// disputed are the passages of main where a merge needs a person, and those
// that main has no more of the ones it is about.
func disputed(pages []merging, about []docs.PassageID) ([]docs.PassageID, error) {
	var ids []docs.PassageID
	gone := slices.Clone(about)
	for _, m := range pages {
		places := m.disputes()
		for _, id := range m.current.ids {
			gone = slices.DeleteFunc(gone, func(x docs.PassageID) bool { return x == id })
			_, passage, err := m.current.passage(id)
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(places, func(e Extent) bool { return passage.Start <= e.End && e.Start <= passage.End }) {
				ids = append(ids, id)
			}
		}
	}
	return append(ids, gone...), nil
}

// besides is how many chunks apart a change of main's is from one of the
// proposal's that it meets: there may be white space between them, or a word.
const besides = 2

// disputes are the places of main's page where the merge needs a person: the
// conflicts or, without one, where changes of both sides meet.
func (m merging) disputes() []Extent {
	var places []Extent
	chunks := m.merged.Chunks
	for i, c := range chunks {
		around := chunks[max(0, i-besides):min(len(chunks), i+besides+1)]
		switch {
		case c.Origin == Unresolved:
		case m.merged.Outcome == Look && c.Origin == FromOurs && slices.ContainsFunc(around, Chunk.fromTheirs):
		default:
			continue
		}
		places = append(places, c.InOurs)
	}
	return places
}

func (c Chunk) fromTheirs() bool { return c.Origin == FromTheirs || c.Origin == FromBoth }
