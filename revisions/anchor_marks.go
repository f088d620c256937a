package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
)

// LostThread is a thread about words that are not in the text any more.
type LostThread struct {
	// ID is its first comment, From the passage that it was begun on.
	ID   int64
	From docs.PassageID
	Place
	// Comments is how many can be read.
	Comments int
}

// Marks counts what is attached to the passages of a page as it stands, and
// lists the threads about words that are gone from it, oldest first.
func (s *Service) Marks(ctx context.Context, path docs.Path) (marks map[docs.PassageID]Marks, lost []LostThread, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		marks, lost = map[docs.PassageID]Marks{}, nil
		proposals, err := tx.LiveProposalsOn(ctx, path)
		if err != nil {
			return err
		}
		for id, n := range proposals {
			marks[id] = Marks{Proposals: n}
		}
		rows, err := s.anchorsOn(ctx, tx, path)
		if err != nil || len(rows) == 0 {
			return err
		}
		sizes, err := tx.ThreadSizes(ctx, path)
		if err != nil {
			return err
		}
		places := placing{service: s, tx: tx, pages: map[docs.Path]*pageText{}}
		for _, a := range rows {
			if a.Kind != AnchorComment || a.Path != path || sizes[a.ID] == 0 {
				continue
			}
			if a.Fate != FateOrphaned {
				m := marks[a.Passage]
				m.Comments += sizes[a.ID]
				marks[a.Passage] = m
				continue
			}
			place, err := places.of(ctx, a)
			if err != nil {
				return err
			}
			lost = append(lost, LostThread{a.ID, a.FromPassage, place, sizes[a.ID]})
		}
		slices.SortFunc(lost, func(a, b LostThread) int { return int(a.ID - b.ID) })
		return nil
	})
	return marks, lost, err
}
