package revisions

import (
	"bytes"
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// Fitness is how a proposal goes with the strategy as it stands.
type Fitness string

const (
	// Fits: it can be accepted as it is.
	Fits Fitness = "fits"
	// FitsLook: it merges, but an official has to confirm the merged wording.
	FitsLook Fitness = "look"
	// NeedsYou: its writer has to say what becomes of it; see Obstacle.
	NeedsYou Fitness = "needs"
)

// Fitnesses are all of them, best first.
func Fitnesses() []Fitness { return []Fitness{Fits, FitsLook, NeedsYou} }

// Obstacle is why a proposal needs its writer.
type Obstacle string

const (
	// Clashing: others have changed the same words.
	Clashing Obstacle = "clash"
	// PageGone: a page that it changes is no more.
	PageGone Obstacle = "page-gone"
	// PageTaken: the page that it would make has been made by another.
	PageTaken Obstacle = "page-taken"
	// NothingLeft: the text has it all already.
	NothingLeft Obstacle = "nothing-left"
)

// Fit is how a version of a live proposal goes with main. It is a hint for
// people: a decision merges anew.
type Fit struct {
	Proposal int64
	Version  int
	// Base is the number on main of the commit that the version is written
	// against, Seq that of main's newest when it was tried.
	Base, Seq int64
	Fitness   Fitness
	// Obstacle is "" unless the proposal needs its writer.
	Obstacle Obstacle
	// Reasons are locale keys that tell why to look.
	Reasons []string
	// Rivals are what has come to the places that the proposal is about, newest
	// first; empty for one that fits.
	Rivals []Rival
	// Told: the author has heard that the proposal needs them.
	Told bool
}

// same reports whether people are told the same of both.
func (f Fit) same(g Fit) bool {
	return f.Version == g.Version && f.Fitness == g.Fitness && f.Obstacle == g.Obstacle &&
		slices.Equal(f.Reasons, g.Reasons) && slices.Equal(f.Rivals, g.Rivals)
}

// judge merges the version into main as it stands and tells how they go together.
func (s *Service) judge(ctx context.Context, tx Tx, v Version) (Fit, error) {
	f := Fit{Proposal: v.Proposal, Version: v.N, Fitness: Fits}
	var err error
	if f.Base, err = seqOf(ctx, tx, v.Base); err != nil {
		return f, err
	}
	if f.Seq, err = tx.LastSeq(ctx); err != nil {
		return f, err
	}
	if f.Base == f.Seq {
		return f, nil // written against the text as it stands
	}
	pages, err := s.mergeVersion(ctx, tx, v, nil)
	switch {
	case fault.Is(err, "error.page-gone"):
		f.Fitness, f.Obstacle = NeedsYou, PageGone
	case err != nil:
		return f, err
	default:
		f.weigh(pages)
	}
	if f.Fitness == Fits {
		return f, nil
	}
	f.Rivals, err = rivals(ctx, tx, v, f, pages)
	return f, err
}

// weigh tells from the merged pages what the proposal needs.
func (f *Fit) weigh(pages []merging) {
	switch outcome := worst(pages); {
	case outcome == Conflict:
		f.Fitness, f.Obstacle = NeedsYou, Clashing
		if slices.ContainsFunc(pages, merging.taken) {
			f.Obstacle = PageTaken
		}
	case !slices.ContainsFunc(pages, merging.changes):
		f.Fitness, f.Obstacle = NeedsYou, NothingLeft
	case outcome == Look:
		f.Fitness = FitsLook
		for _, m := range pages {
			f.Reasons = append(f.Reasons, m.merged.Reasons...)
		}
		slices.Sort(f.Reasons)
		f.Reasons = slices.Compact(f.Reasons)
	}
}

// changes reports whether the merge leaves main's page another one.
func (m merging) changes() bool {
	text, ok := m.merged.Text()
	return !ok || !m.current.exists || !bytes.Equal([]byte(text), m.current.source)
}

// taken reports whether another has made the page that the proposal would make.
func (m merging) taken() bool {
	return m.fresh && m.current.exists && m.merged.Outcome == Conflict
}

// seqOf is the number of a commit on main, 0 for "".
func seqOf(ctx context.Context, tx Tx, h docs.Hash) (int64, error) {
	if h == "" {
		return 0, nil
	}
	c, err := tx.Commit(ctx, h)
	return c.Seq, err
}

// Fits tells how the live ones of the proposals go with main as it stands, by
// number. Those that have not been tried since main moved are tried now.
func (s *Service) Fits(ctx context.Context, ps ...Proposal) (map[int64]Fit, error) {
	var fits map[int64]Fit
	err := s.store.View(ctx, func(tx Tx) error {
		fits = map[int64]Fit{}
		moved := map[docs.Path]int64{}
		for _, p := range ps {
			if !p.State.Live() {
				continue
			}
			f, fresh, err := kept(ctx, tx, p, moved)
			if err != nil {
				return err
			}
			if !fresh {
				v, err := tx.ProposalVersion(ctx, p.ID, p.Version)
				if fault.KindOf(err) == fault.NotFound {
					continue // erased since it was listed
				}
				if err != nil {
					return err
				}
				if f, err = s.judge(ctx, tx, v); err != nil {
					return err
				}
			}
			fits[p.ID] = f
		}
		return nil
	})
	return fits, err
}

// kept is what was found out of the proposal last; fresh is false when it has a
// newer version, or its pages have. moved holds the numbers of pages looked up.
func kept(ctx context.Context, tx Tx, p Proposal, moved map[docs.Path]int64) (f Fit, fresh bool, err error) {
	f, ok, err := tx.Fit(ctx, p.ID)
	if err != nil || !ok || f.Version != p.Version {
		return f, false, err
	}
	for _, path := range p.Paths {
		seq, known := moved[path]
		if !known {
			if seq, err = newestSeq(ctx, tx, path); err != nil {
				return f, false, err
			}
			moved[path] = seq
		}
		if seq > f.Seq {
			return f, false, nil
		}
	}
	return f, true, nil
}

// newestSeq is the number of the commit that last changed, made or removed the
// page, 0 for one that never was.
func newestSeq(ctx context.Context, tx Tx, path docs.Path) (int64, error) {
	vs, err := tx.Versions(ctx, path, 0, 1)
	if err != nil || len(vs) == 0 {
		return 0, err
	}
	return vs[0].Seq, nil
}
