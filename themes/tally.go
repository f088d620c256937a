package themes

import (
	"context"
	"time"

	"luonnos/people"
)

// TallyFilter selects the shown items that are counted.
type TallyFilter struct {
	Theme       int64 // fine or coarse, 0 for all
	Area        string
	Source      int64
	Lang        people.Lang
	From, Until time.Time
}

// Tallies are counts of shown items, for pictures.
type Tallies struct {
	Items  int // with near-duplicates
	Folded int // near-duplicates among them
	Weeks  []WeekCount
	// Areas, Sources and Langs are largest first.
	Areas   []AreaCount
	Sources []SourceCount
	Langs   []LangCount
}

// WeekCount is a week with items; weeks without any are left out.
type WeekCount struct {
	Week  time.Time // see Week
	Items int
}

// AreaCount counts an area, "" for those that tell none.
type AreaCount struct {
	Area  string
	Items int
}

// SourceCount counts a source.
type SourceCount struct {
	Source  int64
	Channel Channel
	Name    string
	Items   int
}

// LangCount counts a language.
type LangCount struct {
	Lang  people.Lang
	Items int
}

// Tallies counts the shown items that match.
func (s *Service) Tallies(ctx context.Context, _ people.Account, f TallyFilter) (t Tallies, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		t, err = tally(ctx, tx, f)
		return err
	})
	return t, err
}

func tally(ctx context.Context, tx Tx, f TallyFilter) (Tallies, error) {
	var of []int64
	if f.Theme != 0 {
		list, err := tx.Themes(ctx)
		if err != nil {
			return Tallies{}, err
		}
		of = newTree(list).fine(f.Theme)
	}
	t, err := tx.FeedbackTally(ctx, f, of)
	if err != nil {
		return t, err
	}
	sources, err := tx.FeedbackSources(ctx)
	for i, c := range t.Sources {
		for _, r := range sources {
			if r.Source.ID == c.Source {
				t.Sources[i].Name, t.Sources[i].Channel = r.Source.Name, r.Source.Channel
			}
		}
	}
	return t, err
}
